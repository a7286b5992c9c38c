"""What narrowed the gallery down before, to go back to and forth."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import fields

from curator.gui.narrowing.filters import Filters

MOST_STEPS = 100
ONE_STEP_SECONDS = 1.0
"""Changes of one range, or of the text, that follow each other within this are one step."""


class FilterHistory:
    """Steps between values of Filters; plain values, no widget knows it."""

    def __init__(self, now: Filters | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.now = now or Filters()
        self._clock = clock
        self._past: deque[Filters] = deque(maxlen=MOST_STEPS)
        self._future: list[Filters] = []
        self._last: tuple[str, float] = ("", 0.0)
        """What changed last, and when."""

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        return bool(self._future)

    def note(self, filters: Filters) -> None:
        """These are in force now. The same as before is no step, and so may be told at any time."""
        if filters == self.now:
            return
        what, when = changed_part(self.now, filters), self._clock()
        one_step = what and what == self._last[0] and when - self._last[1] <= ONE_STEP_SECONDS
        self._last = (what, when)
        self._future.clear()
        if not one_step:
            self._past.append(self.now)
        elif self._past[-1] == filters:
            # There and back again is no step
            self._past.pop()
            self._last = ("", 0.0)
        self.now = filters

    def undo(self) -> Filters | None:
        """The value before, which is in force from now on; None where there is none."""
        if not self._past:
            return None
        self._future.append(self.now)
        return self._go(self._past.pop())

    def redo(self) -> Filters | None:
        """The value that `undo` left, which is in force from now on; None where there is none."""
        if not self._future:
            return None
        self._past.append(self.now)
        return self._go(self._future.pop())

    def _go(self, filters: Filters) -> Filters:
        self._last = ("", 0.0)
        self.now = filters
        return filters


def changed_part(before: Filters, after: Filters) -> str:
    """`where`, or `range:` and the dimension, where that alone differs; else "": a step of its own."""
    differing = [
        each.name for each in fields(Filters) if getattr(before, each.name) != getattr(after, each.name)
    ]
    if differing == ["where"]:
        return "where"
    if differing != ["ranges"]:
        return ""
    moved = {each.dimension for each in set(before.ranges) ^ set(after.ranges)}
    return f"range:{moved.pop()}" if len(moved) == 1 else ""
