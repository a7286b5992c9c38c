"""Counts what a run of work has done, for the progress strip and the progress bar."""

import threading
import time
from collections import deque
from collections.abc import Callable

from curator.pipeline.events import Progress

WINDOW_SECONDS = 10.0


class Meter:
    """Counts from any thread. A run begins with the first file after everything was done."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._outstanding = 0
        self._rated = self._skipped = self._failed = 0
        self._finished: deque[float] = deque()
        self._current = ""

    def expect(self, files: int) -> None:
        """So many more files are to be done."""
        with self._lock:
            if self._outstanding == 0 and files:
                self._rated = self._skipped = self._failed = 0
                self._finished.clear()
                self._finished.append(self._clock())
            self._outstanding += files

    def rating(self, name: str) -> None:
        """The rater has begun a picture of this name."""
        with self._lock:
            self._current = name

    def rated(self) -> None:
        with self._lock:
            self._rated += 1
            self._outstanding -= 1
            self._finished.append(self._clock())

    def skipped(self) -> None:
        """A file needed no rating: rated before, gone, or no longer wanted. That is no part of the speed."""
        with self._lock:
            self._skipped += 1
            self._outstanding -= 1

    def failed(self) -> None:
        with self._lock:
            self._failed += 1
            self._outstanding -= 1
            self._finished.append(self._clock())

    @property
    def outstanding(self) -> int:
        """Files neither rated, skipped nor failed yet."""
        with self._lock:
            return self._outstanding

    def progress(self, paused: bool) -> Progress:
        """Figures of now. The speed is over the last ten seconds of this run, or longer where a picture takes
        longer."""
        with self._lock:
            now = self._clock()
            while len(self._finished) > 2 and now - self._finished[0] > WINDOW_SECONDS:
                self._finished.popleft()
            span = now - self._finished[0] if self._finished else 0.0
            speed = (len(self._finished) - 1) / span if span > 0 and self._outstanding else 0.0
            return Progress(
                done=self._rated,
                skipped=self._skipped,
                waiting=self._outstanding,
                failed=self._failed,
                per_second=speed,
                seconds_left=self._outstanding / speed if speed > 0 else None,
                paused=paused,
                current=self._current if self._outstanding else "",
            )
