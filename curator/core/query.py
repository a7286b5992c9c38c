"""Which files are shown, and in what order: the same value behind the gallery, `list` and `export`.

Language: terms side by side are AND; `or`, `not`, brackets; `clarity<0.7`, `"color aesthetic">=1.5`,
`color_aesthetic:high`, `stars>=4`, `flag:pick`, `folder:out/`, `name:*.png`, `date:2026-11`, `size>2MB`,
bare words for the file name; of what the generator wrote `prompt:"rainy street"`, `model:sdxl`, `steps>30`.
The grammar is in `query_parser`, the fields in `query_terms`, the sort keys in `sorting`.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from curator.core.columns import Columns, Mask
from curator.core.errors import QueryError
from curator.core.folding import fold_all
from curator.core.query_parser import DEEPEST, Either, Every, Node, Not, Term, parse
from curator.core.query_terms import Test, asked_by, compile_term, is_written
from curator.core.sections import grouped, grouping
from curator.core.sorting import check_sort, dimension_of, order, sort_keys
from curator.core.texts import Asked

__all__ = [
    "Query",
    "Range",
    "asked_of",
    "asks_what_is_written",
    "check",
    "check_sort",
    "find",
    "matches",
    "order",
    "sort_keys",
]


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
    fold: str = ""
    """`equal` or `near:6`: of duplicates only the first in the order, see `folding`; empty shows all."""
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
    found = fold_all(query.fold, columns, found).fronts
    return found if query.limit is None else found[: max(query.limit, 0)]


def matches(where: str, columns: Columns) -> Mask:
    """[N] whether each row matches the text, which may be one pair of brackets deeper than `check` allows:
    the window sets what was typed in brackets beside the marks. Raises QueryError."""
    return _compiled(parse(where, DEEPEST + 1), columns.dimensions, columns.extra_names)(columns)


def check(where: str, dimensions: Sequence[str], extra_names: Sequence[str] = ()) -> None:
    """Raises QueryError, with the position and what was expected, where `matches` would."""
    _compiled(parse(where), dimensions, extra_names)


@lru_cache
def asked_of(where: str) -> tuple[Asked, ...]:
    """What the text asks of the generators' texts, see `Texts`. Raises QueryError."""
    return tuple(asked for term in _terms(parse(where, DEEPEST + 1)) if (asked := asked_by(term)) is not None)


def asks_what_is_written(where: str) -> bool:
    """Whether the text has a term on what generators wrote. Raises QueryError."""
    return any(map(is_written, _terms(parse(where))))


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


def _terms(node: Node) -> Iterator[Term]:
    if isinstance(node, Not):
        yield from _terms(node.part)
    elif isinstance(node, Every | Either):
        for part in node.parts:
            yield from _terms(part)
    else:
        yield node


def _compiled(node: Node, dimensions: Sequence[str], extra_names: Sequence[str]) -> Test:
    if isinstance(node, Not):
        inner = _compiled(node.part, dimensions, extra_names)
        return lambda columns: ~inner(columns)
    if isinstance(node, Every | Either):
        parts = [_compiled(part, dimensions, extra_names) for part in node.parts]
        joined = np.logical_and if isinstance(node, Every) else np.logical_or
        start = isinstance(node, Every)
        return lambda columns: _joined(joined, start, parts, columns)
    return compile_term(node, dimensions, extra_names)


def _joined(joined: np.ufunc, start: bool, parts: Sequence[Test], columns: Columns) -> Mask:
    mask = np.full(len(columns), start)
    for part in parts:
        joined(mask, part(columns), out=mask)
    return mask
