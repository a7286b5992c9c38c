"""How the scores of a dimension spread, for the histograms that brush each other."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curator.core.columns import Columns, Mask
from curator.core.query import Range, within
from curator.core.sorting import dimension_of

BINS = 40
"""Equal parts of 0..2."""


@dataclass(frozen=True, slots=True)
class Spread:
    """One dimension's histogram. A row without its score is in none of the counts."""

    count: int
    """Rows inside this dimension's range, among those that all other conditions leave."""
    bins: tuple[int, ...]
    """[BINS] the rows that all other conditions leave, whatever this dimension's own range is."""
    whole: tuple[int, ...]
    """[BINS] all rows."""


def binned(scores: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Each score's bin, BINS where there is no score."""
    known = ~np.isnan(scores)
    places = np.clip(np.where(known, scores, 0) * (BINS / 2), 0, BINS - 1)
    return np.where(known, places, BINS).astype(np.uint8)


def spreads(
    base: Mask,
    ranges: tuple[Range, ...],
    columns: Columns,
    bins: NDArray[np.uint8],
    whole: Sequence[tuple[int, ...]],
) -> dict[str, Spread]:
    """Per dimension. `base` [N]: the rows that text, folder and marks leave; `bins` [D, N] of `binned`;
    `whole` the counts of all rows."""
    inside = {dimension_of(each.dimension, columns.dimensions): within(each, columns) for each in ranges}
    missed = np.zeros(len(columns), np.uint8)
    for mask in inside.values():
        missed += ~mask
    return {
        key: _spread(bins[at], base & _others(missed, inside.get(key)), inside.get(key), whole[at])
        for at, key in enumerate(columns.dimensions)
    }


def _others(missed: NDArray[np.uint8], own: Mask | None) -> Mask:
    """Rows that no range leaves out but, at most, the dimension's own."""
    others: Mask = missed == 0 if own is None else missed == ~own
    return others


def _spread(bins: NDArray[np.uint8], left: Mask, own: Mask | None, whole: tuple[int, ...]) -> Spread:
    counts = counted(bins[left])
    count = sum(counts) if own is None else int(np.count_nonzero(left & own))
    return Spread(count, counts, whole)


def counted(bins: NDArray[np.uint8]) -> tuple[int, ...]:
    """[BINS] rows in each bin."""
    return tuple(np.bincount(bins, minlength=BINS + 1)[:BINS].tolist())
