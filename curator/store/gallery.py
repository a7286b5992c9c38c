"""The library's rows as numpy columns, and one row in full."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from curator.core.columns import FLAGS, Columns, strings
from curator.core.records import DimensionScore, ImageDetails
from curator.store.library import Library
from curator.store.paths import from_sql

_FLAG_NUMBERS = {word: number for number, word in FLAGS.items()}
_ROWS = (
    "SELECT i.id, i.path, i.folder, i.name, ifnull(i.content, ''), ifnull(i.format, ''), ifnull(i.width, 0),"
    " ifnull(i.height, 0), i.bytes, i.modified_ns, r.id, r.rated_at, ifnull(m.stars, 0), ifnull(m.flag, ''),"
    " ifnull(m.label, ''), ifnull(f.reason, '')"
    " FROM images i LEFT JOIN ratings r ON r.content = i.content AND r.rater_id = ?2"
    " LEFT JOIN marks m ON m.content = i.content LEFT JOIN failures f ON f.image_id = i.id"
    " AND ifnull(f.rater_id, ?2) IS ?2"
    " WHERE i.gone_at IS NULL AND (?1 IS NULL OR i.id IN (SELECT value FROM json_each(?1))) ORDER BY i.id"
)
_SCORES = (
    "SELECT rating_id, dimension, score, prediction, p0, p1, p2 FROM scores WHERE rating_id IN"
    " (SELECT value FROM json_each(?))"
)
_ALL_SCORES = (
    "SELECT s.rating_id, s.dimension, s.score, s.prediction, s.p0, s.p1, s.p2 FROM scores s"
    " JOIN ratings r ON r.id = s.rating_id WHERE r.rater_id = ?"
)


def columns(
    library: Library, rater_id: int | None, dimensions: Sequence[str], ids: Sequence[int] | None = None
) -> Columns:
    """The files that are there, or those of the ids, with the rater's scores. Rows are ascending by id."""
    with library.snapshot() as connection:
        chosen = None if ids is None else json.dumps(list(ids))
        rows = connection.execute(_ROWS, (chosen, rater_id)).fetchall()
        rated = [row[10] for row in rows if row[10] is not None]
        if ids is None:
            scores = connection.execute(_ALL_SCORES, (rater_id,)).fetchall()
        else:
            scores = connection.execute(_SCORES, (json.dumps(rated),)).fetchall()
    return _columns(tuple(dimensions), rows, scores)


def newest(library: Library) -> tuple[int, int]:
    """The highest ids of images and ratings, 0 without any."""
    query = "SELECT (SELECT ifnull(max(id), 0) FROM images), (SELECT ifnull(max(id), 0) FROM ratings)"
    images, ratings = library.read(query)[0]
    return int(images), int(ratings)


def news(library: Library, rater_id: int | None, since: tuple[int, int]) -> list[int]:
    """Ids of the images listed, or rated by this rater, after `newest` was such."""
    query = (
        "SELECT id FROM images WHERE id > ?1 UNION SELECT i.id FROM ratings r"
        " JOIN images i ON i.content = r.content WHERE r.id > ?2 AND r.rater_id = ?3"
    )
    return [int(image_id) for (image_id,) in library.read(query, (*since, rater_id))]


def _columns(dimensions: tuple[str, ...], rows: list[Any], scores: list[Any]) -> Columns:
    values = list(zip(*rows, strict=True)) or [()] * 16
    rating_ids = np.array([-1 if rating is None else rating for rating in values[10]], np.int64)
    numbers, levels, probabilities = _scores(dimensions, rating_ids, scores)
    return Columns(
        dimensions=dimensions,
        ids=np.array(values[0], np.int64),
        paths=strings([from_sql(path) for path in values[1]]),
        folders=strings([from_sql(folder) for folder in values[2]]),
        names=strings([from_sql(name) for name in values[3]]),
        contents=strings(values[4]),
        formats=strings(values[5]),
        widths=np.array(values[6], np.int32),
        heights=np.array(values[7], np.int32),
        bytes=np.array(values[8], np.int64),
        modified=np.array(values[9], np.float64) / 1e9,
        rated_at=np.array([np.nan if at is None else at for at in values[11]], np.float64),
        scores=numbers,
        predictions=levels,
        probabilities=probabilities,
        stars=np.array(values[12], np.int8),
        flags=np.array([_FLAG_NUMBERS[flag] for flag in values[13]], np.int8),
        labels=strings(values[14]),
        failures=strings(values[15]),
    )


def _scores(
    dimensions: tuple[str, ...], rating_ids: NDArray[np.int64], scores: Iterable[Any]
) -> tuple[NDArray[np.float32], NDArray[np.int8], NDArray[np.float32]]:
    """Score rows laid out by dimension and file; files of equal content share a rating."""
    number = {dimension: at for at, dimension in enumerate(dimensions)}
    d, n = len(dimensions), len(rating_ids)
    known = [row for row in scores if row[1] in number]
    unique = np.unique(rating_ids)
    of_file = np.searchsorted(unique, rating_ids)
    flat = np.array(
        list(chain.from_iterable((row[0], number[row[1]], *row[2:]) for row in known)), np.float64
    )
    table = flat.reshape(-1, 7)
    table = table[np.isin(table[:, 0], unique)]
    place = np.searchsorted(unique, table[:, 0].astype(np.int64))
    row = table[:, 1].astype(np.int64)
    numbers = np.full((d, len(unique)), np.nan, np.float32)
    levels = np.full((d, len(unique)), -1, np.int8)
    probabilities = np.full((d, 3, len(unique)), np.nan, np.float32)
    numbers[row, place] = table[:, 2]
    levels[row, place] = table[:, 3]
    for level in range(3):
        probabilities[row, level, place] = table[:, 4 + level]
    if n == 0:
        return numbers[:, :0], levels[:, :0], probabilities[:, :, :0]
    return numbers[:, of_file], levels[:, of_file], probabilities[:, :, of_file]


def details(library: Library, image_id: int, rater_id: int | None) -> ImageDetails | None:
    """All the library knows of one file, None for an unknown id."""
    with library.snapshot() as connection:
        rows = connection.execute(_ROWS, (json.dumps([image_id]), rater_id)).fetchall()
        if not rows:
            return None
        row = rows[0]
        scores = _rating(connection, row[10])
    return ImageDetails(
        id=row[0],
        path=Path(from_sql(row[1])),
        content=row[4] or None,
        format=row[5] or None,
        width=row[6] or None,
        height=row[7] or None,
        bytes=row[8],
        modified=row[9] / 1e9,
        rated_at=row[11],
        failure=row[15] or None,
        stars=row[12],
        flag=row[13],
        label=row[14],
        scores=scores,
    )


def _rating(connection: sqlite3.Connection, rating_id: int | None) -> dict[str, DimensionScore]:
    rows = connection.execute(_SCORES, (json.dumps([rating_id]),)).fetchall() if rating_id else []
    return {
        dimension: DimensionScore(score, level, None if p0 is None else (p0, p1, p2))
        for _, dimension, score, level, p0, p1, p2 in rows
    }
