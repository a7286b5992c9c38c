"""What decoding a file would take, told by its structure before any decoder sees it.

A decoder can't be interrupted, and a few bytes can ask for minutes or for gigabytes.
"""

import io
from collections.abc import Callable
from typing import IO

from curator.core.errors import PictureError
from curator.images.jpeg_demands import jpeg_demands
from curator.images.limits import MOST_PARTS, TOO_LONG
from curator.images.tiff_demands import SIGNATURES as TIFF
from curator.images.tiff_demands import tiff_demands

TEXT_BYTES = 2**22
"""So much text and EXIF of a PNG the decoder gets to see: it needs none of it, and keeps it several times."""
UNPACKED_BYTES = 2**20
"""The most that the decoder unpacks of one text."""
AVIF_BYTES = 32 * 2**20
"""AVIF is decoded by some 6 MB of file a second."""
RUN_BYTES = 8 * 2**20
"""Runs of a BMP are decoded by some 3 MB of file a second."""
PNG = b"\x89PNG\r\n\x1a\n"

Source = IO[bytes]


def examined(source: Source) -> tuple[Source, int]:
    """What is to be decoded, without a PNG's masses of text, and the bytes that it takes besides the pixels.

    Raises PictureError for what would take too long.
    """
    source.seek(0)
    head = source.read(34)
    extra = 0
    if head.startswith(PNG):
        source = _png(source)
    elif head.startswith(b"\xff\xd8"):
        extra = jpeg_demands(source)
    else:
        extra = _examiner(head)(source)
    source.seek(0)
    return source, extra


def _examiner(head: bytes) -> Callable[[Source], int]:
    if head.startswith(b"GIF8"):
        return _gif
    if head.startswith(TIFF):
        return tiff_demands
    if head.startswith(b"BM") and head[30:34] in (b"\1\0\0\0", b"\2\0\0\0"):
        return lambda source: _within(source, RUN_BYTES)
    if head[4:8] == b"ftyp":
        return lambda source: _within(source, AVIF_BYTES)
    return lambda source: 0


def _within(source: Source, most: int) -> int:
    if source.seek(0, io.SEEK_END) > most:
        raise PictureError(TOO_LONG)
    return 0


def _png(source: Source) -> Source:
    """The same, or a copy without the texts that are beyond TEXT_BYTES."""
    at, text, kept, passed = len(PNG), 0, 0, []
    for _ in range(MOST_PARTS):
        source.seek(at)
        head = source.read(8)
        kind, size = head[4:], int.from_bytes(head[:4], "big")
        if len(head) < 8 or not kind.isalpha() or kind == b"IEND":
            break
        end = at + 12 + size
        if kind in (b"tEXt", b"zTXt", b"iTXt", b"eXIf"):
            text += max(size, UNPACKED_BYTES) if kind == b"zTXt" else size
            if text > TEXT_BYTES:
                passed.append((kept, at))
                kept = end
        at = end
    else:
        raise PictureError(TOO_LONG)
    return _parts(source, [*passed, (kept, None)]) if passed else source


def _parts(source: Source, spans: list[tuple[int, int | None]]) -> Source:
    copy = io.BytesIO()
    for start, end in spans:
        source.seek(start)
        copy.write(source.read() if end is None else source.read(end - start))
    return copy


def _gif(source: Source) -> int:
    """Up to the first picture: extensions, and bytes that are none of a GIF."""
    source.seek(10)
    flags = source.read(1)
    if not flags:
        return 0
    source.seek(13 + (3 * 2 ** ((flags[0] & 7) + 1) if flags[0] & 0x80 else 0))
    parts = 0
    while parts < MOST_PARTS:
        parts += 1
        kind = source.read(1)
        if kind in (b"", b",", b";"):
            return 0
        if kind == b"!":
            source.read(1)
            while (size := source.read(1)) not in (b"", b"\0") and parts < MOST_PARTS:
                source.seek(size[0], 1)
                parts += 1
    raise PictureError(TOO_LONG)
