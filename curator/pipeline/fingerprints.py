"""Fingerprints of all pictures that were read, made by a thread that gives way to everything else."""

import threading
import time
from collections.abc import Callable, Iterable
from functools import partial

from curator.core.errors import KnownError, LibraryError
from curator.core.records import FolderState
from curator.images.fingerprint import fingerprint
from curator.pipeline.events import Changed, Event, Events, Fingerprinting, FolderChanged
from curator.pipeline.quiet import lower_priority
from curator.pipeline.steady import keep_going
from curator.pipeline.thumbnail import thumbnail
from curator.store import fingerprints
from curator.store.library import Library

GATHER_SECONDS = 1.0
"""From the first news to a look at what came meanwhile."""
TOGETHER_SECONDS = 2.0
"""What is made within so long is kept and told at once."""
RETRY_SECONDS = 10.0
"""Between two tries with a library that can't be written for now; those who rate say so."""


class Fingerprinter:
    """Any thread may use it. `tell` hears how far it is and `report` hears of a bug, both from its thread.

    `close` it before the library.
    """

    def __init__(
        self,
        library: Library,
        events: Events,
        tell: Callable[[Fingerprinting], None],
        report: Callable[[str, BaseException], None],
    ) -> None:
        self._library, self._events = library, events
        self._tell, self._report = tell, report
        self._lock = threading.Lock()
        self._news = threading.Event()
        self._ids: set[int] = set()
        self._all = True
        """Whether all pictures are to be looked at, not only those of the ids."""
        self._failed: set[str] = set()
        """Contents that are not tried again before a folder comes back."""
        self._halt = threading.Event()
        self._thread: threading.Thread | None = None
        self._unsubscribe: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Make what is missing, now and as pictures come. Does nothing while it is at work."""
        with self._lock:
            if self._thread is not None and not self._halt.is_set():
                return
            self._halt = halt = threading.Event()
            steady = partial(keep_going, partial(self._work, halt), halt, self._ended)
            self._thread = threading.Thread(target=steady, name="fingerprints", daemon=True)
        self._unsubscribe = self._events.subscribe(self._hear)
        self._look_at_all()
        self._thread.start()

    def stop(self) -> None:
        """At once; a picture in work is finished, and what was made is kept. `start` goes on."""
        self._unsubscribe()
        self._halt.set()
        self._news.set()

    def close(self, seconds: float) -> None:
        """Stop and wait so long for the picture in work."""
        self.stop()
        if self._thread is not None:
            self._thread.join(seconds)

    def _hear(self, event: Event) -> None:
        """From whatever thread published."""
        if isinstance(event, FolderChanged) and event.state is FolderState.WATCHING and self._failed:
            self._failed.clear()
            self._look_at_all()
        elif isinstance(event, Changed) and threading.current_thread() is not self._thread:
            with self._lock:
                self._ids.update(event.image_ids)
            self._news.set()

    def _look_at_all(self) -> None:
        with self._lock:
            self._all = True
        self._news.set()

    def _work(self, halt: threading.Event) -> None:
        lower_priority()
        while not halt.is_set():
            self._news.wait()
            if halt.wait(GATHER_SECONDS):
                return
            try:
                self._fill(self._missing(), halt)
            except LibraryError as error:
                if not error.passing:
                    raise
                self._look_at_all()
                halt.wait(RETRY_SECONDS)

    def _ended(self, error: BaseException) -> None:
        """What came meanwhile is not known: all of the library is looked at."""
        self._look_at_all()
        self._report(_sentence(error), error)

    def _missing(self) -> list[tuple[int, str]]:
        """Of what came since the last look; those whose thumbnail is kept come first."""
        self._news.clear()
        with self._lock:
            ids: Iterable[int] | None = None if self._all else self._ids
            self._ids, self._all = set(), False
        found = fingerprints.missing(self._library, ids)
        found = [picture for picture in found if picture[1] not in self._failed]
        kept = self._library.thumbnails.have([content for _, content in found])
        return sorted(found, key=lambda picture: picture[1] not in kept)

    def _fill(self, pictures: list[tuple[int, str]], halt: threading.Event) -> None:
        made: dict[str, int] = {}
        told = time.monotonic()
        for done, (image_id, content) in enumerate(pictures, 1):
            number = self._made(image_id, content)
            if number:
                made[content] = number
            else:
                self._failed.add(content)
            late = time.monotonic() - told > TOGETHER_SECONDS
            if late or halt.is_set() or done == len(pictures):
                self._keep(made)
                self._tell(Fingerprinting(done, len(pictures)))
                made, told = {}, time.monotonic()
            if halt.is_set():
                return

    def _made(self, image_id: int, content: str) -> int:
        """Of the thumbnail in the cache, which is sure to be of this content; 0 where there is none."""
        cache = self._library.thumbnails
        try:
            kept = cache.get(content)
            if kept is None:
                thumbnail(self._library, image_id, content)
                kept = cache.get(content)
            return fingerprint(kept) if kept else 0
        except (KnownError, OSError):
            return 0

    def _keep(self, made: dict[str, int]) -> None:
        if made:
            self._events.publish(Changed(tuple(fingerprints.put_many(self._library, made))))


def _sentence(error: BaseException) -> str:
    if isinstance(error, KnownError):
        return str(error)
    return f"Curator met an error of its own while comparing pictures: {type(error).__name__}: {error}"
