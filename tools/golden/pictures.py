"""The golden pictures, drawn with whole numbers only, so that every machine draws the same ones."""
import numpy as np


def noise(height, width, seed, span):
    """Whole numbers from 0 to span - 1, one for each pixel and channel: splitmix64, whose numbers do not need the one before."""
    with np.errstate(over='ignore'):
        state = (np.arange(1, height * width * 3 + 1, dtype=np.uint64) + np.uint64(seed << 32)) * np.uint64(0x9E3779B97F4A7C15)
        state = (state ^ state >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ state >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    values = (state ^ state >> np.uint64(31)) % np.uint64(span)
    return values.astype(np.int64).reshape(height, width, 3)


def scene(height, width, seed, grain):
    """Gradients, a disc, a bright bar and a chequered corner, under some grain: soft and hard edges, flat and busy parts."""
    y, x = np.mgrid[0:height, 0:width]
    picture = np.empty((height, width, 3), np.int64)
    picture[..., 0] = 20 + 200 * x // width
    picture[..., 1] = 230 - 200 * y // height
    picture[..., 2] = 40 + 170 * (x + y) // (width + height)
    radius = min(height, width) // 4
    disc = (y - height // 3) ** 2 + (x - 2 * width // 5) ** 2 < radius ** 2
    picture[disc] = (225, 90, 30)
    picture[(y > 3 * height // 5) & (y < 3 * height // 5 + height // 12 + 1)] = (250, 245, 60)
    corner = (y > 2 * height // 3) & (x > width // 2)
    picture[corner] = np.where((x // 3 + y // 4) % 2, 255, 0)[corner][:, None]
    return (picture + noise(height, width, seed, 2 * grain + 1) - grain).clip(0, 255).astype(np.uint8)


def with_alpha(picture):
    """The picture with a fourth channel: opaque on the left, clear on the right, and all between."""
    height, width, _ = picture.shape
    y, x = np.mgrid[0:height, 0:width]
    alpha = (320 - 400 * x // width + 40 * y // height).clip(0, 255).astype(np.uint8)
    return np.dstack([picture, alpha])


def draw():
    """File name to pixels: height x width of grey, x 3 of red, green, blue, or x 4 with alpha."""
    return {
        'tall.png': scene(263, 89, 1, 3),
        'wide.png': scene(137, 331, 2, 1),
        'large.png': scene(283, 257, 3, 0),
        'small-alpha.png': with_alpha(scene(53, 41, 4, 9)),
        'grey.png': scene(199, 150, 5, 2)[..., 0],
        'photo.jpg': scene(173, 211, 6, 1),
    }
