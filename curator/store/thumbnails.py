"""Thumbnails as JPEG bytes in a SQLite file of their own: only a cache, so a damaged one is made anew."""

import contextlib
import json
import sqlite3
import threading
import weakref
from collections.abc import Collection
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

BUSY_MS = 10_000
MOST_BYTES = 8 * 2**30
"""What the file may grow to: about 300,000 thumbnails of 256 pixels."""
ROOM_EVERY = 64
"""Thumbnails kept between two looks at how large the file is."""
DROPPED = 128
"""Thumbnails dropped at a time: twice as many as come between two looks, and done in a few milliseconds."""
ASKED = 5_000
"""Pictures asked for at a time, so that no other thread waits for long."""
FREED = 2_000
"""Pages given back to the disk at a time."""
USUAL = 256
"""The size that every rated picture is kept in."""
LAYOUT = 2
"""Raised when the table changes, or thumbnails look different from before: older files begin anew."""
_TABLE = (
    "CREATE TABLE thumbnails (number INTEGER PRIMARY KEY, content TEXT NOT NULL, size INTEGER NOT NULL,"
    " jpeg BLOB NOT NULL, UNIQUE (content, size))"
)
"""The rows' numbers rise in the order in which they are kept."""
_Row = tuple[Any, ...]
_C = TypeVar("_C", bound=sqlite3.Connection)


class _OldLayoutError(sqlite3.DatabaseError):
    """The file was made by a Curator whose thumbnails are of no use any more."""


class _Reader(sqlite3.Connection):
    """One thread's connection, closed with its thread at the latest."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.in_use = threading.Lock()

    def __del__(self) -> None:
        if hasattr(self, "in_use"):  # else it was never opened
            self.close()


class ThumbnailStore:
    """Thumbnails by content hash and size, the longest side in pixels that they were made for.

    Any thread may use it; each reads through a connection of its own and never waits for one that writes.
    What can't be kept is simply made again later. Beyond `most_bytes` the longest kept make room.
    """

    def __init__(self, path: Path, most_bytes: int = MOST_BYTES, journal: str = "WAL") -> None:
        self._path, self._journal = path, journal
        self._most_bytes = most_bytes
        self._lock = threading.RLock()
        """Held while writing, and before `_opening` where both are."""
        self._opening = threading.Lock()
        """Held while readers come and go."""
        self._own = threading.local()
        self._readers: weakref.WeakSet[_Reader] = weakref.WeakSet()
        self._kept = 0
        self.dropped = 0
        """Counts thumbnails that `put` dropped to make room."""
        self._writer = self._open_or_renew()

    def get(self, content: str, size: int = USUAL) -> bytes | None:
        """JPEG bytes, or None where there are none."""
        rows = self._read("SELECT jpeg FROM thumbnails WHERE content = ? AND size = ?", (content, size))
        return rows[0][0] if rows else None

    def have(self, contents: Collection[str], size: int = USUAL) -> set[str]:
        """Those of the contents that there is a thumbnail of in that size."""
        query = (
            "SELECT content FROM thumbnails WHERE size = ? AND content IN (SELECT value FROM json_each(?))"
        )
        found: set[str] = set()
        for some in _portions(contents):
            found.update(content for (content,) in self._read(query, (size, json.dumps(some))))
        return found

    def put(self, content: str, jpeg: bytes, size: int = USUAL) -> None:
        """Keep a thumbnail; one that is there already is replaced."""
        sql = "INSERT OR REPLACE INTO thumbnails (content, size, jpeg) VALUES (?, ?, ?)"
        with self._lock:
            self._write(sql, (content, size, jpeg))
            self._kept += 1
            if self._kept % ROOM_EVERY == 0 and self.used_bytes() > self._most_bytes:
                self.dropped += self._drop_oldest()

    def used_bytes(self) -> int:
        """Bytes of the file that hold something."""
        with self._lock:
            pages = self._write("PRAGMA page_count")
            free = self._write("PRAGMA freelist_count")
            size = self._write("PRAGMA page_size")
            return (pages[0] - free[0]) * size[0] if pages and free and size else 0

    def is_full(self) -> bool:
        """Whether what is kept next makes what was kept first leave."""
        return self.used_bytes() > self._most_bytes

    def trim(self, most_bytes: int) -> int:
        """Drop the longest kept beyond so many bytes, and give the disk back what that frees.

        Returns how many were dropped. Others may read meanwhile, and write in between.
        """
        dropped = 0
        while self.used_bytes() > most_bytes:
            with self._lock:
                count = self._drop_oldest()
            if not count:
                break
            dropped += count
        while dropped and self._give_back():
            pass
        return dropped

    def close(self) -> None:
        with self._lock, self._opening:
            self._close()

    def _drop_oldest(self) -> int:
        sql = "DELETE FROM thumbnails WHERE number IN (SELECT number FROM thumbnails ORDER BY number LIMIT ?)"
        before = self._writer.total_changes if self._writer else 0
        self._write(sql, (DROPPED,))
        return self._writer.total_changes - before if self._writer else 0

    def _give_back(self) -> bool:
        """Some free pages to the disk; whether there were any that could go."""
        with self._lock:
            before = self._write("PRAGMA freelist_count")
            self._write(f"PRAGMA incremental_vacuum({FREED})")
            after = self._write("PRAGMA freelist_count")
            return before is not None and after is not None and after[0] < before[0]

    def _read(self, sql: str, values: _Row) -> list[_Row]:
        """All rows; none where the file can't be read. Damage begins the cache anew."""
        reader = self._reader()
        if reader is None:
            return []
        try:
            with reader.in_use:
                return reader.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            self._own.reader = None
            if _is_damage(error):
                self._renew(reader)
            return []

    def _reader(self) -> _Reader | None:
        known: _Reader | None = getattr(self._own, "reader", None)
        if known is not None:
            return known
        with self._opening:
            if self._writer is None:
                return None
            with contextlib.suppress(sqlite3.DatabaseError):
                opened = self._connect(_Reader)
                opened.execute("PRAGMA query_only = ON")
                self._readers.add(opened)
                self._own.reader = opened
        return getattr(self._own, "reader", None)

    def _renew(self, met_by: _Reader) -> None:
        """Begin anew, unless another thread that met the same damage has done so."""
        with self._lock:
            if met_by in self._readers:
                self._begin_anew()

    def _begin_anew(self) -> None:
        with self._opening:
            self._close()
            self._remove()
            self._writer = self._open_or_renew()

    def _write(self, sql: str, values: _Row = ()) -> _Row | None:
        """The first row. Damage begins the cache anew; a full disk or a lock costs this thumbnail."""
        if self._writer is None:
            return None
        try:
            row: list[_Row] = self._writer.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            if _is_damage(error):
                self._begin_anew()
            return None
        return row[0] if row else None

    def _close(self) -> None:
        """Every connection; a thread that reads is waited for."""
        for reader in list(self._readers):
            with reader.in_use:
                reader.close()
        self._readers.clear()
        if self._writer is not None:
            self._writer.close()
        self._writer = None

    def _open_or_renew(self) -> sqlite3.Connection | None:
        """None where there can be no cache: the disk is full, another program holds it, it is a folder."""
        for _ in range(2):
            try:
                return self._open()
            except sqlite3.DatabaseError as error:
                if not _is_damage(error):
                    return None
                self._remove()
        return None

    def _open(self) -> sqlite3.Connection:
        connection = self._connect(sqlite3.Connection)
        try:
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            if self._journal != "WAL":
                # One connection alone folds a log in where others can't share one
                connection.execute("PRAGMA locking_mode = EXCLUSIVE").fetchall()
            connection.execute(f"PRAGMA journal_mode = {self._journal}").fetchall()
            connection.execute("PRAGMA locking_mode = NORMAL").fetchall()
            connection.execute("PRAGMA synchronous = NORMAL")
            _prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _connect(self, factory: type[_C]) -> _C:
        connection = sqlite3.connect(
            self._path, isolation_level=None, check_same_thread=False, factory=factory
        )
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        return connection

    def _remove(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                self._path.with_name(self._path.name + suffix).unlink()


def _prepare(connection: sqlite3.Connection) -> None:
    """Make the table in a new file. Raises _OldLayoutError."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        (layout,) = connection.execute("PRAGMA user_version").fetchone()
        made = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'thumbnails'").fetchone()
        if layout != LAYOUT or made != (_TABLE,):
            if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                raise _OldLayoutError
            connection.execute(_TABLE)
            connection.execute(f"PRAGMA user_version = {LAYOUT}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _portions(contents: Collection[str]) -> list[list[str]]:
    rest = iter(contents)
    return list(iter(lambda: list(islice(rest, ASKED)), []))


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
    return isinstance(error, _OldLayoutError) or code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
