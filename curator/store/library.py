"""The library: one folder with `library.db` and `thumbnails.db`; owner of every connection to the first."""

import contextlib
import shutil
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from curator.core.errors import LibraryError
from curator.store import score_table
from curator.store.health import FAULTS, is_damage
from curator.store.in_use import Use
from curator.store.migrations import ForeignDatabaseError, migrate
from curator.store.place import is_remote
from curator.store.repair import look_over, suspect
from curator.store.thumbnails import ThumbnailStore

BUSY_SECONDS = 10.0
"""How long to wait for another process that writes."""
STEP_SECONDS = 0.2
"""After which such a wait looks whether the library is being closed."""
NO_ROOM = 2**20
"""Free bytes below which a file that can't be made or written is the fault of a full disk."""

_FAULTS = {
    sqlite3.SQLITE_BUSY: "is locked by another program; close it and try again",
    sqlite3.SQLITE_LOCKED: "is locked by another program; close it and try again",
    sqlite3.SQLITE_PROTOCOL: "is locked by another program; close it and try again",
    sqlite3.SQLITE_FULL: "can't grow, because the disk is full; make room and try again",
    sqlite3.SQLITE_IOERR: "can't be read or written; check the disk it lies on",
    sqlite3.SQLITE_READONLY: "can't be written; check the permissions of its folder",
    sqlite3.SQLITE_PERM: "can't be written; check the permissions of its folder",
    sqlite3.SQLITE_CANTOPEN: "can't be opened; check the permissions of its folder",
    sqlite3.SQLITE_CORRUPT: "is damaged; close all that uses it and start Curator again, which sets it aside"
    " and puts the newest backup back",
}
_PASSING = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_FULL}
_FOR_LACK_OF_ROOM = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
"""What a full disk also gives, where a file beside the database can't be made or grow."""

_C = TypeVar("_C", bound=sqlite3.Connection)


class _Reader(sqlite3.Connection):
    """One thread's connection, closed with its thread at the latest."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.in_use = threading.RLock()

    def __del__(self) -> None:
        if hasattr(self, "in_use"):  # else it was never opened
            self.close()


class Library:
    """Opens the library in the folder, made where there is none. Any thread may use it.

    Writers take turns (one connection, `BEGIN IMMEDIATE`, flushed to the disk at each commit); each thread
    reads through its own connection. A damaged database is set aside and replaced by a backup, unless another
    process has it open or it is not to be mended. Raises LibraryError where the folder or its database can't
    be used.
    """

    def __init__(self, folder: Path, mend: bool = True) -> None:
        self.folder = folder
        self.notices: tuple[str, ...] = ()
        """For the user, a sentence each: what was damaged and what was done about it."""
        self._file = folder / "library.db"
        self._lock = threading.RLock()
        self._opening = threading.Lock()
        """Not the writer's: a first read need not wait for it."""
        self._closed = False
        self._hurried = threading.Event()
        self._own = threading.local()
        self._readers: weakref.WeakSet[_Reader] = weakref.WeakSet()
        _make_folder(folder)
        self._use = Use(folder)
        try:
            self._journal = "DELETE" if is_remote(folder) else "WAL"
            self._open_mended(mend and self._use.alone)
            self._use.share()
            self.thumbnails = ThumbnailStore(folder / "thumbnails.db", journal=self._journal)
        except BaseException:
            self._use.close()
            raise

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The one writing connection, for this thread alone: committed at the end, undone by an exception.

        Raises LibraryError where the disk is full, the database damaged or another process holds it too long.
        """
        with self._lock, self._faults():
            self._begin()
            try:
                yield self._writer
                # Without a log beside the database, readers are waited for here
                self._patiently(lambda: self._writer.execute("COMMIT"))
            except BaseException:
                self._writer.rollback()
                raise

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """This thread's own connection, on which all queries see one state; it can't write. Not nested."""
        connection = self._reader()
        with connection.in_use, self._faults():
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()

    def read(self, query: str, values: Sequence[object] | Mapping[str, object] = ()) -> list[Any]:
        """All rows of one query, through this thread's own connection; it can't write.

        Values in order for `?`, by name for `:name`; Python 3.14 takes no `?1` any more.
        """
        connection = self._reader()
        with connection.in_use, self._faults():
            return connection.execute(query, values).fetchall()

    def hurry(self) -> None:
        """The library is about to be closed: nobody waits for another process any more."""
        self._hurried.set()

    def close(self) -> None:
        """Wait for the work in progress and close every connection. Closing twice does nothing."""
        self.hurry()
        with self._lock:
            with self._opening:
                if self._closed:
                    return
                self._closed = True
            for reader in list(self._readers):
                with reader.in_use:
                    reader.close()
            try:
                self._fold_in()
            finally:
                self._writer.close()
                self.thumbnails.close()
                self._use.close()

    def suspect(self) -> None:
        """Damage was met: the next start checks the whole database and mends it."""
        suspect(self.folder)

    def _fold_in(self) -> None:
        """The log into the database. Where another process has it open, its last connection does so: nobody
        waits here, and two that do it at the same instant are what some versions of SQLite fail at.
        """
        self._writer.execute("PRAGMA busy_timeout = 0")
        if self._use.is_last():
            with contextlib.suppress(sqlite3.OperationalError):
                self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _open_mended(self, mend: bool) -> None:
        """Damage that shows only when the database is used is met once more, and then told."""
        if mend:
            self.notices = look_over(self.folder)
        try:
            self._open_writer()
        except FAULTS as error:
            if not (mend and is_damage(error)):
                with self._faults():
                    raise
            self.suspect()
            self.notices += look_over(self.folder)
            with self._faults():
                self._open_writer()

    def _open_writer(self) -> None:
        self._writer = self._open(sqlite3.Connection, STEP_SECONDS)
        try:
            self._prepare()
        except BaseException:
            self._writer.close()
            raise

    def _reader(self) -> _Reader:
        known: _Reader | None = getattr(self._own, "connection", None)
        if known is not None:
            return known
        with self._opening, self._faults():
            if self._closed:
                raise sqlite3.ProgrammingError("the library is closed")
            connection = self._open(_Reader, BUSY_SECONDS)
            connection.execute("PRAGMA query_only = ON")
            self._readers.add(connection)
            self._own.connection = connection
            return connection

    def _open(self, factory: type[_C], busy_seconds: float) -> _C:
        return sqlite3.connect(
            self._file,
            timeout=busy_seconds,
            isolation_level=None,
            check_same_thread=False,
            factory=factory,
        )

    def _begin(self) -> None:
        self._patiently(lambda: self._writer.execute("BEGIN IMMEDIATE"))

    def _patiently(self, action: Callable[[], object]) -> None:
        """Wait for another process that holds the database, in steps, so that closing need not."""
        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                action()
            except sqlite3.OperationalError as error:
                busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                if not busy or self._hurried.wait(0.01) or time.monotonic() > deadline:
                    raise
            else:
                return

    def _prepare(self) -> None:
        """The tables come first: a database of another program is refused as it is."""
        if self._journal != "WAL":
            self._leave_log()
        try:
            self._patiently(lambda: migrate(self._writer))
        except ForeignDatabaseError as error:
            raise LibraryError(f"The library {self._file} {error}.") from error
        self._patiently(lambda: self._writer.execute(f"PRAGMA journal_mode = {self._journal}").fetchall())
        for pragma in ("synchronous = FULL", "foreign_keys = ON"):
            self._writer.execute(f"PRAGMA {pragma}").fetchall()
        if not score_table.fits(self._writer):
            self._begin()
            with self._writer:
                score_table.refresh(self._writer)

    def _leave_log(self) -> None:
        """On a share a log beside the database works for one connection only: alone it folds an older one in.

        Raises sqlite3.OperationalError where another program has the database open.
        """
        # What does not fit into memory would have to wait for readers in the middle of a transaction
        self._writer.execute("PRAGMA cache_spill = OFF")
        self._writer.execute("PRAGMA locking_mode = EXCLUSIVE").fetchall()
        self._patiently(lambda: self._writer.execute("PRAGMA journal_mode = DELETE").fetchall())
        self._writer.execute("PRAGMA locking_mode = NORMAL").fetchall()
        self._writer.execute("SELECT 1 FROM sqlite_master").fetchall()  # gives the lock back

    @contextmanager
    def _faults(self) -> Iterator[None]:
        """Tell the faults of disk, lock and file in one sentence; all other errors of SQL are bugs."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
            if is_damage(error):
                self.suspect()
                code = sqlite3.SQLITE_CORRUPT
            elif code not in _FAULTS:
                raise
            elif code in _FOR_LACK_OF_ROOM and self._is_full():
                code = sqlite3.SQLITE_FULL
            message = f"The library {self._file} {_FAULTS[code]}."
            raise LibraryError(message, passing=code in _PASSING) from error

    def _is_full(self) -> bool:
        try:
            return shutil.disk_usage(self.folder).free < NO_ROOM
        except OSError:
            return False


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise LibraryError(f"{folder} is a file; name a folder for the library.") from error
    except OSError as error:
        raise LibraryError(
            f"The library's folder {folder} can't be made: {error.strerror}; name another."
        ) from error
