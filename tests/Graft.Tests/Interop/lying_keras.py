"""Writes a Keras file of VGG16's weights, all zeros that take no room, sound but for one thing.

Usage: lying_keras.py FILE WITH_TOP STATEMENT

The statement is Python that changes the open file f; put(path, shape, type) replaces a dataset, names(path, attribute,
list) a list of names.
"""
import sys

import h5py
import numpy as np

from weights import formats, vgg


def main(path, top, statement):
    shapes = {name: ((filters, channels, 3, 3), (filters,)) for _, name, channels, filters in vgg.names("vgg16")}
    for name, values, units in vgg.DENSE if top == "True" else []:
        shapes[name] = ((units, values), (units,))
    zeros = {name: tuple(np.broadcast_to(np.float32(0), shape) for shape in pair) for name, pair in shapes.items()}
    layers = [(name, [(tensor, values.shape) for tensor, values in tensors]) for name, tensors in keras_shapes(zeros)]
    formats.write_keras(path, layers)
    with h5py.File(path, "r+") as f:
        def put(name, shape, type="f4"):
            del f[name]
            return f.create_dataset(name, shape, type)

        def names(name, attribute, values):
            f[name].attrs[attribute] = np.array(values)

        exec(statement, {"f": f, "put": put, "names": names, "np": np})


def keras_shapes(zeros):
    # The rows of fc1 are reordered by a copy, which its shape does not need.
    fc1 = zeros.pop("fc1", None)
    layers = vgg.keras_layers("vgg16", zeros)
    if fc1:
        for name in ["fc1", "fc2", "predictions"]:
            weight, bias = fc1 if name == "fc1" else zeros[name]
            layers.append((name, [(f"{name}_W_1:0", weight.T), (f"{name}_b_1:0", bias)]))
    return layers


if __name__ == "__main__":
    main(*sys.argv[1:])
