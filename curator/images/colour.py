"""Whatever colours a file holds, as RGB on white: as its numbers are, or as its profile means them.

Pillow's own `convert("RGB")` clips 16-bit greys to white and shows the colour hidden under alpha 0; both are
common in files that artists make, so they are handled here.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from curator.images.profiles import Conversion, conversion_of
from curator.images.thumbnails import shrunk

DEEP_MODES = ("I", "F")
"""Pillow's one-channel modes of more than 8 bits: I;16 and its byte orders, I (32-bit), F (float)."""
WHITES = (255.0, 65535.0, 4294967295.0)


def flat_rgb(image: Image.Image) -> Image.Image:
    """The image as RGB, what is transparent laid on white; the same object where it is plain RGB already.

    The numbers are taken as they are, without a conversion of colours.
    """
    if image.mode.startswith(DEEP_MODES):
        image = _eight_bit(image)
    if image.has_transparency_data:
        return _on_white(image.convert("RGBA"))
    return image if image.mode == "RGB" else image.convert("RGB")


def true_rgb(image: Image.Image, longest: int | None = None, flat: Image.Image | None = None) -> Image.Image:
    """The image as RGB in sRGB for the eyes, what is transparent laid on white.

    With `longest` no side is longer; it is shrunk before its colours are converted wherever the eye sees no
    difference. `flat` is its `flat_rgb` where that was made already.
    """
    conversion = conversion_of(image)
    if conversion is None:
        shown = flat_rgb(image) if flat is None else flat
    else:
        plain = _plain(image, conversion)
        if longest is not None and not conversion.steep and plain.mode != "I;16":
            plain = shrunk(plain, longest)
        shown = conversion.apply(plain)
        shown = _on_white(shown) if shown.mode == "RGBA" else shown.convert("RGB")
    return shown if longest is None else shrunk(shown, longest)


def _plain(image: Image.Image, conversion: Conversion) -> Image.Image:
    """The image in a mode that the conversion takes."""
    if image.mode.startswith(DEEP_MODES):
        if conversion.mode == "L":
            return _sixteen_bit(image)
        image = _eight_bit(image)
    mode = conversion.mode
    if image.has_transparency_data:
        mode = "LA" if mode == "L" else "RGBA"
    return image if image.mode == mode else image.convert(mode)


def _on_white(image: Image.Image) -> Image.Image:
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image)
    return white


def _eight_bit(image: Image.Image) -> Image.Image:
    """Deep greys scaled to 0..255."""
    values, white = _deep_greys(image)
    return Image.fromarray((values * (255.0 / white)).astype(np.uint8), "L")


def _sixteen_bit(image: Image.Image) -> Image.Image:
    """Deep greys scaled to 0..65535."""
    values, white = _deep_greys(image)
    return Image.fromarray(np.round(values * (65535.0 / white)).astype(np.uint16))


def _deep_greys(image: Image.Image) -> tuple[NDArray[np.float32], float]:
    """The values, none above white, and white. The file doesn't say what white is except in I;16, so it is
    deduced.
    """
    values = np.nan_to_num(np.asarray(image, dtype=np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    white = 65535.0 if image.mode.startswith("I;16") else _white(image.mode, values)
    return values.clip(0.0, white), white


def _white(mode: str, values: NDArray[np.float32]) -> float:
    """The smallest usual white that no value exceeds: 1 (float only), 8, 16 or 32 bits, else the maximum."""
    usual = (1.0, *WHITES) if mode.startswith("F") else WHITES
    top = float(values.max(initial=0.0))
    return next((white for white in usual if top <= white), top)
