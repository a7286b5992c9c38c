"""What the library and the sidecars agreed on last, per picture and sidecar, and what they don't agree on."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curator.core.marks import Marks
from curator.store.library import Library
from curator.store.paths import from_sql, to_sql

_STATE = "s.path, s.sidecar, s.modified_ns, s.bytes, s.mine, s.theirs, s.clash, s.synced_at, s.content"
_SOME = "(SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class SidecarState:
    """One picture and one sidecar of it. The two marks differ where one side does not take the other's."""

    path: Path
    sidecar: Path
    modified_ns: int
    bytes: int
    mine: Marks
    """What the library held when they were last in step."""
    theirs: Marks
    """What the sidecar held then."""
    synced_at: float
    """Seconds since the epoch."""
    clash: Marks | None = None
    """What another program wrote while the library's marks changed too: the user decides."""
    content: str = ""
    """The picture's: another may come to lie there. Empty: not known."""


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A picture that is there and was read."""

    id: int
    path: Path
    content: str


@dataclass(frozen=True, slots=True)
class SidecarClash:
    """A picture that was marked differently here and by another program."""

    path: Path
    sidecar: Path
    mine: Marks
    theirs: Marks


def stamps(library: Library) -> list[tuple[Path, Path, int, int]]:
    """Picture, sidecar, its modification time in nanoseconds and its bytes when they were last in step; of
    pictures that are there."""
    rows = library.read(
        "SELECT s.path, s.sidecar, s.modified_ns, s.bytes FROM sidecar_states s"
        " JOIN images i ON i.path = s.path AND i.gone_at IS NULL"
    )
    return [(_path(path), _path(sidecar), modified, size) for path, sidecar, modified, size in rows]


def states_of(library: Library, paths: Iterable[Path]) -> dict[tuple[Path, Path], SidecarState]:
    """Those of the pictures, by picture and sidecar."""
    query = f"SELECT {_STATE} FROM sidecar_states s WHERE s.path = ?"  # noqa: S608 - fixed text
    rows = [row for path in paths for row in library.read(query, (to_sql(path),))]
    return {(state.path, state.sidecar): state for state in map(_state, rows)}


def states_left(library: Library, contents: Iterable[str]) -> list[SidecarState]:
    """Those of pictures of these contents that are no longer where they were."""
    query = (
        f"SELECT {_STATE} FROM sidecar_states s WHERE s.content = ? AND NOT EXISTS"  # noqa: S608 - fixed text
        " (SELECT 1 FROM images i WHERE i.path = s.path AND i.content = s.content AND i.gone_at IS NULL)"
    )
    return [_state(row) for content in contents for row in library.read(query, (content,))]


def save(library: Library, states: Sequence[SidecarState]) -> None:
    """Keep these in the place of what was, in one transaction."""
    with library.transaction() as connection:
        connection.executemany(
            "INSERT OR REPLACE INTO sidecar_states"
            " (path, sidecar, modified_ns, bytes, mine, theirs, clash, synced_at, content)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    to_sql(state.path),
                    to_sql(state.sidecar),
                    state.modified_ns,
                    state.bytes,
                    _text(state.mine),
                    _text(state.theirs),
                    None if state.clash is None else _text(state.clash),
                    state.synced_at,
                    state.content,
                )
                for state in states
            ],
        )


def forget(library: Library, pairs: Sequence[tuple[Path, Path]]) -> None:
    """Sidecars that are no longer there; what they said stays in the library."""
    with library.transaction() as connection:
        connection.executemany(
            "DELETE FROM sidecar_states WHERE path = ? AND sidecar = ?",
            [(to_sql(path), to_sql(sidecar)) for path, sidecar in pairs],
        )


def forget_unlike(library: Library) -> None:
    """Those that were never read into the library, so that they are read as if they were new."""
    with library.transaction() as connection:
        connection.execute("DELETE FROM sidecar_states WHERE mine != theirs AND clash IS NULL")


def clashes(library: Library) -> list[tuple[SidecarState, ListedFile]]:
    """What the user is to decide on, by path."""
    rows = library.read(
        f"SELECT {_STATE}, i.id, i.content FROM sidecar_states s"  # noqa: S608 - fixed text
        " JOIN images i ON i.path = s.path AND i.gone_at IS NULL AND i.content IS NOT NULL"
        " WHERE s.clash IS NOT NULL ORDER BY s.path, s.sidecar"
    )
    return [(state := _state(row[:9]), ListedFile(row[9], state.path, row[10])) for row in rows]


def folders_of_files(library: Library) -> list[Path]:
    """The folders that hold listed files."""
    rows = library.read("SELECT DISTINCT folder FROM images WHERE gone_at IS NULL")
    return [_path(folder) for (folder,) in rows]


def listed(library: Library, paths: Iterable[Path]) -> dict[Path, ListedFile]:
    """Those of the paths that are pictures that are there and were read."""
    query = "SELECT id, content FROM images WHERE path = ? AND gone_at IS NULL AND content IS NOT NULL"
    found = ((path, library.read(query, (to_sql(path),))) for path in paths)
    return {path: ListedFile(rows[0][0], path, rows[0][1]) for path, rows in found if rows}


def files_of(library: Library, image_ids: Iterable[int]) -> list[ListedFile]:
    """Those of the ids that are there and were read, by path."""
    query = f"SELECT id, path, content FROM images WHERE id IN {_SOME}"  # noqa: S608 - fixed text
    query += " AND gone_at IS NULL AND content IS NOT NULL ORDER BY path"
    rows = library.read(query, (json.dumps(list(image_ids)),))
    return [ListedFile(row[0], _path(row[1]), row[2]) for row in rows]


def marked_since(library: Library, since: float) -> tuple[list[int], float]:
    """Files whose marks changed after that time and after their sidecars were last in step, and the time up
    to which this is told (seconds since the epoch). What has neither marks nor a sidecar is left out.
    """
    query = (
        "SELECT DISTINCT i.id FROM marks m JOIN images i ON i.content = m.content"
        " LEFT JOIN sidecar_states s ON s.path = i.path"
        " WHERE i.gone_at IS NULL AND m.changed_at > ? AND (m.changed_at > s.synced_at"
        " OR s.path IS NULL AND (m.stars OR m.flag != '' OR m.label != ''"
        " OR EXISTS (SELECT 1 FROM mark_levels l WHERE l.content = m.content)))"
    )
    with library.snapshot() as connection:
        newest = connection.execute("SELECT max(changed_at) FROM marks").fetchone()[0]
        if newest is None or newest <= since:
            return [], since
        return [row[0] for row in connection.execute(query, (since,))], newest


def rated_files(library: Library, rater_id: int | None) -> list[int]:
    """All files that are marked, collected or rated by that rater."""
    rows = library.read(
        "SELECT i.id FROM images i WHERE i.gone_at IS NULL AND i.content IS NOT NULL AND ("
        " EXISTS (SELECT 1 FROM ratings r WHERE r.content = i.content AND r.rater_id = ?)"
        " OR EXISTS (SELECT 1 FROM marks m WHERE m.content = i.content)"
        " OR EXISTS (SELECT 1 FROM collection_images c WHERE c.content = i.content)) ORDER BY i.id",
        (rater_id,),
    )
    return [row[0] for row in rows]


def keywords_of(library: Library, contents: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The names of the collections that each content is in, in the user's order."""
    rows = library.read(
        "SELECT ci.content, c.name FROM collection_images ci"  # noqa: S608 - fixed text
        f" JOIN collections c ON c.id = ci.collection_id WHERE ci.content IN {_SOME} ORDER BY c.place, c.id",
        (json.dumps(list(contents)),),
    )
    found: dict[str, tuple[str, ...]] = dict.fromkeys(contents, ())
    for content, name in rows:
        found[content] += (name,)
    return found


def scores_of(
    library: Library, contents: Sequence[str], rater_id: int | None
) -> dict[str, tuple[tuple[str, float], ...]]:
    """The rater's scores of each content, 0..2 by dimension."""
    rows = library.read(
        "SELECT r.content, s.dimension, s.score FROM ratings r"  # noqa: S608 - fixed text
        f" JOIN scores s ON s.rating_id = r.id WHERE r.rater_id = ? AND r.content IN {_SOME}",
        (rater_id, json.dumps(list(contents))),
    )
    found: dict[str, tuple[tuple[str, float], ...]] = dict.fromkeys(contents, ())
    for content, dimension, score in rows:
        found[content] += ((dimension, score),)
    return found


def _state(row: Sequence[Any]) -> SidecarState:
    path, sidecar, modified, size, mine, theirs, clash, synced_at, content = row
    return SidecarState(
        _path(path),
        _path(sidecar),
        modified,
        size,
        _marks(mine),
        _marks(theirs),
        synced_at,
        None if clash is None else _marks(clash),
        content,
    )


def _text(marks: Marks) -> str:
    return json.dumps([marks.stars, marks.flag, marks.label, marks.levels])


def _marks(text: str) -> Marks:
    stars, flag, label, levels = json.loads(text)
    return Marks(stars, flag, label, tuple((key, level) for key, level in levels))


def _path(value: str | bytes) -> Path:
    return Path(from_sql(value))
