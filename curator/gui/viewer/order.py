"""The gallery's order, as the viewer goes through it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curator.gui.viewer.keys import Command

Ids = NDArray[np.int64]
AHEAD, BEHIND = 3, 1
"""So many pictures are decoded in the direction of travel and against it."""


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """Image ids as they are shown, each once; the array is never changed."""

    ids: Ids

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, image_id: int) -> bool:
        return self.row(image_id) >= 0

    def row(self, image_id: int) -> int:
        """The picture's place, counted from 0; -1 where it is not shown."""
        found = np.flatnonzero(self.ids == image_id)
        return int(found[0]) if len(found) else -1

    def id_at(self, row: int) -> int:
        """The picture at a place; -1 beyond either end."""
        return int(self.ids[row]) if 0 <= row < len(self.ids) else -1

    def reached(self, image_id: int, travel: Command) -> int:
        """The picture that a step leads to; -1 where there is none."""
        if travel is Command.FIRST:
            return self.id_at(0)
        if travel is Command.LAST:
            return self.id_at(len(self.ids) - 1)
        row = self.row(image_id)
        return -1 if row < 0 else self.id_at(row + (1 if travel is Command.NEXT else -1))

    def soon(self, image_id: int, *, forwards: bool) -> list[int]:
        """What may be asked for next, likeliest first: two ahead, one behind, then further ahead."""
        row, way = self.row(image_id), 1 if forwards else -1
        ahead = [row + way * steps for steps in range(1, AHEAD + 1)]
        behind = [row - way * steps for steps in range(1, BEHIND + 1)]
        rows = [*ahead[:2], *behind, *ahead[2:]]
        return [self.id_at(at) for at in rows if row >= 0 and 0 <= at < len(self.ids)]

    def heir(self, image_id: int, later: "Order") -> int:
        """Which picture of the later order stands in for one that left: the next after it that is still
        there, else the last one before it, else the first one; -1 where there is none.
        """
        row = self.row(image_id)
        around = np.concatenate([self.ids[row + 1 :], self.ids[: max(row, 0)][::-1]])
        still = np.flatnonzero(np.isin(around, later.ids))
        return int(around[still[0]]) if len(still) else later.id_at(0)
