"""Writes a file with everything that HDF5 knows and Graft has no use for, for 'graft inspect' to show."""
import sys

import h5py
import numpy as np

with h5py.File(sys.argv[1], "w") as f:
    f.attrs["title"] = "nested 꽃\n\x1b[31mred"
    f.attrs["numbers"] = np.arange(9, dtype="i2")
    f.attrs["nothing"] = h5py.Empty("f4")
    f.attrs["format_version"] = "not ours"
    measured = f.create_group("a/measured")
    measured.create_dataset("matrix", data=np.arange(40, dtype=">f8").reshape(4, 10), chunks=(2, 5), compression="gzip")
    measured["matrix"].attrs["unit"] = "m/s"
    measured["half"] = np.array([0.5, np.nan, np.inf], "f2")
    f["a/scalar"] = np.int32(-7)
    f["a/text"] = "한국어 🌹"
    f["a/texts"] = ["one", "two", "three", "four"]
    f["a/null"] = h5py.Empty("i8")
    f["a/no rows"] = np.zeros((0, 3), "u1")
    f["b/compound"] = np.zeros(3, [("x", "f4"), ("name", "S5")])
    f["b/enum"] = np.array([1, 0], h5py.enum_dtype({"OFF": 0, "ON": 1}, basetype="u1"))
    f["b/bool"] = np.array([True, False])
    ragged = f.create_dataset("b/ragged", (2,), h5py.vlen_dtype("i4"))
    ragged[0], ragged[1] = [1], [2, 3]
    f.create_dataset("b/array", (2,), np.dtype((np.int16, (2, 3))))
    f["b/opaque"] = np.void(b"abc")
    f["b/reference"] = np.array([f["a"].ref], h5py.ref_dtype)
    f["b/type"] = np.dtype("f4")
    f["c/hard"] = f["a/scalar"]
    f["c/cycle"] = f["/"]
    f["c/soft"] = h5py.SoftLink("/a/measured/matrix")
    f["c/dangling"] = h5py.SoftLink("/nowhere")
    f["c/external"] = h5py.ExternalLink("other file.h5", "/x")
    properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    properties.set_chunk((4,))
    properties.set_filter(32015, h5py.h5z.FLAG_OPTIONAL, (1,))
    packed = h5py.h5d.create(f.id, b"zstd", h5py.h5t.NATIVE_INT32, h5py.h5s.create_simple((4,)), properties)
    packed.write_direct_chunk((0,), b"not unpacked")
