"""Times Pillow's resize, one thread.

By itself: python3 bench/pillow_resize.py [ROUNDS] prints the median milliseconds of each case.
With "serve" it reads a case a line, "WIDTH HEIGHT TO_WIDTH TO_HEIGHT FILTER REPEATS", and answers with the
milliseconds of one resize, so that another program can take turns with it.
"""
import random
import statistics
import sys
import time

import PIL
from PIL import Image

FILTERS = {'nearest': 0, 'lanczos': 1, 'bilinear': 2, 'bicubic': 3}
CASES = [(500, 375, 224, 224, name) for name in ('nearest', 'bilinear', 'bicubic', 'lanczos')]


def noise(width, height):
    return Image.frombytes('RGB', (width, height), random.Random(20260).randbytes(width * height * 3))


def milliseconds(picture, size, method, repeats):
    start = time.perf_counter()
    for _ in range(repeats):
        picture.resize(size, method)
    return (time.perf_counter() - start) * 1000 / repeats


def serve():
    pictures = {}
    print(PIL.__version__, flush=True)
    for line in sys.stdin:
        width, height, to_width, to_height, name, repeats = line.split()
        key = int(width), int(height)
        if key not in pictures:
            pictures[key] = noise(*key)
        size = int(to_width), int(to_height)
        print(milliseconds(pictures[key], size, FILTERS[name.lower()], int(repeats)), flush=True)


def report(rounds):
    for width, height, to_width, to_height, name in CASES:
        picture = noise(width, height)
        times = [milliseconds(picture, (to_width, to_height), FILTERS[name], 1) for _ in range(rounds)]
        print(f'{width}x{height} to {to_width}x{to_height} {name:9} {statistics.median(times):8.3f} ms')


if __name__ == '__main__':
    if sys.argv[1:] == ['serve']:
        serve()
    else:
        report(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
