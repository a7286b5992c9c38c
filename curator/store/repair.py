"""What is done about a damaged `library.db`: it is set aside, never deleted, and a backup takes its place."""

import contextlib
import os
import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from curator.core.errors import LibraryError
from curator.store.backups import Backup, newest_good
from curator.store.health import FAULTS, fault_in, is_damage, reason_of, texts_fault
from curator.store.in_use import sync_folder
from curator.store.last_log import LastLog, last_log, read_index
from curator.store.place import is_remote

SMALL_BYTES = 8 * 2**20
"""A database of so many is checked at each start, in some 30 ms; a larger one after an unclean end."""
BESIDE = ("-wal", "-shm", "-journal")
SUSPECT = "library.suspect"
"""There while the database is to be checked at the next start, or is being replaced: then it names the place
of the damaged one."""

_ASIDE = re.compile(r"library-damaged-[\d-]+\.db")


@dataclass(frozen=True, slots=True)
class _Found:
    reason: str = ""
    """Why the database is damaged; empty where it is whole."""
    lost: bool = False
    """Whether changes in its log can't be read any more."""


def suspect(folder: Path) -> None:
    """The next start checks the whole database before it uses it."""
    with contextlib.suppress(OSError):
        (folder / SUSPECT).touch()


def look_over(folder: Path) -> tuple[str, ...]:
    """Check the database, for a process that is alone with it, and replace a damaged one.

    Returns a sentence on each thing that was done, for the user. Raises LibraryError where there is no file
    to read, or a damaged one can't be set aside or replaced.
    """
    database, suspected = folder / "library.db", (folder / SUSPECT).exists()
    if begun := _begun(folder):
        return (_replace(folder, "damaged", begun),)
    if not os.path.lexists(database):
        return ()
    size = _size(database)
    if size == 0 and not _beside(database, "-journal").exists():
        return (_replace(folder, "empty"),)
    told = _drop_foreign_log(database)
    unclean = any(_has_bytes(_beside(database, suffix)) for suffix in BESIDE)
    if not (suspected or unclean or size <= SMALL_BYTES):
        return ()
    found = _find(database, last_log(database), suspected)
    if found.reason:
        return (*told, _replace(folder, f"damaged ({found.reason})"))
    _clear(folder)
    return (*told, *([_lost(database)] if found.lost else []))


def fault_of(folder: Path) -> str:
    """Why the database in the folder is damaged, in a few words; empty where it is whole or there is none.

    Nothing is changed by that. Raises LibraryError where there is no file to read.
    """
    database = folder / "library.db"
    if not os.path.lexists(database):
        return ""
    if _size(database) == 0:
        return "it is empty"
    log = last_log(database)
    return "the log beside it is of another" if log.foreign else _find(database, log, False).reason


def _size(database: Path) -> int:
    try:
        if not database.is_file():
            raise LibraryError(f"{database} is no file; move it away, or name another folder.")
        with database.open("rb"):
            return database.stat().st_size
    except OSError as error:
        raise LibraryError(
            f"The library {database} can't be read ({error.strerror}); check its permissions."
        ) from error


def _find(database: Path, log: LastLog, suspected: bool) -> _Found:
    """Faults that pass, such as another program's lock, are left to whoever opens the database."""
    try:
        with closing(_connect(database)) as connection:
            reason = fault_in(connection, thorough=True) or (texts_fault(connection) if suspected else "")
            index = read_index(database)
            lost = index is not None and index.frames < log.committed
        if suspected and not reason:
            reason = _words_fault(database)
    except FAULTS as error:
        return _Found(reason_of(error)) if is_damage(error) else _Found()
    return _Found(reason, lost)


def _connect(database: Path) -> sqlite3.Connection:
    """Without writing where there is a log: a damaged database is kept with it as they are."""
    if is_remote(database.parent):
        connection = sqlite3.connect(database, isolation_level=None)
        # Alone it needs no index in memory that others share, which a network drive can't have
        connection.execute("PRAGMA locking_mode = EXCLUSIVE").fetchall()
        return connection
    if _beside(database, "-journal").exists():
        return sqlite3.connect(database, isolation_level=None)
    return sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def _words_fault(database: Path) -> str:
    """Make the index of prompts anew, whose damage no check of SQLite's tells: all in it stands elsewhere."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        query = "SELECT 1 FROM sqlite_master WHERE name = 'generation_words'"
        if connection.execute(query).fetchone():
            try:
                connection.execute("INSERT INTO generation_words (generation_words) VALUES ('rebuild')")
            except FAULTS as error:
                if is_damage(error):
                    return f"the index of prompts: {reason_of(error)}"
                raise
    return ""


def _replace(folder: Path, what: str, aside: Path | None = None) -> str:
    """Killed at any point of this, the next start goes on with it, to the same `aside`."""
    database, aside = folder / "library.db", aside or _free_name(folder)
    try:
        (folder / SUSPECT).write_text(aside.name, encoding="utf-8")
        backup = newest_good(folder)
        # Before anything is moved: the disk may be full
        part = _copied(backup, folder) if backup else None
        if not aside.exists():
            _set_aside(database, aside)
        if part is not None and not database.exists():
            part.replace(database)
        sync_folder(folder)
    except OSError as error:
        raise LibraryError(
            f"The library {database} is {what}, and can't be replaced ({error.strerror}); make room, close"
            " what else uses it, and start again."
        ) from error
    _clear(folder)
    return _told(database, what, aside, backup)


def _begun(folder: Path) -> Path | None:
    """Where a program that was killed meanwhile wanted to set a damaged database aside."""
    try:
        name = (folder / SUSPECT).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return folder / name if _ASIDE.fullmatch(name) else None


def _told(database: Path, what: str, aside: Path, backup: Backup | None) -> str:
    if backup is None:
        come = (
            "There is no good backup, so a new library has begun: add your folders again; pictures are rated"
            " again, your own ratings are not in it."
        )
    else:
        come = (
            f"The backup of {backup.made_at:%Y-%m-%d %H:%M} was put back: your own ratings since then are not"
            " in it; pictures since then are found and rated again."
        )
    return f"The library {database} was {what} and is kept as {aside.name}. {come}"


def _copied(backup: Backup, folder: Path) -> Path:
    part = folder / "library.db.part"
    shutil.copyfile(backup.path, part)
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    return part


def _set_aside(database: Path, aside: Path) -> None:
    """The log goes first: it must never be read into what takes the database's place."""
    for suffix in (*BESIDE, ""):
        path = _beside(database, suffix)
        if path.exists():
            path.rename(_beside(aside, suffix))


def _free_name(folder: Path) -> Path:
    name = f"library-damaged-{datetime.now().astimezone():%Y-%m-%d-%H%M%S}"
    tries = (folder / f"{name}{number}.db" for number in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(path for path in tries if not any(_beside(path, end).exists() for end in ("", *BESIDE)))


def _drop_foreign_log(database: Path) -> tuple[str, ...]:
    """Read into this database, another one's log would destroy it."""
    if not last_log(database).foreign:
        return ()
    aside = _free_name(database.parent)
    try:
        for suffix in ("-wal", "-shm"):
            if (path := _beside(database, suffix)).exists():
                path.rename(_beside(aside, suffix))
    except OSError as error:
        raise LibraryError(
            f"The log beside {database} is of another database and can't be moved away ({error.strerror})."
        ) from error
    return (
        f"The log of the library's last changes, {database}-wal, was of another database and is kept as"
        f" {aside.name}-wal: ratings of the moments before the program ended may be missing.",
    )


def _lost(database: Path) -> str:
    return (
        f"The log of the last changes of the library {database} was damaged: your ratings of the moments"
        " before the program ended may be missing; pictures are rated again."
    )


def _beside(database: Path, suffix: str) -> Path:
    return database.with_name(database.name + suffix)


def _has_bytes(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False


def _clear(folder: Path) -> None:
    with contextlib.suppress(OSError):
        (folder / SUSPECT).unlink(missing_ok=True)
