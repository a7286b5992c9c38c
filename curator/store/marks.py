"""The human's own ratings, kept by content: renamed and copied files keep them."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from curator.core.marks import MarkChange, Marks, change_between
from curator.store.library import Library

_MARKS = "SELECT content, stars, flag, label FROM marks WHERE content IN (SELECT value FROM json_each(?))"
_LEVELS = (
    "SELECT content, dimension, level FROM mark_levels"
    " WHERE content IN (SELECT value FROM json_each(?)) ORDER BY content, dimension"
)


def marks_of(library: Library, contents: Iterable[str]) -> dict[str, Marks]:
    """The marks of each content, `Marks()` for what nobody rated."""
    with library.snapshot() as connection:
        return _read(connection, list(contents))


def change_marks(
    library: Library, contents: Iterable[str], change: MarkChange, now: float
) -> tuple[dict[str, Marks], dict[str, Marks]]:
    """Apply one change to many, in one transaction; the marks before and after of those that differ now."""
    with library.transaction() as connection:
        old = _read(connection, list(contents))
        new = {content: change.applied(marks) for content, marks in old.items()}
        changed = {content: marks for content, marks in new.items() if marks != old[content]}
        _write(connection, changed, now)
    return {content: old[content] for content in changed}, changed


def replace_marks(library: Library, wanted: Mapping[str, Marks], now: float) -> list[int]:
    """Put these in the place of what was, in one transaction. Returns the ids of the files concerned."""
    with library.transaction() as connection:
        _write(connection, wanted, now)
        return ids_of(connection, list(wanted))


def turn_marks(
    library: Library, was: Mapping[str, Marks], wanted: Mapping[str, Marks], now: float
) -> list[str]:
    """Make the second of the first, in one transaction: what another program changed besides stays.

    Returns the contents that differ now.
    """
    with library.transaction() as connection:
        old = _read(connection, list(wanted))
        new = {
            content: change_between(was[content], marks).applied(old[content])
            for content, marks in wanted.items()
        }
        changed = {content: marks for content, marks in new.items() if marks != old[content]}
        _write(connection, changed, now)
    return list(changed)


def changed_at(library: Library, contents: Iterable[str]) -> dict[str, float]:
    """When each content's marks changed last, seconds since the epoch; none for those that never did."""
    query = (
        "SELECT content, changed_at FROM marks"
        " WHERE changed_at IS NOT NULL AND content IN (SELECT value FROM json_each(?))"
    )
    return dict(library.read(query, (json.dumps(list(contents)),)))


def image_ids(library: Library, contents: Iterable[str]) -> list[int]:
    """The files that have these contents."""
    with library.snapshot() as connection:
        return ids_of(connection, list(contents))


def ids_of(connection: sqlite3.Connection, contents: Sequence[str]) -> list[int]:
    """Like `image_ids`, within a transaction or a snapshot."""
    query = "SELECT id FROM images WHERE gone_at IS NULL AND content IN (SELECT value FROM json_each(?))"
    return [row[0] for row in connection.execute(query, (json.dumps(contents),))]


def contents_of(library: Library, ids: Iterable[int]) -> dict[int, str | None]:
    """The content of each image that is known, None where it was not read yet."""
    query = "SELECT id, content FROM images WHERE id IN (SELECT value FROM json_each(?))"
    return dict(library.read(query, (json.dumps(list(ids)),)))


def _read(connection: sqlite3.Connection, contents: list[str]) -> dict[str, Marks]:
    those = (json.dumps(contents),)
    levels: dict[str, list[tuple[str, int]]] = {}
    for content, dimension, level in connection.execute(_LEVELS, those):
        levels.setdefault(content, []).append((dimension, level))
    found = dict.fromkeys(contents, Marks())
    for content, stars, flag, label in connection.execute(_MARKS, those):
        found[content] = Marks(stars, flag, label, tuple(levels.get(content, ())))
    return found


def _write(connection: sqlite3.Connection, wanted: Mapping[str, Marks], now: float) -> None:
    connection.executemany(
        "INSERT INTO marks (content, stars, flag, label, changed_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (content) DO UPDATE SET stars = excluded.stars, flag = excluded.flag,"
        " label = excluded.label, changed_at = excluded.changed_at",
        [(content, marks.stars, marks.flag, _text(marks.label), now) for content, marks in wanted.items()],
    )
    connection.executemany("DELETE FROM mark_levels WHERE content = ?", [(content,) for content in wanted])
    connection.executemany(
        "INSERT INTO mark_levels (content, dimension, level) VALUES (?, ?, ?)",
        [(content, key, level) for content, marks in wanted.items() for key, level in marks.levels],
    )


def _text(label: str) -> str:
    """Another program's label may hold what is no Unicode."""
    return label.encode("utf-8", "backslashreplace").decode("utf-8")
