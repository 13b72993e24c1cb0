"""Where rows stand without an index: contiguous and compact, in every version of the format, and odd shapes."""
import h5py
import numpy as np

from .family import matrix
from .native import dataset_properties, low_level

VERSIONS = ["earliest", "v108", "v110", "latest"]


def write(family):
    for version in VERSIONS:
        family.read(f"contiguous_{version}", matrix(20, 7), libver=version, paths=[f"a/{i}.jpg" for i in range(20)])
        family.read(f"compact_{version}", matrix(9, 5), libver=version, write=compact)
        family.read(f"no_rows_{version}", matrix(0, 5), libver=version)
    family.read("one_row", matrix(1, 6))
    family.read("one_feature", matrix(30, 1))
    family.read("one_value", matrix(1, 1))
    family.read("wide", matrix(3, 25088))
    family.read("long", matrix(20000, 3))
    family.read("no_rows_chunked", matrix(0, 5), maxshape=(None, 5), chunks=(4, 5))
    family.read("no_rows_latest_chunked", matrix(0, 5), maxshape=(None, 5), chunks=(4, 5), libver="latest")
    family.read("images", matrix(6, 48, "u1").reshape(6, 4, 4, 3), dataset="images")
    family.read("images_chunked", matrix(6, 48, "u1").reshape(6, 4, 4, 3), dataset="images", chunks=(4, 3, 4, 2), compression="gzip")
    family.read("feature_maps", matrix(6, 20).reshape(6, 2, 2, 5), chunks=(1, 2, 2, 5))
    for size in (512, 4096):
        family.read(f"user_block_{size}", matrix(20, 7), file={"userblock_size": size})
        family.read(f"user_block_{size}_latest", matrix(20, 7), file={"userblock_size": size}, libver="latest", chunks=(3, 7))

    family.read("never_written", np.zeros((8, 3), "f4"), write=lambda f, _: f.create_dataset("features", (8, 3), "f4"))
    family.read("never_written_fill", np.full((8, 3), 7.5, "f4"),
                write=lambda f, _: f.create_dataset("features", (8, 3), "f4", fillvalue=7.5))

    family.refused("null_space", "features", None, labels=np.zeros(0, "i4"), readable=False,
                   write=lambda f, _: f.create_dataset("features", data=h5py.Empty("f4")))
    family.refused("scalar", "features", None, labels=np.zeros(0, "i4"), readable=False,
                   write=lambda f, _: f.create_dataset("features", data=np.float32(3)))
    family.refused("no_columns", "features", np.zeros((4, 0), "f4"))
    family.refused("features_are_a_group", "features", None, labels=np.zeros(0, "i4"), readable=False,
                   write=lambda f, _: f.create_group("features"))
    family.refused("no_features", "features", None, labels=np.zeros(0, "i4"), readable=False, write=lambda f, _: None)


def compact(f, data):
    properties = dataset_properties()
    properties.set_layout(h5py.h5d.COMPACT)
    low_level(f, "features", data, properties)
