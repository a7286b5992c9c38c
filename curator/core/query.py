"""Which files are shown, and in what order: the same value behind the gallery, `list` and `export`.

Language: terms side by side are AND; `or`, `not`, brackets; `clarity<0.7`, `"color aesthetic">=1.5`,
`color_aesthetic:high`, `stars>=4`, `flag:pick`, `folder:out/`, `name:*.png`, `date:2026-11`, `size>2MB`,
bare words for the file name. The grammar is in `query_parser`, the fields in `query_terms`, the sort keys
in `sorting`.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curator.core.columns import Columns, Mask
from curator.core.errors import QueryError
from curator.core.query_parser import DEEPEST, Either, Every, Node, Not, parse
from curator.core.query_terms import Test, compile_term
from curator.core.sections import grouped, grouping
from curator.core.sorting import check_sort, dimension_of, order, sort_keys

__all__ = ["Query", "Range", "check", "check_sort", "find", "matches", "order", "sort_keys"]


@dataclass(frozen=True, slots=True)
class Range:
    """Scores of one dimension, both ends included, 0..2; files without that score are outside."""

    dimension: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Query:
    """What to show. All conditions must hold."""

    where: str = ""
    """In the query language; empty is everything."""
    ranges: tuple[Range, ...] = ()
    folder: str = ""
    """An absolute folder as in `Columns.folders`: files in it and below; empty is everywhere."""
    sort: str = "-date"
    group: str = ""
    """`day`, `folder` or `level`: sections, within which the order holds; empty is none."""
    limit: int | None = None


def find(query: Query, columns: Columns) -> NDArray[np.intp]:
    """Positions in `columns` of what the query shows, sorted. Raises QueryError."""
    mask = matches(query.where, columns)
    if query.folder:
        mask &= at_or_below(query.folder, columns)
    for each in query.ranges:
        mask &= within(each, columns)
    found = order(query.sort, columns, np.flatnonzero(mask))
    parts = grouping(query.group, query.sort, columns)
    if parts is not None:
        found = grouped(parts, found)
    return found if query.limit is None else found[: max(query.limit, 0)]


def matches(where: str, columns: Columns) -> Mask:
    """[N] whether each row matches the text, which may be one pair of brackets deeper than `check` allows:
    the window sets what was typed in brackets beside the marks. Raises QueryError."""
    return _compiled(parse(where, DEEPEST + 1), columns.dimensions)(columns)


def check(where: str, dimensions: Sequence[str]) -> None:
    """Raises QueryError, with the position and what was expected, where `matches` would."""
    _compiled(parse(where), dimensions)


def at_or_below(folder: str, columns: Columns) -> Mask:
    """[N] whether each file lies there. Compared by text: a folder may be gone or offline."""
    top = folder.rstrip("/\\") if os.sep == "\\" else folder.rstrip("/")
    return columns.folders.where(lambda known: known in (folder, top) or known.startswith(top + os.sep))


def within(wanted: Range, columns: Columns) -> Mask:
    """[N] whether each row's score lies in the range; without a score it does not. Raises QueryError."""
    key = dimension_of(wanted.dimension, columns.dimensions)
    if key is None:
        raise QueryError(
            f"Unknown dimension {wanted.dimension!r}", 0, f"one of {', '.join(columns.dimensions) or 'none'}"
        )
    scores = columns.scores[columns.dimensions.index(key)]
    mask: Mask = (scores >= np.float32(wanted.low)) & (scores <= np.float32(wanted.high))
    return mask


def _compiled(node: Node, dimensions: Sequence[str]) -> Test:
    if isinstance(node, Not):
        inner = _compiled(node.part, dimensions)
        return lambda columns: ~inner(columns)
    if isinstance(node, Every | Either):
        parts = [_compiled(part, dimensions) for part in node.parts]
        joined = np.logical_and if isinstance(node, Every) else np.logical_or
        start = isinstance(node, Every)
        return lambda columns: _joined(joined, start, parts, columns)
    return compile_term(node, dimensions)


def _joined(joined: np.ufunc, start: bool, parts: Sequence[Test], columns: Columns) -> Mask:
    mask = np.full(len(columns), start)
    for part in parts:
        joined(mask, part(columns), out=mask)
    return mask
