"""Names in natural order, for rows that come and go: what was worked out of a name is kept."""

from bisect import bisect_left

import numpy as np
from numpy.typing import NDArray

from curator.core.columns import Strings
from curator.core.sorting import natural

CLOSEST = 2.0**-20
"""Ranks nearer to each other are dealt out anew, long before float64 can't tell them apart."""


ONE_TIME = 20_000
"""Names worked on without a pause: a longer step would hold every other thread up."""


class NameRanks:
    """A number for each name, ascending in natural order; a new name's lies between its neighbours'."""

    def __init__(self, names: Strings) -> None:
        keys = {name: natural(name) for name in names}
        self._keys = _in_order(list(keys.values()))
        self._sorted = [float(at) for at in range(len(self._keys))]
        rank = {key: at for key, at in zip(self._keys, self._sorted, strict=True)}  # noqa: C416 - pauses
        self._ranks = {name: rank[key] for name, key in keys.items()}
        self.deals = 1
        """Counts how often all names got other numbers."""

    def of(self, names: Strings) -> NDArray[np.float64]:
        """[N] their numbers; may deal them all out anew."""
        for name in names:
            if name not in self._ranks:
                self._ranks[name] = self._rank(natural(name))
        parts = [names[at : at + ONE_TIME] for at in range(0, len(names), ONE_TIME)]
        numbers = [np.fromiter(map(self._ranks.__getitem__, part), np.float64, len(part)) for part in parts]
        return np.concatenate(numbers) if numbers else np.empty(0, np.float64)

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


def _in_order(keys: list[str]) -> list[str]:
    """The distinct keys, sorted run by run: Python's sort joins two runs in a moment."""
    runs = [sorted(keys[at : at + ONE_TIME]) for at in range(0, len(keys), ONE_TIME)] or [[]]
    while len(runs) > 1:
        pairs = [runs[at : at + 2] for at in range(0, len(runs), 2)]
        runs = [sorted([*pair[0], *pair[1]]) if len(pair) == 2 else pair[0] for pair in pairs]
    return list(dict.fromkeys(runs[0]))
