"""Painters of patterns. Each takes a size and a source of chance and gives a canvas."""

import numpy as np
from numpy.typing import NDArray
from PIL import ImageDraw

from curator.images.paint_brushes import (
    Canvas,
    Plane,
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
    ink,
    vertical,
)


def empty_page(size: Size, rng: Rng) -> Canvas:
    """Paper and one dot."""
    paper = colour(0.11, 0.04, 0.96)
    canvas = vertical(size, paper, paper * 0.985)
    x, y = centred(size)
    reach = np.hypot(x - rng.uniform(-0.4, 0.4), y - rng.uniform(-0.4, 0.4))
    cover(canvas, coverage((0.09 - reach) / 2, size), colour(rng.random(), 0.75, 0.8))
    return canvas


def confetti(size: Size, rng: Rng) -> Canvas:
    """A thousand scraps of bright paper."""
    canvas = vertical(size, colour(0.13, 0.1, 1.0), colour(0.08, 0.18, 1.0))
    first = rng.random()

    def draw_on(draw: ImageDraw.ImageDraw, double: Size) -> None:
        for _ in range(1000):
            shade = ink(
                colour(
                    first + rng.choice([0, 0.1, 0.14, 0.5, 0.58]),
                    rng.uniform(0.45, 0.85),
                    rng.uniform(0.75, 1),
                )
            )
            x, y = rng.uniform(0, double[0]), rng.uniform(0, double[1])
            reach = min(double) * rng.uniform(0.008, 0.026)
            sides = int(rng.choice([3, 4, 4, 4, 6]))
            if rng.random() < 0.3:
                draw.ellipse(around(x, y, reach * 0.8), fill=shade)
            else:
                draw.regular_polygon((x, y, reach), sides, rotation=int(rng.integers(0, 360)), fill=shade)

    return drawn(canvas, draw_on)


def bent_stripes(size: Size, rng: Rng) -> Canvas:
    """Broad stripes that bend, in five flat colours."""
    x, y = centred((2 * size[0], 2 * size[1]))
    angle = rng.uniform(0, np.pi)
    across, along = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    bent = across + 0.22 * np.sin(2.3 * along + rng.uniform(0, 6)) + 0.07 * np.sin(5.1 * along)
    hue = rng.random()
    shades = [(0, 0.75, 0.2), (0.03, 0.8, 0.55), (0.5, 0.2, 0.95), (0.08, 0.75, 0.95), (0.52, 0.55, 0.6)]
    palette = np.stack([colour(hue + turn, rich, light) for turn, rich, light in shades])
    fine = palette[np.mod(np.floor(bent * 7), 5).astype(np.intp)]
    smooth: Canvas = (fine[::2, ::2] + fine[1::2, ::2] + fine[::2, 1::2] + fine[1::2, 1::2]) / 4
    return smooth


def black_ink(size: Size, rng: Rng) -> Canvas:
    """A circle in one stroke of a broad brush that runs dry, drops beside it, and a red seal."""
    x, y = centred(size)
    rough = clouds(size, rng, 24, 4)
    reach = np.hypot(x, y) + 0.05 * (clouds(size, rng, 3, 2) - 0.5) + 0.02 * (rough - 0.5)
    run = np.mod((np.arctan2(y, x) / (2 * np.pi)) + rng.random(), 1)
    bristles = np.interp(reach * 260 + 8 * rough, np.arange(400), rng.random(400))
    wide = 0.17 - 0.09 * run
    stroke = (
        np.clip((wide - np.abs(reach - 0.66)) * 40, 0, 1)
        * np.clip(run * 60, 0, 1)
        * np.clip((0.97 - run) * 40, 0, 1)
    )
    dry = np.clip((bristles + 0.5 * rough + 0.25 - 1.1 * run**1.5) * 6, 0, 1)
    canvas = vertical(size, colour(0.12, 0.03, 1.0), colour(0.12, 0.05, 0.98))
    cover(canvas, stroke * dry, np.array([0.02, 0.02, 0.03], np.float32))
    return drawn(canvas, lambda draw, double: _drops_and_seal(draw, double, rng))


def _drops_and_seal(draw: ImageDraw.ImageDraw, size: Size, rng: Rng) -> None:
    short = min(size)
    for _ in range(70):
        spot = rng.normal(0.5, 0.25, 2) * size
        draw.ellipse(around(float(spot[0]), float(spot[1]), short * 0.014 * rng.power(0.3)), fill=(6, 6, 8))
    seal = around(size[0] - 0.11 * short, size[1] - 0.11 * short, 0.05 * short)
    draw.rounded_rectangle(seal, short / 90, fill=(190, 40, 30))


def flower_mandala(size: Size, rng: Rng) -> Canvas:
    """Rings of petals around a centre."""
    x, y = centred(size)
    hue, petals = rng.random(), int(rng.choice([8, 10, 12, 16]))
    reach, angle = np.hypot(x, y), np.arctan2(y, x)
    veins = 0.9 + 0.1 * np.cos(4 * petals * angle)[..., None]
    canvas = vertical(size, colour(hue + 0.55, 0.65, 0.16), colour(hue + 0.6, 0.7, 0.26))
    for ring in range(11):
        outer = 0.96 * (1 - ring / 11.5)
        box = _middle(size, outer + 0.03)
        wing = np.abs(np.cos(petals / 2 * angle[box] + np.pi / 2 * (ring % 2)))
        border = outer * (0.76 + 0.24 * wing ** (0.6 if ring % 3 else 1.6))
        inner = np.clip(reach[box] / border, 0, 1)[..., None]
        shade = colour(hue + 0.07 * ring, 0.78 - 0.03 * ring, 0.98 - 0.35 * (ring % 2))
        body = (shade * (0.45 + 0.55 * inner * inner) + (1 - inner) * 0.1) * veins[box]
        cover(canvas[box], coverage((border + 0.012 - reach[box]) / 2, size), colour(hue + 0.55, 0.7, 0.1))
        cover(canvas[box], coverage((border - reach[box]) / 2, size), body)
    return canvas


def _middle(size: Size, reach: float) -> tuple[slice, slice]:
    """Rows and columns within `reach` of the centre, where 1 is the nearer edge."""
    half = int(reach * min(size) / 2) + 1
    rows = slice(max(0, size[1] // 2 - half), size[1] // 2 + half)
    return rows, slice(max(0, size[0] // 2 - half), size[0] // 2 + half)


def glitch(size: Size, rng: Rng) -> Canvas:
    """A picture torn by a bad cable: shifted rows, parted colours, lines and grain."""
    x, y = grid(size)
    hue = rng.uniform(0.55, 0.8)
    canvas = vertical(
        size, colour(hue, 0.85, 0.35), colour(hue + 0.2, 0.8, 0.9), colour(hue + 0.32, 0.8, 0.4)
    )
    rings = np.sin(40 * np.hypot(x - rng.uniform(0.3, 0.7), y - 0.5)) > 0.2
    cover(canvas, rings.astype(np.float32) * 0.55, colour(hue + 0.5, 0.5, 1.0))
    for _ in range(34):
        top, tall = int(rng.integers(0, size[1])), int(rng.integers(2, max(3, size[1] // 12)))
        canvas[top : top + tall] = np.roll(canvas[top : top + tall], int(rng.normal(0, size[0] / 7)), axis=1)
    shift = size[0] // 60
    canvas = np.stack(
        [np.roll(canvas[..., 0], shift, 1), canvas[..., 1], np.roll(canvas[..., 2], -shift, 1)], -1
    )
    blocks = clouds(size, rng, 6, 1) > 0.86
    grain = (
        rng.normal(0, 1, (size[1], size[0], 1)).astype(np.float32) * np.where(blocks, 0.5, 0.07)[..., None]
    )
    lines = 0.86 + 0.14 * (np.arange(size[1]) // 2 % 2)
    return ((canvas + grain) * lines[:, None, None]).astype(np.float32)


def stained_glass(size: Size, rng: Rng) -> Canvas:
    """Panes of coloured glass in lead, lit from behind."""
    x, y = centred(size)
    wobble = 0.03 * clouds(size, rng, 6, 2)
    nearest, gap = _panes(x + wobble, y - wobble, rng, 9)
    hue = rng.random()
    panes = np.stack(
        [
            colour(hue + rng.normal(0, 0.16), rng.uniform(0.55, 0.95), rng.uniform(0.5, 1))
            for _ in range(9 * 9)
        ]
    )
    glow = 0.55 + 0.95 * np.exp(-(np.hypot(x - rng.uniform(-0.4, 0.4), y + 0.3) ** 2) / 0.7)
    texture = 0.85 + 0.3 * (clouds(size, rng, 50, 3) - 0.5)
    canvas: Canvas = panes[nearest] * (glow * texture)[..., None]
    lead = np.clip((gap - 0.018) * min(size) / 2 + 0.5, 0, 1)
    shadow = 1 - 0.5 * blurred(1 - lead, 4)
    canvas *= (lead * shadow)[..., None]
    return canvas + 0.02


def _panes(x: Plane, y: Plane, rng: Rng, side: int) -> tuple[NDArray[np.intp], Plane]:
    """Per pixel: the nearest of side x side points, and how much farther the second nearest is.

    The points lie at chance within a grid: where two came too close, the lead between them would fill a pane.
    """
    first, second = np.full_like(x, np.inf), np.full_like(x, np.inf)
    nearest = np.zeros(x.shape, np.intp)
    places = (
        np.stack(np.divmod(np.arange(side * side), side)) + rng.uniform(0.1, 0.9, (2, side * side))
    ) / side
    for index, (across, down) in enumerate(zip(*(2 * places - 1), strict=True)):
        away = np.square(x - float(across) * x.max()) + np.square(y - float(down) * y.max())
        nearest[away < first] = index
        second = np.minimum(second, np.maximum(first, away))
        first = np.minimum(first, away)
    return nearest, np.sqrt(second) - np.sqrt(first)
