"""Makes the golden values of 'graft verify', with Pillow, numpy and PyTorch: nothing of Graft or of ONNX Runtime.

    python3 tools/golden/make_golden.py artifacts/bin/Graft.Cli/release/backbones/resnet18
    python3 tools/golden/make_golden.py artifacts/bin/Graft.Cli/release/backbones/resnet18 --check

The first form draws the pictures and writes them, with golden.json, into src/Graft/Verification/Golden; the second
compares what is there with what it would write. The folder is that of ResNet18's two ONNX files. Debian: python3-pil,
python3-onnx, python3-torch.
"""
import argparse
import base64
import hashlib
import json
import os
import sys
import zlib

import numpy as np
import onnx
import PIL
import torch
from PIL import Image

import onnx_in_torch
import pictures
import pixels

GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'src', 'Graft', 'Verification', 'Golden')

# Of a larger tensor, so many values are kept, evenly spaced.
SAMPLES = 512

# Grey levels by which decoders of JPEG may differ, whose arithmetic the standard leaves open.
JPEG_TOLERANCE = 2

# In these sizes no side divides another.
RESIZES = [
    ('squash', 'nearest', (61, 47)), ('squash', 'bilinear', (71, 43)), ('squash', 'bicubic', (59, 67)),
    ('squash', 'lanczos', (47, 73)), ('crop', 'bilinear', (53, 61)), ('pad', 'bicubic', (73, 59)),
]
TENSOR_SIZE = (29, 23)
NETWORK_SIZE = (224, 224)
NETWORK_PICTURES = ['large.png', 'wide.png']


def packed(array):
    return base64.b64encode(zlib.compress(array.tobytes(), 9)).decode()


def sample(values):
    flat = values.reshape(-1)
    count = min(SAMPLES, flat.size)
    return flat[np.arange(count) * flat.size // count]


def layer_values(values):
    """A sample, and what every value has a part in: the mean of the absolute values, and the largest."""
    return np.append(sample(values), [np.abs(values).mean(), np.abs(values).max()]).astype('<f4')


def decoded(names):
    for name in names:
        picture = pixels.decode(os.path.join(GOLDEN, name))
        tolerance = JPEG_TOLERANCE if name.endswith('.jpg') else 0
        yield {'picture': name, 'width': picture.width, 'height': picture.height, 'tolerance': tolerance, 'pixels': packed(np.asarray(picture))}


def resized(names):
    for mode, interpolation, size in RESIZES:
        for name in names:
            result = getattr(pixels, mode)(pixels.decode(os.path.join(GOLDEN, name)), size, interpolation)
            yield {
                'picture': name, 'mode': mode, 'interpolation': interpolation, 'width': size[0], 'height': size[1],
                'pixels': packed(np.asarray(result)),
            }


def tensors(names):
    for preset in pixels.PRESETS:
        for name in names:
            values = pixels.tensor(pixels.decode(os.path.join(GOLDEN, name)), TENSOR_SIZE, preset)
            yield {'picture': name, 'preset': preset, 'width': TENSOR_SIZE[0], 'height': TENSOR_SIZE[1], 'values': packed(values.astype('<f4'))}


def network(folder):
    """ResNet18: activations after each rectifier and pool."""
    paths = [os.path.join(folder, name) for name in ('ResNetPreprocess.onnx', 'ResNet18.onnx')]
    digest = hashlib.sha256(b''.join(open(path, 'rb').read() for path in paths)).hexdigest()
    layers = [node.output[0] for node in onnx.load(paths[1]).graph.node if node.op_type in ('Relu', 'MaxPool', 'AveragePool')]
    runs = []
    for name in NETWORK_PICTURES:
        picture = pixels.crop(pixels.decode(os.path.join(GOLDEN, name)), NETWORK_SIZE, 'bilinear')
        image = np.asarray(picture).astype(np.float32).transpose(2, 0, 1)
        values = onnx_in_torch.run(paths[1], onnx_in_torch.run(paths[0], image)['PreprocessedInput'])
        runs.append({
            'picture': name, 'pixels': packed(np.asarray(picture)), 'tensor': packed(sample(image).astype('<f4')),
            'layers': [{'name': layer, 'length': values[layer].size, 'values': packed(layer_values(values[layer]))} for layer in layers],
        })
    return {'name': 'resnet18', 'sha256': digest, 'runs': runs}


def make(folder):
    names = list(pictures.draw())
    # What a decoder of JPEG may do otherwise would show in all that follows.
    lossless = [name for name in names if name.endswith('.png')]
    return {
        'madeWith': f'Pillow {PIL.__version__}, numpy {np.__version__}, PyTorch {torch.__version__}',
        'decoded': list(decoded(names)), 'resized': list(resized(lossless)), 'tensors': list(tensors(lossless)),
        'networks': [network(folder)],
    }


def write(folder):
    os.makedirs(GOLDEN, exist_ok=True)
    for name, drawn in pictures.draw().items():
        options = {'quality': 90} if name.endswith('.jpg') else {'optimize': True}
        Image.fromarray(drawn).save(os.path.join(GOLDEN, name), **options)
    with open(os.path.join(GOLDEN, 'golden.json'), 'w', newline='\n') as file:
        json.dump(make(folder), file, indent=0)
        file.write('\n')


def check(folder):
    """Every value there must be the one made now; but PyTorch's last digits and the encoder of JPEG are free."""
    for name, drawn in pictures.draw().items():
        there = np.asarray(Image.open(os.path.join(GOLDEN, name)))
        difference = np.abs(there.astype(int) - drawn.astype(int))
        if there.shape != drawn.shape or (difference.mean() > 3 if name.endswith('.jpg') else difference.any()):
            sys.exit(f'{name} is not the picture that is drawn.')
    with open(os.path.join(GOLDEN, 'golden.json')) as file:
        there = json.load(file)
    compare(there, {**make(folder), 'madeWith': there['madeWith']}, 'golden.json')


def compare(there, made, where):
    if isinstance(made, dict) and isinstance(there, dict) and there.keys() == made.keys():
        for key in made:
            compare(there[key], made[key], f'{where}: {made.get("picture", made.get("name", ""))} {key}')
    elif isinstance(made, list) and isinstance(there, list) and len(there) == len(made):
        for one, other in zip(there, made):
            compare(one, other, where)
    elif 'layers' in where and where.endswith('values'):
        one, other = (np.frombuffer(zlib.decompress(base64.b64decode(text)), '<f4') for text in (there, made))
        if one.shape != other.shape or not np.abs(one - other).max() <= 1e-6 * np.abs(other).max():
            sys.exit(f'{where} is not what PyTorch gives.')
    elif where.endswith(('pixels', 'tensor', 'values')):
        if zlib.decompress(base64.b64decode(there)) != zlib.decompress(base64.b64decode(made)):
            sys.exit(f'{where} is not what Pillow and numpy give.')
    elif there != made:
        sys.exit(f'{where} is {there}, expected {made}.')


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder')
    parser.add_argument('--check', action='store_true')
    arguments = parser.parse_args()
    (check if arguments.check else write)(arguments.folder)
