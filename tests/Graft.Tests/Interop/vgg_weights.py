"""Writes random weights of VGG in every layout, an input, and what PyTorch makes of it at each layer.

Usage: vgg_weights.py FOLDER ARCHITECTURE WITH_TOP

FOLDER gets keras.h5, torchvision.safetensors, with the top timm.safetensors in float16, input.f32 and LAYER.f32.
"""
import sys

import numpy as np

from weights import formats, vgg


def main(folder, architecture, top):
    weights = vgg.random_weights(architecture, top == "True", seed=5)
    formats.write_keras(f"{folder}/keras.h5", vgg.keras_layers(architecture, weights))
    formats.write_safetensors(f"{folder}/torchvision.safetensors", vgg.torch_tensors(architecture, weights))
    if top == "True":
        timm = vgg.torch_tensors(architecture, weights, timm=True)
        formats.write_safetensors(f"{folder}/timm.safetensors", {name: values.astype(np.float16) for name, values in timm.items()})
    image = np.random.default_rng(7).standard_normal((1, 3, 224, 224), np.float32)
    image.tofile(f"{folder}/input.f32")
    for name, values in vgg.forward(architecture, weights, image).items():
        values.astype("<f4").tofile(f"{folder}/{name}.f32")


if __name__ == "__main__":
    main(*sys.argv[1:])
