"""The small JPEGs that the gallery shows."""

import io

from PIL import Image

LONGEST = 256
"""The size that every rated picture gets."""
SIZES = (LONGEST, 512)
"""Longest sides in pixels; the larger one for large cells and screens of high density."""
QUALITY = 85
REDUCING_GAP = 2.0
"""Big steps are first averaged in whole blocks, down to so many times the size."""


def make_thumbnail(image: Image.Image, longest: int = LONGEST) -> bytes:
    """A JPEG of quality 85 whose longest side is at most so many pixels, without metadata.

    `image` is upright RGB in sRGB, of any size; smaller pictures keep their size.
    """
    return encoded(shrunk(image, longest))


def size_for(width: int, height: int) -> int:
    """The one of SIZES that fills a box of so many pixels, or the largest."""
    return next((size for size in SIZES if size >= max(width, height)), SIZES[-1])


def shrunk(image: Image.Image, longest: int) -> Image.Image:
    """The image, its longest side at most `longest` pixels; the same object where it already is.

    Averaging whole blocks first takes a third of the time of filtering every pixel, and looks the same.
    """
    size = shrunk_size(image, longest)
    if size == image.size:
        return image
    return image.resize(size, Image.Resampling.BICUBIC, reducing_gap=REDUCING_GAP)


def shrunk_size(image: Image.Image, longest: int) -> tuple[int, int]:
    """Width and height with no side longer than `longest`, in the same shape."""
    scale = min(1.0, longest / max(image.size))
    return max(1, round(image.width * scale)), max(1, round(image.height * scale))


def encoded(image: Image.Image) -> bytes:
    """The image as JPEG bytes; comments and other metadata it carries are left out."""
    plain = image.convert("RGB")
    plain.info = {}
    sink = io.BytesIO()
    plain.save(sink, "JPEG", quality=QUALITY)
    return sink.getvalue()
