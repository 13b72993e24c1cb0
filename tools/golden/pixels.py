"""What becomes of a picture before the network, by Pillow and numpy: decoded, resized, and as a tensor."""
import numpy as np
from PIL import Image, ImageOps

FILTERS = {'nearest': Image.NEAREST, 'bilinear': Image.BILINEAR, 'bicubic': Image.BICUBIC, 'lanczos': Image.LANCZOS}

# Divisor, mean and standard deviation, channel order, resize before the crop, and filter, as their authors publish them.
IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
CLIP = ((0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711))
PRESETS = {
    'imagenet': (255, *IMAGENET, 'rgb', lambda side: round(side * 8 / 7), 'bilinear'),
    'caffe': (1, (123.68, 116.779, 103.939), (1, 1, 1), 'bgr', lambda side: side, 'bilinear'),
    'tf': (127.5, (1, 1, 1), (1, 1, 1), 'rgb', lambda side: side, 'bilinear'),
    'clip': (255, *CLIP, 'rgb', lambda side: side, 'bicubic'),
}


def decode(path):
    """Red, green, blue; what is transparent lies over white."""
    picture = Image.open(path)
    if picture.mode == 'RGBA':
        white = Image.new('RGB', picture.size, (255, 255, 255))
        white.paste(picture, mask=picture.getchannel('A'))
        return white
    return picture.convert('RGB')


def squash(picture, size, interpolation):
    return picture.resize(size, FILTERS[interpolation])


def crop(picture, size, interpolation, shorter=0):
    """torchvision's Resize and CenterCrop."""
    shorter = shorter or max(size)
    width, height = picture.size
    longer = int(shorter * max(picture.size) / min(picture.size))
    picture = picture.resize((shorter, longer) if width <= height else (longer, shorter), FILTERS[interpolation])
    left, top = round((picture.width - size[0]) / 2.0), round((picture.height - size[1]) / 2.0)
    return picture.crop((left, top, left + size[0], top + size[1]))


def pad(picture, size, interpolation):
    return ImageOps.pad(picture, size, method=FILTERS[interpolation])


def tensor(picture, size, preset):
    """The preset's resize and its arithmetic, in float32; channel, height, width."""
    divisor, mean, std, order, shorter, interpolation = PRESETS[preset]
    pixels = np.asarray(crop(picture, size, interpolation, shorter(max(size)))).astype(np.float32)
    values = (pixels / np.float32(divisor) - np.float32(mean)) / np.float32(std)
    return (values if order == 'rgb' else values[..., ::-1]).transpose(2, 0, 1)
