"""Writes a Keras file of MobileNetV1's weights, all zeros that take no room.

Usage: mobilenet_shapes.py FILE ALPHA
"""
import sys

from weights import formats, mobilenet

formats.write_keras(sys.argv[1], mobilenet.layers(float(sys.argv[2])))
