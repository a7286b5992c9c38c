"""Going through many pictures a few at a time: the kept one stays, the next ones take the others' places."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from curator.gui.viewer.order import Ids, Order

MOST = 4
"""So many pictures can be compared at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Which pictures stand beside each other, and which come after them."""

    panes: tuple[int, ...]
    pool: Ids
    """What the challengers come from, in order: as it was at the start, so that ratings that come in
    meanwhile bring no picture twice."""
    following: int
    """The next challenger's place in the pool."""

    def kept(self, winner: int, is_there: Callable[[int], bool]) -> "Run | None":
        """The winner in its place with the next challengers in the others'; None where there are none left.

        Challengers that are not there any more are passed over; with too few left, fewer stand there.
        """
        panes, following = self._coming(len(self.panes) - 1, is_there)
        if not panes:
            return None
        panes.insert(min(self.panes.index(winner), len(panes)), winner)
        return replace(self, panes=tuple(panes), following=following)

    def without(self, lost: Collection[int], is_there: Callable[[int], bool]) -> "Run":
        """The next challengers in the places of the lost ones; with too few left, fewer stand there."""
        coming, following = self._coming(len(lost), is_there)
        places = [coming.pop(0) if image_id in lost and coming else image_id for image_id in self.panes]
        panes = tuple(image_id for image_id in places if image_id not in lost)
        return replace(self, panes=panes, following=following)

    def soon(self) -> list[int]:
        """The challengers that come next."""
        ids: list[int] = self.pool[self.following : self.following + len(self.panes) - 1].tolist()
        return ids

    def _coming(self, count: int, is_there: Callable[[int], bool]) -> tuple[list[int], int]:
        """Up to so many challengers, and the place in the pool behind them."""
        coming: list[int] = []
        at = self.following
        while at < len(self.pool) and len(coming) < count:
            image_id = int(self.pool[at])
            at += 1
            if is_there(image_id):
                coming.append(image_id)
        return coming, at


def begun(chosen: Sequence[int], order: Order) -> Run | None:
    """Two to four chosen pictures beside each other, followed by those after them in the order; of more, two
    at a time; one, with the one after it. None where there is nothing to compare with.
    """
    if len(chosen) > MOST:
        return Run((chosen[0], chosen[1]), np.asarray(chosen, np.int64), 2)
    panes = tuple(chosen)
    last = max((order.row(image_id) for image_id in panes), default=-1)
    if len(panes) == 1 and last >= 0:
        beside = order.id_at(last + 1)
        panes, last = (*panes, beside) if beside >= 0 else (order.id_at(last - 1), *panes), last + 1
    panes = tuple(image_id for image_id in panes if image_id >= 0)
    return Run(panes, order.ids, last + 1) if len(panes) > 1 else None
