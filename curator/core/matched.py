"""Which rows match a text of the query language, kept for the last few texts while the rows change."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from curator.core.columns import Columns, Mask
from curator.core.query import asked_of, matches
from curator.core.texts import Asked, Found, Texts

MOST_KEPT = 8


class Matched:
    """Masks of the rows by text. Whoever changes the rows says so by `move`, then `renew`."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self._masks: dict[str, Mask] = {}
        """The one asked for last at the end."""

    def of(self, where: str, columns: Columns) -> Mask:
        """[N] not to be written to; `texts` learns what it lacks. Raises QueryError."""
        self.lacks(where)
        mask = self._masks.pop(where, None)
        if mask is None:
            mask = matches(where, columns)
        self._masks[where] = mask
        if len(self._masks) > MOST_KEPT:
            del self._masks[next(iter(self._masks))]
        return mask

    def lacks(self, where: str) -> bool:
        """Whether what it asks of prompts has no answer yet; `texts.wanted` knows then. Raises QueryError."""
        return self.texts.lacks(asked_of(where))

    def take(self, answers: Mapping[Asked, Found]) -> None:
        """What the library says to `texts.wanted`."""
        for asked, found in answers.items():
            self.texts.take(asked, found)
        for where in list(self._masks):
            if not answers.keys().isdisjoint(asked_of(where)):
                del self._masks[where]

    def move(self, into: NDArray[np.intp], moved: NDArray[np.intp]) -> None:
        """Rows took the places of others."""
        for mask in self._masks.values():
            mask[into] = mask[moved]

    def renew(self, slots: NDArray[np.intp], columns: Columns) -> None:
        """These rows are new or differ: only they are tested again. What is beyond the columns is gone."""
        changed = columns.take(slots)
        for where, old in self._masks.items():
            mask = np.full(len(columns), True)
            kept = min(len(old), len(columns))
            mask[:kept] = old[:kept]
            mask[slots] = matches(where, changed)
            self._masks[where] = mask
