"""Saved views: what the gallery showed, under a name, in the order the user gave them."""

import json
import math
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from curator.core.errors import LibraryError
from curator.core.records import SavedView
from curator.store.library import Library


def save(library: Library, view: SavedView) -> SavedView:
    """Keep a view under its name; one that has the name already is replaced in its place. Returns it as kept.

    Raises LibraryError where the name is blank.
    """
    name = _checked(view.name)
    with library.transaction() as connection:
        connection.execute(
            "INSERT INTO views (name, place, state)"
            " VALUES (?, (SELECT ifnull(max(place), 0) + 1 FROM views), ?)"
            " ON CONFLICT (name) DO UPDATE SET state = excluded.state",
            (name, _state(view)),
        )
        row = connection.execute("SELECT id, name, state FROM views WHERE name = ?", (name,)).fetchone()
    return _view(*row)


def views(library: Library) -> list[SavedView]:
    """All of them in their order."""
    rows = library.read("SELECT id, name, state FROM views ORDER BY place, id")
    return [_view(*row) for row in rows]


def rename(library: Library, view_id: int, name: str) -> None:
    """Give a view another name. Raises LibraryError where it is blank or another view has it."""
    name = _checked(name)
    with library.transaction() as connection:
        taken = connection.execute("SELECT 1 FROM views WHERE name = ? AND id != ?", (name, view_id))
        if taken.fetchone():
            raise LibraryError(f"There is a saved view {name!r} already; choose another name.")
        connection.execute("UPDATE views SET name = ? WHERE id = ?", (name, view_id))


def remove(library: Library, view_id: int) -> None:
    """Forget a view; nothing else changes."""
    with library.transaction() as connection:
        connection.execute("DELETE FROM views WHERE id = ?", (view_id,))


def reorder(library: Library, view_ids: Sequence[int]) -> None:
    """These come first, in this order; the others follow as they were."""
    with library.transaction() as connection:
        known = [row[0] for row in connection.execute("SELECT id FROM views ORDER BY place, id")]
        first = [view_id for view_id in view_ids if view_id in known]
        _place(connection, [*first, *(view_id for view_id in known if view_id not in first)])


def restore(library: Library, kept: Sequence[SavedView]) -> None:
    """Let these be the views, with their ids, in this order."""
    with library.transaction() as connection:
        connection.execute("DELETE FROM views")
        connection.executemany(
            "INSERT INTO views (id, name, place, state) VALUES (?, ?, ?, ?)",
            [(view.id, _checked(view.name), place, _state(view)) for place, view in enumerate(kept, 1)],
        )


def _place(connection: sqlite3.Connection, view_ids: Sequence[int]) -> None:
    connection.executemany("UPDATE views SET place = ? WHERE id = ?", list(enumerate(view_ids, 1)))


def _checked(name: str) -> str:
    """As it is kept. What is no Unicode is written as an escape: a name is text that people type."""
    name = name.strip().encode("utf-8", "backslashreplace").decode("utf-8")
    if not name:
        raise LibraryError("A saved view needs a name; type one.")
    return name


def _state(view: SavedView) -> str:
    """JSON in ASCII: a folder's undecodable bytes are surrogate escapes, which SQLite's text can't hold."""
    state = asdict(view)
    del state["id"], state["name"]
    return json.dumps(state)


def _view(view_id: int, name: str, text: str) -> SavedView:
    """What is missing, unknown or makes no sense is left at its first value."""
    try:
        state = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        state = {}
    told = state if isinstance(state, dict) else {}
    texts = {
        key: value
        for key in ("where", "folder", "sort", "group", "fold", "columns")
        if isinstance(value := told.get(key), str)
    }
    return SavedView(
        name=name,
        ranges=_ranges(told.get("ranges")),
        stars=_stars(told.get("stars")),
        flags=_texts(told.get("flags")),
        states=_texts(told.get("states")),
        facets=_facets(told.get("facets")),
        id=view_id,
        **texts,
    )


def _ranges(told: Any) -> tuple[tuple[str, float, float], ...]:
    return tuple(
        (each[0], float(each[1]), float(each[2]))
        for each in (told if isinstance(told, list) else ())
        if _is_range(each)
    )


def _facets(told: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    pairs = [
        each for each in (told if isinstance(told, list) else ()) if isinstance(each, list) and len(each) == 2
    ]
    return tuple(
        (field, _texts(values)) for field, values in pairs if isinstance(field, str) and _texts(values)
    )


def _is_range(told: Any) -> bool:
    if not (isinstance(told, list) and len(told) == 3 and isinstance(told[0], str)):
        return False
    ends = told[1:]
    return all(_is_number(end) for end in ends) and 0 <= ends[0] <= ends[1] <= 2


def _is_number(told: Any) -> bool:
    return isinstance(told, int | float) and not isinstance(told, bool) and math.isfinite(told)


def _stars(told: Any) -> int:
    return told if isinstance(told, int) and not isinstance(told, bool) and 0 <= told <= 5 else 0


def _texts(told: Any) -> tuple[str, ...]:
    return tuple(each for each in (told if isinstance(told, list) else ()) if isinstance(each, str))
