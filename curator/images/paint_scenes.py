"""Painters of places and things. Each takes a size and a source of chance and gives a canvas."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from curator.images.paint_brushes import (
    Canvas,
    Rng,
    Size,
    around,
    blurred,
    centred,
    clouds,
    colour,
    cover,
    coverage,
    drawn,
    grid,
    image,
    ink,
    ridge,
    vertical,
)


def misty_mountains(size: Size, rng: Rng) -> Canvas:
    """Seven ridges, each nearer and darker, with fog at their feet."""
    hue = rng.uniform(0.55, 0.68)
    low, near = colour(hue - 0.53, 0.3, 0.98), colour(hue, 0.7, 0.13)
    canvas = vertical(size, colour(hue, 0.45, 0.7), colour(hue - 0.53, 0.16, 0.97), low)
    x, y = grid(size)
    sun = np.exp(-(((x - rng.uniform(0.3, 0.7)) * 5) ** 2) - ((y - 0.3) * 7) ** 2)
    canvas += 0.2 * sun[..., None]
    for layer in range(7):
        depth = (layer + 1) / 7
        top = 0.34 + 0.62 * depth**1.2 - ridge(size[0], rng, 3 + layer, 6) * (0.24 - 0.1 * depth)
        fog = np.clip((y - top) / 0.2, 0, 1)[..., None] * (1 - depth) * 0.8
        cover(canvas, coverage(y - top, size), (low + (near - low) * depth**0.8) * (1 - fog) + low * fog)
    return canvas


def starry_night(size: Size, rng: Rng) -> Canvas:
    """Stars of all sizes, a milky band, black hills."""
    canvas = vertical(size, colour(0.66, 0.85, 0.03), colour(0.62, 0.75, 0.1), colour(0.55, 0.6, 0.24))
    x, y = grid(size)
    slope = rng.uniform(0.4, 1.0) * rng.choice([-1, 1])
    band = np.exp(-(((y - 0.42 - slope * (x - 0.5)) / 0.17) ** 2)) * clouds(size, rng, 5) ** 2
    cover(canvas, band * 0.95, colour(rng.uniform(0.65, 0.95), 0.4, 0.75))
    stars = np.zeros_like(x)
    count = size[0] * size[1] // 420
    stars[rng.integers(0, size[1], count), rng.integers(0, size[0], count)] = rng.power(0.3, count)
    halo = blurred(stars**3, 1.1) * 5 + blurred(stars**7, 3) * 12
    canvas += (stars + halo)[..., None] * np.array([1.0, 0.96, 0.88], np.float32)
    top = 0.93 - 0.16 * ridge(size[0], rng, 4)
    cover(canvas, coverage(y - top, size), np.array([0.006, 0.008, 0.02], np.float32))
    return canvas


def bright_beach(size: Size, rng: Rng) -> Canvas:
    """Light sky, light sea, light sand."""
    canvas = vertical(size, colour(0.56, 0.38, 1.0), colour(0.54, 0.2, 1.0), colour(0.1, 0.1, 1.0))
    x, y = grid(size)
    cover(
        canvas,
        np.clip(clouds(size, rng, 3) * 1.9 - 0.9, 0, 1) * np.clip(1.7 - 3.4 * y, 0, 0.85),
        colour(0, 0, 1),
    )
    far, close = colour(0.53, 0.55, 0.86), colour(0.48, 0.22, 0.98)
    glint = clouds((size[0], size[1] * 3), rng, 24, 3)[::3] > 0.72
    water = far + (close - far) * ((y - 0.5) / 0.25)[..., None] + 0.12 * glint[..., None]
    cover(canvas, coverage(y - 0.5, size), water.astype(np.float32))
    shore = 0.75 + 0.05 * np.sin(4 * x + rng.uniform(0, 6)) + 0.012 * ridge(size[0], rng, 8)
    sand = colour(0.11, 0.2, 0.98) * (0.96 + 0.04 * clouds(size, rng, 40, 3))[..., None]
    cover(canvas, coverage(y - shore, size), sand)
    canvas += 0.4 * np.exp(-(((y - shore + 0.006) / 0.01) ** 2))[..., None]
    sun = np.exp(-(((x - rng.uniform(0.2, 0.8)) * size[0] / size[1]) ** 2 + (y - 0.2) ** 2) / 0.006)
    return canvas + 0.6 * sun[..., None]


def geometric_city(size: Size, rng: Rng) -> Canvas:
    """Four rows of houses with sharp edges and lit windows before an evening sky."""
    dusk = colour(rng.uniform(0.0, 0.08), 0.62, 0.98)
    canvas = vertical(size, colour(0.66, 0.6, 0.3), colour(0.88, 0.5, 0.65), dusk, dusk)
    middle = rng.uniform(0.25, 0.75)

    def draw_on(draw: ImageDraw.ImageDraw, double: Size) -> None:
        draw.ellipse(
            around(double[0] * middle, double[1] * 0.42, min(double) * 0.17), fill=ink(colour(0.12, 0.28, 1))
        )
        for row in range(4):
            _houses(draw, double, rng, row / 3)

    return drawn(canvas, draw_on)


def _houses(draw: ImageDraw.ImageDraw, size: Size, rng: Rng, depth: float) -> None:
    """One row; depth 0 is far and pale, 1 is near and dark."""
    width, height = size
    wall, left = ink(colour(0.72, 0.35 + 0.3 * depth, 0.6 - 0.5 * depth)), -0.02 * width
    while left < width:
        wide, top = width * rng.uniform(0.06, 0.13), height * (0.3 + 0.25 * depth + rng.uniform(0, 0.25))
        draw.rectangle((left, top, left + wide, height), fill=wall)
        if depth > 0.3:
            _windows(draw, rng, (left, top, left + wide, height), width * (0.006 + 0.006 * depth))
        left += wide


def _windows(
    draw: ImageDraw.ImageDraw, rng: Rng, house: tuple[float, float, float, float], step: float
) -> None:
    left, top, right, bottom = house
    for row in np.arange(top + step, bottom, 2.2 * step):
        for column in np.arange(left + step, right - 1.5 * step, 1.9 * step):
            if rng.random() < 0.5:
                lamp = colour(rng.uniform(0.08, 0.15), rng.uniform(0.35, 0.75), rng.uniform(0.7, 1))
                draw.rectangle((column, row, column + step, row + 1.3 * step), fill=ink(lamp))


def blurred_lights(size: Size, rng: Rng) -> Canvas:
    """A street at night, far out of focus."""
    half = (size[0] // 2, size[1] // 2)
    canvas = vertical(half, colour(0.68, 0.75, 0.08), colour(0.8, 0.6, 0.22), colour(0.95, 0.6, 0.12))
    hue = rng.choice([0.05, 0.1, 0.55, 0.92])
    for _ in range(42):
        disc = Image.new("L", half)
        spot = around(
            rng.uniform(0, half[0]), half[1] * rng.beta(3, 2.4), min(half) * rng.uniform(0.025, 0.12)
        )
        ImageDraw.Draw(disc).ellipse(spot, fill=int(rng.uniform(40, 140)))
        lamp = colour(hue + rng.normal(0, 0.1), rng.uniform(0.3, 0.85), 1)
        canvas += (np.asarray(disc, np.float32) / 255)[..., None] * lamp
    soft = image(canvas).filter(ImageFilter.GaussianBlur(min(half) / 110))
    return np.asarray(soft.resize(size, Image.Resampling.BICUBIC), np.float32) / 255


def dark_corridor(size: Size, rng: Rng) -> Canvas:
    """A long dark passage with a warm door at its end."""
    x, y = centred(size)
    x, y = x - rng.uniform(-0.25, 0.25), y - rng.uniform(-0.05, 0.2)
    reach = np.maximum(np.abs(x), np.abs(y) * 0.8) + 1e-3
    depth = 0.9 / reach
    seam = np.abs(np.mod(depth + 0.5, 1) - 0.5) < 0.02 * depth
    along = np.abs(np.mod(np.where(np.abs(x) > np.abs(y) * 0.8, y, x) / reach * 2.5 + 0.5, 1) - 0.5) < 0.02
    glow = np.exp(-reach * 2.6)
    wet = np.where(y > np.abs(x) * 1.25, 1.0, 0.45) * (0.6 + 0.4 * clouds(size, rng, 10))
    shade = (0.03 + 0.95 * glow * wet) * np.where(seam | along, 0.45, 1.0)
    warm = np.array([1.0, 0.62, 0.3], np.float32)
    cold = np.array([0.4, 0.52, 0.55], np.float32)
    canvas: Canvas = shade[..., None] * (cold + glow[..., None] * (warm - cold))
    cover(canvas, (reach < 0.085).astype(np.float32), np.array([1.0, 0.86, 0.6], np.float32))
    canvas += 0.25 * np.exp(-reach * 9)[..., None] * warm
    return canvas


def pale_fog(size: Size, rng: Rng) -> Canvas:
    """Trunks in a fog that leaves little of them."""
    hue = rng.uniform(0.3, 0.6)
    mist = colour(hue, 0.06, 0.8)
    canvas = vertical(size, colour(hue, 0.05, 0.84), mist, colour(hue, 0.08, 0.7))
    x, y = grid(size)
    for layer in range(4):
        trunks = np.zeros_like(x)
        for _ in range(9 - layer):
            wide = rng.uniform(0.004, 0.009) * (1 + layer)
            lean = x - rng.random() - rng.normal(0, 0.03) * (y - 0.5)
            trunks = np.maximum(
                trunks, np.clip((wide * (0.6 + 0.7 * y) - np.abs(lean)) * size[0] / 4 + 0.5, 0, 1)
            )
        cover(canvas, blurred(trunks, 2.5) * (0.12 + 0.11 * layer), colour(hue, 0.2, 0.42))
    drift = clouds(size, rng, 3, 3)
    cover(canvas, (0.2 + 0.45 * drift) * np.clip(y * 1.1, 0.15, 1), mist)
    return canvas


def lit_orb(size: Size, rng: Rng) -> Canvas:
    """A sphere in hard light from one side, as a face would be lit for a portrait."""
    x, y = centred(size)
    hue = rng.random()
    canvas = vertical(
        size, colour(hue + 0.5, 0.5, 0.05), colour(hue + 0.5, 0.5, 0.16), colour(hue + 0.5, 0.4, 0.05)
    )
    radius, turn = 0.62, rng.choice([-1.0, 1.0])
    inside = np.clip(1 - (x * x + y * y) / radius**2, 0, 1)
    z = np.sqrt(inside)
    light = np.clip((turn * 0.75 * x - 0.5 * y) / radius + 0.42 * z, 0, None)
    swirl = clouds(size, rng, 5)
    bands = 0.5 + 0.5 * np.sin(9 * y / radius + 7 * swirl + turn * 2 * x)
    skin = colour(hue, 0.75, 0.95) + bands[..., None] * (colour(hue + 0.1, 0.25, 1) - colour(hue, 0.75, 0.95))
    halo = np.exp(-(((np.hypot(x, y) - radius).clip(0) / 0.16) ** 2)) * np.clip(turn * x - y * 0.7, 0, 1)
    canvas += 0.35 * halo[..., None] * colour(hue + 0.05, 0.5, 1)
    shaded = skin * (light * 1.15)[..., None] + (light[..., None] ** 12) * 0.6
    edge = np.clip((radius - np.hypot(x, y)) * min(size) / 2 + 0.5, 0, 1)
    cover(canvas, edge, shaded.astype(np.float32))
    return canvas


def great_waves(size: Size, rng: Rng) -> Canvas:
    """Nine swells, each with a pale crest and lines along its back."""
    hue = rng.uniform(0.5, 0.62)
    canvas = vertical(size, colour(0.1, 0.12, 0.97), colour(0.07, 0.26, 0.96), colour(0.03, 0.35, 0.93))
    x, y = grid(size)
    for layer in range(9):
        depth = (layer + 1) / 9
        phase, length = rng.uniform(0, 6.3), 9 - 4 * depth
        swell = np.abs(np.sin(length * x[:1] / 2 + phase)) ** 1.5 + 0.12 * np.sin(
            3.1 * length * x[:1] + phase
        )
        below = y - (0.3 + 0.75 * depth - (0.08 + 0.09 * depth) * swell)
        lines = (0.5 + 0.5 * np.cos(below * (size[1] / (3 + 5 * depth)))) * np.exp(-9 * below.clip(0))
        shade = colour(hue + 0.05 * depth, 0.5 + 0.4 * depth, 0.85 - 0.5 * depth)
        body = shade + 0.75 * lines[..., None] * (colour(hue, 0.12, 0.98) - shade)
        cover(canvas, coverage(below, size), body)
        crest = np.clip(1.4 - np.abs(below) / 0.006, 0, 0.9)
        cover(canvas, crest, colour(hue, 0.03, 1.0))
    return canvas
