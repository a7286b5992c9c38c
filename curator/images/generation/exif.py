"""The tags of an EXIF block, or of a TIFF file, that generators write to.

Own reading instead of Pillow's, which warns of damage on stderr and takes every text for Latin-1.
"""

import re
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from curator.images.generation.block import Blocks, decoded

EXIF_FOLDER, DESCRIPTION, MODEL = 0x8769, 0x010E, 0x0110
USER_COMMENT, MAKER_NOTE, SOFTWARE, XP_COMMENT = 0x9286, 0x927C, 0x0131, 0x9C9C
NAMES = {DESCRIPTION: "ImageDescription", SOFTWARE: "Software", XP_COMMENT: "XPComment"}
TEXT_TYPES = (1, 2, 7, 129)
"""BYTE, ASCII, UNDEFINED, UTF-8: those of one byte each."""
LONG = 4
MOST_ENTRIES = 4096
NAMED = re.compile(r"\s*([A-Za-z_][\w-]{0,63}):\s*(?=\{\s*[\"}])")
"""How ComfyUI names its texts in tags that are meant for the camera: `prompt:{...}`."""
SCHEMES = ("fooocus", "a1111")
"""What Fooocus writes into the maker's note; cameras write much more there."""
LONGEST_SCHEME = 8


@dataclass(frozen=True, slots=True)
class _Entry:
    tag: int
    kind: int
    count: int
    """Values, not bytes."""
    value: bytes
    """[4] the value itself, or where it lies."""


def read_exif(source: BinaryIO, blocks: Blocks) -> None:
    """Add what the tags hold. The source begins with a TIFF header; of damage there is just less to add."""
    source.seek(0)
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(source.read(4))
    place = source.read(4)
    if order is None or len(place) < 4:
        return
    folders = [struct.unpack(order + "I", place)[0]]
    for folder in folders:
        for entry in _entries(source, folder, order):
            if entry.tag == EXIF_FOLDER and entry.kind == LONG and len(folders) == 1:
                folders.append(struct.unpack(order + "I", entry.value)[0])
            elif entry.kind in TEXT_TYPES and blocks.most:
                _add(entry, source, order, blocks)


def _entries(source: BinaryIO, place: int, order: str) -> Iterator[_Entry]:
    source.seek(place)
    count = source.read(2)
    if len(count) < 2:
        return
    table = source.read(12 * min(MOST_ENTRIES, struct.unpack(order + "H", count)[0]))
    for at in range(0, len(table) - 11, 12):
        yield _Entry(*struct.unpack_from(order + "HHI4s", table, at))


def _add(entry: _Entry, source: BinaryIO, order: str, blocks: Blocks) -> None:
    scheme = entry.tag == MAKER_NOTE and entry.count <= LONGEST_SCHEME
    if not (scheme or entry.tag in NAMES or entry.tag == USER_COMMENT or 0x0100 <= entry.tag <= MODEL):
        return
    data = _data(entry, source, order, blocks)
    if entry.tag == USER_COMMENT:
        name, text = "UserComment", user_comment(data, order)
    elif entry.tag == XP_COMMENT:
        name, text = NAMES[XP_COMMENT], data.decode("utf-16-le", "replace").rstrip("\0")
    else:
        name, text = NAMES.get(entry.tag, ""), decoded(data.rstrip(b"\0"))
    named = NAMED.match(text) if entry.tag <= MODEL else None
    if named:
        name, text = named[1].lower(), text[named.end() :]
    elif scheme and text in SCHEMES:
        name = "fooocus_scheme"
    if name and text.strip():
        blocks.add(name, text, cut=len(data) < entry.count)


def _data(entry: _Entry, source: BinaryIO, order: str, blocks: Blocks) -> bytes:
    if entry.count <= 4:
        return entry.value[: entry.count]
    source.seek(struct.unpack(order + "I", entry.value)[0])
    return blocks.read(source, entry.count)


def user_comment(data: bytes, order: str) -> str:
    """The text behind its eight bytes of encoding; some write it without them."""
    prefix, text = data[:8], data[8:]
    if prefix in (b"ASCII\0\0\0", bytes(8)):
        return decoded(text.rstrip(b"\0"))
    if prefix == b"UNICODE\0":
        return _unicode(text, order)
    return decoded(data.rstrip(b"\0"))


def _unicode(text: bytes, order: str) -> str:
    """UTF-16 in either byte order: writers keep to neither the file's nor one of their own. Latin letters,
    which every block has, tell the order by their zeros; a text without zeros can be UTF-8 after all.
    """
    if text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return text.decode("utf-16", "replace").rstrip("\0")
    if b"\0" not in text.rstrip(b"\0"):
        with suppress(UnicodeDecodeError):
            return text.rstrip(b"\0").decode("utf-8")
    even, odd = text[0::2].count(0), text[1::2].count(0)
    big = even > odd if even != odd else order == ">"
    return text.decode("utf-16-be" if big else "utf-16-le", "replace").rstrip("\0")
