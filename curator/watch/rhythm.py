"""When a folder is looked through again. Pure: times are seconds of the caller's clock."""

import math

QUIET = 1.0
"""Seconds without an event before a scan: events get lost in bursts, and a scan finds what they lost."""
PATIENCE = 5.0
"""Seconds after which a scan no longer waits for quiet."""
BURST = 100
"""Events since the last scan that make the next one urgent."""
SHARE = 50
"""Scans that nothing urgent asked for take at most one 50th of the time."""
TIMED = 60.0
"""Seconds between scans of a folder that events come from; they find changes made from another computer."""
POLL_FIRST, POLL_LAST = 5.0, 30.0
"""Seconds between scans of a folder that no events come from, growing while nothing happens there."""


class Rhythm:
    """One folder's scans: at once on demand, soon after events, now and then anyway."""

    def __init__(self) -> None:
        self.polled = False
        """Whether scans must stand in for events."""
        self._demanded = math.inf
        self._timed = math.inf
        self._first_event = math.inf
        self._last_event = math.inf
        self._events = 0
        self._urgent = False
        self._not_before = 0.0
        self._pause = POLL_FIRST

    def demand(self, when: float) -> None:
        self._demanded = min(self._demanded, when)

    def changed(self, now: float, *, urgent: bool) -> None:
        """An event came. Urgent: a folder's, because of files inside it no event may tell, or a loss."""
        self._first_event = min(self._first_event, now)
        self._last_event = now
        self._events += 1
        self._urgent = self._urgent or urgent or self._events >= BURST

    def due(self) -> float:
        """When the next scan is to start; infinity for never."""
        after_events = min(self._last_event + QUIET, self._first_event + PATIENCE)
        not_before = 0.0 if self._urgent else self._not_before
        return min(self._demanded, self._timed, max(after_events, not_before))

    def started(self) -> None:
        self._demanded = self._timed = self._first_event = self._last_event = math.inf
        self._events, self._urgent = 0, False

    def finished(self, now: float, seconds: float, *, news: bool) -> None:
        """The scan that took so many seconds is over. `news`: it found or missed a file."""
        self._not_before = now + SHARE * seconds
        self._pause = POLL_FIRST if news else min(2 * self._pause, POLL_LAST)
        least, share = (self._pause, SHARE) if self.polled else (TIMED, 4 * SHARE)
        self._timed = now + max(least, share * seconds)
