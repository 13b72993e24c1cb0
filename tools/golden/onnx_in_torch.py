"""Runs an ONNX graph in PyTorch, in double precision: the operators of ResNet18 from CNTK, and no more."""
import onnx
import torch
from onnx import numpy_helper
from torch.nn import functional


def run(path, image):
    """Every tensor of the graph by name, for an image of channel, height, width."""
    graph = onnx.load(path).graph
    tensors = {weight.name: torch.from_numpy(numpy_helper.to_array(weight).copy()).double() for weight in graph.initializer}
    (given,) = [tensor.name for tensor in graph.input if tensor.name not in tensors]
    values = {given: torch.as_tensor(image).double()[None]}
    for node in graph.node:
        attributes = {attribute.name: onnx.helper.get_attribute_value(attribute) for attribute in node.attribute}
        inputs = [values[name] if name in values else tensors[name] for name in node.input]
        outputs = OPERATORS[node.op_type](attributes, *inputs)
        values.update(zip(node.output, outputs if isinstance(outputs, tuple) else (outputs,)))
    return {name: value[0].numpy() for name, value in values.items()}


def padded(attributes, x, filler=0.0):
    """ONNX gives all beginnings, then all ends; PyTorch wants the last axis first."""
    top, left, bottom, right = attributes['pads']
    return functional.pad(x, (left, right, top, bottom), value=filler)


def convolve(attributes, x, weight):
    assert attributes['group'] == 1 and attributes['dilations'] == [1, 1] and attributes['auto_pad'] == b'NOTSET'
    return functional.conv2d(padded(attributes, x), weight, stride=attributes['strides'])


def normalise(attributes, x, scale, bias, mean, variance):
    return functional.batch_norm(x, mean, variance, scale, bias, eps=attributes['epsilon'])


def max_pool(attributes, x):
    return functional.max_pool2d(padded(attributes, x, float('-inf')), attributes['kernel_shape'], attributes['strides'])


def average_pool(attributes, x):
    assert attributes['pads'] == [0, 0, 0, 0]
    return functional.avg_pool2d(x, attributes['kernel_shape'], attributes['strides'])


OPERATORS = {
    'Conv': convolve,
    'BatchNormalization': normalise,
    'Relu': lambda attributes, x: torch.relu(x),
    'Add': lambda attributes, x, y: x + y,
    'Sub': lambda attributes, x, y: x - y,
    'MaxPool': max_pool,
    'AveragePool': average_pool,
    'Split': lambda attributes, x: torch.split(x, attributes['split'], dim=attributes['axis']),
    'Concat': lambda attributes, *parts: torch.cat(parts, dim=attributes['axis']),
}
