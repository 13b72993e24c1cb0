"""Cuts small photos out of the demo's picture, ten classes of them: photos.py PICTURE FOLDER COUNT"""

import pathlib
import random
import sys

from PIL import Image

CLASSES = 10

picture = Image.open(sys.argv[1]).convert('RGB')
folder, count = pathlib.Path(sys.argv[2]), int(sys.argv[3])
drawn = random.Random(1)
for i in range(count):
    path = folder / f'class{i % CLASSES}' / f'{i:03}.jpg'
    path.parent.mkdir(parents=True, exist_ok=True)
    width, height = drawn.randint(150, 350), drawn.randint(150, 350)
    left, top = drawn.randint(0, picture.width - width), drawn.randint(0, picture.height - height)
    picture.crop((left, top, left + width, top + height)).save(path)
