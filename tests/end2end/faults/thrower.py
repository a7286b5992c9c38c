"""Functions of the real program that raise at random while it works."""

import random
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from curator.pipeline import fingerprints as fingerprint_thread
from curator.pipeline import generations as generation_thread
from curator.pipeline import reader as reader_thread
from curator.rating.pixels import PixelRater
from curator.store import files, fingerprints, gallery, generations, ratings
from curator.store.library import Library
from curator.store.thumbnails import ThumbnailStore

PLACES: dict[str, tuple[tuple[Any, str], ...]] = {
    "handler": ((files, "note_files"), (files, "known_files")),
    "decoder": (
        (reader_thread, "read_unless_known"),
        (generation_thread, "read_generation"),
        (fingerprint_thread, "fingerprint"),
        (ThumbnailStore, "put"),
    ),
    "rater": ((PixelRater, "rate"),),
    "store": (
        (ratings, "record_ratings"),
        (ratings, "record_failure"),
        (files, "known_file"),
        (files, "note_content"),
        (files, "is_rated"),
        (files, "pending"),
        (fingerprints, "put_many"),
        (generations, "put_many"),
        (gallery, "newest"),
        (Library, "_begin"),
    ),
}
"""Each is called by the program through its module or class, so that it can be put in its place there."""
CODES = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_MISUSE,
)


def _of_sqlite(kind: type[sqlite3.DatabaseError], code: int) -> sqlite3.DatabaseError:
    error = kind(f"made up, code {code}")
    error.sqlite_errorcode = code
    return error


FAULTS: tuple[Callable[[], BaseException], ...] = (
    lambda: OSError(5, "Input/output error"),
    lambda: PermissionError(13, "Permission denied"),
    lambda: ValueError("made up"),
    lambda: MemoryError(),
    lambda: RuntimeError("made up"),
    lambda: KeyError("made up"),
    lambda: RecursionError("maximum recursion depth exceeded"),
    lambda: UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
    *(lambda code=code: _of_sqlite(sqlite3.OperationalError, code) for code in CODES),
    *(lambda code=code: _of_sqlite(sqlite3.DatabaseError, code) for code in CODES),
)
ENDS: tuple[Callable[[], BaseException], ...] = (lambda: SystemExit(1), lambda: GeneratorExit())
"""What is no Exception."""


class Thrower:
    """While `open`, each of the functions raises with the chance of its part, until `most` were thrown.

    Only in threads other than the one it was made in.
    """

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, seed: int, chances: dict[str, float], most: int
    ) -> None:
        self.thrown: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.open = True
        self._random = random.Random(seed)
        self._chances, self._most = chances, most
        self._lock = threading.Lock()
        self._own = threading.get_ident()
        for part, places in PLACES.items():
            for owner, name in places:
                monkeypatch.setattr(owner, name, self._wrapped(part, getattr(owner, name)))

    @property
    def total(self) -> int:
        return self.thrown.total()

    def _wrapped(self, part: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def throwing(*args: Any, **kwargs: Any) -> Any:
            if (error := self._next(part)) is not None:
                raise error
            return real(*args, **kwargs)

        return throwing

    def _next(self, part: str) -> BaseException | None:
        with self._lock:
            if not self.open or self.total >= self._most or threading.get_ident() == self._own:
                return None
            if self._random.random() > self._chances[part]:
                return None
            end = self._random.random() < 0.03
            error = self._random.choice(ENDS if end else FAULTS)()
            self.thrown[part] += 1
            self.kinds[type(error).__name__] += 1
            return error
