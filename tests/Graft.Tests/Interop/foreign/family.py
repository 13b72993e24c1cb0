"""The folder of foreign files: each is written, read back by h5py, and noted down for the reader under test."""
import json
import os

import h5py
import numpy as np

TEXT = h5py.string_dtype()
NAMES = ["daisy", "rose", "tulip"]
_DEFAULT = object()


def matrix(rows, width, dtype="<f4"):
    """Numbers that tell where they came from, exact in every type of at least 8 bits when the matrix is small."""
    values = (np.arange(rows * width).reshape(rows, width) * 37) % 251
    if np.dtype(dtype).kind == "f":
        return (values * 0.25 - 20).astype(dtype)
    if np.dtype(dtype).kind == "i":
        return (values - 120).astype(dtype)
    return values.astype(dtype)


class Family:
    def __init__(self, folder):
        self.folder = folder
        self._cases = []

    def path(self, file):
        return os.path.join(self.folder, file)

    def read(self, name, data, **how):
        """A file that must be read."""
        self._add(name, data, "read", "", **how)

    def refused(self, name, words, data, **how):
        """A file that must be refused with a message that has each of these words; a|b stands for either."""
        self._add(name, data, "refused", words, **how)

    def either(self, name, words, data, **how):
        """A file that may be read, or be refused with a message that has each of these words."""
        self._add(name, data, "either", words, **how)

    def hostile(self, name, **how):
        """A file that must be read or refused within bounds of time and memory."""
        self._add(name, None, "hostile", "", readable=False, **how)

    def finish(self):
        with open(self.path("manifest.json"), "w", encoding="utf-8") as out:
            json.dump(self._cases, out)

    def _add(self, name, data, expect, words, *, write=None, dataset="features", libver="earliest", file=None,
             labels=_DEFAULT, label_names=NAMES, write_names=None, paths=None, values=None, contains=(), lacks=(),
             readable=True, **create):
        """Writes one file and notes what is in it.

        data: the rows. write: writes them when create_dataset cannot. labels: None for none; the default goes round.
        label_names: what must be found; write_names writes them in another form than h5py's own. values: the rows as
        numbers when astype cannot say. contains, lacks: signatures that prove that the file has the structure meant.
        readable: whether h5py itself reads the rows.
        """
        path = self.path(name + ".h5")
        if labels is _DEFAULT:
            labels = (np.arange(len(data)) % len(NAMES)).astype("i4")
        with h5py.File(path, "w", libver=libver, **(file or {})) as f:
            if write:
                write(f, data)
            else:
                f.create_dataset(dataset, data=data, **create)
            if labels is not None:
                f["labels"] = labels
            if write_names:
                write_names(f)
            elif label_names is not None:
                f.create_dataset("label_names", data=label_names, dtype=TEXT)
            if paths is not None:
                f.create_dataset("paths", data=paths, dtype=TEXT)

        if readable:
            with h5py.File(path, "r") as f:
                np.testing.assert_array_equal(f[dataset][()], data, err_msg=name)
        with open(path, "rb") as f:
            content = f.read()
        for signature in contains:
            assert signature in content, f"{name} has no {signature}"
        for signature in lacks:
            assert signature not in content, f"{name} has {signature}"
        self._note(name, data, expect, words, labels, label_names, paths, values)

    def note(self, name, data, expect, words):
        """Notes down a file that was written elsewhere, with the labels and names that are usual here."""
        with h5py.File(self.path(name + ".h5"), "r") as f:
            np.testing.assert_array_equal(f["features"][()], data, err_msg=name)
        self._note(name, data, expect, words, np.arange(len(data)) % len(NAMES), NAMES, None, None)

    def _note(self, name, data, expect, words, labels, label_names, paths, values):
        case = {"file": name + ".h5", "expect": expect, "words": words.split()}
        if values is None and data is not None and data.dtype.kind in "fiu" and data.ndim > 1 and data.dtype.itemsize <= 8:
            with np.errstate(over="ignore"):
                values = data.astype("<f4")
            case["type"] = data.dtype.name
            data.astype(data.dtype.newbyteorder("<")).tofile(self.path(name + ".stored"))
        if values is not None:
            values.astype("<f4").tofile(self.path(name + ".values"))
            case["rows"], case["shape"] = values.shape[0], values.shape[1:]
            case["labels"] = [int(label) for label in labels] if expect != "refused" and labels is not None else []
            case["label_names"], case["paths"] = label_names, paths
        self._cases.append(case)
