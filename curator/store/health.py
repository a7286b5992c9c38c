"""Whether a database is whole, and what is known of the SQLite that reads it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from curator.store.migrations import SET, STEPS

DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
OURS = frozenset(
    ("folders", "images", "places", "raters", "ratings", "scores", "failures", "marks", "collections")
)
FEW = 4
"""So many tables named as a library's make a database one."""
Started = Callable[[sqlite3.Connection], None]


FAULTS = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What a damaged database raises; the latter where what SQLite says quotes bytes that are no text."""


def is_damage(error: Exception) -> bool:
    """Of FAULTS. This program writes no text that is no UTF-8, and no check of SQLite's tells of one."""
    if isinstance(error, UnicodeDecodeError):
        return True
    code = getattr(error, "sqlite_errorcode", None)
    return "Could not decode to UTF-8" in str(error) if code is None else code & 0xFF in DAMAGE


def fault_in(connection: sqlite3.Connection, thorough: bool = False) -> str:
    """Why the database is damaged, in a few words; empty where it is whole, or is no library at all.

    `thorough` also compares the indexes with their tables, and takes half as long again: a second for
    100,000 pictures. Raises sqlite3.OperationalError where it can't be read for now.
    """
    check = "integrity_check" if thorough else "quick_check"
    try:
        if unlike_a_library := _tables_fault(connection):
            return unlike_a_library
        told = str(connection.execute(f"PRAGMA {check}(1)").fetchone()[0])
    except FAULTS as error:
        if not is_damage(error):
            raise
        return reason_of(error)
    return "" if told == "ok" else _line(told)


def reason_of(error: Exception) -> str:
    """What one of FAULTS tells, in a line that can be shown."""
    return "a text in it is none" if isinstance(error, UnicodeDecodeError) else _line(str(error))


def texts_fault(connection: sqlite3.Connection) -> str:
    """Read every row of every table: texts that are none show only so. Raises as `fault_in`."""
    try:
        for name in _names(connection) & set(_columns()):
            for _ in connection.execute(f"SELECT * FROM {name}"):  # noqa: S608 - names of our own
                pass
    except FAULTS as error:
        if not is_damage(error):
            raise
        return reason_of(error)
    return ""


def _line(told: str) -> str:
    """SQLite may quote what lies in the damaged page."""
    return "".join(sign if sign.isprintable() else "?" for sign in " ".join(told.split()))[:200]


def copy_fault(database: Path, started: Started = lambda _: None) -> str:
    """Why a copy of a library that nobody writes is of no use; empty where it is good.

    `started` gets the connection, whose work another thread may interrupt; sqlite3.OperationalError then.
    """
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            started(connection)
            if reason := fault_in(connection, thorough=True):
                return reason
            return "" if _is_ours(_names(connection)) else "holds no library"
    except FAULTS as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
            raise
        return reason_of(error)


def sqlite_note(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> str:
    """What SQLite of this version is known to do wrong and what helps, in one sentence; or empty."""
    mended = version >= (3, 51, 3) or any(
        version[:2] == line and version[2] >= first for line, first in (((3, 44), 6), ((3, 50), 7))
    )
    if version < (3, 7, 0) or mended:
        return ""
    return (
        f"SQLite {'.'.join(map(str, version))} can damage a database that two programs write at the same"
        " instant (very rare, mended in 3.51.3); run no other Curator command that writes while a window is"
        " open, or use a Python with a newer SQLite"
    )


def _tables_fault(connection: sqlite3.Connection) -> str:
    """Whether a library's tables are such that it can't be used, though all its pages may be well formed."""
    names = _names(connection)
    if not _is_ours(names):
        return ""
    if "_sqlite_migrations" not in names:
        return "the list of its tables is damaged"
    query = "SELECT name FROM _sqlite_migrations WHERE migration_set = ? ORDER BY id"
    applied = {name for (name,) in connection.execute(query, [SET])}
    known = [step.__name__ for step in STEPS]
    if applied != set(known[: len(applied)]):
        # A newer program knows all these steps, and others
        return "" if applied > set(known) else "the list of its versions is damaged"
    return _unusable(connection) if len(applied) == len(known) else ""


def _unusable(connection: sqlite3.Connection) -> str:
    """Compile, but not run, what reads and writes each table: a damaged definition shows here."""
    for table, names in _columns().items():
        listed, nulls = ", ".join(names), ", ".join("NULL" for _ in names)
        for use in (
            f"SELECT {listed} FROM {table} ORDER BY {listed}",  # noqa: S608 - names of our own
            f"INSERT INTO {table} ({listed}) VALUES ({nulls})",  # noqa: S608
            f"DELETE FROM {table}",  # noqa: S608
        ):
            try:
                connection.execute(f"EXPLAIN {use}").fetchall()
            except sqlite3.OperationalError as error:
                if getattr(error, "sqlite_errorcode", 0) != sqlite3.SQLITE_ERROR:
                    raise
                if "no such module" in str(error):  # made by an SQLite with full-text search
                    continue
                return f"the table {table} is damaged: {error}"
    return ""


def _columns() -> dict[str, list[str]]:
    """Of each table that a library has by now; the index of prompts is none, and may be absent."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as model:
        for step in STEPS:
            step(model)  # type: ignore[arg-type]  # they only execute
        sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'generation_words%'"
        tables = [name for (name,) in model.execute(sql) if not name.startswith("sqlite_")]
        return {table: [row[1] for row in model.execute(f"PRAGMA table_info({table})")] for table in tables}


def _names(connection: sqlite3.Connection) -> set[str]:
    return {str(name) for (name,) in connection.execute("SELECT name FROM sqlite_master")}


def _is_ours(names: set[str]) -> bool:
    return len(names & OURS) >= FEW
