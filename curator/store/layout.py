"""Rows of SQL on their way into columns: some thousand at a time, joined at the end."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from curator.core.columns import DIGEST, FLAGS, Coded, Columns, Mask, strings, uncertainty_of, unknown
from curator.store.packed import VALUES, packed_from_scores, unpack
from curator.store.paths import from_sql

ONE_TIME = 4000
"""Rows laid out at once: no single step holds other threads up for long."""
_MIX = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93], np.uint64)
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
                return _numbered(column, self._folders)
            case "formats":
                return _numbered(column, self._formats)
            case "names":
                return strings([from_sql(text) for text in column])
            case "contents":
                return _digests(column)
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
        parts["contents"].append(_digests(contents))
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


@dataclass(frozen=True, slots=True)
class Texts:
    """M contents, each with a text."""

    contents: NDArray[np.void]
    texts: Coded


def texts(chunks: Iterable[list[Any]]) -> Texts:
    """Rows of content and text."""
    numbers = {"": 0}
    contents, codes = [np.empty(0, DIGEST)], [np.empty(0, np.int32)]
    for rows in chunks:
        some, values = zip(*rows, strict=True)
        contents.append(_digests(some))
        codes.append(_numbered(values, numbers))
    return Texts(np.concatenate(contents), Coded(np.concatenate(codes), tuple(numbers)))


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
        parts["contents"].append(_digests(contents))
        parts["stars"].append(np.array(stars, np.int8))
        parts["flags"].append(np.array([_FLAG_NUMBERS[flag] for flag in flags], np.int8))
        parts["labels"].append(_numbered(texts, labels))
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
        at, known = _matched(_digests(contents), marked)
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
    at, known = _matched(contents, rated.contents)
    mark, has_mark = _matched(contents, marked.contents)
    failed = np.searchsorted(files.arrays["ids"], np.array([row[0] for row in failures], np.int64))
    chances = rated.probabilities
    found: dict[str, Any] = {**files.arrays, "folders": files.folders, "formats": files.formats}
    found |= {
        "rated_at": _of_files(rated.rated_at, at, known, np.nan),
        "scores": _of_files(rated.scores, at, known, np.nan),
        "predictions": _of_files(rated.predictions, at, known, -1),
        "uncertainty": _of_files(rated.uncertainty, at, known, np.nan),
        "stars": _of_files(marked.stars, mark, has_mark, 0),
        "flags": _of_files(marked.flags, mark, has_mark, 0),
        "labels": Coded(_of_files(marked.labels.codes, mark, has_mark, 0), marked.labels.names),
        "levels": _of_files(marked.levels, mark, has_mark, -1),
        "collections": _texts_of(contents, collected),
        "failures": _few(len(at), failed, [row[1] for row in failures]),
        "probabilities": None if chances is None else _of_files(chances, at, known, np.nan),
    }
    return Columns(dimensions, **{**unknown(dimensions, len(at)), **found, **others})


def numbers(contents: NDArray[np.void], chunks: Iterable[list[Any]], kind: Any) -> NDArray[Any]:
    """[N] the number of each content, from rows of content and number; 0 without one."""
    known, values = [np.empty(0, DIGEST)], [np.empty(0, kind)]
    for rows in chunks:
        some, told = zip(*rows, strict=True)
        known.append(_digests(some))
        values.append(np.array(told, np.int64).astype(kind))
    at, has = _matched(contents, np.concatenate(known))
    return _of_files(np.concatenate(values), at, has, 0)


def reals(contents: NDArray[np.void], tables: Sequence[Iterable[list[Any]]]) -> NDArray[np.float64]:
    """[E, N] the numbers of each content, from E tables of rows of content and number; NaN without one."""
    found = np.empty((len(tables), len(contents)))
    before: list[str] | None = None
    for which, chunks in enumerate(tables):
        known, values = [], [np.empty(0, np.float64)]
        for rows in chunks:
            some, told = zip(*rows, strict=True)
            known.append("".join(some))
            values.append(np.array(told, np.float64))
        if known != before:  # the columns of one import are mostly of the same pictures
            at, has = _matched(contents, np.frombuffer(bytes.fromhex("".join(known)), DIGEST))
            before = known
        found[which] = _of_files(np.concatenate(values), at, has, np.nan)
    return found


def _texts_of(contents: NDArray[np.void], known: Texts) -> Coded:
    at, has = _matched(contents, known.contents)
    return Coded(_of_files(known.texts.codes, at, has, 0), known.texts.names)


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


def _matched(wanted: NDArray[np.void], known: NDArray[np.void]) -> tuple[NDArray[np.intp], Mask]:
    """Where each wanted digest is among the known ones, and whether it is there at all.

    Looked up by 64 bits mixed of it, then compared in full: two pictures that share those would show one of
    them as unrated, once in ten million libraries of a million pictures.
    """
    if not len(known) or not len(wanted):
        return np.zeros(len(wanted), np.intp), np.zeros(len(wanted), np.bool_)
    keys, sought = (digests.view(np.uint64).reshape(-1, 4) @ _MIX for digests in (known, wanted))
    order = np.argsort(keys)
    at = order[np.minimum(np.searchsorted(keys[order], sought), len(known) - 1)]
    return at, known[at] == wanted


def _of_files(values: NDArray[Any], at: NDArray[np.intp], known: Mask, otherwise: float) -> NDArray[Any]:
    if not values.shape[-1]:
        return np.full((*values.shape[:-1], len(at)), otherwise, values.dtype)
    taken = values[..., at]
    taken[..., ~known] = otherwise
    return taken


def _few(count: int, positions: NDArray[np.intp], texts: Sequence[str]) -> Coded:
    numbers = {"": 0}
    codes = np.zeros(count, np.int32)
    codes[positions] = [numbers.setdefault(text, len(numbers)) for text in texts]
    return Coded(codes, tuple(numbers))


def _joined(parts: Parts) -> dict[str, NDArray[Any]]:
    """The parts are let go of one by one, so that only one column is held twice at a time."""
    return {name: np.concatenate(parts.pop(name), axis=-1) for name in list(parts)}


def _numbered(values: Sequence[Any], numbers: dict[Any, int]) -> NDArray[np.int32]:
    return np.array([numbers.setdefault(value, len(numbers)) for value in values], np.int32)


def _digests(contents: Sequence[str]) -> NDArray[np.void]:
    return np.frombuffer(bytes.fromhex("".join(contents)), DIGEST)
