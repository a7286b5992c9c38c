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
ALL = slice(None)
_DIGITS = re.compile("0*([0-9]+)")


def sort_keys(dimensions: Sequence[str]) -> tuple[str, ...]:
    """All keys to offer, ascending; `-key` is descending. `random` takes a seed: `random:SEED`."""
    return (*dimensions, *_KEYS, "random")


def check_sort(sort: str, dimensions: Sequence[str]) -> None:
    """Raises QueryError where `order` could not sort by it."""
    _values_of(sort, dimensions)


def order(sort: str, columns: Columns, positions: Positions) -> Positions:
    """The positions sorted. Rows without the value (not rated, no stars) come last in both directions; rows
    with the same value follow by date, newest first, then by id. Raises QueryError for an unknown key."""
    values_of = _values_of(sort, columns.dimensions)
    values = values_of(columns, positions)
    if sort.startswith("-"):
        values = -values
    # lexsort puts NaN last, whatever the sign
    return positions[np.lexsort((columns.ids[positions], -columns.modified[positions], values))]


def uncertainty(columns: Columns, positions: Positions | slice = ALL) -> NDArray[np.float64]:
    """[n], 0 (sure) to 1 (each level equally likely); NaN where no dimension has probabilities.

    The mean, over the dimensions that have probabilities p0, p1, p2, of Shannon's entropy divided by its
    greatest value: -sum(p * ln p) / ln 3, where 0 * ln 0 is 0.
    """
    p = columns.probabilities[:, :, positions]
    entropy = -np.sum(p * np.log(np.where(p > 0, p, 1)), axis=1) / np.log(3)
    known = ~np.isnan(entropy)
    counts = known.sum(axis=0)
    total = np.where(known, entropy, 0).sum(axis=0, dtype=np.float64)
    return np.where(counts > 0, np.clip(total / np.maximum(counts, 1), 0, 1), np.nan)


def dimension_of(name: str, dimensions: Sequence[str]) -> str | None:
    """The dimension that a name means: blanks and underscores are one, case is ignored."""
    wanted = _plain(name)
    return next((key for key in dimensions if _plain(key) == wanted), None)


def _plain(name: str) -> str:
    return " ".join(fold(name).replace("_", " ").split())


def _values_of(sort: str, dimensions: Sequence[str]) -> Values:
    key = sort.removeprefix("-")
    if key.lower() in _KEYS:
        return _KEYS[key.lower()]
    name, _, seed = key.partition(":")
    if name.lower() == "random":
        return lambda columns, at: _shuffled(columns.ids[at], seed)
    dimension = dimension_of(key, dimensions)
    if dimension is None:
        keys = ", ".join(name.replace(" ", "_") for name in sort_keys(dimensions))
        raise QueryError(f"Unknown sort key {key!r}", len(sort) - len(key), f"one of {keys}:SEED")
    found = dimension
    return lambda columns, at: columns.scores[columns.dimensions.index(found)][at]


def _shuffled(ids: NDArray[np.int64], seed: str) -> NDArray[np.float64]:
    """A number per id and seed, so that rows that come or go leave the others where they are.

    The finaliser of splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
    """
    x = ids.astype(np.uint64) + np.uint64(zlib.crc32(seed.encode(errors="surrogateescape")) + 1 << 20)
    x *= np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (x ^ (x >> np.uint64(31))).astype(np.float64)


def _names(names: Strings) -> NDArray[np.float64]:
    """Ranks in natural order: img2 before img10. Equal names but for case and leading zeros rank alike."""
    keys = [_DIGITS.sub(_number_key, fold(name)) for name in names]
    rank = {key: at for at, key in enumerate(sorted(set(keys)))}
    return np.fromiter(map(rank.__getitem__, keys), np.float64, len(keys))


def _number_key(match: re.Match[str]) -> str:
    """Sorts by the count of digits, then by the digits; the leading 0 keeps numbers among the digits."""
    return f"0{chr(len(match[1]))}{match[1]}"


_KEYS: dict[str, Values] = {
    "date": lambda columns, at: columns.modified[at],
    "name": lambda columns, at: _names(columns.names[at]),
    "size": lambda columns, at: columns.bytes[at],
    "stars": lambda columns, at: np.where(columns.stars[at] > 0, columns.stars[at], np.nan),
    "uncertainty": uncertainty,
}
