"""Files of weights as Keras, torchvision and timm write them. A network is a list of (layer, [(name, array), ...])."""
import json
import struct

import h5py
import numpy as np


def write_keras(path, layers, whole_model=False):
    """As Keras 1 and 2 do: names in attributes of fixed-length bytes, a group a layer, '/' in names makes groups."""
    with h5py.File(path, "w") as f:
        group = f.create_group("model_weights") if whole_model else f
        group.attrs["layer_names"] = np.array([name.encode() for name, _ in layers])
        group.attrs["backend"] = np.bytes_("tensorflow")
        for name, tensors in layers:
            layer = group.create_group(name)
            layer.attrs["weight_names"] = np.array([tensor.encode() for tensor, _ in tensors]) if tensors else []
            for tensor, values in tensors:
                if isinstance(values, tuple):
                    # A shape alone: zeros that take no room.
                    layer.create_dataset(tensor, values, "f4")
                else:
                    layer[tensor] = values


SAFETENSORS_TYPES = {"float32": "F32", "float16": "F16", "float64": "F64", "int64": "I64"}


def write_safetensors(path, tensors):
    """tensors: name to array."""
    header, end = {"__metadata__": {"format": "pt"}}, 0
    for name, values in tensors.items():
        header[name] = {"dtype": SAFETENSORS_TYPES[values.dtype.name], "shape": values.shape, "data_offsets": [end, end + values.nbytes]}
        end += values.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text)
        for values in tensors.values():
            f.write(np.ascontiguousarray(values).data)
