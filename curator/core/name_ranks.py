"""Names in natural order, for rows that come and go: what was worked out of a name is kept."""

from bisect import bisect_left

import numpy as np
from numpy.typing import NDArray

from curator.core.columns import Strings
from curator.core.sorting import natural

CLOSEST = 2.0**-20
"""Ranks nearer to each other are dealt out anew, long before float64 can't tell them apart."""


class NameRanks:
    """A number for each name, ascending in natural order; a new name's lies between its neighbours'."""

    def __init__(self, names: Strings) -> None:
        keys = {name: natural(name) for name in set(names)}
        self._keys = sorted(set(keys.values()))
        self._sorted = [float(at) for at in range(len(self._keys))]
        rank = dict(zip(self._keys, self._sorted, strict=True))
        self._ranks = {name: rank[key] for name, key in keys.items()}
        self.deals = 1
        """Counts how often all names got other numbers."""

    def of(self, names: Strings) -> NDArray[np.float64]:
        """[N] their numbers; may deal them all out anew."""
        for name in set(names).difference(self._ranks):
            self._ranks[name] = self._rank(natural(name))
        return np.fromiter(map(self._ranks.__getitem__, names), np.float64, len(names))

    def _deal(self) -> None:
        now = {rank: float(at) for at, rank in enumerate(self._sorted)}
        self._sorted = list(now.values())
        self._ranks = {name: now[rank] for name, rank in self._ranks.items()}
        self.deals += 1

    def _rank(self, key: str) -> float:
        at = bisect_left(self._keys, key)
        if at < len(self._keys) and self._keys[at] == key:
            return self._sorted[at]
        if 0 < at < len(self._keys) and self._sorted[at] - self._sorted[at - 1] < CLOSEST:
            self._deal()
        below = self._sorted[at - 1] if at else self._sorted[0] - 2 if self._sorted else 0.0
        above = self._sorted[at] if at < len(self._keys) else below + 2
        self._keys.insert(at, key)
        self._sorted.insert(at, (below + above) / 2)
        return self._sorted[at]
