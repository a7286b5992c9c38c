"""What generators wrote, read from all files whose content is known, by a thread that gives way to others."""

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial

from curator.core.errors import KnownError, LibraryError, PictureError
from curator.core.generation import READER_VERSION, Generation
from curator.core.records import FileFacts, FolderState
from curator.images.generation.read import read_generation
from curator.pipeline.events import Changed, Event, Events, FolderChanged
from curator.pipeline.quiet import lower_priority
from curator.pipeline.reader import current_facts
from curator.pipeline.steady import keep_going
from curator.store import generations
from curator.store.library import Library

TOGETHER_SECONDS = 0.5
MOST_TOGETHER = 500
"""What is read within so long, and at most so much, is kept and told at once."""
PORTION = 5000
"""So many files of the library are looked up at once."""
RETRY_SECONDS = 10.0
"""Between two tries with a library that can't be read for now; those who rate say so."""
GATHER_SECONDS = 0.05
"""From the first news to a look at what came meanwhile."""

Pictures = dict[str, list[FileFacts]]
"""The files of each content."""


class GenerationReader:
    """Any thread may use it. `write` does an action on the library once that is possible; `report` hears of a
    bug, from the thread. `close` it before the library.
    """

    def __init__(
        self,
        library: Library,
        events: Events,
        write: Callable[[Callable[[], list[int]]], list[int]],
        report: Callable[[str, BaseException], None],
    ) -> None:
        self._library, self._events = library, events
        self._write, self._report = write, report
        self._lock = threading.Lock()
        self._news = threading.Event()
        self._ids: set[int] = set()
        """Of pictures that are new or differ: they come first."""
        self._rest = True
        """Whether the rest of the library is still to be looked through."""
        self._busy = False
        self._away = False
        """Whether any file could not be read: a folder that comes back may have it."""
        self._skipped: set[str] = set()
        """Contents that met a bug: it is told once."""
        self._halt = threading.Event()
        self._thread: threading.Thread | None = None
        self._unsubscribe: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Read what is missing, and what comes from now on. Once."""
        self._unsubscribe = self._events.subscribe(self._hear)
        steady = partial(keep_going, self._work, self._halt, self._ended)
        self._thread = threading.Thread(target=steady, name="generations", daemon=True)
        self._thread.start()

    def idle(self) -> bool:
        """Whether all that came since `start` is kept; the rest of the library may still be under way."""
        with self._lock:
            at_work = self._thread is not None and self._thread.is_alive()
            return not (at_work and (self._ids or self._busy))

    def close(self, seconds: float) -> None:
        """Stop after the file in work, whose result is lost, and wait so long for that."""
        self._unsubscribe()
        self._halt.set()
        self._news.set()
        if self._thread is not None:
            self._thread.join(seconds)

    def _hear(self, event: Event) -> None:
        """From whatever thread published."""
        with self._lock:
            if isinstance(event, FolderChanged) and event.state is FolderState.WATCHING and self._away:
                self._away, self._rest = False, True
            elif isinstance(event, Changed) and threading.current_thread() is not self._thread:
                self._ids.update(event.image_ids)
            else:
                return
        self._news.set()

    def _work(self) -> None:
        lower_priority()
        while not self._halt.is_set():
            try:
                self._read_on()
            except LibraryError as error:
                if not error.passing:
                    raise
                self._rest = True
                self._halt.wait(RETRY_SECONDS)

    def _ended(self, error: BaseException) -> None:
        """What came meanwhile is not known: all of the library is looked through."""
        self._rest = True
        self._report(_sentence(error), error)

    def _read_on(self) -> None:
        """What comes first, and the rest while nothing comes; until it is halted."""
        rest: Pictures = {}
        after: generations.Place | None = None
        more = False
        """Whether there is a next portion of the rest, which begins `after`."""
        while not self._halt.is_set():
            if ids := self._take_ids():
                come = generations.missing(self._library, READER_VERSION, ids)
                rest = {content: files for content, files in rest.items() if content not in come}
                while come and not self._halt.is_set():
                    self._read_some(come)
                continue
            if self._rest:
                self._rest, after, rest = False, None, {}
                more = True
            if not rest and more:
                rest, after = generations.missing_after(self._library, READER_VERSION, after, PORTION)
                more = after is not None
            elif rest:
                self._read_some(rest)
            elif self._news.wait():
                self._halt.wait(GATHER_SECONDS)

    def _take_ids(self) -> set[int]:
        """Of the pictures that came since the last time."""
        with self._lock:
            self._news.clear()
            ids, self._ids = self._ids, set()
            self._busy = bool(ids)
        return ids

    def _read_some(self, pictures: Pictures) -> None:
        """Take as many of them as one telling is worth, the first ones, and read them."""
        read: dict[str, Generation] = {}
        end = time.monotonic() + TOGETHER_SECONDS
        while pictures and len(read) < MOST_TOGETHER and time.monotonic() < end:
            if self._halt.is_set():
                return
            content = next(iter(pictures))
            generation = self._read(content, pictures.pop(content))
            if generation is not None:
                read[content] = generation
        if read:
            ids = self._write(lambda: generations.put_many(self._library, read, READER_VERSION))
            self._events.publish(Changed(tuple(ids)))

    def _read(self, content: str, files: Sequence[FileFacts]) -> Generation | None:
        """From the first of the files that can be read and still has this content, None where none can."""
        if content in self._skipped:
            return None
        for file in files:
            try:
                generation = read_generation(file.path)
                if current_facts(file) == file:
                    return generation
            except PictureError:
                self._away = True
            except Exception as error:  # noqa: BLE001 - one file's bug must not keep the others from being read
                self._report(f"{file.path.name}: {_sentence(error)}", error)
                self._skipped.add(content)
                break
        return None


def _sentence(error: BaseException) -> str:
    if isinstance(error, KnownError):
        return str(error)
    return f"Curator met an error of its own while reading metadata: {type(error).__name__}: {error}"
