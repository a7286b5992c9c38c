"""Whatever colours a file holds, as RGB on white: as its numbers are, or as its profile means them.

Pillow's own `convert("RGB")` clips 16-bit greys to white and shows the colour hidden under alpha 0; both are
common in files that artists make, so they are handled here.
"""

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from curator.images.bands import is_flat, rows, shrunk_flat, squared
from curator.images.profiles import Conversion, conversion_of
from curator.images.thumbnails import shrunk

DEEP_MODES = ("I", "F")
"""Pillow's one-channel modes of more than 8 bits: I;16 and its byte orders, I (32-bit), F (float)."""
WHITES = (255.0, 65535.0, 4294967295.0)


def flat_square(image: Image.Image, side: int, lies: bool = False) -> Image.Image:
    """The image as `flat_rgb` makes it, resized to side x side by Pillow's default filter.

    `lies`: it will be turned by a quarter.
    """
    return squared(image, side, partial(_flat, white=_white_of(image)), lies)


def flat_rgb(image: Image.Image) -> Image.Image:
    """The image as RGB, what is transparent laid on white; the same object where it is plain RGB already.

    The numbers are taken as they are, without a conversion of colours.
    """
    return _flat(image, _white_of(image))


def true_rgb(image: Image.Image, longest: int | None = None) -> Image.Image:
    """The image as RGB in sRGB for the eyes, what is transparent laid on white.

    With `longest` no side is longer; it is shrunk before its colours are converted wherever the eye sees no
    difference.
    """
    conversion, white = conversion_of(image), _white_of(image)
    if conversion is None:
        if longest is None or is_flat(image):
            flat = _flat(image, white)
            return flat if longest is None else shrunk(flat, longest)
        return shrunk_flat(image, longest, partial(_flat, white=white))
    if longest is None:
        return _converted(image, conversion, white)
    if conversion.steep or (conversion.mode == "L" and image.mode.startswith(DEEP_MODES)):
        return shrunk_flat(image, longest, partial(_converted, conversion=conversion, white=white))
    plain = shrunk_flat(image, longest, partial(_plain, conversion=conversion, white=white))
    return _shown(plain, conversion)


def _flat(image: Image.Image, white: float) -> Image.Image:
    if image.mode.startswith(DEEP_MODES):
        image = _eight_bit(image, white)
    if image.has_transparency_data:
        return _on_white(image if image.mode == "RGBA" else image.convert("RGBA"))
    return image if image.mode == "RGB" else image.convert("RGB")


def _converted(image: Image.Image, conversion: Conversion, white: float) -> Image.Image:
    return _shown(_plain(image, conversion, white), conversion)


def _shown(plain: Image.Image, conversion: Conversion) -> Image.Image:
    shown = conversion.apply(plain)
    return _on_white(shown) if shown.mode == "RGBA" else shown.convert("RGB")


def _plain(image: Image.Image, conversion: Conversion, white: float) -> Image.Image:
    """The image in a mode that the conversion takes."""
    if image.mode.startswith(DEEP_MODES):
        if conversion.mode == "L":
            return _sixteen_bit(image, white)
        image = _eight_bit(image, white)
    mode = conversion.mode
    if image.has_transparency_data:
        mode = "LA" if mode == "L" else "RGBA"
    return image if image.mode == mode else image.convert(mode)


def _on_white(image: Image.Image) -> Image.Image:
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image)
    return white


def _eight_bit(image: Image.Image, white: float) -> Image.Image:
    """Deep greys scaled to 0..255."""
    if image.mode.startswith("I;16"):
        levels = (np.arange(65536, dtype=np.float32) * (255.0 / white) + 0.5).astype(np.uint8)
        return Image.fromarray(levels[np.asarray(image)], "L")
    values = _deep_greys(image).clip(0.0, white)
    return Image.fromarray((values * (255.0 / white) + 0.5).astype(np.uint8), "L")


def _sixteen_bit(image: Image.Image, white: float) -> Image.Image:
    """Deep greys scaled to 0..65535."""
    values = _deep_greys(image).clip(0.0, white)
    return Image.fromarray(np.round(values * (65535.0 / white)).astype(np.uint16))


def _deep_greys(image: Image.Image) -> NDArray[np.float32]:
    values = np.asarray(image, dtype=np.float32)
    if image.mode != "F" or np.isfinite(values).all():
        return values
    return np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)


def _white_of(image: Image.Image) -> float:
    """The value that is white in all of a deep image; other modes don't ask. Only I;16 says what it is; else
    it is the smallest usual one that no value exceeds: 1 (float only), 8, 16 or 32 bits, else the maximum.
    """
    if image.mode not in ("I", "F"):
        return 65535.0
    top = max(float(_deep_greys(image.crop(box)).max(initial=0.0)) for box in rows(image))
    usual = (1.0, *WHITES) if image.mode == "F" else WHITES
    return next((white for white in usual if top <= white), top)
