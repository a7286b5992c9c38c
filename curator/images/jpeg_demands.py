"""What decoding a JPEG takes: the scans over its pixels, and the coefficients kept between them."""

import re
import struct
from collections.abc import Iterator
from typing import IO

from curator.core.errors import PictureError
from curator.images.limits import PIXEL_LIMIT, TOO_LONG, TOO_MUCH_TEXT

MOST_SCANNED = 4 * 10**9
"""Pixels times scans; some 500 million a second are done even where a scan changes nothing. Usual files have
ten scans."""
MOST_SEGMENTS = 20_000
METADATA_BYTES = 32 * 2**20
"""Of all segments without pixels: a profile may have 16 MB."""
PIECE = 2**16
MARKER = re.compile(rb"\xff([\xc0-\xcf\xd8-\xfe])")
"""Those within the pixels that only restart them are passed over."""
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
PROGRESSIVE = (0xC2, 0xC6, 0xCA, 0xCE)
START, END, SCAN = 0xD8, 0xD9, 0xDA


def jpeg_demands(source: IO[bytes]) -> int:
    """Bytes of the coefficients where the picture comes in several scans, else 0.

    Raises PictureError for what would take too long, or has masses of metadata.
    """
    pixels = coefficients = scans = metadata = 0
    several = False
    for number, (marker, segment, size) in enumerate(_segments(source)):
        if marker in FRAMES:
            pixels, coefficients = _frame(segment, pixels, coefficients)
            several = several or marker in PROGRESSIVE
        elif marker == SCAN:
            scans += 1
        else:
            metadata += size
        if scans * min(pixels, PIXEL_LIMIT) > MOST_SCANNED:
            raise PictureError(TOO_LONG)
        if number > MOST_SEGMENTS or metadata > METADATA_BYTES:
            raise PictureError(TOO_MUCH_TEXT)
    return coefficients if several or scans > 1 else 0


def _segments(source: IO[bytes]) -> Iterator[tuple[int, bytes, int]]:
    """Marker, beginning and size of each segment up to the picture's end, also of those between scans."""
    at = 2
    while True:
        source.seek(at)
        piece = source.read(PIECE)
        found = MARKER.search(piece)
        if found is None:
            if len(piece) < PIECE:
                return
            at += PIECE - 1
            continue
        marker, at = found[1][0], at + found.end()
        if marker == END:
            return
        if marker == START:
            continue
        source.seek(at)
        segment = source.read(32)
        size = int.from_bytes(segment[:2], "big")
        yield marker, segment, size
        at += size if size >= 2 else 0


def _frame(segment: bytes, pixels: int, coefficients: int) -> tuple[int, int]:
    """The most of what was known and this frame: its pixels, and the bytes of two a coefficient."""
    if len(segment) < 8:
        return pixels, coefficients
    height, width, count = struct.unpack_from(">HHB", segment, 3)
    factors = [(byte >> 4, byte & 15) for byte in segment[9 : 8 + 3 * min(count, 4) : 3]]
    most = max((across for across, _ in factors), default=1), max((down for _, down in factors), default=1)
    samples = sum(across * down for across, down in factors) / max(1, most[0] * most[1])
    return max(pixels, width * height), max(coefficients, int(2 * samples * width * height))
