"""What the pipeline's threads share: the library, the queues, the figures and the switches."""

import threading
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from curator.core.errors import KnownError
from curator.core.records import FileFacts
from curator.pipeline.events import Changed, Events, Failed, Gone, Trouble
from curator.pipeline.meter import Meter
from curator.pipeline.queue import Handoff, WaitingFiles
from curator.store import files, ratings
from curator.store.library import Library

AHEAD = 8
"""Pictures kept ready for the rater: 0.8 MB each."""


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
        ratings.record_failure(self.library, image_id, stage, reason, time.time())
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
        gone = files.mark_gone(self.library, paths, time.time())
        if gone:
            self.events.publish(Gone(tuple(gone)))
