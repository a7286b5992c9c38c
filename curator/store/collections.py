"""Collections: pictures that belong together under a name, in the order the user gave them."""

import json
import sqlite3
from collections.abc import Iterable, Sequence

from curator.core.columns import SEPARATOR
from curator.core.errors import LibraryError
from curator.core.query_values import fold
from curator.core.records import Collection
from curator.store.library import Library


def collections(library: Library) -> list[Collection]:
    """All of them in their order."""
    rows = library.read("SELECT id, name FROM collections ORDER BY place, id")
    return [Collection(*row) for row in rows]


def create(library: Library, name: str) -> Collection:
    """A new one at the end. Raises LibraryError where the name is blank or taken."""
    with library.transaction() as connection:
        name = _free(connection, name)
        row = connection.execute(
            "INSERT INTO collections (name, place)"
            " VALUES (?, (SELECT ifnull(max(place), 0) + 1 FROM collections)) RETURNING id",
            (name,),
        ).fetchone()
    return Collection(row[0], name)


def restore(library: Library, collection: Collection, contents: Iterable[str], place: int) -> None:
    """Bring one back that was removed, under its id, at this place of the order (0 is the first)."""
    with library.transaction() as connection:
        order = _order(connection)
        connection.execute(
            "INSERT INTO collections (id, name) VALUES (?, ?)",
            (collection.id, _free(connection, collection.name)),
        )
        _put(connection, collection.id, contents)
        _place(connection, [*order[:place], collection.id, *order[place:]])


def rename(library: Library, collection_id: int, name: str) -> str:
    """Returns the name it had. Raises LibraryError where the new one is blank or another has it."""
    with library.transaction() as connection:
        name = _free(connection, name, collection_id)
        before = connection.execute("SELECT name FROM collections WHERE id = ?", (collection_id,)).fetchone()
        connection.execute("UPDATE collections SET name = ? WHERE id = ?", (name, collection_id))
    return before[0] if before else ""


def remove(library: Library, collection_id: int) -> tuple[list[str], int]:
    """Forget it; its pictures stay. Returns the contents it had and its place in the order."""
    with library.transaction() as connection:
        query = "SELECT content FROM collection_images WHERE collection_id = ?"
        contents = [row[0] for row in connection.execute(query, (collection_id,))]
        order = _order(connection)
        connection.execute("DELETE FROM collections WHERE id = ?", (collection_id,))
    return contents, order.index(collection_id) if collection_id in order else 0


def reorder(library: Library, collection_ids: Sequence[int]) -> list[int]:
    """These come first, in this order; the others follow as they were. Returns the order before."""
    with library.transaction() as connection:
        before = _order(connection)
        first = [each for each in collection_ids if each in before]
        _place(connection, [*first, *(each for each in before if each not in first)])
    return before


def add(library: Library, collection_id: int, contents: Iterable[str]) -> list[str]:
    """Put pictures in; returns those that were not in it: none where the collection is gone."""
    with library.transaction() as connection:
        if collection_id not in _order(connection):
            return []
        wanted = dict.fromkeys(contents)
        there = _members(connection, collection_id, wanted)
        new = [content for content in wanted if content not in there]
        _put(connection, collection_id, new)
    return new


def take_out(library: Library, collection_id: int, contents: Iterable[str]) -> list[str]:
    """Take pictures out; returns those that were in it."""
    with library.transaction() as connection:
        there = sorted(_members(connection, collection_id, contents))
        connection.executemany(
            "DELETE FROM collection_images WHERE collection_id = ? AND content = ?",
            [(collection_id, content) for content in there],
        )
    return there


def contents_in(library: Library, collection_id: int) -> list[str]:
    """The contents of its pictures, also of those whose files are gone."""
    query = "SELECT content FROM collection_images WHERE collection_id = ?"
    return [row[0] for row in library.read(query, (collection_id,))]


def _members(connection: sqlite3.Connection, collection_id: int, contents: Iterable[str]) -> set[str]:
    query = (
        "SELECT content FROM collection_images WHERE collection_id = ?"
        " AND content IN (SELECT value FROM json_each(?))"
    )
    return {row[0] for row in connection.execute(query, (collection_id, json.dumps(list(contents))))}


def _put(connection: sqlite3.Connection, collection_id: int, contents: Iterable[str]) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO collection_images (collection_id, content) VALUES (?, ?)",
        [(collection_id, content) for content in contents],
    )


def _order(connection: sqlite3.Connection) -> list[int]:
    return [row[0] for row in connection.execute("SELECT id FROM collections ORDER BY place, id")]


def _place(connection: sqlite3.Connection, collection_ids: Sequence[int]) -> None:
    connection.executemany(
        "UPDATE collections SET place = ? WHERE id = ?", list(enumerate(collection_ids, 1))
    )


def _free(connection: sqlite3.Connection, name: str, collection_id: int = 0) -> str:
    """The name as it is kept: one line of text that no other collection has."""
    name = " ".join(name.split()).replace(SEPARATOR, " ").encode("utf-8", "backslashreplace").decode("utf-8")
    if not name:
        raise LibraryError("A collection needs a name; type one.")
    # A query does not tell names apart that differ in case alone
    for (other,) in connection.execute("SELECT name FROM collections WHERE id != ?", (collection_id,)):
        if fold(other) == fold(name):
            raise LibraryError(f"There is a collection {other!r} already; choose another name.")
    return name
