"""Text and EXIF of a PNG, also behind its pixels, which are passed over without being read."""

import zlib
from io import BytesIO
from typing import BinaryIO

from curator.images.generation.block import Blocks, decoded
from curator.images.generation.exif import read_exif

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST_CHUNKS = 200_000
"""More than a picture of the largest size has in pieces of 8 KB."""


def read_png(source: BinaryIO, blocks: Blocks) -> None:
    """Add the chunks tEXt, zTXt, iTXt and eXIf of the file, up to where it is damaged."""
    source.seek(len(SIGNATURE))
    for _ in range(MOST_CHUNKS):
        head = source.read(8)
        kind, length = head[4:], int.from_bytes(head[:4], "big")
        if len(head) < 8 or kind == b"IEND" or not kind.isalpha():
            return
        reader = READERS.get(kind)
        data = b""
        if reader is not None and blocks.most:
            data = blocks.read(source, length)
            reader(data, len(data) < length, blocks)
        source.seek(length - len(data) + 4, 1)


def _text(data: bytes, cut: bool, blocks: Blocks) -> None:
    name, _, text = data.partition(b"\0")
    blocks.add(_name(name), decoded(text, cut=cut), cut=cut)


def _compressed(data: bytes, cut: bool, blocks: Blocks) -> None:
    name, _, rest = data.partition(b"\0")
    _unpacked(_name(name), rest[1:], cut, blocks)


def _international(data: bytes, cut: bool, blocks: Blocks) -> None:
    name, _, rest = data.partition(b"\0")
    text = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    if rest[:1] == b"\1":
        _unpacked(_name(name), text, cut, blocks)
    else:
        blocks.add(_name(name), decoded(text, cut=cut), cut=cut)


def _exif(data: bytes, cut: bool, blocks: Blocks) -> None:
    read_exif(BytesIO(data.removeprefix(b"Exif\0\0")), blocks)


READERS = {b"tEXt": _text, b"zTXt": _compressed, b"iTXt": _international, b"eXIf": _exif}


def _name(data: bytes) -> str:
    return data.decode("latin-1")


def _unpacked(name: str, data: bytes, cut: bool, blocks: Blocks) -> None:
    """Never more than a block's share: a few kilobytes can unpack to gigabytes."""
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(data, blocks.most)
    except zlib.error:
        blocks.add(name, "", fault=f"The compressed block “{name[:79]}” is damaged.")
        return
    cut = cut or not unpacker.eof
    blocks.add(name, decoded(text, cut=cut), cut=cut)
