"""watchdog's observer, with what it leaves out: whether it lost events, died, or is full."""

import contextlib
import logging
import sys
import tempfile
import threading
import warnings
from collections.abc import Callable

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

EVENTS: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileClosedEvent,
    FileMovedEvent,
    FileDeletedEvent,
    DirCreatedEvent,
    DirMovedEvent,
    DirDeletedEvent,
]
"""Without a filter, watchdog's own looks into folders become events: they fill the kernel's queue."""
if sys.platform != "linux":
    EVENTS.append(FileModifiedEvent)  # the only sign of writing where nobody tells of closing

LOGGER = "watchdog.observers"
"""inotify's overflow shows nowhere but in this log."""


class Observing:
    """Owns one watchdog observer. Used by one thread; the two callbacks come from watchdog's threads.

    `event(folder, event)` brings each event of a watched folder. `lost(broken)` says that events were lost;
    `broken`: and that watches could not be put back, so that every folder must be watched anew.
    """

    def __init__(self, event: Callable[[str, FileSystemEvent], None], lost: Callable[[bool], None]) -> None:
        self._event = event
        self._log = _OverflowLog(lost)
        self._observer: BaseObserver | None = None
        self._watches: dict[str, ObservedWatch] = {}

    def watch(self, folder: str) -> None:
        """Let events come from the folder and all below. OSError: the system can't, or the folder is gone."""
        if self._observer is None:
            self._observer = self._start()
        handler = _Handler(folder, self._event)
        self._watches[folder] = self._observer.schedule(handler, folder, recursive=True, event_filter=EVENTS)

    def unwatch(self, folder: str) -> None:
        """No more events from the folder; nothing happens where none came."""
        watch = self._watches.pop(folder, None)
        if watch is not None and self._observer is not None:
            self._observer.unschedule(watch)

    def is_alive(self) -> bool:
        """Whether the observer's own threads run, or there is none yet."""
        reader = getattr(self._observer, "_inotify_fd", None)  # on Linux a thread of its own reads the kernel
        if isinstance(reader, threading.Thread) and not reader.is_alive():
            return False
        return self._observer is None or self._observer.is_alive()

    def is_watched(self, folder: str) -> bool:
        """Whether events of the folder can come: watchdog gives up a deleted folder without a word."""
        watch = self._watches.get(folder)
        emitters = () if self._observer is None else self._observer.emitters
        return any(emitter.watch == watch and emitter.is_alive() for emitter in emitters)

    def is_full(self) -> bool:
        """Whether the system's limit of watched folders is reached: watchdog leaves out the rest silently."""
        if sys.platform != "linux" or self._observer is None:
            return False
        try:
            with tempfile.TemporaryDirectory(prefix="curator-") as probe:
                return not self._can_watch(self._observer, probe)
        except OSError:
            return False  # no place for the probe, which says nothing of the limit

    @staticmethod
    def _can_watch(observer: BaseObserver, folder: str) -> bool:
        try:
            watch = observer.schedule(FileSystemEventHandler(), folder, event_filter=[DirMovedEvent])
        except OSError:
            return False
        observer.unschedule(watch)
        return True

    def close(self) -> None:
        """Stop and join the observer; it can be used again."""
        observer, self._observer = self._observer, None
        self._watches.clear()
        logging.getLogger(LOGGER).removeHandler(self._log)
        if observer is not None:
            observer.stop()
            with contextlib.suppress(RuntimeError):  # it was never started
                observer.join()

    def _start(self) -> BaseObserver:
        logger = logging.getLogger(LOGGER)
        logger.addHandler(self._log)
        if not logger.isEnabledFor(logging.WARNING):
            logger.setLevel(logging.WARNING)
        # watchdog itself watches a new folder twice and warns of it; as an error that ends its thread.
        warnings.filterwarnings("ignore", message="Callback with id", category=RuntimeWarning)
        observer = Observer()
        observer.start()
        return observer


class _Handler(FileSystemEventHandler):
    """Passes each event on and does nothing else: an exception in here would end the observer's thread."""

    def __init__(self, folder: str, event: Callable[[str, FileSystemEvent], None]) -> None:
        self._folder = folder
        self._event = event

    def dispatch(self, event: FileSystemEvent) -> None:
        self._event(self._folder, event)


class _OverflowLog(logging.Handler):
    def __init__(self, lost: Callable[[bool], None]) -> None:
        super().__init__(logging.WARNING)
        self._lost = lost

    def emit(self, record: logging.LogRecord) -> None:
        text = str(record.msg)
        if "overflowed" in text:
            self._lost(False)
        elif "Unable to rebuild" in text:
            self._lost(True)
