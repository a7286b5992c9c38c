"""What the write-ahead log of a program that was killed held, so that a damaged log is not read in silence.

SQLite reads a log up to its first fault and says nothing of the rest. What was committed stands in the
`-shm` file beside it, which a killed program leaves behind: https://www.sqlite.org/walformat.html.
"""

import contextlib
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

_HEADER, _FRAME = 32, 24
_MAGIC = (0x377F0682, 0x377F0683)
_VERSION = 3007000
_INDEX = struct.Struct("=IIIBBHII8s8s8s")
"""Version, unused, changes, made, byte order, page size, frames, pages, sums, salts, sum of all these."""
RESTARTS = 1000
"""A log begun anew counts its first salt up; one that is so far off belongs to another database."""


@dataclass(frozen=True, slots=True)
class Index:
    """What the `-shm` file says of the log."""

    frames: int
    """Committed ones."""
    copied: int
    """Of these, the ones that are in the database already."""
    salts: bytes


@dataclass(frozen=True, slots=True)
class LastLog:
    """Taken before the database is opened."""

    committed: int
    """Frames that the log must give back."""
    foreign: bool
    """Whether it is the log of another database, which must not be read into this one."""


def last_log(database: Path) -> LastLog:
    """What is known of the log without SQLite."""
    log, index = _read(database, "-wal"), read_index(database)
    salts = log[16:24] if len(log) >= _HEADER and int.from_bytes(log[:4], "big") in _MAGIC else b""
    if index is None:
        return LastLog(_marked(log, salts), False)
    if index.frames <= index.copied:
        return LastLog(0, False)
    return LastLog(index.frames, bool(salts) and _is_foreign(salts, index.salts))


def read_index(database: Path) -> Index | None:
    """None where there is no `-shm` file or it makes no sense."""
    raw = _read(database, "-shm", 2 * _INDEX.size + 4)
    size = _INDEX.size
    if len(raw) < 2 * size + 4 or raw[:size] != raw[size : 2 * size]:
        return None
    version, _, _, made, _, _, frames, _, _, salts, own = _INDEX.unpack(raw[:size])
    if version != _VERSION or not made or own != _sum(raw[: size - 8]):
        return None
    return Index(frames, int.from_bytes(raw[2 * size :], sys.byteorder), salts)


def _sum(raw: bytes) -> bytes:
    """SQLite's check sum of the bytes."""
    first = second = 0
    for a, b in struct.iter_unpack("=II", raw):
        first = (first + a + second) & 0xFFFFFFFF
        second = (second + b + first) & 0xFFFFFFFF
    return struct.pack("=II", first, second)


def _marked(log: bytes, salts: bytes) -> int:
    """Frames up to the last commit that another frame of the same log follows.

    The very last may be torn, because the program was killed before it was committed.
    """
    page = int.from_bytes(log[8:12], "big")
    if not salts or not page:
        return 0
    last = committed = 0
    for number, at in enumerate(range(_HEADER, len(log) - _FRAME - page + 1, _FRAME + page), 1):
        if log[at + 8 : at + 16] == salts:
            committed = last or committed
            last = number if log[at + 4 : at + 8] != b"\0\0\0\0" else 0
    return committed


def _is_foreign(salts: bytes, known: bytes) -> bool:
    newer = int.from_bytes(salts[:4], "big") - int.from_bytes(known[:4], "big")
    return newer % 2**32 > RESTARTS


def _read(database: Path, suffix: str, most: int = -1) -> bytes:
    with contextlib.suppress(OSError), Path(f"{database}{suffix}").open("rb") as file:
        return file.read(most)
    return b""
