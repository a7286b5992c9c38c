"""The files the library knows: one row per path ever seen, the content hash tying it to ratings and marks."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from curator.core.records import FileFacts, PictureFacts
from curator.store.library import Library
from curator.store.paths import BELOW, below, from_sql, to_sql


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file as the library last saw it; `rated` and `failed` are of one rater and of its latest reading."""

    image_id: int
    content: str | None
    bytes: int
    modified_ns: int
    rated: bool
    failed: bool


def note_files(library: Library, facts: Sequence[FileFacts], now: float) -> list[int]:
    """List files that were found, in one transaction.

    Returns the ids of the rows that are new, that differ in size or time (their content is unread again),
    or that had been gone. Untouched rows cost one lookup.
    """
    with library.transaction() as connection:
        noted = (_note(connection, file, now) for file in facts)
        return [image_id for image_id in noted if image_id is not None]


def _note(connection: sqlite3.Connection, file: FileFacts, now: float) -> int | None:
    path = to_sql(file.path)
    query = "SELECT id, bytes, modified_ns, gone_at FROM images WHERE path = ?"
    row = connection.execute(query, (path,)).fetchone()
    if row is None:
        return _insert(connection, file, now)
    image_id, size, modified, gone = row
    if (size, modified) != (file.bytes, file.modified_ns):
        connection.execute(
            "UPDATE images SET bytes = ?, modified_ns = ?, content = NULL, gone_at = NULL WHERE id = ?",
            (file.bytes, file.modified_ns, image_id),
        )
        connection.execute("DELETE FROM failures WHERE image_id = ?", (image_id,))
    elif gone is not None:
        connection.execute("UPDATE images SET gone_at = NULL WHERE id = ?", (image_id,))
    else:
        return None
    return int(image_id)


def _insert(connection: sqlite3.Connection, file: FileFacts, now: float) -> int:
    cursor = connection.execute(
        "INSERT INTO images (path, folder, name, bytes, modified_ns, found_at) VALUES (?, ?, ?, ?, ?, ?)",
        (
            to_sql(file.path),
            to_sql(file.path.parent),
            to_sql(file.path.name),
            file.bytes,
            file.modified_ns,
            now,
        ),
    )
    if cursor.lastrowid is None:
        raise sqlite3.IntegrityError("an inserted row has no id")
    return cursor.lastrowid


def note_content(library: Library, facts: FileFacts, picture: PictureFacts, now: float) -> int | None:
    """Record what reading the file told, and that it can be read; returns the image id.

    None where the file is no longer listed so: it went or was written over meanwhile, and what was read of it
    must not bring it back.
    """
    path = to_sql(facts.path)
    with library.transaction() as connection:
        query = "SELECT id FROM images WHERE path = ? AND bytes = ? AND modified_ns = ? AND gone_at IS NULL"
        row = connection.execute(query, (path, facts.bytes, facts.modified_ns)).fetchone()
        if row is None:
            return None
        connection.execute(
            "UPDATE images SET content = ?, format = ?, width = ?, height = ? WHERE id = ?",
            (picture.content, picture.format, picture.width, picture.height, row[0]),
        )
        connection.execute("DELETE FROM failures WHERE image_id = ?", row)
        query = "INSERT OR IGNORE INTO places (content, path, seen_at) VALUES (?, ?, ?)"
        connection.execute(query, (picture.content, path, now))
    return int(row[0])


def mark_gone(library: Library, paths: Sequence[Path], now: float) -> list[int]:
    """Files, and all files below folders, are no longer there. Returns the ids that leave the gallery."""
    gone: set[int] = set()
    with library.transaction() as connection:
        for path in paths:
            # Only fixed text and placeholders make up the statement.
            query = f"SELECT id FROM images WHERE gone_at IS NULL AND (path = ? OR {BELOW})"  # noqa: S608
            rows = connection.execute(query, (to_sql(path), *below(path))).fetchall()
            gone |= {int(image_id) for (image_id,) in rows}
        connection.executemany("UPDATE images SET gone_at = ? WHERE id = ?", [(now, i) for i in gone])
    return sorted(gone)


def mark_there(library: Library, paths: Sequence[Path], since: float) -> list[int]:
    """Files that `mark_gone` marked at that time are there after all. Returns their ids."""
    query = "UPDATE images SET gone_at = NULL WHERE path = ? AND gone_at = ? RETURNING id"
    with library.transaction() as connection:
        rows = [row for path in paths for row in connection.execute(query, (to_sql(path), since))]
    return [int(image_id) for (image_id,) in rows]


def known_names(library: Library, root: Path) -> set[str]:
    """Paths below the folder that were there when last seen, as strings: 100,000 `Path`s take half a second
    to make."""
    query = f"SELECT path FROM images WHERE gone_at IS NULL AND {BELOW}"  # noqa: S608 - fixed text
    return {from_sql(path) for (path,) in library.read(query, below(root))}


def known_file(library: Library, path: Path, rater_id: int | None) -> KnownFile | None:
    """What the library knows of a path, or None."""
    rows = library.read(
        "SELECT i.id, i.content, i.bytes, i.modified_ns, r.id IS NOT NULL, f.image_id IS NOT NULL"
        " FROM images i LEFT JOIN ratings r ON r.content = i.content AND r.rater_id = :rater"
        " LEFT JOIN failures f ON f.image_id = i.id AND ifnull(f.rater_id, :rater) IS :rater"
        " WHERE i.path = :path",
        {"rater": rater_id, "path": to_sql(path)},
    )
    if not rows:
        return None
    image_id, content, size, modified, rated, failed = rows[0]
    return KnownFile(image_id, content, size, modified, bool(rated), bool(failed))


def known_files(library: Library, paths: Sequence[Path], rater_id: int | None) -> dict[Path, KnownFile]:
    """`known_file` for many; paths that the library does not know are left out."""
    known = ((path, known_file(library, path, rater_id)) for path in paths)
    return {path: row for path, row in known if row is not None}


def pending(library: Library, rater_id: int, root: Path | None = None) -> list[FileFacts]:
    """Files, all or those below a folder, that the rater has neither rated nor failed at, newest first."""
    query = (
        "SELECT i.path, i.bytes, i.modified_ns FROM images i"
        " LEFT JOIN failures f ON f.image_id = i.id AND ifnull(f.rater_id, :rater) = :rater"
        " WHERE i.gone_at IS NULL AND f.image_id IS NULL AND NOT EXISTS"
        " (SELECT 1 FROM ratings r WHERE r.content = i.content AND r.rater_id = :rater)"
        " ORDER BY i.modified_ns DESC"
    )
    values: dict[str, object] = {"rater": rater_id}
    if root is not None:
        query = query.replace(" ORDER", " AND (path >= :a AND path < :b OR path >= :c AND path < :d) ORDER")
        values |= zip("abcd", below(root), strict=True)
    rows = library.read(query, values)
    return [FileFacts(Path(from_sql(path)), size, modified) for path, size, modified in rows]


def is_rated(library: Library, content: str, rater_id: int) -> bool:
    """Whether the rater has rated this content, under whatever name."""
    query = "SELECT 1 FROM ratings WHERE content = ? AND rater_id = ?"
    return bool(library.read(query, (content, rater_id)))


def rated_picture(library: Library, content: str, rater_id: int) -> PictureFacts | None:
    """What is known of a content that the rater has rated, under whatever name; None of any other."""
    rows = library.read(
        "SELECT i.format, i.width, i.height FROM images i WHERE i.content = :content AND i.format IS NOT NULL"
        " AND EXISTS (SELECT 1 FROM ratings r WHERE r.content = :content AND r.rater_id = :rater) LIMIT 1",
        {"content": content, "rater": rater_id},
    )
    return PictureFacts(content, *rows[0]) if rows else None


def image_paths(library: Library, ids: Sequence[int]) -> dict[int, Path]:
    """Paths by image id; unknown ids are left out."""
    query = "SELECT id, path FROM images WHERE id IN (SELECT value FROM json_each(?))"
    rows = library.read(query, (json.dumps(list(ids)),))
    return {int(image_id): Path(from_sql(path)) for image_id, path in rows}
