"""A number per picture that differs in few bits between pictures that look alike."""

import io
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_SIDE = 32
_KEPT = 8
_NOISE = 32.0
"""How far above the median a frequency counts: what grain of two grey levels of 255 leaves in any of them.
Without it the bits of flat and of even pictures would be chance."""
_DRAFT = (64, 64)
"""At least what a JPEG is decoded to: of a thumbnail a quarter of its sides, which takes half as long."""


def fingerprint(thumbnail: bytes) -> int:
    """64 bits, never 0, of a thumbnail's JPEG; the count of different bits tells how far apart two pictures
    are.

    The perceptual hash of pHash and ImageHash, but for its care of noise: whether each of the 8 x 8 lowest
    frequencies of the picture, stretched to 32 x 32 greys, lies above their median. Another size, format or
    brightness, grain, colours, or a small retouch change few bits or none. Raises OSError for what is no
    JPEG. Where the same thumbnail gets another number than before, `core.similar.VERSION` is raised.
    """
    with Image.open(io.BytesIO(thumbnail), formats=["JPEG"]) as image:
        image.draft("L", _DRAFT)
        grey = image.convert("L").resize((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    waves = _waves()
    low = waves @ np.asarray(grey, np.float64) @ waves.T
    low[0, 0] = np.inf  # the mean grey: of any picture that is not black it is the largest, so its bit is 1
    bits = np.packbits(low > np.median(low) + _NOISE)
    return int.from_bytes(bits.tobytes(), "big")


@cache
def _waves() -> NDArray[np.float64]:
    """[8, 32] the lowest frequencies of the discrete cosine transform (its second type)."""
    return np.cos(np.pi / _SIDE * np.outer(np.arange(_KEPT), np.arange(_SIDE) + 0.5))
