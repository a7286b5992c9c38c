"""Files that the program itself moves, copies and removes: rows follow without reading the files again."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from curator.core.records import FileFacts, PictureFacts
from curator.store.library import Library
from curator.store.paths import to_sql

_ASIDE = "\0{}"
"""No file's path: where a row waits while others take its place."""
_KNOWN = (
    "SELECT id, content, EXISTS (SELECT 1 FROM failures WHERE image_id = id), bytes, modified_ns"
    " FROM images WHERE path = ?"
)


@dataclass(frozen=True, slots=True)
class Rows:
    """Image ids, as the events `Changed` and `Gone` have them."""

    changed: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()
    unread: tuple[FileFacts, ...] = ()
    """Files of `changed` whose content nobody has read yet."""


def follow(library: Library, pairs: Sequence[tuple[Path, Path]]) -> tuple[int, ...]:
    """Give the rows of the first paths the second ones, at once, so that names can be exchanged.

    For files that are about to be moved, or were: a picture keeps its id, and whoever finds it there finds it
    known. A row that was at a second path is of a file that is no longer there; it leaves. Returns the ids of
    those. Paths without a row are left out.
    """
    with library.transaction() as connection:
        moving = {source: _id_at(connection, source) for source, _ in pairs}
        ids = {image_id for image_id in moving.values() if image_id is not None}
        known = [(moving[source], target) for source, target in pairs if moving[source] is not None]
        there = {_id_at(connection, target) for _, target in known} - {None} - ids
        connection.executemany("DELETE FROM images WHERE id = ?", [(image_id,) for image_id in there])
        aside = [(_ASIDE.format(image_id), image_id) for image_id, _ in known]
        connection.executemany("UPDATE images SET path = ? WHERE id = ?", aside)
        connection.executemany(
            "UPDATE images SET path = ?, folder = ?, name = ? WHERE id = ?",
            [(*_named(target), image_id) for image_id, target in known],
        )
    return tuple(image_id for image_id in there if image_id is not None)


def note_moved(
    library: Library, files: Mapping[Path, FileFacts | None], shown: set[Path], now: float
) -> Rows:
    """After `follow` and the moves: what the files at these paths are now; `shown` are in the gallery.

    Without facts a file is taken to be there unchanged.
    """
    changed: list[int] = []
    gone: list[int] = []
    unread: list[FileFacts] = []
    with library.transaction() as connection:
        for path, facts in files.items():
            row = connection.execute(_KNOWN, (to_sql(path),)).fetchone()
            if row is None:
                continue
            image_id, content, failed, size, modified = row
            if facts is not None:
                size, modified = facts.bytes, facts.modified_ns
            connection.execute(
                "UPDATE images SET bytes = ?, modified_ns = ?,"
                " gone_at = iif(?, NULL, ifnull(gone_at, ?)) WHERE id = ?",
                (size, modified, path in shown, now, image_id),
            )
            (changed if path in shown else gone).append(image_id)
            if content is not None:
                _note_place(connection, content, path, now)
            elif path in shown and not failed:
                unread.append(FileFacts(path, size, modified))
    return Rows(tuple(changed), tuple(gone), tuple(unread))


def note_made(library: Library, made: Sequence[tuple[FileFacts, PictureFacts | None]], now: float) -> Rows:
    """Files that are new where they are, a copy say, with what is known of their content."""
    ids: list[int] = []
    unread: list[FileFacts] = []
    with library.transaction() as connection:
        for facts, picture in made:
            ids.append(_put(connection, facts, picture, now))
            if picture is None:
                unread.append(facts)
            else:
                _note_place(connection, picture.content, facts.path, now)
    return Rows(tuple(ids), (), tuple(unread))


def pictures_at(library: Library, paths: Iterable[Path]) -> dict[Path, PictureFacts]:
    """What is known of the content of these files; those that nobody has read are left out."""
    query = (
        "SELECT content, ifnull(format, ''), ifnull(width, 0), ifnull(height, 0) FROM images"
        " WHERE path = ? AND content IS NOT NULL"
    )
    rows = ((path, library.read(query, (to_sql(path),))) for path in paths)
    return {path: PictureFacts(*found[0]) for path, found in rows if found}


def note_gone(library: Library, paths: Iterable[Path], now: float) -> Rows:
    """These files were removed or put into the trash."""
    gone: list[int] = []
    with library.transaction() as connection:
        for path in paths:
            image_id = _id_at(connection, path)
            if image_id is not None:
                connection.execute(
                    "UPDATE images SET gone_at = ? WHERE id = ? AND gone_at IS NULL", (now, image_id)
                )
                gone.append(image_id)
    return Rows((), tuple(gone))


def shown_among(library: Library, paths: Iterable[Path]) -> set[Path]:
    """Those that the gallery shows."""
    query = "SELECT 1 FROM images WHERE path = ? AND gone_at IS NULL"
    return {path for path in paths if library.read(query, (to_sql(path),))}


def _id_at(connection: sqlite3.Connection, path: Path) -> int | None:
    row = connection.execute("SELECT id FROM images WHERE path = ?", (to_sql(path),)).fetchone()
    return None if row is None else int(row[0])


def _named(path: Path) -> tuple[str | bytes, str | bytes, str | bytes]:
    """path, folder and name"""
    return to_sql(path), to_sql(path.parent), to_sql(path.name)


def _put(connection: sqlite3.Connection, facts: FileFacts, picture: PictureFacts | None, now: float) -> int:
    """A row for a file that was just made, whatever was at its path before."""
    known: tuple[object, ...] = (None,) * 4
    if picture is not None:
        known = (picture.content, picture.format, picture.width, picture.height)
    row = connection.execute(
        "INSERT INTO images"
        " (path, folder, name, content, format, width, height, bytes, modified_ns, found_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET content = excluded.content,"
        " format = excluded.format, width = excluded.width, height = excluded.height, bytes = excluded.bytes,"
        " modified_ns = excluded.modified_ns, gone_at = NULL RETURNING id",
        (*_named(facts.path), *known, facts.bytes, facts.modified_ns, now),
    ).fetchone()
    connection.execute("DELETE FROM failures WHERE image_id = ?", row)
    return int(row[0])


def _note_place(connection: sqlite3.Connection, content: str, path: Path, now: float) -> None:
    query = "INSERT OR IGNORE INTO places (content, path, seen_at) VALUES (?, ?, ?)"
    connection.execute(query, (content, to_sql(path), now))
