"""Marks that were asked for and are shown already, while the library has them not yet."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from curator.core.live import LiveColumns
from curator.core.marked import marked
from curator.core.marks import MarkChange


class Unwritten:
    """Changes under numbers that rise, each on top of those before; belongs to the GUI thread.

    Rows that were read meanwhile lack them, so `show` puts them on top: a picture that a filter hid must not
    come back for the blink of an eye.
    """

    def __init__(self) -> None:
        self._asked: dict[int, tuple[NDArray[np.int64], MarkChange]] = {}
        self._written = 0

    def add(self, number: int, image_ids: NDArray[np.int64], change: MarkChange) -> None:
        """Asked for just now."""
        self._asked[number] = (image_ids, change)

    def write(self, number: int) -> None:
        """The library has all up to this; rows that were being read then may still lack them: `forget`."""
        self._written = max(self._written, number)

    def forget(self) -> None:
        """Nothing is being read that lacks what is written."""
        self._asked = {number: asked for number, asked in self._asked.items() if number > self._written}

    def end(self, number: int, *, at_once: bool = False) -> list[int]:
        """All up to this are over, however they went; `at_once`: also what is written is dropped. The ids
        of what was not written, and so is shown as it is not."""
        over = [each for each in self._asked if each <= number and (at_once or each > self._written)]
        return [image_id for each in over for image_id in self._asked.pop(each)[0].tolist()]

    def show(self, live: LiveColumns, *, all_of_them: bool) -> None:
        """On top of rows that were read before all of them, or else when what is written was."""
        for number, (image_ids, change) in list(self._asked.items()):
            if all_of_them or number > self._written:
                at = positions(live, image_ids.tolist())
                live.update(marked(live.columns.take(at), change), live.columns.ids[at].tolist())


def positions(live: LiveColumns, image_ids: Sequence[int]) -> NDArray[np.intp]:
    """Of those that are there."""
    found = (live.position_of(image_id) for image_id in image_ids)
    return np.array([position for position in found if position is not None], np.intp)
