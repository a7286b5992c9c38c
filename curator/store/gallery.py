"""The library's rows as numpy columns, and one row in full."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from curator.core.columns import SEPARATOR, Columns
from curator.core.records import DimensionScore, ImageDetails
from curator.core.similar import VERSION
from curator.core.texts import Texts
from curator.store import by_content, extras, generation_rows, generation_search, generations, layout
from curator.store.library import Library
from curator.store.paths import from_sql

UNREAD = "00" * 32
"""In the place of a content that is not known yet."""
_FILES = (
    "SELECT i.id, i.folder, i.name, ifnull(i.content, :unread), ifnull(i.format, ''), ifnull(i.width, 0),"
    " ifnull(i.height, 0), i.bytes, i.modified_ns FROM images i WHERE i.gone_at IS NULL"
)
_RATINGS = "SELECT r.content, r.rated_at, r.packed, r.id FROM ratings r WHERE r.rater_id = :rater"
_MARKS = "SELECT m.content, m.stars, m.flag, m.label FROM marks m WHERE 1"
_LEVELS = "SELECT l.content, l.dimension, l.level FROM mark_levels l WHERE 1"
_COLLECTED = (
    "SELECT i.content, group_concat(c.name, :separator)"
    " FROM (SELECT content, collection_id FROM collection_images ORDER BY content) i"
    " JOIN collections c ON c.id = i.collection_id WHERE 1"
)
_FINGERPRINTS = "SELECT f.content, f.hash FROM fingerprints f WHERE f.version = :version"
_EXTRAS = "SELECT e.content, e.value FROM extras e WHERE e.name = :name"
_FAILURES = (
    "SELECT i.id, f.reason FROM failures f JOIN images i ON i.id = f.image_id"
    " WHERE i.gone_at IS NULL AND ifnull(f.rater_id, :rater) IS :rater"
)
_SOME = " AND i.id IN (SELECT value FROM json_each(:those))"
_SOME_CONTENTS = (
    " AND content IN (SELECT content FROM images WHERE id IN (SELECT value FROM json_each(:those)))"
)
_DETAILS = (
    "SELECT i.id, i.path, i.content, i.format, i.width, i.height, i.bytes, i.modified_ns, r.id, r.rated_at,"
    " ifnull(m.stars, 0), ifnull(m.flag, ''), ifnull(m.label, ''), f.reason"
    " FROM images i LEFT JOIN ratings r ON r.content = i.content AND r.rater_id = :rater"
    " LEFT JOIN marks m ON m.content = i.content LEFT JOIN failures f ON f.image_id = i.id"
    " AND ifnull(f.rater_id, :rater) IS :rater WHERE i.gone_at IS NULL AND i.id = :image"
)
_SCORES = "SELECT dimension, score, prediction, p0, p1, p2 FROM scores WHERE rating_id = ?"
_OWN_LEVELS = "SELECT dimension, level FROM mark_levels WHERE content = ?"
_COLLECTIONS = (
    "SELECT c.name FROM collection_images i JOIN collections c ON c.id = i.collection_id"
    " WHERE i.content = ? ORDER BY c.place, c.id"
)


def columns(
    library: Library,
    rater_id: int | None,
    dimensions: Sequence[str],
    ids: Sequence[int] | None = None,
    *,
    probabilities: bool = False,
    brief: bool = False,
) -> Columns:
    """The files that are there, or those of the ids, with the rater's scores. Rows are ascending by id.

    `brief`: without what generators wrote and without fingerprints, in two thirds of the time. Files and
    ratings are read each for itself and joined in numpy, in half the time of SQL's join.
    """
    some, contents = ("", "") if ids is None else (_SOME, _SOME_CONTENTS)
    values: dict[str, object] = {"rater": rater_id, "unread": UNREAD, "separator": SEPARATOR}
    values |= {"version": VERSION, "those": None if ids is None else json.dumps(list(ids))}
    with library.snapshot() as connection:
        files = layout.Files(_rows(connection, f"{_FILES}{some} ORDER BY i.id", values))
        rated = layout.ratings(
            connection,
            _rows(connection, _RATINGS + contents, values),
            _dimensions(connection, rater_id),
            dimensions,
            probabilities,
        )
        marks = layout.marks(
            _rows(connection, _MARKS + contents, values),
            _rows(connection, _LEVELS + contents, values),
            dimensions,
        )
        collected = by_content.texts(_rows(connection, f"{_COLLECTED}{contents} GROUP BY i.content", values))
        more = {} if brief else _more(connection, files, contents, values)
        names = extras.names_in(connection)
        imported = by_content.reals(
            files.arrays["contents"],
            [_rows(connection, _EXTRAS + contents, {**values, "name": name}) for name in names],
        )
        failures = connection.execute(_FAILURES + some, values).fetchall()
    texts = Texts(partial(generation_search.matching, library))
    known = {"extra_names": names, "extras": imported, "texts": texts, **more}
    return layout.columns(tuple(dimensions), files, rated, marks, collected, failures, **known)


def _more(
    connection: sqlite3.Connection, files: layout.Files, contents: str, values: Mapping[str, object]
) -> dict[str, Any]:
    """Columns that only some filters need."""
    of = files.arrays["contents"]
    hashes = by_content.numbers(of, _rows(connection, _FINGERPRINTS + contents, values), np.uint64)
    written = _rows(connection, generation_rows.QUERY + contents, values)
    return {"fingerprints": hashes, **generation_rows.columns_of(of, written)}


def _rows(connection: sqlite3.Connection, query: str, values: Mapping[str, object]) -> Iterable[list[Any]]:
    return layout.some_at_once(connection.execute(query, values))


def _dimensions(connection: sqlite3.Connection, rater_id: int | None) -> tuple[str, ...]:
    row = connection.execute("SELECT dimensions FROM raters WHERE id = ?", (rater_id,)).fetchone()
    return tuple(json.loads(row[0])) if row else ()


def newest(library: Library) -> tuple[int | float, ...]:
    """The highest ids of images and ratings, the latest time of a mark, the highest id of what generators
    wrote, the latest time of an import, each 0 without any, and how many columns were imported."""
    query = (
        "SELECT (SELECT ifnull(max(id), 0) FROM images), (SELECT ifnull(max(id), 0) FROM ratings),"
        " (SELECT ifnull(max(changed_at), 0) FROM marks), (SELECT ifnull(max(id), 0) FROM generations),"
        " (SELECT ifnull(max(imported_at), 0) FROM extra_columns), (SELECT count(*) FROM extra_columns)"
    )
    return tuple(library.read(query)[0])


def news(library: Library, rater_id: int | None, since: tuple[int | float, ...]) -> list[int]:
    """Ids of the images listed, or rated by this rater, or marked, or whose metadata was read, or with an
    imported number, after `newest` was such; only some one where whole imported columns came or went, which
    its row tells."""
    query = (
        "SELECT id FROM images WHERE id > :images UNION SELECT i.id FROM ratings r"
        " JOIN images i ON i.content = r.content WHERE r.id > :ratings AND r.rater_id = :rater"
        " UNION SELECT i.id FROM marks m JOIN images i ON i.content = m.content WHERE m.changed_at > :marked"
        " UNION SELECT i.id FROM generations g JOIN images i ON i.content = g.content WHERE g.id > :written"
        " UNION SELECT i.id FROM extra_columns c JOIN extras e ON e.name = c.name JOIN images i"
        " ON i.content = e.content WHERE c.imported_at > :imported"
        " AND (SELECT count(*) FROM extra_columns) = :columns"
        " UNION SELECT * FROM"
        " (SELECT id FROM images WHERE (SELECT count(*) FROM extra_columns) != :columns LIMIT 1)"
    )
    names = ("images", "ratings", "marked", "written", "imported", "columns")
    values = dict(zip(names, since, strict=True)) | {"rater": rater_id}
    return [int(image_id) for (image_id,) in library.read(query, values)]


def details(library: Library, image_id: int, rater_id: int | None) -> ImageDetails | None:
    """All the library knows of one file, None for an unknown id."""
    with library.snapshot() as connection:
        row = connection.execute(_DETAILS, {"image": image_id, "rater": rater_id}).fetchone()
        if row is None:
            return None
        scores = connection.execute(_SCORES, (row[8],)).fetchall()
        levels = connection.execute(_OWN_LEVELS, (row[2],)).fetchall()
        names = connection.execute(_COLLECTIONS, (row[2],)).fetchall()
        generation = generations.generation_of(connection, row[2])
    return ImageDetails(
        id=row[0],
        path=Path(from_sql(row[1])),
        content=row[2],
        format=row[3],
        width=row[4],
        height=row[5],
        bytes=row[6],
        modified=row[7] / 1e9,
        rated_at=row[9],
        failure=row[13],
        stars=row[10],
        flag=row[11],
        label=row[12],
        levels=dict(levels),
        collections=tuple(name for (name,) in names),
        generation=generation,
        scores={
            dimension: DimensionScore(score, level, None if p0 is None else (p0, p1, p2))
            for dimension, score, level, p0, p1, p2 in scores
        },
    )
