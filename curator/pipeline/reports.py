"""Bugs told once: the same fault a hundred times in an hour is one report and not a flood."""

import threading
import time
import traceback
from collections.abc import Callable

from curator.core.errors import KnownError
from curator.core.log import bug_report
from curator.pipeline.events import Trouble

AGAIN_SECONDS = 3600.0
"""After which the same fault is told once more."""

Place = tuple[str, ...]


class Reports:
    """Any thread may use it. Faults are the same that have one kind and come from one line."""

    def __init__(self, publish: Callable[[Trouble], None]) -> None:
        self._publish = publish
        self._lock = threading.Lock()
        self._told: dict[Place, float] = {}

    def tell(self, message: str, error: BaseException) -> None:
        """A bug with its traceback to copy; a known error is its sentence alone."""
        place, now = _place(error), time.monotonic()
        with self._lock:
            if now - self._told.get(place, float("-inf")) < AGAIN_SECONDS:
                return
            self._told[place] = now
        if isinstance(error, KnownError):
            self._publish(Trouble(message, topic=str(error)))
        else:
            self._publish(Trouble(message, bug_report(error)))


def _place(error: BaseException) -> Place:
    if isinstance(error, KnownError):
        return (str(error),)
    frames = traceback.extract_tb(error.__traceback__)[-1:]
    return (type(error).__name__, *(f"{frame.filename}:{frame.lineno}" for frame in frames))
