"""Rows in chunks: every kind of index, with and without nested blocks, and chunks that were never written."""
import ctypes

import h5py
import numpy as np

from .family import matrix
from .native import call, dataset_properties, low_level

# Flag of H5Pset_chunk_opts: chunks that reach over the edge are stored as they are, though the others are filtered.
DONT_FILTER_PARTIAL_CHUNKS = ctypes.c_uint(2)


def write(family):
    for version in ("earliest", "v108", "latest"):
        for rows in (1, 7, 32):
            family.read(f"rows_{rows}_{version}", matrix(40, 6), chunks=(rows, 6), libver=version)
        family.read(f"tiles_{version}", matrix(23, 17), chunks=(5, 4), libver=version)
        family.read(f"tiles_gzip_{version}", matrix(23, 17), chunks=(5, 4), compression="gzip", libver=version)
        family.read(f"sparse_{version}", **sparse(0), libver=version)
        family.read(f"sparse_fill_{version}", **sparse(7.5), libver=version)

    # Version 1 B-tree of chunks: 64 to a node, so three levels.
    family.read("btree1_deep", matrix(5200, 2), chunks=(1, 2), contains=[b"TREE"])
    family.read("btree1_resizable", matrix(120, 5), chunks=(1, 5), maxshape=(None, 5))
    family.read("resized", matrix(37, 5), write=grown)
    family.read("shrunk", matrix(13, 5), write=shrunk)
    family.read("shrunk_latest", matrix(13, 5), write=shrunk, libver="latest")

    # Latest format: one index for each way in which a data set can grow.
    latest = {"libver": "latest"}
    family.read("single_chunk", matrix(12, 5), chunks=(12, 5), lacks=[b"FAHD", b"TREE"], **latest)
    family.read("single_chunk_gzip", matrix(12, 5), chunks=(12, 5), compression="gzip", **latest)
    family.read("implicit", matrix(50, 4), write=implicit, lacks=[b"FAHD", b"EAHD", b"BTHD", b"TREE"], **latest)
    family.read("fixed_array", matrix(60, 4), chunks=(1, 4), contains=[b"FAHD", b"FADB"], **latest)
    family.read("fixed_array_gzip", matrix(60, 4), chunks=(1, 4), compression="gzip", contains=[b"FAHD"], **latest)
    family.read("fixed_array_paged", matrix(2500, 2), chunks=(1, 2), contains=[b"FAHD"], **latest)
    family.read("fixed_array_paged_gzip", matrix(1500, 2), chunks=(1, 2), compression="gzip", contains=[b"FAHD"], **latest)
    family.read("fixed_array_pages_missing", **pages_missing(), contains=[b"FAHD"], **latest)
    grows = {"maxshape": (None, 4), "contains": [b"EAHD", b"EAIB"]}
    family.read("extensible", matrix(3, 4), chunks=(1, 4), **grows, **latest)
    family.read("extensible_blocks", matrix(150, 4), chunks=(1, 4), **grows, **latest)
    family.read("extensible_gzip", matrix(150, 4), chunks=(1, 4), compression="gzip", **grows, **latest)
    family.read("extensible_tiles", matrix(150, 4), chunks=(2, 3), **grows, **latest)
    family.read("extensible_nested", matrix(5300, 2), chunks=(1, 2), maxshape=(None, 2), contains=[b"EAHD", b"EASB"], **latest)
    # Data blocks of the extensible array have pages from the 32,757th chunk on.
    family.read("extensible_paged", matrix(36000, 1), chunks=(1, 1), maxshape=(None, 1), contains=[b"EASB"], **latest)
    family.read("extensible_paged_gap", **gap(), contains=[b"EASB"], **latest)
    family.read("extensible_columns", matrix(30, 20), chunks=(30, 3), maxshape=(30, None), contains=[b"EAHD"], **latest)
    both = {"maxshape": (None, None), "contains": [b"BTHD"]}
    family.read("btree2", matrix(10, 8), chunks=(2, 4), **both, **latest)
    family.read("btree2_nodes", matrix(150, 4), chunks=(1, 4), **both, **latest)
    family.read("btree2_gzip", matrix(150, 4), chunks=(1, 4), compression="gzip", **both, **latest)
    family.read("btree2_deep", matrix(80, 80), chunks=(1, 1), maxshape=(None, None), contains=[b"BTIN"], **latest)

    family.read("edges_unfiltered", matrix(23, 17), write=edges_unfiltered, **latest)
    family.read("chunk_wider_than_data", matrix(5, 3), chunks=(8, 4), maxshape=(None, None))
    family.read("chunk_wider_than_data_latest", matrix(5, 3), chunks=(8, 4), maxshape=(None, 4), **latest)
    family.read("early_allocation", matrix(23, 5), write=early)


def sparse(fill):
    """Only some of the chunks were ever written."""
    data = np.full((40, 6), fill, "f4")
    data[10:15] = matrix(5, 6)
    data[39, 5] = 3

    def write_some(f, _):
        features = f.create_dataset("features", (40, 6), "f4", chunks=(4, 4), fillvalue=fill)
        features[10:15] = data[10:15]
        features[39, 5] = 3

    # Whole chunks come into being with their neighbours, which hold the fill value.
    return {"data": data, "write": write_some}


def pages_missing():
    """Pages of the fixed array that were never made: only chunks of the first and the third page exist."""
    data = np.full((3000, 2), 2.5, "f4")
    data[5] = 1
    data[2100:2103] = matrix(3, 2)

    def write_some(f, _):
        features = f.create_dataset("features", (3000, 2), "f4", chunks=(1, 2), fillvalue=2.5)
        features[5] = 1
        features[2100:2103] = data[2100:2103]

    return {"data": data, "write": write_some}


def gap():
    """An extensible array of which only the first and the last chunk exist, so that whole blocks are missing."""
    data = np.zeros((40000, 1), "f4")
    data[0], data[39990] = 4, 5

    def write_some(f, _):
        features = f.create_dataset("features", (40000, 1), "f4", chunks=(1, 1), maxshape=(None, 1))
        features[0], features[39990] = 4, 5

    return {"data": data, "write": write_some}


def grown(f, data):
    features = f.create_dataset("features", (1, 5), "f4", chunks=(4, 5), maxshape=(None, 5))
    for rows in (5, 20, 37):
        features.resize(rows, axis=0)
        features[:rows] = data[:rows]


def shrunk(f, data):
    features = f.create_dataset("features", data=np.ones((60, 5), "f4"), chunks=(4, 5), maxshape=(None, 5))
    features.resize(13, axis=0)
    features[:] = data


def implicit(f, data):
    properties = dataset_properties()
    properties.set_chunk((3, 3))
    properties.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    low_level(f, "features", data, properties)


def early(f, data):
    properties = dataset_properties()
    properties.set_chunk((4, 3))
    properties.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    low_level(f, "features", data, properties)


def edges_unfiltered(f, data):
    properties = dataset_properties()
    properties.set_chunk((5, 4))
    properties.set_deflate(4)
    call("H5Pset_chunk_opts", properties, DONT_FILTER_PARTIAL_CHUNKS)
    low_level(f, "features", data, properties)
