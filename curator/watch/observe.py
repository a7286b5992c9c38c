"""watchdog's observer, with what it leaves out: whether it lost events, died, or is full."""

import contextlib
import sys
import threading
import warnings
from collections.abc import Callable, Iterable

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
from watchdog.observers.api import BaseObserver, EventEmitter, ObservedWatch

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


class Observing:
    """Owns one watchdog observer. Used by one thread; the two callbacks come from watchdog's threads.

    `event(folder, event)` brings each event of a watched folder. `lost()` says that events of any were lost.
    """

    def __init__(self, event: Callable[[str, FileSystemEvent], None], lost: Callable[[], None]) -> None:
        self._event = event
        self._lost = lost
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
        reader = getattr(self._observer, "reader", None)  # on Linux a thread of its own reads the kernel
        if isinstance(reader, threading.Thread) and not reader.is_alive():
            return False
        return self._observer is None or self._observer.is_alive()

    def is_watched(self, folder: str) -> bool:
        """Whether events of the folder can come: watchdog gives up a deleted folder without a word."""
        emitter = self._emitter(folder)
        return emitter is not None and emitter.is_alive()

    def is_full(self, folder: str) -> bool:
        """Whether the system's limit of watched folders leaves out some in this one."""
        return getattr(self._emitter(folder), "full", False)

    def mend(self, folder: str, inner: Iterable[str]) -> int:
        """Watch those folders in a watched one that are not: events that told of them were lost, or the
        limit left them out. Returns how many that were."""
        mend = getattr(self._emitter(folder), "mend", None)
        return 0 if mend is None else mend(inner)

    def _emitter(self, folder: str) -> EventEmitter | None:
        watch = self._watches.get(folder)
        emitters = () if self._observer is None else self._observer.emitters
        return next((emitter for emitter in emitters if emitter.watch == watch), None)

    def close(self) -> None:
        """Stop and join the observer; it can be used again."""
        observer, self._observer = self._observer, None
        self._watches.clear()
        if observer is not None:
            observer.stop()
            with contextlib.suppress(RuntimeError):  # it was never started
                observer.join()

    def _start(self) -> BaseObserver:
        # watchdog itself watches a new folder twice and warns of it; as an error that ends its thread.
        warnings.filterwarnings("ignore", message="Callback with id", category=RuntimeWarning)
        observer = new_observer(self._lost)
        observer.start()
        return observer


def new_observer(lost: Callable[[], None]) -> BaseObserver:
    """Of this system; `lost` is called where one tells that events were lost."""
    if sys.platform != "linux":
        return Observer()
    from curator.watch.inotify import LinuxObserver

    return LinuxObserver(lost)


class _Handler(FileSystemEventHandler):
    """Passes each event on and does nothing else: an exception in here would end the observer's thread."""

    def __init__(self, folder: str, event: Callable[[str, FileSystemEvent], None]) -> None:
        self._folder = folder
        self._event = event

    def dispatch(self, event: FileSystemEvent) -> None:
        self._event(self._folder, event)
