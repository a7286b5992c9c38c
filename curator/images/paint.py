"""The demo's pictures: drawn here, so that the program can show itself without anybody's files.

Sixteen kinds, chosen to lie far apart in what pixels tell: dark to bright, blurred to sharp, empty to full,
flat to contrasty. The same kind, size and seed give the same picture.
"""

from collections.abc import Callable, Iterator

import numpy as np
from PIL import Image

from curator.images import paint_patterns as patterns
from curator.images import paint_scenes as scenes
from curator.images.paint_brushes import Canvas, Rng, Size, image

PAINTERS: dict[str, Callable[[Size, Rng], Canvas]] = {
    "misty-mountains": scenes.misty_mountains,
    "starry-night": scenes.starry_night,
    "bright-beach": scenes.bright_beach,
    "geometric-city": scenes.geometric_city,
    "blurred-lights": scenes.blurred_lights,
    "dark-corridor": scenes.dark_corridor,
    "pale-fog": scenes.pale_fog,
    "lit-orb": scenes.lit_orb,
    "great-waves": scenes.great_waves,
    "empty-page": patterns.empty_page,
    "confetti": patterns.confetti,
    "bent-stripes": patterns.bent_stripes,
    "black-ink": patterns.black_ink,
    "flower-mandala": patterns.flower_mandala,
    "glitch": patterns.glitch,
    "stained-glass": patterns.stained_glass,
}
KINDS: tuple[str, ...] = tuple(PAINTERS)
SIZES: tuple[Size, ...] = (
    (768, 768),
    (640, 832),
    (896, 640),
    (768, 768),
    (832, 640),
    (576, 896),
    (1024, 640),
)
"""The shapes that image generators are usually asked for: square, upright and wide."""


def paint(kind: str, size: Size, seed: int) -> Image.Image:
    """One picture of the kind (see KINDS), RGB; `size` is (width, height) in pixels, 64 or more each."""
    return image(PAINTERS[kind](size, np.random.default_rng([seed, *kind.encode()])))


def demo_pictures(count: int, seed: int = 0) -> Iterator[tuple[str, Image.Image]]:
    """`count` file names such as `0007-misty-mountains.png` with their pictures: all kinds in turn, mixed."""
    order = np.random.default_rng(seed).permutation(len(KINDS))
    for number in range(count):
        kind = KINDS[int(order[number % len(KINDS)])]
        size = SIZES[(number + number // len(KINDS)) % len(SIZES)]
        yield f"{number + 1:04d}-{kind}.png", paint(kind, size, seed + number)
