"""The pipeline followed without a window: the events of its threads, taken and counted by one."""

import queue
import time
from collections.abc import Iterator
from dataclasses import dataclass

from curator.pipeline.events import Event, Events, Failed, Rated, RaterChanged, RaterState


class Heard:
    """Gathers events from now on, with the time at which each was published (`time.monotonic`)."""

    def __init__(self, events: Events) -> None:
        self._queue: queue.SimpleQueue[tuple[float, Event]] = queue.SimpleQueue()
        events.subscribe(lambda event: self._queue.put((time.monotonic(), event)))

    def take(self, seconds: float = 0.0) -> Iterator[tuple[float, Event]]:
        """What was published since the last call; waits so long for the first."""
        try:
            yield self._queue.get(timeout=seconds) if seconds else self._queue.get_nowait()
            while True:
                yield self._queue.get_nowait()
        except queue.Empty:
            return


@dataclass(slots=True)
class Tally:
    """Counts of one run, and its speed without the time that the rater took to load."""

    rated: int = 0
    failed: int = 0
    rater: str = ""
    began: float = 0.0
    ended: float = 0.0

    def count(self, at: float, event: Event) -> None:
        if isinstance(event, RaterChanged):
            self.rater = event.detail
            if event.state is RaterState.READY:
                self.began = self.ended = max(at, self.began)
        elif isinstance(event, Rated | Failed):
            self.rated += isinstance(event, Rated)
            self.failed += isinstance(event, Failed)
            self.ended = at

    def summary(self, found: int) -> str:
        """One line; `found` counts the pictures that this run was given."""
        before = max(found - self.rated - self.failed, 0)
        parts = [f"{self.rated} rated", f"{before} rated before", f"{self.failed} failed"]
        if self.rated and self.ended > self.began:
            parts.append(f"{self.rated / (self.ended - self.began):.1f} images/s")
        return ", ".join([*parts, f"rater: {self.rater}"])
