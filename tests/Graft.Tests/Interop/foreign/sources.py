"""Rows that stand in other files: virtual data sets over shards, and external storage."""
import os

import h5py
import numpy as np

from .family import matrix

DATA = matrix(15, 4)
SHARDS = [(0, 5), (5, 9), (9, 15)]


def write(family):
    shards(family, "shard")
    family.read("virtual", DATA, write=lambda f, d: join(f, d, "shard", fill=0), libver="latest")
    family.read("virtual_earliest", DATA, write=lambda f, d: join(f, d, "shard", fill=0))
    shards(family, "packed", chunks=(2, 3), compression="gzip", shuffle=True)
    family.read("virtual_over_packed", DATA, write=lambda f, d: join(f, d, "packed", fill=0), libver="latest")

    holed = DATA.copy()
    holed[5:9] = -1.5
    shards(family, "partial")
    os.remove(family.path("partial_1.h5"))
    family.read("virtual_shard_missing", holed, write=lambda f, d: join(f, d, "partial", fill=-1.5), libver="latest")

    gaps = np.full((20, 4), 9, "f4")
    gaps[2:7], gaps[12:16] = DATA[:5], DATA[5:9]
    family.read("virtual_gaps", gaps, write=virtual_gaps, libver="latest")
    family.read("virtual_columns", DATA, write=lambda f, d: virtual_columns(family, f, d), libver="latest")
    family.read("virtual_same_file", DATA, write=virtual_same_file, libver="latest")
    family.read("virtual_strided", DATA, write=virtual_strided, libver="latest")
    family.read("virtual_resizable", DATA, libver="latest", write=lambda f, d: join(f, d, "shard", fill=0, maxshape=(None, 4)))
    shards(family, "double", dtype="f8")
    family.either("virtual_other_type", "type|float64", DATA, libver="latest", write=lambda f, d: join(f, d, "double", fill=0))
    # The HDF5 library itself overflows its stack on this one.
    family.hostile("virtual_of_itself", libver="latest", labels=np.zeros(15, "i4"), write=lambda f, _: virtual_of_itself(f, DATA))
    family.either("external_storage", "external", DATA,
                  external=[(family.path("external_storage.bin"), 0, h5py.h5f.UNLIMITED)])


def shards(family, name, dtype="f4", **create):
    for i, (start, end) in enumerate(SHARDS):
        with h5py.File(family.path(f"{name}_{i}.h5"), "w") as f:
            f.create_dataset("features", data=DATA[start:end], dtype=dtype, **create)


def join(f, data, name, fill, maxshape=None):
    layout = h5py.VirtualLayout(data.shape, "f4", maxshape=maxshape)
    for i, (start, end) in enumerate(SHARDS):
        layout[start:end] = h5py.VirtualSource(f"{name}_{i}.h5", "features", shape=(end - start, 4))
    f.create_virtual_dataset("features", layout, fillvalue=fill)


def virtual_gaps(f, data):
    layout = h5py.VirtualLayout(data.shape, "f4")
    layout[2:7] = h5py.VirtualSource("shard_0.h5", "features", shape=(5, 4))
    layout[12:16] = h5py.VirtualSource("shard_1.h5", "features", shape=(4, 4))
    f.create_virtual_dataset("features", layout, fillvalue=9)


def virtual_columns(family, f, data):
    layout = h5py.VirtualLayout(data.shape, "f4")
    for i in range(2):
        with h5py.File(family.path(f"columns_{i}.h5"), "w") as part:
            part["half"] = data[:, 2 * i:2 * i + 2]
        layout[:, 2 * i:2 * i + 2] = h5py.VirtualSource(f"columns_{i}.h5", "half", shape=(15, 2))
    f.create_virtual_dataset("features", layout)


def virtual_same_file(f, data):
    f["parts/a"], f["parts/b"] = data[:6], data[6:]
    layout = h5py.VirtualLayout(data.shape, "f4")
    layout[:6] = h5py.VirtualSource(".", "parts/a", shape=(6, 4))
    layout[6:] = h5py.VirtualSource(".", "parts/b", shape=(9, 4))
    f.create_virtual_dataset("features", layout)


def virtual_strided(f, data):
    """Even rows from one data set, odd ones from another."""
    f["even"], f["odd"] = data[0::2], data[1::2]
    layout = h5py.VirtualLayout(data.shape, "f4")
    layout[0::2] = h5py.VirtualSource(".", "even", shape=(8, 4))
    layout[1::2] = h5py.VirtualSource(".", "odd", shape=(7, 4))
    f.create_virtual_dataset("features", layout)


def virtual_of_itself(f, data):
    layout = h5py.VirtualLayout(data.shape, "f4")
    layout[:] = h5py.VirtualSource(".", "features", shape=data.shape)
    f.create_virtual_dataset("features", layout)
