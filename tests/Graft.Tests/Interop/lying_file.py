"""Writes a sound feature file of two rows and two classes, but for one thing.

Usage: lying_file.py FILE PREPROCESSING STATEMENT

The statement is Python that changes the open file f; put(name, data) replaces a data set,
other(name, data, layer) adds one of another layer.
"""
import sys

import h5py
import numpy as np

ATTRIBUTES = {"backbone": "test", "backbone_sha256": "a" * 64, "layer": "pool", "tool_version": "0", "created": "2026-01-01T00:00:00Z"}


def main(path, preprocessing, statement):
    with h5py.File(path, "w") as f:
        def put(name, data):
            if name in f:
                del f[name]
            f[name] = data

        def other(name, data, layer):
            put(name, data)
            f[name].attrs["layer"] = layer

        put("features", np.zeros((2, 3), "f4"))
        put("labels", np.array([0, 1], "i4"))
        put("label_names", ["a", "b"])
        put("paths", ["a/1.jpg", "b/2.jpg"])
        f.attrs.create("format_version", 1, dtype="i4")
        for name, value in {**ATTRIBUTES, "preprocessing": preprocessing}.items():
            f.attrs[name] = value
        exec(statement, {"f": f, "put": put, "other": other, "np": np, "h5py": h5py})


if __name__ == "__main__":
    main(*sys.argv[1:])
