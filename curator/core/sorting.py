"""Orders of the gallery: by a dimension, the date, the name and so on, the same for window and commands."""

import re
import zlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from curator.core.columns import Columns, Strings
from curator.core.errors import QueryError
from curator.core.query_values import fold

Positions = NDArray[np.intp]
Values = Callable[[Columns, Positions], NDArray[Any]]
"""The numbers to sort the positions by, ascending; NaN is "has none"."""
_DIGITS = re.compile("0*([0-9]+)")


def sort_keys(dimensions: Sequence[str], extra_names: Sequence[str] = ()) -> tuple[str, ...]:
    """All keys to offer, ascending; `-key` is descending. `random` takes a seed: `random:SEED`."""
    return (*dimensions, *_KEYS, *extra_names, "random")


def check_sort(sort: str, dimensions: Sequence[str], extra_names: Sequence[str] = ()) -> None:
    """Raises QueryError where `order` could not sort by it; `extra_names` are those of imported numbers."""
    _values_of(sort, dimensions, extra_names)


def order(sort: str, columns: Columns, positions: Positions) -> Positions:
    """The positions sorted. Rows without the value (not rated, no stars) come last in both directions; rows
    with the same value follow by date, newest first, then by id. Raises QueryError for an unknown key."""
    dated = newest_first(columns, positions)
    return arranged(sort_values(sort, columns, dated), dated)


def newest_first(columns: Columns, positions: Positions) -> Positions:
    """The positions by date, newest first, then by id."""
    return positions[np.lexsort((columns.ids[positions], -columns.modified[positions]))]


def sort_values(sort: str, columns: Columns, positions: Positions) -> NDArray[Any]:
    """What `arranged` sorts the positions by. Raises QueryError for an unknown key."""
    values = _values_of(sort, columns.dimensions, columns.extra_names)(columns, positions)
    return -values if sort.startswith("-") else values


def arranged(values: NDArray[Any], dated: Positions) -> Positions:
    """`dated`, which is newest first, by value, ascending, NaN last; equal values stay in their order.

    For scores by one sort of plain integers, of which the upper half is the score and the lower half the
    place: five times as fast as a stable sort.
    """
    if values.dtype != np.float32 or len(values) >= 1 << 32:
        return dated[np.argsort(values, kind="stable")]
    bits = (values + np.float32(0)).view(np.uint32)  # -0.0 becomes 0.0
    negative = bits >> np.uint32(31) == 1
    upper = np.where(negative, ~bits, bits | np.uint32(1 << 31))
    upper[np.isnan(values)] = np.iinfo(np.uint32).max
    keys = upper.astype(np.uint64) << np.uint64(32) | np.arange(len(values), dtype=np.uint64)
    keys.sort()
    return dated[(keys & np.uint64(0xFFFFFFFF)).astype(np.intp)]


def dimension_of(name: str, dimensions: Sequence[str]) -> str | None:
    """The dimension that a name means: blanks and underscores are one, case is ignored."""
    wanted = _plain(name)
    return next((key for key in dimensions if _plain(key) == wanted), None)


def _plain(name: str) -> str:
    return " ".join(fold(name).replace("_", " ").split())


def _values_of(sort: str, dimensions: Sequence[str], extra_names: Sequence[str]) -> Values:
    key = sort.removeprefix("-")
    if key.lower() in _KEYS:
        return _KEYS[key.lower()]
    name, _, seed = key.partition(":")
    if name.lower() == "random":
        return lambda columns, at: _shuffled(columns.ids[at], seed)
    dimension, extra = dimension_of(key, dimensions), dimension_of(key, extra_names)
    if dimension is not None:
        return lambda columns, at: columns.scores[columns.dimensions.index(dimension)][at]
    if extra is not None:
        return lambda columns, at: columns.extras[columns.extra_names.index(extra)][at]
    keys = ", ".join(name.replace(" ", "_") for name in sort_keys(dimensions, extra_names))
    raise QueryError(f"Unknown sort key {key!r}", len(sort) - len(key), f"one of {keys}:SEED")


def _shuffled(ids: NDArray[np.int64], seed: str) -> NDArray[np.float64]:
    """A number per id and seed, so that rows that come or go leave the others where they are.

    The finaliser of splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
    """
    x = ids.astype(np.uint64) + np.uint64(zlib.crc32(seed.encode(errors="surrogateescape")) + 1 << 20)
    x *= np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (x ^ (x >> np.uint64(31))).astype(np.float64)


def natural(name: str) -> str:
    """A text that sorts as people count: img2 before img10; case and leading zeros make no difference."""
    return _DIGITS.sub(_number_key, fold(name))


def name_ranks(names: Strings) -> NDArray[np.float64]:
    """[N] ascending in natural order, equal where `natural` is."""
    keys = [natural(name) for name in names]
    rank = {key: at for at, key in enumerate(sorted(set(keys)))}
    return np.fromiter(map(rank.__getitem__, keys), np.float64, len(keys))


def disagreement(columns: Columns, at: Positions) -> NDArray[np.float32]:
    """[N] how far the rater's scores lie from the human's own levels, 0..2: the mean distance over the
    dimensions that have both; NaN where none has."""
    own = columns.levels[:, at]
    distances = np.abs(columns.scores[:, at] - own)
    both = (own >= 0) & ~np.isnan(distances)
    counts = both.sum(axis=0)
    total = np.where(both, distances, 0).sum(axis=0)
    mean = np.where(counts > 0, total / np.maximum(counts, 1), np.nan)
    return mean.astype(np.float32)


def _number_key(match: re.Match[str]) -> str:
    """Sorts by the count of digits, then by the digits; the leading 0 keeps numbers among the digits."""
    return f"0{chr(len(match[1]))}{match[1]}"


_KEYS: dict[str, Values] = {
    "date": lambda columns, at: columns.modified[at],
    "name": lambda columns, at: name_ranks(columns.names[at]),
    "size": lambda columns, at: columns.bytes[at].astype(np.float64),
    "stars": lambda columns, at: np.where(columns.stars[at] > 0, columns.stars[at], np.nan),
    "uncertainty": lambda columns, at: columns.uncertainty[at],
    "disagreement": lambda columns, at: disagreement(columns, at),
}
