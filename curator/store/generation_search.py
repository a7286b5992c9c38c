"""Answers on the texts and numbers that generators wrote: by full text where SQLite has it, as a rule."""

import json
import re
import sqlite3

import numpy as np
from numpy.typing import NDArray

from curator.core.query_values import fold
from curator.core.texts import Asked, Found
from curator.store.library import Library

COLUMNS = {"prompt": "prompt", "negative": "negative_prompt"}
COMPARISONS = ("<", "<=", ">", ">=", "=", "!=")
_BY_WORDS = "SELECT group_concat(rowid) FROM generation_words WHERE generation_words MATCH ? AND rowid > ?"
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Thai, Lao, Burmese, Khmer, Kana and Han: a run of them is one word to the index, so that it knows no part
of it."""
_NEWEST = "SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE name = 'generations'"
"""The highest number that ever was: it must not fall."""
_WORD = re.compile(r"[^\W_]")


def matching(library: Library, asked: Asked, above: int = 0) -> Found:
    """The numbers (`Columns.written`) above that one that match."""
    with library.snapshot() as connection:
        (newest,) = connection.execute(_NEWEST).fetchone()
        query, value = _query(connection, asked)
        # As one text: a row for each would take five times as long, and hold up the other threads
        (numbers,) = connection.execute(query, (value, above)).fetchone()
        ids = np.fromstring(numbers or "", np.int64, sep=",")
        if asked.operator == "=" and asked.field in COLUMNS:
            ids = _equal(connection, COLUMNS[asked.field], str(asked.value), ids)
    return Found(ids, newest)


def _query(connection: sqlite3.Connection, asked: Asked) -> tuple[str, object]:
    """SQL, with the value that it takes beside the lowest number."""
    if asked.field in COLUMNS:
        # Undecodable bytes, which SQLite takes in no text, are a ? in the prompts that are kept, too
        value = str(asked.value).encode("utf-8", "replace").decode("utf-8")
        return _by_text(connection, COLUMNS[asked.field], asked.operator, value)
    if asked.field not in ("seed", "steps", "cfg") or asked.operator not in COMPARISONS:
        raise ValueError(f"nothing is known of {asked}")
    compared = f"{asked.field} {asked.operator} ?"
    return f"SELECT group_concat(id) FROM generations WHERE {compared} AND id > ?", asked.value  # noqa: S608 - checked


def _by_text(connection: sqlite3.Connection, column: str, operator: str, value: str) -> tuple[str, object]:
    """The words in a row, the last one as a beginning; what the index can't tell is looked for as it is."""
    if operator == "any":
        return f"SELECT group_concat(id) FROM generation_texts WHERE {column} != ? AND id > ?", ""  # noqa: S608 - of COLUMNS
    if not _WORD.search(value) or _UNSPACED.search(value) or not has_index(connection):
        part = re.sub(r"([\\%_])", r"\\\1", value)
        like = f"{column} LIKE ? ESCAPE '\\'"
        return f"SELECT group_concat(id) FROM generation_texts WHERE {like} AND id > ?", f"%{part}%"  # noqa: S608 - of COLUMNS
    words = value.replace('"', '""').replace("\0", " ")
    return _BY_WORDS, f'{column} : "{words}" *'


def _equal(
    connection: sqlite3.Connection, column: str, value: str, ids: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Those whose whole text it is; case is ignored, and so the lengths may differ threefold."""
    wanted = fold(value.strip())
    query = (
        f"SELECT id, {column} FROM generation_texts WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608 - of COLUMNS
        f" AND length({column}) BETWEEN ? AND ?"
    )
    texts = connection.execute(query, (json.dumps(ids.tolist()), len(wanted) // 3, 3 * len(wanted)))
    return np.array([number for number, text in texts if fold(text) == wanted], np.int64)


def has_index(connection: sqlite3.Connection) -> bool:
    """Whether this library was made by an SQLite with full-text search, and this one has it, too."""
    try:
        connection.execute("SELECT 1 FROM generation_words LIMIT 0")
    except sqlite3.OperationalError:
        return False
    return True
