"""Whole copies of `library.db`, one a day, of which seven are kept in `backups/` of the library's folder.

Each is copied page by page with SQLite's backup interface while others write, and counts only once all of it
was checked, which checks the library, too: `VACUUM INTO` would write a sound copy of what a damaged database
still gives, and that would in time push the good ones out.
"""

import contextlib
import os
import re
import secrets
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from curator.store.health import FAULTS, copy_fault, fault_in, is_damage, reason_of
from curator.store.in_use import sync_folder

KEPT = 7
PAGES = 250
"""Copied at a time: a megabyte, between two looks whether the program ends."""
FOLDER = "backups"
_NAME = re.compile(r"library-(\d{4}-\d\d-\d\d-\d{6})\.db")
_TIME = "%Y-%m-%d-%H%M%S"


@dataclass(frozen=True, slots=True)
class Backup:
    """A file of that name; whether it is good is seen when it is needed."""

    path: Path
    made_at: datetime
    """Local time."""


class StoppedError(Exception):
    """The backup was given up, because the program ends."""


class DamageError(Exception):
    """The library is damaged, as `str(error)` tells in a few words; no backup was made."""


class NoRoomError(Exception):
    """The disk has too little room for a backup, which would leave none for the library."""


class Halt:
    """Ends a backup from another thread, at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at_work: sqlite3.Connection | None = None
        self.halted = False

    def set(self) -> None:
        with self._lock:
            self.halted = True
            if self._at_work is not None:
                self._at_work.interrupt()

    def started(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            self._at_work = connection
        self.check()

    def over(self) -> None:
        with self._lock:
            self._at_work = None

    def check(self) -> None:
        if self.halted:
            raise StoppedError


def backups(library: Path) -> list[Backup]:
    """All there are, newest first."""
    found = []
    with contextlib.suppress(OSError):
        for path in (library / FOLDER).iterdir():
            if match := _NAME.fullmatch(path.name):
                with contextlib.suppress(ValueError):
                    found.append(Backup(path, datetime.strptime(match[1], _TIME).astimezone()))
    return sorted(found, key=lambda backup: backup.path.name, reverse=True)


def newest_good(library: Path) -> Backup | None:
    """The newest that is whole."""
    return next((backup for backup in backups(library) if not copy_fault(backup.path)), None)


def make_backup(library: Path, halt: Halt) -> Backup:
    """Copy the database, check the copy, and drop the oldest beyond KEPT. Writers go on meanwhile.

    Raises DamageError, NoRoomError, StoppedError, OSError and sqlite3.Error; nothing is left behind then.
    """
    folder, now = library / FOLDER, datetime.now().astimezone()
    folder.mkdir(exist_ok=True)
    _remove_parts(folder)
    _look_for_room(library)
    part = folder / f"{secrets.token_hex(8)}.part"
    try:
        with _interruptible(halt):
            _copy(library / "library.db", part, halt)
            reason = copy_fault(part, halt.started)
        if reason:
            raise DamageError(reason)
        backup = Backup(folder / f"library-{now.strftime(_TIME)}.db", now)
        part.replace(backup.path)
        sync_folder(folder)
    finally:
        _remove(part)
    for old in backups(library)[KEPT:]:
        _remove(old.path)
    return backup


def check(library: Path, halt: Halt) -> None:
    """Look whether the database is whole, while others use it. Raises as `make_backup` does."""
    with (
        _interruptible(halt),
        closing(sqlite3.connect(library / "library.db", isolation_level=None)) as connection,
    ):
        connection.execute("PRAGMA query_only = ON")
        halt.started(connection)
        if reason := fault_in(connection):
            raise DamageError(reason)


@contextlib.contextmanager
def _interruptible(halt: Halt) -> Iterator[None]:
    try:
        yield
    except FAULTS as error:
        halt.check()
        if is_damage(error):
            raise DamageError(reason_of(error)) from error
        raise
    finally:
        halt.over()


def _copy(database: Path, out: Path, halt: Halt) -> None:
    """All pages as they are at this moment, then flushed to the disk."""
    with (
        closing(sqlite3.connect(database, isolation_level=None)) as source,
        closing(sqlite3.connect(out, isolation_level=None)) as copy,
    ):
        halt.started(source)
        # The log's connection must not fold it in at its end: only the writer does so
        source.execute("PRAGMA query_only = ON")
        copy.execute("PRAGMA synchronous = OFF")
        copy.execute("PRAGMA journal_mode = OFF").fetchall()
        # One state for all pages: else every write of others would begin the copy anew
        source.execute("BEGIN")
        source.execute("SELECT 1 FROM sqlite_master").fetchone()
        source.backup(copy, pages=PAGES, progress=lambda *_: halt.check(), sleep=0.01)
        # A copy stands alone: it has no log
        copy.execute("PRAGMA journal_mode = DELETE").fetchall()
    with out.open("rb+") as file:
        os.fsync(file.fileno())


def _look_for_room(library: Path) -> None:
    needed = (library / "library.db").stat().st_size
    if shutil.disk_usage(library).free < 2 * needed:
        raise NoRoomError(f"{2 * needed / 1e6:,.0f} MB")


def _remove_parts(folder: Path) -> None:
    """Of a program that was killed meanwhile."""
    for path in folder.iterdir():
        if ".part" in path.suffixes or path.name.endswith((".part-journal", ".part-wal", ".part-shm")):
            _remove(path)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
