"""What narrowed the gallery down before, as steps of the window's one history."""

import time
from collections.abc import Callable
from dataclasses import fields

from curator.gui.history import History, Step
from curator.gui.narrowing.filters import Filters

ONE_STEP_SECONDS = 1.0
"""Changes of one range, or of the text, that follow each other within this are one step."""
TEXT = "change of filters"


class FilterSteps:
    """Turns changes of the filters into steps; knows values and the history, no widget."""

    def __init__(
        self,
        history: History,
        show: Callable[[Filters], Filters],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`show` puts filters in force and tells which are then: a folder may be gone."""
        self.now = Filters()
        self._history, self._show, self._clock = history, show, clock
        self._stepping = False
        """While the history leads, what is shown is no new step."""
        self._last: Step | None = None
        self._before = Filters()
        """What was in force before the last step."""
        self._what, self._when = "", 0.0
        """What changed last, and when."""

    def begin(self, filters: Filters) -> None:
        """These are in force, and no step led here."""
        self.now = filters

    @property
    def are_last(self) -> bool:
        """Whether the history would take back a change of the filters next."""
        return self._history.last is not None and self._history.last.text == TEXT

    def note(self, filters: Filters) -> None:
        """These are in force now. The same as before is no step, and so may be told at any time."""
        if self._stepping or filters == self.now:
            return
        what, when = changed_part(self.now, filters), self._clock()
        goes_on = bool(what) and what == self._what and when - self._when <= ONE_STEP_SECONDS
        before, self.now, self._what, self._when = self.now, filters, what, when
        if goes_on and self._last is not None and self._last is self._history.last:
            self._merge(self._last, filters)
        else:
            self._before, self._last = before, self._step(before, filters)
            self._history.push(self._last)

    def _merge(self, last: Step, filters: Filters) -> None:
        """There and back again is no step."""
        self._last = None if filters == self._before else self._step(self._before, filters)
        self._history.exchange(last, self._last)

    def _step(self, before: Filters, after: Filters) -> Step:
        return Step(TEXT, lambda: self._go(before), lambda: self._go(after))

    def _go(self, filters: Filters) -> bool:
        """Whether that changed anything."""
        before, self._last, self._stepping = self.now, None, True
        self.now = self._show(filters)
        self._stepping = False
        return self.now != before


def changed_part(before: Filters, after: Filters) -> str:
    """`where`, `fold`, or `range:` and the dimension, where it alone differs; else "": a step of its own."""
    differing = [
        each.name for each in fields(Filters) if getattr(before, each.name) != getattr(after, each.name)
    ]
    if differing in (["where"], ["fold"]):
        return differing[0]
    if differing != ["ranges"]:
        return ""
    moved = {each.dimension for each in set(before.ranges) ^ set(after.ranges)}
    return f"range:{moved.pop()}" if len(moved) == 1 else ""
