"""What the pipeline's threads share: the library, the queues, the figures and the switches."""

import contextlib
import os
import threading
import time
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
from curator.pipeline.reports import Reports
from curator.pipeline.steady import ended_sentence
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
    file: FileFacts
    content: str
    picture: Image.Image


def _newness(prepared: Prepared) -> int:
    return prepared.file.modified_ns


@dataclass(slots=True)
class Context:
    """One per service. `rater_id` is None until the rater is loaded."""

    library: Library
    events: Events
    waiting: WaitingFiles = field(default_factory=WaitingFiles)
    ready: Handoff[Prepared] = field(default_factory=lambda: Handoff[Prepared](AHEAD, _newness))
    meter: Meter = field(default_factory=Meter)
    rater_loaded: threading.Event = field(default_factory=threading.Event)
    """Set once it is known whose ratings count, and what needs one."""
    rater_news: threading.Event = field(default_factory=threading.Event)
    """Set with each rater that takes over."""
    stopping: threading.Event = field(default_factory=threading.Event)
    rater_id: int | None = None
    checking: bool = False
    """Whether the rater is yet to be tried on the built-in pairs, see `self_check.py`."""
    is_watched: Callable[[Path], bool] = lambda _: False
    """Whether a watcher tells of what happens to the file."""
    look_again: Callable[[Path], None] = lambda _: None
    """Let the watcher look through the file's folder again, soon."""
    _fault: str = ""
    """Why the library can't be used any more, until the rating thread has heard of it."""
    _reports: Reports = field(init=False)
    _refused: str = ""
    """What the user was told of a library that can't be written; empty while it can."""
    _telling: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._reports = Reports(self.events.publish)

    def write(self, action: Callable[[], T]) -> T:
        """Write into the library, as often as it takes: a full disk or a lock costs time, never a rating.

        Says so once, as Trouble. Raises LibraryError where waiting can't help, and once the pipeline stops.
        """
        while True:
            try:
                result = action()
            except LibraryError as error:
                if not error.passing:
                    raise
                self._tell_refused(f"{error} Rating goes on as soon as it can be written.", str(error))
                if self.stopping.wait(RETRY_SECONDS):
                    raise
            else:
                self._refused = ""
                return result

    def _tell_refused(self, message: str, topic: str) -> None:
        with self._telling:
            told, self._refused = self._refused, message
        if told != message:
            self.events.publish(Trouble(message, topic=topic))

    def _wait_again(self, paths: list[Path]) -> None:
        for path in paths:
            with contextlib.suppress(OSError):
                status = path.stat()
                self.enqueue([FileFacts(path, status.st_size, status.st_mtime_ns)], last=True)

    def enqueue(self, wanted: list[FileFacts], last: bool = False) -> None:
        """Let files wait to be rated, those that do not already; newest first or behind all others."""
        self.waiting.put(wanted, self.meter.expect, last)

    def skipped(self, facts: FileFacts) -> None:
        """A file in work needs no rating: rated before, gone, or no longer wanted."""
        self.waiting.done(facts)
        self.meter.skipped()

    def again(self, facts: FileFacts) -> None:
        """A file in work waits again, behind all others: the thread that had it in hand ends."""
        if self.waiting.again(facts) is False:
            self.meter.skipped()

    def rated(self, facts: FileFacts) -> None:
        """The rating of a file in work is in the database."""
        self.waiting.done(facts)
        self.meter.rated()

    def fail(self, image_id: int, facts: FileFacts, rater_id: int | None, error: Exception) -> None:
        """Record why a file in work could not be read (`rater_id` None) or rated, and say so.

        A bug is reported besides.
        """
        path = facts.path
        reason = str(error)
        if not isinstance(error, KnownError):
            reason = f"Curator met an error of its own: {type(error).__name__}: {error}"
            self.report(f"{path.name}: {reason}", error)
        self.write(lambda: ratings.record_failure(self.library, image_id, rater_id, reason, time.time()))
        self.waiting.done(facts)
        self.meter.failed()
        self.events.publish(Failed(image_id, path, reason))
        self.events.publish(Changed((image_id,)))

    def report(self, message: str, error: BaseException) -> None:
        """Tell listeners of a bug, with the traceback to copy; the same one once only."""
        self._reports.tell(message, error)

    def ended(self, name: str, error: BaseException) -> None:
        """A thread ended before its time and is begun anew. Without a library nothing can be rated: the
        rating thread says that."""
        if isinstance(error, LibraryError) and not error.passing:
            self._fault = str(error)
            self.ready.wake()
        elif isinstance(error, KnownError):
            self.report(str(error), error)
        else:
            self.report(ended_sentence(name, error), error)

    def take_fault(self) -> str:
        """Why the library can't be used any more, once; empty where it can."""
        fault, self._fault = self._fault, ""
        return fault

    def forget_below(self, folder: Path, but: list[Path]) -> None:
        """What waits in a folder that is no longer watched, and in none of the folders of `but`, leaves."""
        for _ in range(self.waiting.discard_below(folder, but)):
            self.meter.skipped()

    def forget(self, paths: list[Path]) -> None:
        """Files that are no longer there leave the queue and the gallery; their ratings stay.

        What was put back while the library was waited for stays; where nobody else hears of it, it waits
        again.
        """
        for _ in range(self.waiting.discard(paths)):
            self.meter.skipped()
        now = time.time()
        gone = self.write(lambda: files.mark_gone(self.library, paths, now))
        # Looked at only now: a share answers slowly, and meanwhile nobody else could write
        back = [path for path in paths if os.path.lexists(path)] if gone else []
        if back:
            there = self.write(lambda: files.mark_there(self.library, back, now))
            gone = sorted(set(gone) - set(there))
            self._wait_again([path for path in back if not self.is_watched(path)])
        if gone:
            self.events.publish(Gone(tuple(gone)))
