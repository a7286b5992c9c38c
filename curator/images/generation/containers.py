"""Where JPEG, WebP and AVIF keep their EXIF, their XMP and their comments."""

from io import BytesIO
from typing import BinaryIO

from PIL import Image

from curator.images.generation.block import Blocks, decoded
from curator.images.generation.exif import read_exif

MOST_PARTS = 10_000
EXIF, XMP = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"
XMP_NAME = "XML:com.adobe.xmp"
APP1, COMMENT, SCAN, END = 0xE1, 0xFE, 0xDA, 0xD9
LONE = (0x01, *range(0xD0, 0xD9))
"""Markers without a length."""


def read_jpeg(source: BinaryIO, blocks: Blocks) -> None:
    """Add what lies before the pixels. EXIF of more than 64 KB comes in several segments."""
    source.seek(2)
    exif = b""
    for _ in range(MOST_PARTS):
        marker = _marker(source)
        if marker in (None, SCAN, END):
            break
        if marker in LONE:
            continue
        size = int.from_bytes(source.read(2), "big") - 2
        if size < 0:
            break
        if marker not in (APP1, COMMENT):
            source.seek(size, 1)
            continue
        data = source.read(size)
        if marker == COMMENT and blocks.most:
            blocks.add("comment", decoded(data.rstrip(b"\0")))
        elif data.startswith(EXIF) and len(exif) < blocks.most:
            exif += data.removeprefix(EXIF)
        elif data.startswith(XMP) and blocks.most:
            blocks.add(XMP_NAME, decoded(data.removeprefix(XMP)))
    read_exif(BytesIO(exif), blocks)


def _marker(source: BinaryIO) -> int | None:
    """The next segment's; any number of 0xFF may come before it. None at the end or where none is."""
    first = source.read(1)
    if first != b"\xff":
        return None
    code = source.read(1)
    while code == b"\xff":
        code = source.read(1)
    return code[0] if code else None


def read_webp(source: BinaryIO, blocks: Blocks) -> None:
    """Add the chunks `EXIF` and `XMP ` (RIFF: four letters, a length, padding to an even one)."""
    source.seek(12)
    for _ in range(MOST_PARTS):
        head = source.read(8)
        if len(head) < 8:
            return
        size = int.from_bytes(head[4:], "little")
        taken = b""
        if head[:4] in (b"EXIF", b"XMP ") and blocks.most:
            taken = blocks.read(source, size)
        if head[:4] == b"EXIF":
            read_exif(BytesIO(taken.removeprefix(EXIF)), blocks)
        elif taken:
            blocks.add(XMP_NAME, decoded(taken), cut=len(taken) < size)
        source.seek(size + size % 2 - len(taken), 1)


def read_avif(source: BinaryIO, blocks: Blocks) -> None:
    """Add the EXIF item, found by Pillow's decoder, which is not asked for pixels."""
    source.seek(0)
    try:
        with Image.open(source, formats=["AVIF"]) as image:
            exif = image.info.get("exif", b"")
    except Exception:  # noqa: BLE001 - a damaged file raises anything; then there is nothing to add
        return
    if isinstance(exif, bytes) and blocks.most:
        read_exif(BytesIO(exif[: blocks.most].removeprefix(EXIF)), blocks)
