"""What decoding a TIFF takes: its strips, and the one that is unpacked as a whole."""

import io
import struct
from collections.abc import Iterator
from typing import IO

from curator.core.errors import PictureError
from curator.images.limits import MOST_PARTS, TOO_LONG

SIGNATURES = (b"II*\0", b"MM\0*", b"II\0*", b"MM*\0", b"II+\0", b"MM\0+")
BYTES = {1: 1, 3: 2, 4: 4, 16: 8}
"""The types of whole numbers -> bytes of one."""
TEXTS = (1, 2, 6, 7)
"""Types that are kept as they are, however long; each number of another becomes one of Python's."""
WIDTH, LENGTH, BITS, COMPRESSION, SAMPLES, ROWS = 256, 257, 258, 259, 277, 278
TILE_WIDTH, TILE_LENGTH = 322, 323
PLAIN = 1
"""The compression of what is read row by row."""


def tiff_demands(source: IO[bytes]) -> int:
    """Bytes of a strip or tile. Raises PictureError for what would take too long."""
    numbers = dict(_numbers(source))
    if numbers.get(COMPRESSION, PLAIN) == PLAIN:
        return 0
    width, height = numbers.get(WIDTH, 0), numbers.get(LENGTH, 0)
    across = numbers.get(TILE_WIDTH, width)
    down = numbers.get(TILE_LENGTH, min(height, numbers.get(ROWS, height)))
    return across * down * numbers.get(SAMPLES, 1) * ((numbers.get(BITS, 8) + 7) // 8)


def _numbers(source: IO[bytes]) -> Iterator[tuple[int, int]]:
    """Tag and value of the first folder's whole numbers; the first one where there are a few."""
    order, big, table = _folder(source)
    length = source.seek(0, io.SEEK_END)
    entry, place = (order + "HHQ8s", order + "Q") if big else (order + "HHI4s", order + "I")
    for at in range(0, len(table) - struct.calcsize(entry) + 1, struct.calcsize(entry)):
        tag, kind, count, value = struct.unpack_from(entry, table, at)
        # A number of values that the file can't hold is damage, and passed over by the decoder
        if kind not in TEXTS and count > MOST_PARTS and count <= length:
            raise PictureError(TOO_LONG)
        size = BYTES.get(kind, 0)
        if size and count * size > len(value):
            source.seek(struct.unpack(place, value)[0])
            value = source.read(size)
        yield tag, int.from_bytes(value[:size], "little" if order == "<" else "big")


def _folder(source: IO[bytes]) -> tuple[str, bool, bytes]:
    """The byte order, whether it is a BigTIFF, and the entries of the first folder; none where it is cut."""
    source.seek(0)
    head = source.read(16).ljust(16, b"\0")
    order, big = "<" if head.startswith(b"II") else ">", b"+" in head[2:4]
    place, count, size = (order + "Q", order + "Q", 20) if big else (order + "I", order + "H", 12)
    source.seek(struct.unpack_from(place, head, 8 if big else 4)[0])
    told = source.read(struct.calcsize(count)).rjust(struct.calcsize(count), b"\0")
    return order, big, source.read(size * min(65535, struct.unpack(count, told)[0]))
