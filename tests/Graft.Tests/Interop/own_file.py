"""What h5py finds in a file of ours, as JSON.

Usage: own_file.py FILE DATASET
"""
import json
import sys
import zlib

import h5py


def main(path, name):
    with h5py.File(path, "r") as f:
        rows = f[name]
        values = rows[()]
        print(json.dumps({
            "keys": sorted(f.keys()),
            "dtype": str(rows.dtype), "shape": rows.shape, "chunks": rows.chunks, "filters": rows.id.get_create_plist().get_nfilters(),
            "offset": rows.id.get_offset(),
            "bytes": values.tobytes().hex(),
            "slice": values[3:6, ..., -1].ravel().tolist(),
            "labels_dtype": str(f["labels"].dtype), "labels": f["labels"][()].tolist(),
            "label_names": text(f["label_names"]), "paths": text(f["paths"]),
            "label_names_utf8": matrix(f["label_names_utf8"]), "paths_utf8": matrix(f["paths_utf8"]),
            "crc_dtype": str(f["row_crc32"].dtype), "crc": f["row_crc32"][()].tolist(),
            "zlib_crc": [zlib.crc32(row.tobytes()) for row in values],
            "attributes": {key: plain(value) for key, value in f.attrs.items()},
        }))


def text(strings):
    """Strings, with what their type says of character set, padding and length."""
    kind = strings.id.get_type()
    return {
        "values": strings.asstr()[()].tolist(),
        "utf8": kind.get_cset() == h5py.h5t.CSET_UTF8,
        "null_padded": kind.get_strpad() == h5py.h5t.STR_NULLPAD,
        "fixed": not kind.is_variable_str(),
    }


def matrix(numbers):
    return {"dtype": str(numbers.dtype), "values": [bytes(row).rstrip(b"\0").decode() for row in numbers[()]]}


def plain(value):
    return value.decode() if isinstance(value, bytes) else value if isinstance(value, str) else value.item()


if __name__ == "__main__":
    main(*sys.argv[1:])
