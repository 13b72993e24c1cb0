"""VGG with random weights: its files, and its forward pass in PyTorch, written from the paper alone."""
import numpy as np

CONVOLUTIONS = {"vgg16": [2, 2, 3, 3, 3], "vgg19": [2, 2, 4, 4, 4]}
FILTERS = [64, 128, 256, 512, 512]
DENSE = [("fc1", 25088, 4096), ("fc2", 4096, 4096), ("predictions", 4096, 1000)]


def names(architecture):
    """(block, layer, channels, filters) of every convolution."""
    channels = 3
    for block, (count, filters) in enumerate(zip(CONVOLUTIONS[architecture], FILTERS), 1):
        for i in range(1, count + 1):
            yield block, f"block{block}_conv{i}", channels, filters
            channels = filters


def random_weights(architecture, top, seed):
    """Layer to (weight, bias) in PyTorch's order. Variance is kept from layer to layer; float16 holds every value."""
    random = np.random.default_rng(seed)

    def layer(shape):
        fan_in = int(np.prod(shape[1:]))
        weight = random.standard_normal(shape, np.float32) * np.float32(np.sqrt(2 / fan_in))
        bias = random.standard_normal(shape[0], np.float32) * np.float32(0.1)
        return tuple(values.astype(np.float16).astype(np.float32) for values in (weight, bias))

    weights = {name: layer((filters, channels, 3, 3)) for _, name, channels, filters in names(architecture)}
    for name, values, units in DENSE if top else []:
        weights[name] = layer((units, values))
    return weights


def forward(architecture, weights, image):
    """Every pool, and what follows it: name to array."""
    import torch
    import torch.nn.functional as functional

    outputs, tensors = {}, {name: tuple(map(torch.from_numpy, pair)) for name, pair in weights.items()}
    x = torch.from_numpy(image)
    with torch.no_grad():
        for block, name, _, _ in names(architecture):
            x = torch.relu(functional.conv2d(x, *tensors[name], padding=1))
            if name.endswith(f"conv{CONVOLUTIONS[architecture][block - 1]}"):
                x = functional.max_pool2d(x, 2)
                outputs[f"block{block}_pool"] = x
        if "fc1" in tensors:
            x = torch.relu(functional.linear(x.flatten(1), *tensors["fc1"]))
            outputs["fc1"] = x
            x = torch.relu(functional.linear(x, *tensors["fc2"]))
            outputs["fc2"] = x
            outputs["predictions"] = functional.linear(x, *tensors["predictions"]).softmax(1)
    return {name: x.numpy() for name, x in outputs.items()}


def keras_layers(architecture, weights):
    """As vgg16_weights_tf_dim_ordering_tf_kernels.h5 has them: layers without weights too, names of old."""
    layers, last = [("input_1", [])], 0
    for block, name, _, _ in names(architecture):
        if block != last and last:
            layers.append((f"block{last}_pool", []))
        last = block
        weight, bias = weights[name]
        layers.append((name, [(f"{name}_W_1:0", weight.transpose(2, 3, 1, 0)), (f"{name}_b_1:0", bias)]))
    layers.append((f"block{last}_pool", []))
    if "fc1" in weights:
        layers.append(("flatten", []))
        for name, _, _ in DENSE:
            weight, bias = weights[name]
            if name == "fc1":
                # Keras flattens height, width, channel.
                weight = weight.reshape(-1, 512, 7, 7).transpose(0, 2, 3, 1).reshape(4096, -1)
            layers.append((name, [(f"{name}_W_1:0", weight.T), (f"{name}_b_1:0", bias)]))
    return layers


def torch_tensors(architecture, weights, timm=False):
    """As nn.Sequential numbers them: a convolution and its ReLU take two numbers, a pool takes one."""
    tensors, number, last = {}, 0, 1
    for block, name, _, _ in names(architecture):
        number += block != last
        last = block
        tensors[f"features.{number}.weight"], tensors[f"features.{number}.bias"] = weights[name]
        number += 2
    dense = ["pre_logits.fc1", "pre_logits.fc2", "head.fc"] if timm else ["classifier.0", "classifier.3", "classifier.6"]
    for target, (name, _, _) in zip(dense, DENSE if "fc1" in weights else []):
        weight, bias = weights[name]
        if timm and name != "predictions":
            weight = weight.reshape(4096, -1, *([7, 7] if name == "fc1" else [1, 1]))
        tensors[f"{target}.weight"], tensors[f"{target}.bias"] = weight, bias
    return tensors
