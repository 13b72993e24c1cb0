"""Writes random weights of VGG16's convolutions as torchvision keeps them. Usage: random_vgg.py FILE"""
import sys

from weights import formats, vgg

if __name__ == "__main__":
    weights = vgg.random_weights("vgg16", False, seed=5)
    formats.write_safetensors(sys.argv[1], vgg.torch_tensors("vgg16", weights))
