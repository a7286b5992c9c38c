"""The view `score_table`: what any other program reads while Curator runs."""

import json
import sqlite3
from collections.abc import Sequence

_MARKS = ("stars", "flag", "label")
"""The human's own, after the rater's scores."""
_TIME = "strftime('%Y-%m-%dT%H:%M:%fZ', {}, 'unixepoch')"


def refresh(connection: sqlite3.Connection) -> None:
    """Make the view fit the current rater's dimensions. Nothing is written where it fits already."""
    if not fits(connection):
        connection.execute("DROP VIEW IF EXISTS score_table")
        connection.execute(_wanted(connection))


def fits(connection: sqlite3.Connection) -> bool:
    """Whether the view is there and as this program would make it."""
    made = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'score_table'").fetchone()
    return made is not None and made[0] == _wanted(connection)


def _wanted(connection: sqlite3.Connection) -> str:
    row = connection.execute("SELECT dimensions FROM raters WHERE current = 1").fetchone()
    return definition(json.loads(row[0]) if row else [])


def definition(dimensions: Sequence[str]) -> str:
    """One row per file that is not gone; times are ISO 8601 in UTC, so that they sort and compare as text.

    One subquery per column costs nothing where the column is not asked for; joins would end at 64 tables.
    """
    columns = ["i.path", "i.folder", "i.name", "i.format", "i.width", "i.height", "i.bytes"]
    columns.append(f"{_TIME.format('i.modified_ns / 1e9')} AS modified")
    columns += ["w.name AS rater", "w.rules AS rules", f"{_TIME.format('r.rated_at')} AS rated_at"]
    for dimension in dimensions:
        name = dimension.replace(" ", "_")
        columns += [_column("score", dimension, name), _column("prediction", dimension, f"{name}_pred")]
    columns += [f"(SELECT {mark} FROM marks WHERE content = i.content) AS {mark}" for mark in _MARKS]  # noqa: S608
    return (
        f"CREATE VIEW score_table AS SELECT {', '.join(columns)} FROM images i"  # noqa: S608 - quoted below
        " LEFT JOIN ratings r ON r.content = i.content"
        " AND r.rater_id = (SELECT id FROM raters WHERE current = 1)"
        " LEFT JOIN raters w ON w.id = r.rater_id WHERE i.gone_at IS NULL"
    )


def _column(value: str, dimension: str, name: str) -> str:
    literal = "'" + dimension.replace("'", "''") + "'"
    identifier = '"' + name.replace('"', '""') + '"'
    return f"(SELECT {value} FROM scores WHERE rating_id = r.id AND dimension = {literal}) AS {identifier}"  # noqa: S608
