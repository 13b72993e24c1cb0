"""The h5py side of the verb `store` of Graft.Benchmarks, which starts it and sends one JSON object a line.

The first line it prints names the versions. Each object names a verb below and its arguments; the answer is a line of
JSON with the seconds it took, and the sum of what was read where it was summed. Opening a file is not timed, closing one
that was written is. POOL is raw little-endian float32, WIDTH values a row, written over and over.

Usage: store_benchmark.py POOL WIDTH
"""
import json
import os
import sys
import time

import h5py
import numpy as np

pool = np.fromfile(sys.argv[1], "<f4").reshape(-1, int(sys.argv[2]))
width = pool.shape[1]


def write(path, rows, batch, sync_every=0, chunks=None, gzip=None, shuffle=False):
    """Rows in batches; synced at the end, and after every so many rows."""
    start = time.perf_counter()
    with h5py.File(path, "w") as file:
        features = file.create_dataset(
            "features", (rows, width), "<f4", chunks=tuple(chunks) if chunks else None,
            compression="gzip" if gzip else None, compression_opts=gzip, shuffle=shuffle)
        for first in range(0, rows, batch):
            count = min(batch, rows - first)
            place = first % len(pool)
            features[first:first + count] = pool[place:place + count]
            if sync_every and (first + count) % sync_every == 0:
                sync(file)
        file["labels"] = np.zeros(rows, "<i4")
        file["label_names"] = np.array([b"all"])
        sync(file)
    return time.perf_counter() - start, 0


def sync(file):
    file.flush()
    os.fsync(file.id.get_vfd_handle())


def sequential(path, block, summed):
    """All rows in blocks, into one array: h5py's fastest way."""
    with h5py.File(path, "r") as file:
        features = file["features"]
        buffer = np.empty((block, width), "<f4")
        total = 0.0
        start = time.perf_counter()
        for first in range(0, len(features), block):
            count = min(block, len(features) - first)
            features.read_direct(buffer, np.s_[first:first + count], np.s_[:count])
            if summed:
                total += float(buffer[:count].sum())
        return time.perf_counter() - start, total


def row_by_row(path, order, batch):
    """Batches of any rows, each row read into its place."""
    rows = np.fromfile(order, "<i4").tolist()
    with h5py.File(path, "r") as file:
        features = file["features"]
        buffer = np.empty((batch, width), "<f4")
        start = time.perf_counter()
        for first in range(0, len(rows), batch):
            for place, row in enumerate(rows[first:first + batch]):
                features.read_direct(buffer, np.s_[row], np.s_[place])
        return time.perf_counter() - start, 0


def fancy(path, order, batch):
    """Batches of any rows, sorted for h5py and put in order again."""
    rows = np.fromfile(order, "<i4")
    with h5py.File(path, "r") as file:
        features = file["features"]
        start = time.perf_counter()
        for first in range(0, len(rows), batch):
            wanted = rows[first:first + batch]
            by_place = np.argsort(wanted)
            values = np.empty((len(wanted), width), "<f4")
            values[by_place] = features[wanted[by_place]]
        return time.perf_counter() - start, 0


def evict(path):
    """Takes a file out of the page cache."""
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(handle)
    return 0, 0


def settle():
    """Lets the disk finish what it has to do."""
    os.sync()
    return 0, 0


verbs = {verb.__name__: verb for verb in (write, sequential, row_by_row, fancy, evict, settle)}
print(f"h5py {h5py.__version__}, HDF5 {h5py.version.hdf5_version}, NumPy {np.__version__}", flush=True)
for line in sys.stdin:
    arguments = json.loads(line)
    seconds, total = verbs[arguments.pop("verb")](**arguments)
    print(json.dumps({"seconds": seconds, "sum": total}), flush=True)
