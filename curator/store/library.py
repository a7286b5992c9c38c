"""The library: one folder with `library.db` and `thumbnails.db`; owner of every connection to the first."""

import contextlib
import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from curator.core.errors import LibraryError
from curator.store import score_table
from curator.store.migrations import ForeignDatabaseError, migrate
from curator.store.thumbnails import ThumbnailStore

BUSY_SECONDS = 10.0
"""How long to wait for another process that writes."""

_FAULTS = {
    sqlite3.SQLITE_BUSY: "is locked by another program; close it and try again",
    sqlite3.SQLITE_LOCKED: "is locked by another program; close it and try again",
    sqlite3.SQLITE_PROTOCOL: "is locked by another program; close it and try again",
    sqlite3.SQLITE_FULL: "can't grow, because the disk is full; make room and try again",
    sqlite3.SQLITE_IOERR: "can't be read or written; check the disk it lies on",
    sqlite3.SQLITE_READONLY: "can't be written; check the permissions of its folder",
    sqlite3.SQLITE_PERM: "can't be written; check the permissions of its folder",
    sqlite3.SQLITE_CANTOPEN: "can't be opened; check the permissions of its folder",
    sqlite3.SQLITE_CORRUPT: "is damaged; put back a copy of it, or move it away to start anew",
    sqlite3.SQLITE_NOTADB: "is no database; put back a copy of it, or move it away to start anew",
}


_C = TypeVar("_C", bound=sqlite3.Connection)


class _Reader(sqlite3.Connection):
    """One thread's connection, closed with its thread at the latest."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.in_use = threading.Lock()

    def __del__(self) -> None:
        if hasattr(self, "in_use"):  # else it was never opened
            self.close()


class Library:
    """Opens the library in the folder, made where there is none. Any thread may use it.

    Writers take turns (one connection, `BEGIN IMMEDIATE`, flushed to the disk at each commit); each thread
    reads through its own connection. Raises LibraryError where the folder or its database can't be used.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / "library.db"
        self._lock = threading.RLock()
        self._closed = False
        self._own = threading.local()
        self._readers: weakref.WeakSet[_Reader] = weakref.WeakSet()
        _make_folder(folder)
        with self._faults():
            self._writer = self._open(sqlite3.Connection)
            try:
                self._prepare()
                self.thumbnails = ThumbnailStore(folder / "thumbnails.db")
            except BaseException:
                self._writer.close()
                raise

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The one writing connection, for this thread alone: committed at the end, undone by an exception.

        Raises LibraryError where the disk is full, the database damaged or another process holds it too long.
        """
        with self._lock, self._faults():
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                self._writer.rollback()
                raise

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """This thread's reading connection, on which all queries see one state. Not nested."""
        connection = self._reader()
        with connection.in_use, self._faults():
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()

    def reader(self) -> sqlite3.Connection:
        """This thread's own connection; it can't write. Closed with the library, or when the thread ends."""
        return self._reader()

    def close(self) -> None:
        """Wait for the work in progress and close every connection. Closing twice does nothing."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            for reader in list(self._readers):
                with reader.in_use:
                    reader.close()
            try:
                # Where another process reads, its last connection folds the log in; nobody waits here.
                self._writer.execute("PRAGMA busy_timeout = 0")
                with contextlib.suppress(sqlite3.OperationalError):
                    self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                self._writer.close()
                self.thumbnails.close()

    def _reader(self) -> _Reader:
        known: _Reader | None = getattr(self._own, "connection", None)
        if known is not None:
            return known
        with self._lock, self._faults():
            if self._closed:
                raise sqlite3.ProgrammingError("the library is closed")
            connection = self._open(_Reader)
            connection.execute("PRAGMA query_only = ON")
            self._readers.add(connection)
            self._own.connection = connection
            return connection

    def _open(self, factory: type[_C]) -> _C:
        return sqlite3.connect(
            self._file, BUSY_SECONDS, isolation_level=None, check_same_thread=False, factory=factory
        )

    def _prepare(self) -> None:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            self._writer.execute(f"PRAGMA {pragma}").fetchall()
        try:
            migrate(self._writer)
        except ForeignDatabaseError as error:
            raise LibraryError(f"The library {self._file} {error}.") from error
        if not score_table.fits(self._writer):
            with self.transaction() as connection:
                score_table.refresh(connection)

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """Tell the faults of disk, lock and file in one sentence; all other errors of SQL are bugs."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
            if code not in _FAULTS:
                raise
            raise LibraryError(f"The library {self._file} {_FAULTS[code]}.") from error


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise LibraryError(f"{folder} is a file; name a folder for the library.") from error
    except OSError as error:
        raise LibraryError(
            f"The library's folder {folder} can't be made: {error.strerror}; name another."
        ) from error
