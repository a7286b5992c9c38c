"""Raters, ratings and failures. Scores of different raters never mix."""

import json
import math
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curator import __version__
from curator.core.records import (
    CheckedPair,
    DimensionScore,
    Failure,
    FileFacts,
    RaterIdentity,
    Rating,
    SelfCheck,
)
from curator.store import packed, score_table
from curator.store.library import Library
from curator.store.paths import from_sql


@dataclass(frozen=True, slots=True)
class KnownRater:
    """A rater that has scores in the library."""

    id: int
    identity: RaterIdentity
    dimensions: tuple[str, ...]


def use_rater(library: Library, identity: RaterIdentity, dimensions: Sequence[str]) -> int:
    """Make a rater the current one and fit `score_table` to it; returns its id. Others keep their scores."""
    named = (identity.name, identity.version, identity.rules)
    with library.transaction() as connection:
        _forget_packed(connection, named, dimensions)
        connection.execute(
            "INSERT INTO raters (name, version, rules, dimensions) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (name, version, rules) DO UPDATE SET dimensions = excluded.dimensions",
            (*named, json.dumps(list(dimensions))),
        )
        query = "SELECT id FROM raters WHERE name = ? AND version = ? AND rules = ?"
        rater_id = int(connection.execute(query, named).fetchone()[0])
        connection.execute("UPDATE raters SET current = 0 WHERE current = 1 AND id != ?", (rater_id,))
        connection.execute("UPDATE raters SET current = 1 WHERE current = 0 AND id = ?", (rater_id,))
        score_table.refresh(connection)
        packed.pack_missing(connection, rater_id, dimensions)
    return rater_id


def _forget_packed(
    connection: sqlite3.Connection, named: tuple[str, str, str], dimensions: Sequence[str]
) -> None:
    """Packed scores are in the order of their rater's dimensions."""
    connection.execute(
        "UPDATE ratings SET packed = NULL WHERE rater_id = (SELECT id FROM raters"
        " WHERE name = ? AND version = ? AND rules = ? AND dimensions != ?)",
        (*named, json.dumps(list(dimensions))),
    )


def current_rater(library: Library) -> KnownRater | None:
    """The rater used last, by whatever process; None before any was."""
    query = "SELECT id, name, version, rules, dimensions FROM raters WHERE current = 1"
    return _rater(library.read(query))


def rater(library: Library, rater_id: int) -> KnownRater | None:
    """The rater of that id."""
    query = "SELECT id, name, version, rules, dimensions FROM raters WHERE id = ?"
    return _rater(library.read(query, (rater_id,)))


def rater_of(library: Library, rules: Collection[str], name: str | None = None) -> KnownRater | None:
    """The current rater where it used any of these rules (and has this name), else the newest that did."""
    query = (
        "SELECT id, name, version, rules, dimensions FROM raters"
        " WHERE rules IN (SELECT value FROM json_each(?)) AND ifnull(?, name) = name"
        " ORDER BY current DESC, id DESC LIMIT 1"
    )
    return _rater(library.read(query, (json.dumps(list(rules)), name)))


def _rater(rows: list[Any]) -> KnownRater | None:
    if not rows:
        return None
    row = rows[0]
    return KnownRater(row[0], RaterIdentity(row[1], row[2], row[3]), tuple(json.loads(row[4])))


def record_ratings(
    library: Library, rater_id: int, rated: Sequence[tuple[int, str, Rating]], now: float
) -> None:
    """Store ratings in one transaction, each with its image id and content; one that is there stays as it is:
    another process rated the same picture at the same time.

    The files' failures are cleared. Raises ValueError for a score that is not a number from 0 to 2: it would
    be stored as missing.
    """
    for _, _, rating in rated:
        for dimension, score in rating.scores.items():
            _check(dimension, score)
    with library.transaction() as connection:
        query = "SELECT dimensions FROM raters WHERE id = ?"
        dimensions = json.loads(connection.execute(query, (rater_id,)).fetchone()[0])
        for image_id, content, rating in rated:
            _record(connection, content, rater_id, rating, dimensions, now)
            connection.execute("DELETE FROM failures WHERE image_id = ?", (image_id,))


def _record(
    connection: sqlite3.Connection,
    content: str,
    rater_id: int,
    rating: Rating,
    dimensions: Sequence[str],
    now: float,
) -> None:
    done = connection.execute(
        "INSERT INTO ratings (content, rater_id, rated_at, program, packed) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (content, rater_id) DO NOTHING",
        (content, rater_id, now, __version__, packed.pack(rating.scores, dimensions)),
    )
    if not done.rowcount:
        return
    rating_id = done.lastrowid
    connection.executemany(
        "INSERT INTO scores (rating_id, dimension, score, prediction, p0, p1, p2)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (rating_id, dimension, score.score, score.prediction, *(score.probabilities or (None,) * 3))
            for dimension, score in rating.scores.items()
        ],
    )


def self_check(library: Library, rater_id: int) -> SelfCheck | None:
    """What the rater said of the built-in pairs; None where it was not asked yet."""
    rows = library.read("SELECT self_check FROM raters WHERE id = ?", (rater_id,))
    if not rows or rows[0][0] is None:
        return None
    return SelfCheck(
        tuple(
            CheckedPair(dimension, higher, lower, (first, second))
            for dimension, higher, lower, first, second in json.loads(rows[0][0])
        )
    )


def keep_self_check(library: Library, rater_id: int, check: SelfCheck) -> None:
    """Keep it with the rater."""
    pairs = [[pair.dimension, pair.higher, pair.lower, *pair.scores] for pair in check.pairs]
    with library.transaction() as connection:
        connection.execute("UPDATE raters SET self_check = ? WHERE id = ?", (json.dumps(pairs), rater_id))


def _check(dimension: str, score: DimensionScore) -> None:
    numbers = (score.score, *(score.probabilities or ()))
    if not all(math.isfinite(number) for number in numbers) or not 0 <= score.score <= 2:
        raise ValueError(f"{dimension} was scored {score.score}, which is no number from 0 to 2")


def record_failure(library: Library, image_id: int, rater_id: int | None, reason: str, now: float) -> None:
    """Record why a file could not be read (`rater_id` None) or rated by a rater; the latest reason stays."""
    stage = "read" if rater_id is None else "rate"
    with library.transaction() as connection:
        connection.execute(
            "INSERT INTO failures (image_id, rater_id, stage, reason, failed_at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (image_id) DO UPDATE SET rater_id = excluded.rater_id, stage = excluded.stage,"
            " reason = excluded.reason, failed_at = excluded.failed_at",
            (image_id, rater_id, stage, reason, now),
        )


def failures(library: Library, rater_id: int | None) -> list[Failure]:
    """Files that are there and could not be read, or not be rated by this rater; newest first."""
    rows = library.read(
        "SELECT i.id, i.path, f.stage, f.reason, f.failed_at FROM failures f"
        " JOIN images i ON i.id = f.image_id"
        " WHERE i.gone_at IS NULL AND (f.rater_id IS NULL OR f.rater_id = ?)"
        " ORDER BY f.failed_at DESC, i.id DESC",
        (rater_id,),
    )
    return [Failure(row[0], Path(from_sql(row[1])), row[2], row[3], row[4]) for row in rows]


def clear_failures(
    library: Library, rater_id: int | None, image_ids: Sequence[int] | None
) -> dict[int, FileFacts]:
    """Forget what `failures` lists, all or that of the ids; returns the files by id, to be rated again."""
    with library.transaction() as connection:
        rows = connection.execute(
            "SELECT i.id, i.path, i.bytes, i.modified_ns FROM failures f JOIN images i ON i.id = f.image_id"
            " WHERE i.gone_at IS NULL AND (f.rater_id IS NULL OR f.rater_id = :rater)"
            " AND (:those IS NULL OR i.id IN (SELECT value FROM json_each(:those)))",
            {"rater": rater_id, "those": None if image_ids is None else json.dumps(list(image_ids))},
        ).fetchall()
        connection.executemany("DELETE FROM failures WHERE image_id = ?", [(row[0],) for row in rows])
    return {row[0]: FileFacts(Path(from_sql(row[1])), row[2], row[3]) for row in rows}
