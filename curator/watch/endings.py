"""Whether a picture file ends as its format says it must: a few bytes read instead of a whole decode."""

import os
from pathlib import Path
from typing import BinaryIO

PNG_START, PNG_END = b"\x89PNG\r\n\x1a\n", b"\x00\x00\x00\x00IEND\xaeB`\x82"
"""Signature and the whole last chunk: PNG specification, 5.2 and 11.2.5."""
JPEG_START, JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
"""Markers SOI and EOI: ITU-T T.81, B.1.1.3."""
GIF_START, GIF_END = b"GIF8", b"\x00;"
"""Block terminator and trailer: GIF89a specification, 16 and 27."""


def ends_whole(path: str) -> bool:
    """True where the last bytes say that the file was written to its end.

    False where they say otherwise or tell nothing (TIFF, bytes after the end): then only decoding can tell.
    """
    try:
        with Path(path).open("rb") as file:
            return _ends_whole(file)
    except OSError:
        return False


def _ends_whole(file: BinaryIO) -> bool:
    head = file.read(16)
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 16))
    tail = file.read(16)
    for start, end in ((PNG_START, PNG_END), (JPEG_START, JPEG_END), (GIF_START, GIF_END)):
        if head.startswith(start):
            return tail.endswith(end)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return size > 12 and int.from_bytes(head[4:8], "little") + 8 in (size, size - 1)
    if head[:2] == b"BM":
        return size > 54 and int.from_bytes(head[2:6], "little") == size
    return head[4:8] == b"ftyp" and _boxes_fill(file, size)


def _boxes_fill(file: BinaryIO, size: int) -> bool:
    """Whether the top-level boxes of ISO 14496-12, the pictures' data among them, fill the file exactly."""
    at, data = 0, False
    while at + 8 <= size:
        file.seek(at)
        header = file.read(16)
        length, kind = int.from_bytes(header[:4], "big"), header[4:8]
        if length == 1:
            length = int.from_bytes(header[8:16], "big")
        if length < 8:
            return False
        data = data or kind == b"mdat"
        at += length
    return data and at == size
