"""Small files that ask for much: a reader must refuse them, or read them within bounds of memory."""
import zlib

import h5py
import numpy as np

from .native import dataset_properties

LARGE = 320 << 20


def write(family):
    zeros = deflated_zeros(LARGE)
    none = np.zeros(0, "i4")

    def bomb(name, write_features, labels=none, **how):
        family.hostile(name, labels=labels, write=lambda f, _: write_features(f), **how)

    for version in ("earliest", "latest"):
        # A chunk that says it is small, and unpacks to what it does not say.
        bomb(f"bomb_overlong_chunk_{version}", lambda f: packed(f, (4, 1 << 13), (4, 1 << 13), zeros), np.zeros(4, "i4"), libver=version)
        # A chunk that is as large as it says.
        bomb(f"bomb_chunk_{version}", lambda f: packed(f, (4, LARGE // 16), (4, LARGE // 16), zeros), np.zeros(4, "i4"), libver=version)
        bomb(f"bomb_row_{version}", lambda f: empty(f, (4, 1 << 40), (1, 1 << 20)), np.zeros(4, "i4"), libver=version)
        bomb(f"bomb_rows_{version}", lambda f: (empty(f, (1 << 30, 8), (1 << 10, 8)), labels_of(f, 1 << 30)), None, libver=version)
        bomb(f"bomb_contiguous_{version}", lambda f: empty(f, (4, 1 << 50), None), np.zeros(4, "i4"), libver=version)
        bomb(f"bomb_sides_{version}", lambda f: empty(f, (4, *[1 << 30] * 4), (1, *[1 << 4] * 4)), np.zeros(4, "i4"), libver=version)


def deflated_zeros(count):
    packer = zlib.compressobj(9)
    block = bytes(1 << 20)
    return b"".join([packer.compress(block) for _ in range(count >> 20)] + [packer.flush()])


def packed(f, shape, chunk, content):
    features = f.create_dataset("features", shape, "f4", chunks=chunk, compression="gzip")
    features.id.write_direct_chunk((0,) * len(shape), content)


def empty(f, shape, chunk):
    properties = dataset_properties()
    if chunk:
        properties.set_chunk(chunk)
    h5py.h5d.create(f.id, b"features", h5py.h5t.IEEE_F32LE, h5py.h5s.create_simple(shape), properties)


def labels_of(f, count):
    f.create_dataset("labels", (count,), "i4", chunks=(1 << 16,))
