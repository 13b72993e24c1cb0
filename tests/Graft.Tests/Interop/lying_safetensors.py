"""Writes a safetensors file of torchvision's VGG16 without its classifier, all zeros, sound but for one thing.

Usage: lying_safetensors.py FILE STATEMENT

The statement is Python that changes the dictionary h, tensor name to dtype, shape and data_offsets, or the text, length
or size (bytes of values) that it would become.
"""
import json
import struct
import sys

import numpy as np

from weights import vgg


def main(path, statement):
    weights = {name: tuple(np.broadcast_to(np.float32(0), shape) for shape in [(filters, channels, 3, 3), (filters,)]) for _, name, channels, filters in vgg.names("vgg16")}
    header, end = {}, 0
    for name, values in vgg.torch_tensors("vgg16", weights).items():
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [end, end + values.nbytes]}
        end += values.nbytes
    scope = {"h": header, "size": end, "text": None, "length": None, "json": json, "values": {}}
    exec(statement, scope)
    text = json.dumps(header).encode() if scope["text"] is None else scope["text"](json.dumps(header)).encode()
    length = len(text) if scope["length"] is None else scope["length"]
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", length) + text)
        f.truncate(8 + len(text) + scope["size"])
        for offset, value in scope["values"].items():
            f.seek(8 + len(text) + offset)
            f.write(struct.pack("<f", value))


if __name__ == "__main__":
    main(*sys.argv[1:])
