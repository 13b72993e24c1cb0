"""Writes small Keras files that ask for much: memory or time.

Usage: weight_bombs.py FOLDER
"""
import sys

import h5py
import numpy as np

from weights import formats, mobilenet


def main(folder):
    # What was never written takes no room.
    for width in (4000, 16384, 1 << 30):
        formats.write_keras(f"{folder}/wide_{width}.h5", mobilenet.layers(width / 1024))
    # A few bytes unpack to 256 MB.
    with h5py.File(f"{folder}/packed.h5", "w") as f:
        f.attrs["layer_names"] = [b"conv_pw_13"]
        f.create_group("conv_pw_13").attrs["weight_names"] = [b"W"]
        f["conv_pw_13"].create_dataset("W", data=np.broadcast_to(np.float32(0), (1, 1, 8192, 8192)), chunks=(1, 1, 8192, 8192), compression="gzip")
    # One long text, named thousands of times.
    with h5py.File(f"{folder}/echo.h5", "w", libver="latest") as f:
        path = "/".join(["loop"] * 50_000)
        f["loop"] = f["/"]
        f.attrs["layer_names"] = np.array([path] * 20, dtype=h5py.string_dtype())
    # A group that is in itself, and paths that go round in it.
    with h5py.File(f"{folder}/circle.h5", "w") as f:
        f["self"] = f["/"]
        names = ["self/" * 300 + f"layer{i}" for i in range(300)]
        for i in range(300):
            f.create_group(f"layer{i}").attrs["weight_names"] = [b"W"]
            f[f"layer{i}/W"] = np.zeros(3, "f4")
        for i in range(10):
            f.attrs[f"layer_names{i}"] = np.array(names[30 * i:30 * i + 30], dtype=h5py.string_dtype())
    # Soft links that lead through one another, each many times.
    with h5py.File(f"{folder}/detours.h5", "w", libver="latest") as f:
        f["model_weights"] = h5py.SoftLink("/".join(["step0"] * 30))
        for i in range(12):
            f[f"step{i}"] = h5py.SoftLink("/".join([f"step{i + 1}"] * 30))
        f["step12"] = f["/"]


if __name__ == "__main__":
    main(*sys.argv[1:])
