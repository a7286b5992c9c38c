"""A rating's scores once more, as one value that is read in a tenth of the time.

`scores` stays the table for other programs; `ratings.packed` follows it in the same transaction. It holds
float32 [D, 5], little endian: score, prediction, p0, p1, p2 of each of the rater's dimensions, NaN if absent.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from curator.core.records import DimensionScore

VALUES = 5
KIND = np.dtype("<f4")
ONE_TIME = 2000
Row = tuple[str, float, int, float | None, float | None, float | None]
"""dimension, score, prediction, p0, p1, p2"""


def pack(scores: Mapping[str, DimensionScore], dimensions: Sequence[str]) -> bytes:
    """The value for `ratings.packed`."""
    rows = (
        (key, score.score, score.prediction, *(score.probabilities or (None,) * 3))
        for key, score in scores.items()
    )
    return _packed(rows, dimensions)


def unpack(values: Sequence[bytes], dimensions: Sequence[str], wanted: Sequence[str]) -> NDArray[np.float32]:
    """[N, W, 5] for the wanted dimensions; NaN for one that the rater does not know."""
    table = np.frombuffer(b"".join(values), KIND).reshape(len(values), len(dimensions), VALUES)
    order = [dimensions.index(key) if key in dimensions else -1 for key in wanted]
    chosen = table[:, order, :] if len(dimensions) else np.empty((len(values), len(wanted), VALUES), KIND)
    chosen[:, np.array(order, np.int64) < 0] = np.nan
    return chosen.astype(np.float32, copy=False)


def pack_missing(connection: sqlite3.Connection, rater_id: int, dimensions: Sequence[str]) -> None:
    """Pack the ratings of a rater that an older program recorded, or that were made with other dimensions."""
    while True:
        rows = connection.execute(
            "SELECT id FROM ratings WHERE rater_id = ? AND packed IS NULL LIMIT ?", (rater_id, ONE_TIME)
        ).fetchall()
        if not rows:
            return
        packed = packed_from_scores(connection, [row[0] for row in rows], dimensions)
        values = [(value, rating) for rating, value in packed.items()]
        connection.executemany("UPDATE ratings SET packed = ? WHERE id = ?", values)


def packed_from_scores(
    connection: sqlite3.Connection, ratings: Sequence[int], dimensions: Sequence[str]
) -> dict[int, bytes]:
    """What `packed` should be, from the table `scores`."""
    found: dict[int, list[Row]] = {rating: [] for rating in ratings}
    query = (
        "SELECT rating_id, dimension, score, prediction, p0, p1, p2 FROM scores"
        " WHERE rating_id IN (SELECT value FROM json_each(?))"
    )
    for rating, *row in connection.execute(query, (json.dumps(list(ratings)),)):
        found[rating].append((row[0], row[1], row[2], row[3], row[4], row[5]))
    return {rating: _packed(rows, dimensions) for rating, rows in found.items()}


def _packed(rows: Iterable[Row], dimensions: Sequence[str]) -> bytes:
    number = {key: at for at, key in enumerate(dimensions)}
    table = np.full((len(dimensions), VALUES), np.nan, KIND)
    for key, *values in rows:
        if key in number:
            table[number[key]] = values
    return table.tobytes()
