"""What the pipeline's threads share: the library, the queues, the figures and the switches."""

import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from PIL import Image

from curator.core.errors import KnownError, LibraryError
from curator.core.records import FileFacts
from curator.pipeline.events import Changed, Events, Failed, Gone, Trouble
from curator.pipeline.meter import Meter
from curator.pipeline.queue import Handoff, WaitingFiles
from curator.store import files, ratings
from curator.store.library import Library

AHEAD = 8
"""Pictures kept ready for the rater: 0.8 MB each."""
RETRY_SECONDS = 2.0
"""Between two tries to write into a library whose disk is full or that another program holds."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture read ahead of the rater."""

    image_id: int
    path: Path
    content: str
    picture: Image.Image


@dataclass(slots=True)
class Context:
    """One per service. `rater_id` is None until the rater is loaded."""

    library: Library
    events: Events
    waiting: WaitingFiles = field(default_factory=WaitingFiles)
    ready: Handoff[Prepared] = field(default_factory=lambda: Handoff[Prepared](AHEAD))
    meter: Meter = field(default_factory=Meter)
    running: threading.Event = field(default_factory=threading.Event)
    """Cleared while paused."""
    rater_loaded: threading.Event = field(default_factory=threading.Event)
    stopping: threading.Event = field(default_factory=threading.Event)
    rater_id: int | None = None
    _refused: str = ""
    """What the user was told of a library that can't be written; empty while it can."""

    def write(self, action: Callable[[], T]) -> T:
        """Write into the library, as often as it takes: a full disk or a lock costs time, never a rating.

        Says so once, as Trouble. Raises LibraryError only where the pipeline is stopped meanwhile.
        """
        while True:
            try:
                result = action()
            except LibraryError as error:
                if str(error) != self._refused:
                    self._refused = str(error)
                    self.events.publish(Trouble(f"{error} Rating goes on as soon as it can be written."))
                if self.stopping.wait(RETRY_SECONDS):
                    raise
            else:
                self._refused = ""
                return result

    def enqueue(self, wanted: list[FileFacts]) -> None:
        # Counted before they can be finished, so that the figures never dip below zero.
        self.meter.expect(len(wanted))
        for _ in range(len(wanted) - self.waiting.put(wanted)):
            self.meter.skipped()

    def fail(self, image_id: int, path: Path, stage: str, error: Exception) -> None:
        """Record why a picture could not be rated and say so; a bug is reported besides."""
        reason = str(error)
        if not isinstance(error, KnownError):
            reason = f"Curator met an error of its own: {type(error).__name__}: {error}"
            self.report(f"{path.name}: {reason}", error)
        self.write(lambda: ratings.record_failure(self.library, image_id, stage, reason, time.time()))
        self.meter.failed()
        self.events.publish(Failed(image_id, path, reason))
        self.events.publish(Changed((image_id,)))

    def report(self, message: str, error: BaseException) -> None:
        """Tell listeners of a bug, with the traceback to copy."""
        self.events.publish(Trouble(message, "".join(traceback.format_exception(error))))

    def forget(self, paths: list[Path]) -> None:
        """Files that are no longer there leave the queue and the gallery; their ratings stay."""
        for _ in range(self.waiting.discard(paths)):
            self.meter.skipped()
        gone = self.write(lambda: files.mark_gone(self.library, paths, time.time()))
        if gone:
            self.events.publish(Gone(tuple(gone)))
