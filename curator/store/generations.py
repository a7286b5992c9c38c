"""What generators wrote, kept by content. A row never changes: what is read anew gets another number."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from curator.core.generation import Generation
from curator.core.records import FileFacts
from curator.store.library import Library
from curator.store.paths import from_sql

_MISSING = (
    "SELECT i.content, i.path, i.bytes, i.modified_ns, i.id FROM images i"
    " LEFT JOIN generations g ON g.content = i.content AND g.reader >= :reader"
    " WHERE i.gone_at IS NULL AND i.content IS NOT NULL AND g.id IS NULL"
)
_AFTER = " AND (i.modified_ns, i.id) < (:changed, :id)"
_NEWEST = " ORDER BY i.modified_ns DESC, i.id DESC"
_SOME = " AND i.id IN (SELECT value FROM json_each(:those))"
_FACTS = (
    "SELECT g.id, g.generator, ifnull(t.prompt, ''), ifnull(t.negative_prompt, ''), g.model, g.loras, g.seed,"
    " g.steps, g.sampler, g.cfg, g.width, g.height, g.note"
    " FROM generations g LEFT JOIN generation_texts t ON t.id = g.id"
)
_OF_NUMBERS = _FACTS + " WHERE g.id IN (SELECT value FROM json_each(?))"  # noqa: S608 - all written here
_OF_CONTENT = _FACTS + " WHERE g.content = ?"
_AT_ONCE = 5000
Place = tuple[int, int]
"""Of a file in the order of these questions: when it changed, in nanoseconds, and its id."""


def missing(library: Library, reader: int, ids: Iterable[int] | None = None) -> dict[str, list[FileFacts]]:
    """The files of each content that is there and was not read by this reader or a later one, newest first;
    of all files, or of these.
    """
    some, those = ("", None) if ids is None else (_SOME, json.dumps(list(ids)))
    return _files(library.read(f"{_MISSING}{some}{_NEWEST}", {"reader": reader, "those": those}))


def missing_after(
    library: Library, reader: int, after: Place | None, most: int
) -> tuple[dict[str, list[FileFacts]], Place | None]:
    """Some of what `missing` gives: the next files, newest first, and where to go on; None at the end.

    A large library has hundreds of thousands that can't be read while their drive is away.
    """
    more, (changed, image_id) = ("", (0, 0)) if after is None else (_AFTER, after)
    values = {"reader": reader, "changed": changed, "id": image_id}
    rows = library.read(f"{_MISSING}{more}{_NEWEST} LIMIT {most}", values)
    return _files(rows), (rows[-1][3], rows[-1][4]) if len(rows) == most else None


def _files(rows: Iterable[Any]) -> dict[str, list[FileFacts]]:
    found: dict[str, list[FileFacts]] = {}
    for content, path, size, modified_ns, _ in rows:
        found.setdefault(content, []).append(FileFacts(Path(from_sql(path)), size, modified_ns))
    return found


def put_many(library: Library, read: Mapping[str, Generation], reader: int) -> list[int]:
    """Keep what was read of each content, in one transaction; also where it is empty, so that nobody reads
    it again.

    Returns the ids of the files that are there and have one of the contents.
    """
    contents = json.dumps(list(read))
    with library.transaction() as connection:
        connection.execute(
            "DELETE FROM generations WHERE content IN (SELECT value FROM json_each(?))", (contents,)
        )
        for content, generation in read.items():
            _insert(connection, content, generation, reader)
        query = "SELECT id FROM images WHERE gone_at IS NULL AND content IN (SELECT value FROM json_each(?))"
        return [int(row[0]) for row in connection.execute(query, (contents,))]


def generation_of(connection: sqlite3.Connection, content: str | None) -> Generation | None:
    """What was read of a content, None while it was not read; within a transaction or a snapshot."""
    row = connection.execute(_OF_CONTENT, (content,)).fetchone()
    return None if row is None else _generation(row[1:])


def generations(library: Library, written: NDArray[np.int64]) -> dict[int, Generation]:
    """Those of these numbers (`Columns.written`), each once."""
    wanted = np.unique(written[written > 0])
    found: dict[int, Generation] = {}
    with library.snapshot() as connection:
        for begin in range(0, len(wanted), _AT_ONCE):
            some = json.dumps(wanted[begin : begin + _AT_ONCE].tolist())
            found |= {row[0]: _generation(row[1:]) for row in connection.execute(_OF_NUMBERS, (some,))}
    return found


def unread(library: Library, reader: int) -> int:
    """How many files were not read yet by this reader, though their content is known."""
    query = (
        "SELECT count(*) FROM images i WHERE i.gone_at IS NULL AND i.content IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM generations g WHERE g.content = i.content AND g.reader >= ?)"
    )
    return int(library.read(query, (reader,))[0][0])


def _insert(connection: sqlite3.Connection, content: str, generation: Generation, reader: int) -> None:
    seed = None if generation.seed is None else str(generation.seed)
    added = connection.execute(
        "INSERT INTO generations (content, reader, generator, model, loras, seed, steps, sampler, cfg, width,"
        " height, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(content, reader, generation.generator, generation.model, json.dumps(generation.loras)),
            *(seed, generation.steps, generation.sampler, generation.cfg),
            *(generation.width, generation.height, generation.note),
        ),
    )
    if generation.prompt or generation.negative_prompt:
        connection.execute(
            "INSERT INTO generation_texts (id, prompt, negative_prompt) VALUES (?, ?, ?)",
            (added.lastrowid, generation.prompt, generation.negative_prompt),
        )


def _generation(row: Sequence[object]) -> Generation:
    values = dict(zip(_FIELDS, row, strict=True))
    seed = values["seed"]
    loras = tuple(json.loads(str(values["loras"])))
    return Generation(**{**values, "loras": loras, "seed": None if seed is None else int(str(seed))})  # type: ignore[arg-type]  # as they were put


_FIELDS = (
    *("generator", "prompt", "negative_prompt", "model", "loras", "seed", "steps", "sampler", "cfg"),
    *("width", "height", "note"),
)
