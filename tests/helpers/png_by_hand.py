"""PNG files written without an imaging library, of every depth and kind, straight or interlaced."""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

from tests.helpers.generated import chunk

KINDS = {1: 0, 2: 4, 3: 2, 4: 6}
"""Channels -> the kind of colour in the header: grey, grey and alpha, colour, colour and alpha."""
PALETTE = 3
ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""First column and row, and steps, of the seven passes (PNG, section 8.1)."""
STRAIGHT = ((0, 0, 1, 1),)


def png_by_hand(
    pixels: NDArray[np.uint8] | NDArray[np.uint16],
    *,
    interlaced: bool = False,
    palette: bytes = b"",
    chunks: bytes = b"",
) -> bytes:
    """[height, width, channels] as a file; with a `palette` the one channel counts its colours.

    `chunks` come before the pixels.
    """
    height, width, channels = pixels.shape
    kind = PALETTE if palette else KINDS[channels]
    head = struct.pack(">IIBBBBB", width, height, pixels.itemsize * 8, kind, 0, 0, interlaced)
    rows = b"".join(
        b"\0" + row.astype(row.dtype.newbyteorder(">")).tobytes()
        for left, top, across, down in (ADAM7 if interlaced else STRAIGHT)
        for row in pixels[top::down, left::across]
        if row.size
    )
    parts = [chunk(b"IHDR", head), chunk(b"PLTE", palette) if palette else b"", chunks]
    parts += [chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
