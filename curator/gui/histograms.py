"""How the scores of each dimension spread, for the bars in the filter panel."""

import numpy as np
from numpy.typing import NDArray

from curator.core.columns import Columns

BINS = 40


def histograms(columns: Columns) -> dict[str, tuple[int, ...]]:
    """Per dimension the counts in BINS equal parts of 0..2; absent scores are not counted."""
    return {key: _counts(columns.scores[at]) for at, key in enumerate(columns.dimensions)}


def _counts(scores: NDArray[np.float32]) -> tuple[int, ...]:
    known = scores[~np.isnan(scores)]
    places = np.clip((known * (BINS / 2)).astype(np.intp), 0, BINS - 1)
    return tuple(int(count) for count in np.bincount(places, minlength=BINS))
