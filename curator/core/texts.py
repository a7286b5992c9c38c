"""What is asked of the generators' texts and numbers: they lie in the library, not in the columns."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST_ANSWERS = 64
"""Kept at a time; one takes a byte for each picture."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, in the terms of the query language."""

    field: str
    """`prompt` or `negative`, with the operators `:` (these words in a row, the last one may go on), `=` (the
    whole text) and `any` (there is a text); `seed` with `=` and `!=`; `steps` and `cfg` with comparisons."""
    operator: str
    value: str | float = ""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer, or the later part of one."""

    ids: NDArray[np.int64]
    """Numbers of what generators wrote, as in `Columns.written`."""
    up_to: int
    """The highest such number there was."""


LookUp = Callable[[Asked, int], Found]
"""Only numbers above the second argument need be looked at. What a number stands for never changes."""


class Texts:
    """Answers by row, without ever waiting where it was given no way to look up: then what is lacking is in
    `wanted`, for whoever has a thread for it. Belongs to one thread.
    """

    def __init__(self, look_up: LookUp | None = None) -> None:
        self._look_up = look_up
        self._answers: dict[Asked, NDArray[np.bool_]] = {}
        """By the number; as long as it reaches."""
        self.wanted: set[Asked] = set()
        self.seen = 0
        """The highest number in any row: an answer that ends before it is lacking, but better than none."""

    def rows(self, asked: Asked, written: NDArray[np.int64]) -> NDArray[np.bool_]:
        """[N] which of the rows match; none of them where that is not known yet."""
        if self._look_up is not None:
            self.see(written)
            if self.reach(asked) < self.seen:
                self.take(asked, self._look_up(asked, self.reach(asked)))
        known = self._answers.get(asked)
        if known is None:
            return np.zeros(len(written), np.bool_)
        mask: NDArray[np.bool_] = known[np.where(written < len(known), written, 0)]
        return mask

    def see(self, written: NDArray[np.int64]) -> None:
        """Rows have these numbers."""
        self.seen = max(self.seen, int(written.max(initial=0)))

    def lacks(self, questions: Iterable[Asked]) -> bool:
        """Whether any has no answer at all; `wanted` learns of these, and of those whose answer is old."""
        lacking = False
        for asked in questions:
            reach = self.reach(asked)
            if reach < self.seen or reach < 0:
                self.wanted.add(asked)
            if reach < 0 and self._look_up is None:
                lacking = True
        return lacking

    def reach(self, asked: Asked) -> int:
        """The number that its answer reaches to, -1 where there is none."""
        known = self._answers.get(asked)
        return -1 if known is None else len(known) - 1

    def take(self, asked: Asked, found: Found) -> None:
        """Go on with an answer, or begin one."""
        before = self._answers.pop(asked, np.zeros(1, np.bool_))
        answer = np.zeros(max(found.up_to + 1, len(before)), np.bool_)
        answer[: len(before)] = before
        answer[found.ids] = True
        self._answers[asked] = answer
        self.wanted.discard(asked)
        while len(self._answers) > MOST_ANSWERS:
            del self._answers[next(iter(self._answers))]
