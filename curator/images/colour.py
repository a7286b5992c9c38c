"""Whatever colours a file holds, as RGB on white.

Pillow's own `convert("RGB")` clips 16-bit greys to white and shows the colour hidden under alpha 0; both are
common in files that artists make, so they are handled here.
"""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

DEEP_MODES = ("I", "F")
"""Pillow's one-channel modes of more than 8 bits: I;16 and its byte orders, I (32-bit), F (float)."""
WHITES = (255.0, 65535.0, 4294967295.0)


def flat_rgb(image: Image.Image) -> Image.Image:
    """The image as RGB, what is transparent laid on white; the same object where it is plain RGB already."""
    if image.mode.startswith(DEEP_MODES):
        image = _eight_bit(image)
    if image.has_transparency_data:
        return _on_white(image.convert("RGBA"))
    return image if image.mode == "RGB" else image.convert("RGB")


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The RGB image with its embedded ICC profile applied; as it is where there is none or it is unusable."""
    if not profile:
        return image
    try:
        source = ImageCms.getOpenProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    return image if converted is None else converted


def _on_white(image: Image.Image) -> Image.Image:
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image)
    return white


def _eight_bit(image: Image.Image) -> Image.Image:
    """Deep greys scaled to 0..255. The file doesn't say what white is except in I;16, so it is deduced."""
    values = np.nan_to_num(np.asarray(image, dtype=np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    white = 65535.0 if image.mode.startswith("I;16") else _white(image.mode, values)
    return Image.fromarray((values.clip(0.0, white) * (255.0 / white)).astype(np.uint8), "L")


def _white(mode: str, values: NDArray[np.float32]) -> float:
    """The smallest usual white that no value exceeds: 1 (float only), 8, 16 or 32 bits, else the maximum."""
    usual = (1.0, *WHITES) if mode.startswith("F") else WHITES
    top = float(values.max(initial=0.0))
    return next((white for white in usual if top <= white), top)
