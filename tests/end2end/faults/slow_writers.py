"""How programs write a picture that takes them a while; each yields the seconds until it goes on.

They are generators, so that one thread runs hundreds of them side by side.
"""

import io
import os
import random
import time
from collections.abc import Callable, Generator
from pathlib import Path

from PIL import Image

from curator.core.formats import SUFFIXES as FORMATS

SUFFIXES = ("png", "jpg", "webp", "tif", "bmp", "gif", "avif")
BEHIND = {
    "png": b"\x00\x00\x00\x03tEXta\x00b\xdcI\xa2;",
    "avif": b"\x00\x00\x00\x10freemetadata",
}
"""What a second program writes behind a whole picture, by suffix; of other formats any bytes."""
Pauses = list[float]
Writing = Generator[float, None, None]
Manner = Callable[[Path, bytes, Pauses], Writing]


def noise(seed: int, suffix: str, size: tuple[int, int] = (96, 80)) -> bytes:
    """A picture whose file is some kilobytes in every format."""
    pixels = random.Random(seed).randbytes(size[0] * size[1] * 3 // 16)
    small = Image.frombytes("RGB", (size[0] // 4, size[1] // 4), pixels)
    sink = io.BytesIO()
    small.resize(size, Image.Resampling.BICUBIC).save(sink, FORMATS[f".{suffix}"])
    return sink.getvalue()


def pieces(data: bytes, count: int) -> list[tuple[int, bytes]]:
    """Offset and bytes of so many parts."""
    step = -(-len(data) // count)
    return [(start, data[start : start + step]) for start in range(0, len(data), step)]


def in_pieces(path: Path, data: bytes, pauses: Pauses) -> Writing:
    """Opened once, written bit by bit."""
    with path.open("wb", buffering=0) as file:
        for pause, (_, piece) in zip(pauses, pieces(data, len(pauses)), strict=False):
            file.write(piece)
            yield pause


def reopened(path: Path, data: bytes, pauses: Pauses) -> Writing:
    """Closed after each piece."""
    for pause, (_, piece) in zip(pauses, pieces(data, len(pauses)), strict=False):
        with path.open("ab") as file:
            file.write(piece)
        yield pause


def appended(path: Path, data: bytes, pauses: Pauses) -> Writing:
    """Whole and closed early; what another program knows of it is written behind, later."""
    behind = behind_of(path)
    yield from in_pieces(path, data[: -len(behind)], pauses[:-1])
    yield pauses[-1]
    with path.open("ab") as file:
        file.write(behind)


def behind_of(path: Path) -> bytes:
    return BEHIND.get(path.suffix[1:], b"metadata")


def closed_early(path: Path, data: bytes, manner: Manner) -> bytes | None:
    """The whole picture that a second program wrote more behind; None of other manners."""
    return data[: -len(behind_of(path))] if manner is appended else None


def over(path: Path, data: bytes, pauses: Pauses) -> Writing:
    """Another picture, which was there before, is written over in place."""
    with path.open("r+b", buffering=0) as file:
        for pause, (start, piece) in zip(pauses, pieces(data, len(pauses)), strict=False):
            file.seek(start)
            file.write(piece)
            yield pause
        file.truncate(len(data))


def renamed(path: Path, data: bytes, pauses: Pauses) -> Writing:
    """Written under a temporary name, and renamed after a while."""
    temporary = path.with_name(f"{path.name}.part")
    yield from in_pieces(temporary, data, pauses)
    temporary.rename(path)


def sparse(path: Path, data: bytes, pauses: Pauses) -> Writing:
    """Given its size at first, as copying programs do, then filled."""
    with path.open("wb", buffering=0) as file:
        file.truncate(len(data))
        for pause, (start, piece) in zip(pauses, pieces(data, len(pauses)), strict=False):
            yield pause
            file.seek(start)
            file.write(piece)


def zeroed(path: Path, data: bytes, pauses: Pauses) -> Writing:
    """Written full of zeros at first, then filled."""
    with path.open("wb", buffering=0) as file:
        file.write(bytes(len(data)))
        for pause, (start, piece) in zip(pauses, pieces(data, len(pauses)), strict=False):
            yield pause
            file.seek(start)
            file.write(piece)


def scattered(path: Path, data: bytes, pauses: Pauses) -> Writing:
    """Its last part arrives before others, as where several are fetched at once."""
    parts = pieces(data, len(pauses))
    with path.open("wb", buffering=0) as file:
        for pause, (start, piece) in zip(pauses, [parts[0], *parts[:0:-1]], strict=False):
            file.seek(start)
            file.write(piece)
            yield pause


def dated(path: Path, data: bytes, pauses: Pauses) -> Writing:
    """A copy that gets the time of its original back at its end."""
    with path.open("wb", buffering=0) as file:
        for pause, (_, piece) in zip(pauses, pieces(data, len(pauses)), strict=False):
            file.write(piece)
            yield pause
        os.utime(path, (time.time() - 10**6,) * 2)


MANNERS: tuple[Manner, ...] = (
    in_pieces,
    reopened,
    appended,
    over,
    renamed,
    sparse,
    zeroed,
    scattered,
    dated,
)
