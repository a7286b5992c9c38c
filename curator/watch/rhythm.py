"""When a folder is looked through again. Pure: times are seconds of the caller's clock."""

import math

QUIET = 1.0
"""Seconds without an event before a scan: events get lost in bursts, and a scan finds what they lost."""
PATIENCE = 5.0
"""Seconds after which a scan no longer waits for quiet."""
BURST = 100
"""Events since the last scan that make the next one urgent."""
AFTER_OVERFLOW = 6.0
"""Seconds until a second scan, by when watchdog has put its watches back."""
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
        self._follow_up = math.inf
        self._timed = math.inf
        self._first_event = math.inf
        self._last_event = math.inf
        self._events = 0
        self._not_before = 0.0
        self._pause = POLL_FIRST

    def demand(self, when: float) -> None:
        self._demanded = min(self._demanded, when)

    def changed(self, now: float, *, urgent: bool) -> None:
        """An event came. Urgent: a folder's, because of files inside it no event may tell."""
        self._first_event = min(self._first_event, now)
        self._last_event = now
        self._events += 1
        if urgent or self._events >= BURST:
            self._not_before = 0.0

    def overflowed(self, now: float) -> None:
        """Events were lost."""
        self.changed(now, urgent=True)
        self._follow_up = now + AFTER_OVERFLOW

    def due(self) -> float:
        """When the next scan is to start; infinity for never."""
        after_events = min(self._last_event + QUIET, self._first_event + PATIENCE)
        return min(self._demanded, self._follow_up, self._timed, max(after_events, self._not_before))

    def started(self, now: float) -> None:
        self._demanded = self._timed = self._first_event = self._last_event = math.inf
        self._events = 0
        if self._follow_up <= now:
            self._follow_up = math.inf

    def finished(self, now: float, seconds: float, *, news: bool) -> None:
        """The scan that took so many seconds is over. `news`: it found or missed a file."""
        self._not_before = now + SHARE * seconds
        self._pause = POLL_FIRST if news else min(2 * self._pause, POLL_LAST)
        least, share = (self._pause, SHARE) if self.polled else (TIMED, 4 * SHARE)
        self._timed = now + max(least, share * seconds)
