"""Rows of SQL on their way into columns: some thousand at a time, joined at the end."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from curator.core.columns import DIGEST, FLAGS, Coded, Columns, strings, uncertainty_of, unknown
from curator.store.by_content import Texts, digests, matched, numbered, of_files, texts_of
from curator.store.packed import VALUES, packed_from_scores, unpack
from curator.store.paths import from_sql

ONE_TIME = 4000
"""Rows laid out at once: no single step holds other threads up for long."""
_FLAG_NUMBERS = {word: number for number, word in FLAGS.items()}
Parts = dict[str, list[NDArray[Any]]]


def some_at_once(cursor: sqlite3.Cursor) -> Iterable[list[Any]]:
    while rows := cursor.fetchmany(ONE_TIME):
        yield rows


class Files:
    """Rows of id, folder, name, content, format, width, height, bytes, modified_ns; ascending by id."""

    def __init__(self, chunks: Iterable[list[Any]]) -> None:
        self._folders: dict[str | bytes, int] = {}
        self._formats: dict[str, int] = {}
        kinds: dict[str, Any] = {
            "ids": np.int64,
            "folders": np.int32,
            "names": np.object_,
            "contents": DIGEST,
            "formats": np.int32,
            "widths": np.int32,
            "heights": np.int32,
            "bytes": np.int64,
            "modified": np.float64,
        }
        parts: Parts = {name: [np.empty(0, kind)] for name, kind in kinds.items()}
        for rows in chunks:
            for name, column in zip(parts, zip(*rows, strict=True), strict=True):
                parts[name].append(self._laid_out(name, column, kinds[name]))
        self.arrays = _joined(parts)

    @property
    def folders(self) -> Coded:
        return Coded(self.arrays["folders"], tuple(map(from_sql, self._folders)))

    @property
    def formats(self) -> Coded:
        return Coded(self.arrays["formats"], tuple(self._formats))

    def _laid_out(self, name: str, column: Sequence[Any], kind: Any) -> NDArray[Any]:
        match name:
            case "folders":
                return numbered(column, self._folders)
            case "formats":
                return numbered(column, self._formats)
            case "names":
                return strings([from_sql(text) for text in column])
            case "contents":
                return digests(column)
            case "modified":
                return np.array(column, np.float64) / 1e9
        return np.array(column, kind)


@dataclass(frozen=True, slots=True)
class Ratings:
    """M ratings of one rater and D dimensions."""

    contents: NDArray[np.void]
    """[M] DIGEST"""
    rated_at: NDArray[np.float64]
    scores: NDArray[np.float32]
    """[D, M]"""
    predictions: NDArray[np.int8]
    uncertainty: NDArray[np.float32]
    probabilities: NDArray[np.float32] | None
    """[D, 3, M]"""


def ratings(
    connection: sqlite3.Connection,
    chunks: Iterable[list[Any]],
    stored: Sequence[str],
    wanted: Sequence[str],
    probabilities: bool,
) -> Ratings:
    """Rows of content, rated_at, packed and id; `stored` are the rater's dimensions, as packing has them."""
    d = len(wanted)
    parts: Parts = {
        "contents": [np.empty(0, DIGEST)],
        "rated_at": [np.empty(0, np.float64)],
        "scores": [np.empty((d, 0), np.float32)],
        "predictions": [np.empty((d, 0), np.int8)],
        "uncertainty": [np.empty(0, np.float32)],
        "probabilities": [np.empty((d, 3, 0), np.float32)],
    }
    for rows in chunks:
        contents, rated_at, packed, ids = zip(*rows, strict=True)
        table = unpack(_all_packed(connection, packed, ids, stored), stored, wanted)
        shares = np.moveaxis(table[:, :, 2:VALUES], 0, 2)
        parts["contents"].append(digests(contents))
        parts["rated_at"].append(np.array(rated_at, np.float64))
        # A copy: a view would keep the whole table
        parts["scores"].append(table[:, :, 0].T.copy())
        parts["predictions"].append(np.nan_to_num(table[:, :, 1].T, nan=-1).astype(np.int8))
        parts["uncertainty"].append(uncertainty_of(shares))
        if probabilities:
            parts["probabilities"].append(shares.copy())
    joined: dict[str, Any] = {**_joined(parts)}
    return Ratings(**{**joined, "probabilities": joined["probabilities"] if probabilities else None})


@dataclass(frozen=True, slots=True)
class Marks:
    """M contents that a person rated."""

    contents: NDArray[np.void]
    stars: NDArray[np.int8]
    flags: NDArray[np.int8]
    labels: Coded
    levels: NDArray[np.int8]
    """[D, M] -1 where there is none."""


def marks(chunks: Iterable[list[Any]], own: Iterable[list[Any]], dimensions: Sequence[str]) -> Marks:
    """Rows of content, stars, flag and label; `own` are rows of content, dimension and level."""
    parts: Parts = {
        "contents": [np.empty(0, DIGEST)],
        "stars": [np.empty(0, np.int8)],
        "flags": [np.empty(0, np.int8)],
        "labels": [np.empty(0, np.int32)],
    }
    labels = {"": 0}
    for rows in chunks:
        contents, stars, flags, texts = zip(*rows, strict=True)
        parts["contents"].append(digests(contents))
        parts["stars"].append(np.array(stars, np.int8))
        parts["flags"].append(np.array([_FLAG_NUMBERS[flag] for flag in flags], np.int8))
        parts["labels"].append(numbered(texts, labels))
    joined: dict[str, Any] = {**_joined(parts)}
    levels = _levels(joined["contents"], own, dimensions)
    return Marks(**{**joined, "labels": Coded(joined["labels"], tuple(labels)), "levels": levels})


def _levels(
    marked: NDArray[np.void], chunks: Iterable[list[Any]], dimensions: Sequence[str]
) -> NDArray[np.int8]:
    """[D, M] of the human's own levels."""
    levels = np.full((len(dimensions), len(marked)), -1, np.int8)
    numbers = {key: at for at, key in enumerate(dimensions)}
    for rows in chunks:
        contents, keys, given = zip(*rows, strict=True)
        at, known = matched(digests(contents), marked)
        which = np.array([numbers.get(key, -1) for key in keys], np.intp)
        known &= which >= 0
        levels[which[known], at[known]] = np.array(given, np.int8)[known]
    return levels


def columns(
    dimensions: tuple[str, ...],
    files: Files,
    rated: Ratings,
    marked: Marks,
    collected: Texts,
    failures: list[Any],
    **others: Any,
) -> Columns:
    """`failures` are rows of id and reason: few, as a rule; `others` are columns as they are."""
    contents = files.arrays["contents"]
    at, known = matched(contents, rated.contents)
    mark, has_mark = matched(contents, marked.contents)
    failed = np.searchsorted(files.arrays["ids"], np.array([row[0] for row in failures], np.int64))
    chances = rated.probabilities
    found: dict[str, Any] = {**files.arrays, "folders": files.folders, "formats": files.formats}
    found |= {
        "rated_at": of_files(rated.rated_at, at, known, np.nan),
        "scores": of_files(rated.scores, at, known, np.nan),
        "predictions": of_files(rated.predictions, at, known, -1),
        "uncertainty": of_files(rated.uncertainty, at, known, np.nan),
        "stars": of_files(marked.stars, mark, has_mark, 0),
        "flags": of_files(marked.flags, mark, has_mark, 0),
        "labels": Coded(of_files(marked.labels.codes, mark, has_mark, 0), marked.labels.names),
        "levels": of_files(marked.levels, mark, has_mark, -1),
        "collections": texts_of(contents, collected),
        "failures": _few(len(at), failed, [row[1] for row in failures]),
        "probabilities": None if chances is None else of_files(chances, at, known, np.nan),
    }
    return Columns(dimensions, **{**unknown(dimensions, len(at)), **found, **others})


def _all_packed(
    connection: sqlite3.Connection,
    packed: Sequence[bytes | None],
    ids: Sequence[int],
    stored: Sequence[str],
) -> Sequence[bytes]:
    """What is not packed yet is read from `scores`."""
    lacking = [rating for rating, value in zip(ids, packed, strict=True) if value is None]
    if not lacking:
        return [value or b"" for value in packed]
    made = packed_from_scores(connection, lacking, stored)
    return [made[rating] if value is None else value for rating, value in zip(ids, packed, strict=True)]


def _few(count: int, positions: NDArray[np.intp], texts: Sequence[str]) -> Coded:
    numbers = {"": 0}
    codes = np.zeros(count, np.int32)
    codes[positions] = [numbers.setdefault(text, len(numbers)) for text in texts]
    return Coded(codes, tuple(numbers))


def _joined(parts: Parts) -> dict[str, NDArray[Any]]:
    """The parts are let go of one by one, so that only one column is held twice at a time."""
    return {name: np.concatenate(parts.pop(name), axis=-1) for name in list(parts)}
