"""Types of element."""
import h5py
import numpy as np

from .family import matrix

INTEGERS = ["u1", "i1", "<u2", "<i2", ">i2", ">u2", "<i4", ">i4", "<u4", "<i8", ">i8", "<u8", ">u8"]
# Rounds up when it goes straight to float32, and down when it goes by way of float64.
ROUNDED_TWICE = (1 << 60) + (1 << 36) + 1


def write(family):
    for name in INTEGERS:
        order = "big_" if name[0] == ">" else ""
        data = matrix(12, 5, name)
        data[0, :2] = np.iinfo(name).min, np.iinfo(name).max
        if data.dtype.itemsize >= 4:
            data[1, :2] = 16777217, 33554435
        if data.dtype.itemsize == 8:
            data[2, 0] = ROUNDED_TWICE
        family.read(f"{order}{data.dtype.name}", data)
        family.read(f"{order}{data.dtype.name}_chunked", data, chunks=(5, 3), compression="gzip", libver="latest")
    for name in ("<f2", ">f2", "<f4", ">f4", "<f8", ">f8"):
        order = "big_" if name[0] == ">" else ""
        family.read(f"{order}{np.dtype(name).name}", extremes(name))
        family.read(f"{order}{np.dtype(name).name}_latest", extremes(name), chunks=(2, 3), libver="latest")

    # The upper half of a float32, as networks are often stored.
    values = matrix(6, 4)
    values.view("u4")[:] &= 0xFFFF0000
    family.either("bfloat16", "float|floating", np.zeros((6, 4), "V2"), values=values, readable=False,
                  write=lambda f, _: custom(f, values, bfloat16()))
    family.either("int24", "integer|int|24|precision", np.zeros((6, 4), "V3"), values=matrix(6, 4, "i1").astype("f4"),
                  readable=False, write=lambda f, _: custom(f, matrix(6, 4, "i1"), int24()))
    family.either("int12_in_16", "precision|bits", np.zeros((6, 4), "V2"), values=matrix(6, 4, "i1").astype("f4"),
                  readable=False, write=lambda f, _: custom(f, matrix(6, 4, "i1"), int12()))
    family.either("long_double", "float|floating", matrix(6, 4, np.longdouble), values=matrix(6, 4))
    family.either("bool", "bool|enum", matrix(6, 4, "i1") > 0, values=(matrix(6, 4, "i1") > 0).astype("f4"))

    family.refused("complex", "compound", matrix(6, 4).astype("c8"))
    family.refused("compound", "compound", np.zeros((6, 4), [("x", "f4"), ("y", "f4")]))
    family.refused("strings_fixed", "string", np.full((6, 4), b"3.5", "S5"))
    family.refused("strings_variable", "string", np.full((6, 4), b"3.5", object), dtype=h5py.string_dtype())
    family.refused("lists", "variable", None, labels=np.zeros(6, "i4"), readable=False, write=lists)
    family.refused("opaque", "opaque", np.zeros((6, 4), "V6"), readable=False)
    family.refused("references", "reference", None, labels=np.zeros(6, "i4"), readable=False,
                   write=lambda f, _: f.create_dataset("features", (6, 4), h5py.ref_dtype))
    family.refused("elements_are_arrays", "array", None, labels=np.zeros(6, "i4"), readable=False, write=arrays)


def extremes(name):
    data = matrix(6, 5, name)
    limits = np.finfo(name)
    data[0] = limits.max, limits.min, limits.tiny, np.inf, -np.inf
    data[1] = np.nan, -0.0, limits.smallest_subnormal, limits.eps, 1 + limits.eps
    if data.dtype.itemsize == 8:
        # Too great for float32, its own subnormal numbers, and a tie.
        data[2] = 3.4028236e38, 1e-40, 1e-46, 1 + 2 ** -24, -1e39
    return data


def bfloat16():
    kind = h5py.h5t.IEEE_F32LE.copy()
    kind.set_fields(15, 7, 8, 0, 7)
    kind.set_ebias(127)
    kind.set_precision(16)
    kind.set_size(2)
    return kind


def custom(f, data, kind):
    """The library converts to the type as it writes."""
    h5py.h5d.create(f.id, b"features", kind, h5py.h5s.create_simple(data.shape)).write(h5py.h5s.ALL, h5py.h5s.ALL, data)


def int24():
    kind = h5py.h5t.STD_I32LE.copy()
    kind.set_precision(24)
    kind.set_size(3)
    return kind


def int12():
    kind = h5py.h5t.STD_I16LE.copy()
    kind.set_precision(12)
    kind.set_offset(2)
    return kind


def lists(f, _):
    features = f.create_dataset("features", (6, 4), h5py.vlen_dtype("f4"))
    features[0, 0] = [1, 2, 3]


def arrays(f, _):
    kind = h5py.h5t.array_create(h5py.h5t.IEEE_F32LE, (3,))
    h5py.h5d.create(f.id, b"features", kind, h5py.h5s.create_simple((6, 4)))
