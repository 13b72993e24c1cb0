"""Writes small files of random weights of the network that DamagedWeightsTests has a table of, in every format.

Usage: tiny_weights.py FOLDER
"""
import sys

import h5py
import numpy as np

from weights import formats


def main(folder):
    random = np.random.default_rng(3)

    def values(*shape):
        return random.standard_normal(shape, np.float32)

    layers = [
        ("input_1", []),
        ("conv1", [("conv1/kernel:0", values(3, 3, 3, 4)), ("conv1/bias:0", values(4))]),
        ("bn", [(f"bn/{name}:0", abs(values(4))) for name in ("gamma", "beta", "moving_mean", "moving_variance")]),
        ("pool", []),
        ("fc1", [("fc1/kernel:0", values(64, 8)), ("fc1/bias:0", values(8))]),
        ("predictions", [("predictions/kernel:0", values(8, 5)), ("predictions/bias:0", values(5))]),
    ]
    formats.write_keras(f"{folder}/keras.h5", layers)
    formats.write_keras(f"{folder}/model.h5", layers, whole_model=True)
    with h5py.File(f"{folder}/model.h5", "r+") as f:
        f.attrs["model_config"] = '{"class_name": "Functional"}'
        for name, tensors in layers:
            # As newer versions have it: texts of variable length.
            f[f"model_weights/{name}"].attrs["weight_names"] = [tensor for tensor, _ in tensors]
    with h5py.File(f"{folder}/latest.h5", "w", libver="latest") as f, h5py.File(f"{folder}/keras.h5", "r") as source:
        f.attrs["layer_names"] = source.attrs["layer_names"]
        for name in source:
            source.copy(name, f)
        fc1 = source["fc1/fc1/kernel:0"][()]
        del f["fc1/fc1/kernel:0"]
        f.create_dataset("fc1/fc1/kernel:0", data=fc1, chunks=(16, 8), compression="gzip", shuffle=True)
    with h5py.File(f"{folder}/keras3.h5", "w") as f:
        for name, layer in zip(["conv2d", "batch_normalization", "dense", "dense_1"], [layers[i] for i in (1, 2, 4, 5)]):
            for i, (_, tensor) in enumerate(layer[1]):
                f[f"layers/{name}/vars/{i}"] = tensor
    formats.write_safetensors(f"{folder}/torch.safetensors", {
        "features.0.weight": values(4, 3, 3, 3), "features.0.bias": values(4).astype(np.float16),
        **{f"features.1.{name}": abs(values(4)) for name in ("weight", "bias", "running_mean", "running_var")},
        "classifier.0.weight": values(8, 64), "classifier.0.bias": values(8),
        "classifier.1.weight": values(5, 8), "classifier.1.bias": values(5).astype(np.float64),
    })


if __name__ == "__main__":
    main(*sys.argv[1:])
