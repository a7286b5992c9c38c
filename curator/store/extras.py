"""Numbers that came from imported tables, kept by content: renamed and copied files keep them."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field

from curator.core.errors import LibraryError
from curator.store.library import Library

MOST_COLUMNS = 64
"""Each is held in memory for every file, 8 bytes each."""
_STORED = "SELECT name FROM extra_columns WHERE name = ?"
"""The name as it is written; that of another case means the same column."""
_SOME = " AND content IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class ExtraColumn:
    """One of them; case makes no difference to its name."""

    name: str
    source: str
    """The file that it came from last."""
    imported_at: float
    """Seconds since the epoch, UTC."""
    count: int
    """Contents that have a number."""


@dataclass(frozen=True, slots=True)
class ExtraChange:
    """Numbers to set; one that is put back is another change of this kind."""

    values: Mapping[str, Mapping[str, float | None]] = field(default_factory=dict)
    """Per column, by content; None takes a number away."""
    sources: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    """Per column its source and time, see ExtraColumn."""


def put(library: Library, change: ExtraChange) -> ExtraChange:
    """Set the numbers in one transaction; others of the same columns stay. Returns what undoes it.

    A column begins with its first number and goes with its last. Raises LibraryError where there would be
    more than MOST_COLUMNS.
    """
    with library.transaction() as connection:
        known = _sources(connection)
        before = ExtraChange(
            {name: _now(connection, name, values) for name, values in change.values.items()},
            {name: known[name.casefold()] for name in change.values if name.casefold() in known},
        )
        for name, values in change.values.items():
            _set(connection, name, values, change.sources.get(name, ("", 0.0)))
        count = connection.execute("SELECT count(*) FROM extra_columns").fetchone()[0]
        if count > MOST_COLUMNS:
            raise LibraryError(
                f"The library would hold {count} imported columns, at most {MOST_COLUMNS} are possible."
                " Import fewer, or remove some first."
            )
    return before


def remove(library: Library, name: str) -> ExtraChange:
    """Forget a column; what is returned brings it back."""
    query = f"SELECT content, value FROM extras WHERE name = ({_STORED})"  # noqa: S608 - fixed text
    with library.transaction() as connection:
        source = _sources(connection).get(name.casefold())
        values = dict(connection.execute(query, (name,)).fetchall())
        connection.execute("DELETE FROM extra_columns WHERE name = ?", (name,))
    return ExtraChange({name: values}, {name: source}) if source else ExtraChange()


def extra_columns(library: Library) -> list[ExtraColumn]:
    """All of them by name."""
    rows = library.read(
        "SELECT c.name, c.source, c.imported_at, (SELECT count(*) FROM extras e WHERE e.name = c.name)"
        " FROM extra_columns c ORDER BY c.name"
    )
    return [ExtraColumn(*row) for row in rows]


def names(library: Library) -> tuple[str, ...]:
    """As `Columns.extra_names` has them."""
    with library.snapshot() as connection:
        return names_in(connection)


def names_in(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Like `names`, within a snapshot."""
    return tuple(name for (name,) in connection.execute("SELECT name FROM extra_columns ORDER BY name"))


def _sources(connection: sqlite3.Connection) -> dict[str, tuple[str, float]]:
    rows = connection.execute("SELECT name, source, imported_at FROM extra_columns")
    return {name.casefold(): (source, at) for name, source, at in rows}


def _now(
    connection: sqlite3.Connection, name: str, wanted: Mapping[str, float | None]
) -> dict[str, float | None]:
    query = f"SELECT content, value FROM extras WHERE name = ({_STORED}){_SOME}"  # noqa: S608 - fixed text
    known = dict(connection.execute(query, (name, json.dumps(list(wanted)))).fetchall())
    return {content: known.get(content) for content in wanted}


def _set(
    connection: sqlite3.Connection,
    name: str,
    values: Mapping[str, float | None],
    source: tuple[str, float],
) -> None:
    connection.execute(
        "INSERT INTO extra_columns (name, source, imported_at) VALUES (?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET source = excluded.source, imported_at = excluded.imported_at",
        (name, *source),
    )
    (stored,) = connection.execute(_STORED, (name,)).fetchone()
    gone = [(stored, content) for content, value in values.items() if value is None]
    connection.executemany("DELETE FROM extras WHERE name = ? AND content = ?", gone)
    connection.executemany(
        "INSERT OR REPLACE INTO extras (name, content, value) VALUES (?, ?, ?)",
        [(stored, content, value) for content, value in values.items() if value is not None],
    )
    connection.execute(
        "DELETE FROM extra_columns WHERE name = :name"
        " AND NOT EXISTS (SELECT 1 FROM extras WHERE name = :name)",
        {"name": stored},
    )
