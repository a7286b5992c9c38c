"""What all the demo's painters draw with: colours, gradients, noise, covering one thing with another."""

import colorsys
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

Plane = NDArray[np.floating]
"""[height, width]"""
Canvas = NDArray[np.floating]
"""[height, width, 3]: sRGB, 0..1 once shown; painters may go beyond, which the image clips."""
Colour = NDArray[np.float32]
"""[3]: sRGB, 0..1"""
Size = tuple[int, int]
"""Width and height in pixels."""
Rng = np.random.Generator


def colour(hue: float, saturation: float, value: float) -> Colour:
    """HSV, all 0..1; the hue goes round."""
    return np.array(colorsys.hsv_to_rgb(hue % 1, saturation, value), np.float32)


def ink(shade: Colour) -> tuple[int, int, int]:
    """The colour as Pillow's drawing takes it."""
    red, green, blue = (int(255 * min(max(float(part), 0), 1)) for part in shade)
    return red, green, blue


def grid(size: Size) -> tuple[Plane, Plane]:
    """x and y of every pixel's middle, each 0..1 from the upper left."""
    x = (np.arange(size[0], dtype=np.float32) + 0.5) / size[0]
    y = (np.arange(size[1], dtype=np.float32) + 0.5) / size[1]
    across, down = np.meshgrid(x, y)
    return across, down


def centred(size: Size) -> tuple[Plane, Plane]:
    """x and y of every pixel from the centre; the nearer edges are at -1 and 1."""
    x, y = grid(size)
    short = min(size)
    return (2 * x - 1) * np.float32(size[0] / short), (2 * y - 1) * np.float32(size[1] / short)


def vertical(size: Size, *stops: Colour) -> Canvas:
    """Colours from top to bottom, evenly spaced."""
    at = np.linspace(0, 1, len(stops))
    rows = np.linspace(0, 1, size[1])
    column = np.stack([np.interp(rows, at, [stop[i] for stop in stops]) for i in range(3)], axis=-1)
    return np.repeat(column[:, None].astype(np.float32), size[0], axis=1)


def ridge(width: int, rng: Rng, bumps: int, octaves: int = 5) -> NDArray[np.float32]:
    """[width] a rough line, mostly 0..1, with about `bumps` large bumps."""
    line = np.zeros(width)
    for octave in range(octaves):
        points = rng.random(bumps * 2**octave + 2)
        line += np.interp(np.linspace(0, len(points) - 1, width), np.arange(len(points)), points) / 2**octave
    return (line / 1.9).astype(np.float32)


def clouds(size: Size, rng: Rng, cells: int = 4, octaves: int = 5) -> Plane:
    """Smooth noise, 0..1: `cells` blots along the longer side, and ever finer ones."""
    plane = np.zeros((size[1], size[0]), np.float32)
    for octave in range(octaves):
        cell = max(size) / (cells * 2**octave)
        shape = (int(size[1] / cell) + 2, int(size[0] / cell) + 2)
        blots = Image.fromarray(rng.random(shape, np.float32))
        plane += np.asarray(blots.resize(size, Image.Resampling.BICUBIC)) / np.float32(2**octave)
    plane -= plane.min()
    scaled: Plane = plane / plane.max()
    return scaled


def coverage(distance: Plane, size: Size) -> Plane:
    """1 where the distance (in picture heights) is positive, 0 where negative, one pixel of both between."""
    mask: Plane = np.clip(distance * size[1] + 0.5, 0, 1)
    return mask


def cover(canvas: Canvas, mask: Plane, shade: NDArray[np.floating]) -> None:
    """Lay a colour, or a canvas of colours, over the canvas where the mask is 1."""
    canvas += mask[..., None] * (shade - canvas)


def blurred(plane: Plane, radius: float) -> Plane:
    """Gaussian blur of a plane of 0..1; the radius is in pixels."""
    levels = Image.fromarray((np.clip(plane, 0, 1) * 255).astype(np.uint8))
    return np.asarray(levels.filter(ImageFilter.GaussianBlur(radius)), np.float32) / 255


def around(x: float, y: float, radius: float) -> tuple[float, float, float, float]:
    """The box of a circle."""
    return x - radius, y - radius, x + radius, y + radius


def drawn(canvas: Canvas, draw_on: Callable[[ImageDraw.ImageDraw, Size], None]) -> Canvas:
    """The canvas with shapes drawn on it at twice its size, so that their edges come out smooth."""
    height, width, _ = canvas.shape
    double = image(canvas).resize((2 * width, 2 * height), Image.Resampling.BILINEAR)
    draw_on(ImageDraw.Draw(double), double.size)
    return np.asarray(double.reduce(2), np.float32) / 255


def image(canvas: Canvas) -> Image.Image:
    """The canvas as an RGB image."""
    return Image.fromarray((np.clip(canvas, 0, 1) * 255 + 0.5).astype(np.uint8))
