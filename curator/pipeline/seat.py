"""Who rates, and what the user wants of it: any thread may ask, the rating thread acts."""

import threading
from collections.abc import Callable

from curator.core.settings import RaterLimits
from curator.rating.rater import Rater


class Seat:
    """Holds the rater and the one that is to take its place. `wake` wakes the rating thread."""

    def __init__(self, rater: Rater, limits: RaterLimits, wake: Callable[[], None]) -> None:
        self._lock = threading.Lock()
        self._rater = rater
        self._next: Rater | None = None
        self._release = False
        self._wake = wake
        self._limits = limits

    @property
    def rater(self) -> Rater:
        """The one at work."""
        return self._rater

    @property
    def coming(self) -> Rater:
        """The one that takes over, or else the one at work."""
        with self._lock:
            return self._next or self._rater

    @property
    def limits(self) -> RaterLimits:
        return self._limits

    @limits.setter
    def limits(self, limits: RaterLimits) -> None:
        self._limits = limits
        self._wake()

    @property
    def wanted(self) -> bool:
        """Whether something is wanted, which the rating thread sees to before it goes on."""
        with self._lock:
            return self._release or self._next is not None

    def release(self) -> None:
        """Let the rater give its device back at once, in the middle of its work."""
        with self._lock:
            self._release = True
        self._rater.abandon()
        self._wake()

    def replace(self, rater: Rater) -> None:
        """Let another rater take over at once."""
        with self._lock:
            self._next = rater
        self._rater.abandon()
        self._wake()

    def take_release(self) -> bool:
        """Whether the rater was to give its device back, which is then seen to."""
        with self._lock:
            wished, self._release = self._release, False
            return wished

    def change_over(self) -> None:
        """Seat the one that is to take over, and close the other; a release was meant for that."""
        with self._lock:
            before, after = self._rater, self._next
            self._rater, self._next = after or before, None
            self._release = False
        if after is not None:
            before.close()

    def close(self) -> None:
        self._rater.close()
