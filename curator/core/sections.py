"""Parts of the gallery under a heading: by day, folder, or level of the dimension it is sorted by."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from curator.core.columns import Columns
from curator.core.errors import QueryError
from curator.core.records import LEVELS
from curator.core.sorting import Positions, dimension_of, natural

GROUPS = ("day", "folder", "level")
NOT_RATED = "not rated"
_DAY = 86_400
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Section:
    """The rows from `start` to the next section's start."""

    start: int
    title: str
    """An ISO date, a folder's path, one of LEVELS or NOT_RATED."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """What divides rows into sections."""

    keys: NDArray[np.int64]
    """[N] ascending as the sections follow each other."""
    title: Callable[[int], str]
    """Of the section that a position lies in."""


def grouping(group: str, sort: str, columns: Columns) -> Grouping | None:
    """None where the order has no such sections: none asked for, or levels without a dimension.

    Days are newest first, or oldest first where the order is; levels follow the order's direction, unrated
    pictures last; folders are in natural order. Raises QueryError for an unknown group.
    """
    if not group:
        return None
    if group not in GROUPS:
        raise QueryError(f"Unknown group {group!r}", 0, f"one of {', '.join(GROUPS)}")
    if group == "day":
        days = local_days(columns.modified)
        return Grouping(days if sort == "date" else -days, lambda at: _day_title(int(days[at])))
    if group == "folder":
        return Grouping(
            columns.folders.each(_ranks(columns.folders.names), np.int64), columns.folders.__getitem__
        )
    dimension = dimension_of(sort.removeprefix("-"), columns.dimensions)
    return None if dimension is None else _by_level(dimension, columns, descending=sort.startswith("-"))


def grouped(found: Grouping, positions: Positions) -> Positions:
    """The positions by section; within each they stay in their order."""
    return positions[np.argsort(found.keys[positions], kind="stable")]


def sections(found: Grouping | None, positions: Positions) -> tuple[Section, ...]:
    """Where each section of the grouped positions starts, and its title."""
    if found is None or not len(positions):
        return ()
    keys = found.keys[positions]
    starts = np.flatnonzero(np.diff(keys, prepend=keys[0] - 1)).tolist()
    return tuple(Section(start, found.title(int(positions[start]))) for start in starts)


def _by_level(dimension: str, columns: Columns, *, descending: bool) -> Grouping:
    levels = columns.predictions[columns.dimensions.index(dimension)].astype(np.int64)
    ranks = len(LEVELS) - 1 - levels if descending else levels
    keys = np.where(levels < 0, len(LEVELS), ranks)
    return Grouping(keys, lambda at: LEVELS[levels[at]] if levels[at] >= 0 else NOT_RATED)


def local_days(seconds: NDArray[np.float64]) -> NDArray[np.int64]:
    """[N] days since the epoch in local time. A day that changes the clocks is looked at second by second."""
    days = np.floor(seconds / _DAY).astype(np.int64)
    known, at = np.unique(days, return_inverse=True)
    begin = np.array([_offset(day * _DAY) for day in known.tolist()], np.float64)
    end = np.array([_offset((day + 1) * _DAY) for day in known.tolist()], np.float64)
    offsets = begin[at]
    for row in np.flatnonzero((begin != end)[at]).tolist():
        offsets[row] = _offset(int(seconds[row]))
    return np.floor((seconds + offsets) / _DAY).astype(np.int64)


def _offset(seconds: int) -> float:
    try:
        return float(time.localtime(seconds).tm_gmtoff)
    except (OverflowError, OSError, ValueError):
        return 0.0


def _ranks(names: Sequence[str]) -> list[int]:
    order = sorted(range(len(names)), key=lambda at: (natural(names[at]), names[at]))
    ranks = [0] * len(names)
    for rank, at in enumerate(order):
        ranks[at] = rank
    return ranks


def _day_title(day: int) -> str:
    try:
        return date.fromordinal(_EPOCH + day).isoformat()
    except (ValueError, OverflowError):
        return "another age"
