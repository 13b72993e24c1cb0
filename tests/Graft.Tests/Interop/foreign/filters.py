"""Chunks that went through filters."""
import zlib

import h5py
import numpy as np

from .family import matrix
from .native import dataset_properties, low_level

LATEST = {"libver": "latest"}
CHUNKS = {"chunks": (6, 5)}


def write(family):
    data = matrix(40, 11)
    for level in (0, 1, 4, 9):
        family.read(f"gzip_{level}", data, compression="gzip", compression_opts=level, **CHUNKS)
    for version in ("earliest", "latest"):
        how = {"libver": version, **CHUNKS}
        family.read(f"shuffle_{version}", data, shuffle=True, **how)
        family.read(f"gzip_shuffle_{version}", data, compression="gzip", shuffle=True, **how)
        family.read(f"lzf_{version}", data, compression="lzf", **how)
        family.read(f"lzf_shuffle_{version}", data, compression="lzf", shuffle=True, **how)
        family.read(f"fletcher32_{version}", data, fletcher32=True, **how)
        family.read(f"all_{version}", data, compression="gzip", shuffle=True, fletcher32=True, **how)
    family.read("lzf_fletcher32", data, compression="lzf", shuffle=True, fletcher32=True, **CHUNKS)
    family.read("fletcher32_odd_length", matrix(7, 3, "u1"), chunks=(5, 3), fletcher32=True)
    family.read("shuffle_double", matrix(40, 11, "f8"), shuffle=True, compression="gzip", **CHUNKS)
    family.read("shuffle_half", matrix(40, 11, "f2"), shuffle=True, compression="lzf", **CHUNKS)
    family.read("shuffle_byte", matrix(40, 11, "u1"), shuffle=True, compression="gzip", **CHUNKS)
    family.read("big_endian_gzip_shuffle", matrix(40, 11, ">f4"), shuffle=True, compression="gzip", **CHUNKS)
    family.read("lzf_long_runs", np.repeat(matrix(4, 1), 3000, axis=1), compression="lzf", chunks=(2, 3000))
    # LZF gives up on noise, and the chunk is stored as it is; the index says so.
    noise = np.frombuffer(np.random.default_rng(1).bytes(64 * 16 * 4), "u4").reshape(64, 16) % 1000003
    family.read("lzf_noise", noise.astype("f4"), compression="lzf", chunks=(1, 16))
    family.read("some_chunks_unfiltered", data[:36, :10], write=partly_filtered)
    family.read("some_chunks_unfiltered_latest", data[:36, :10], write=partly_filtered, **LATEST)

    whole = matrix(40, 11, "i4")
    family.either("scaleoffset", "scaleoffset|scale-offset", whole, scaleoffset=True, **CHUNKS)
    family.either("scaleoffset_latest", "scaleoffset|scale-offset", whole, scaleoffset=True, **CHUNKS, **LATEST)
    if h5py.h5z.filter_avail(h5py.h5z.FILTER_SZIP) and h5py.h5z.get_filter_info(h5py.h5z.FILTER_SZIP) & h5py.h5z.FILTER_CONFIG_ENCODE_ENABLED:
        family.either("szip", "szip", matrix(40, 16), compression="szip", chunks=(8, 16))
    family.either("nbit", "nbit|n-bit", whole, write=nbit)
    family.refused("unknown_filter", "307", data[:6, :5], write=unknown, readable=False)


def partly_filtered(f, data):
    """Every other chunk is marked as one that the filter passed over."""
    features = f.create_dataset("features", data.shape, data.dtype, compression="gzip", **CHUNKS)
    for row in range(0, 36, 6):
        for column in (0, 5):
            content = np.ascontiguousarray(data[row:row + 6, column:column + 5]).tobytes()
            passed_over = (row // 6 + column) % 2
            features.id.write_direct_chunk((row, column), content if passed_over else zlib.compress(content), passed_over)


def nbit(f, data):
    properties = dataset_properties()
    properties.set_chunk((6, 5))
    properties.set_filter(h5py.h5z.FILTER_NBIT)
    low_level(f, "features", data, properties)


def unknown(f, data):
    """A chunk of bzip2, number 307 in the registry of filters; whoever names it as optional need not have it."""
    properties = dataset_properties()
    properties.set_chunk(data.shape)
    properties.set_filter(307, h5py.h5z.FLAG_OPTIONAL, (9,))
    space = h5py.h5s.create_simple(data.shape)
    dataset = h5py.h5d.create(f.id, b"features", h5py.h5t.IEEE_F32LE, space, properties)
    h5py.Dataset(dataset).id.write_direct_chunk((0, 0), b"BZh9 and so on")
