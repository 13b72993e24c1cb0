"""Images per second of PyTorch on ResNet18 or VGG16 up to the last pool, with random weights.

Usage: torch_speed.py ARCHITECTURE BATCH ROUNDS
"""
import statistics
import sys
import time

import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, before, after, stride):
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(before, after, 3, stride, 1, bias=False), nn.BatchNorm2d(after), nn.ReLU(True))
        self.second = nn.Sequential(nn.Conv2d(after, after, 3, 1, 1, bias=False), nn.BatchNorm2d(after))
        same = stride == 1 and before == after
        self.shortcut = nn.Identity() if same else nn.Sequential(nn.Conv2d(before, after, 1, stride, bias=False), nn.BatchNorm2d(after))

    def forward(self, x):
        return torch.relu(self.second(self.first(x)) + self.shortcut(x))


def resnet18():
    layers = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(True), nn.MaxPool2d(3, 2, 1)]
    before = 64
    for after, stride in [(64, 1), (128, 2), (256, 2), (512, 2)]:
        layers += [Block(before, after, stride), Block(after, after, 1)]
        before = after
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1))


def vgg16():
    layers, before = [], 3
    for after, count in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]:
        for _ in range(count):
            layers += [nn.Conv2d(before, after, 3, 1, 1), nn.ReLU(True)]
            before = after
        layers.append(nn.MaxPool2d(2, 2))
    return nn.Sequential(*layers)


def main(architecture, batch, rounds):
    network = {"resnet18": resnet18, "vgg16": vgg16}[architecture]().eval()
    images = torch.rand(batch, 3, 224, 224)
    rates = []
    with torch.inference_mode():
        network(images)
        for _ in range(rounds):
            start, calls = time.perf_counter(), 0
            while time.perf_counter() - start < 1:
                network(images)
                calls += 1
            rates.append(calls * batch / (time.perf_counter() - start))
    print(f"batch {batch:2}: PyTorch {torch.__version__} {statistics.median(rates):.1f} images/s")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
