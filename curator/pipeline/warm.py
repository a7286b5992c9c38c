"""On request all missing thumbnails of the library, made by threads that give way to everything else."""

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from curator.core.errors import KnownError
from curator.images.thumbnails import LONGEST
from curator.pipeline.events import WarmProgress, WarmState
from curator.pipeline.meter import Meter
from curator.pipeline.quiet import lower_priority
from curator.pipeline.thumbnail import thumbnail
from curator.store.library import Library

THREADS = min(4, os.cpu_count() or 1)
TELL_SECONDS = 0.25
"""Between two tellings of how far it is."""
ROOM_EVERY = 64
"""Thumbnails made between two looks at whether there is room for more."""


@dataclass(slots=True, eq=False)
class _Run:
    """One request. Its threads end once it is not at work any more."""

    state: WarmState = WarmState.LOOKING
    pending: deque[tuple[int, str]] = field(default_factory=deque)
    meter: Meter = field(default_factory=Meter)
    total: int = 0
    dropped: int = 0
    """What the cache had dropped for want of room before this run."""
    at_work: int = 1
    """Threads."""
    told: float = 0.0
    reported: bool = False

    def goes_on(self) -> bool:
        return self.state in (WarmState.LOOKING, WarmState.MAKING)


class Warmer:
    """Any thread may use it. `tell` hears how far it is, from its threads or within `stop`; `report` hears of
    a bug, once a run. `close` it before the library.
    """

    def __init__(
        self,
        library: Library,
        tell: Callable[[WarmProgress], None],
        report: Callable[[str, BaseException], None],
        threads: int = THREADS,
    ) -> None:
        self._library = library
        self._tell = tell
        self._report = report
        self._count = threads
        self._lock = threading.RLock()
        """Held while telling, so that nothing is told behind an end."""
        self._run: _Run | None = None
        self._threads: list[threading.Thread] = []
        self._closed = False

    def start(self, pictures: Iterable[tuple[int, str]] | None = None) -> None:
        """Make what is missing of these, image ids with their contents (hex), in this order; None: of the
        whole library, newest first. They are gone through in a thread of its own. What was under way is given
        up. Pictures that were not read yet (content "") get theirs when they are rated.
        """
        with self._lock:
            if self._closed:
                return
            if self._run is not None and self._run.goes_on():
                self._run.state = WarmState.STOPPED
            self._run = run = _Run()
            self._threads = [thread for thread in self._threads if thread.is_alive()]
            self._say(run)
            self._spawn(run, lambda: self._look(run, pictures))

    def stop(self) -> None:
        """At once; a picture in work is finished without a word."""
        with self._lock:
            if self._run is not None and self._run.goes_on():
                self._end(self._run, WarmState.STOPPED)

    def close(self, seconds: float) -> None:
        """Stop for good and wait so long for the pictures in work."""
        self.stop()
        with self._lock:
            self._closed = True
            threads = list(self._threads)
        deadline = time.monotonic() + seconds
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _spawn(self, run: _Run, body: Callable[[], None]) -> None:
        thread = threading.Thread(
            target=partial(self._guarded, run, body), name="thumbnails-warm", daemon=True
        )
        self._threads.append(thread)
        thread.start()

    def _guarded(self, run: _Run, body: Callable[[], None]) -> None:
        """A run never stands still without a word: it is stopped, told of, and can be asked for again."""
        try:
            body()
        except BaseException as error:  # noqa: BLE001 - the library may be closed meanwhile; else it is told
            with self._lock:
                if run.goes_on():
                    self._end(run, WarmState.STOPPED)
                    self._report(_sentence(error), error)

    def _look(self, run: _Run, pictures: Iterable[tuple[int, str]] | None) -> None:
        """Find what is missing, then begin."""
        lower_priority()
        missing = self._missing(run, newest(self._library) if pictures is None else pictures)
        with self._lock:
            if not run.goes_on():
                return
            run.state, run.total = WarmState.MAKING, len(missing)
            run.dropped = self._library.thumbnails.dropped
            run.pending.extend(missing)
            run.meter.expect(len(missing))
            self._say(run)
            for _ in range(min(self._count, len(missing)) - 1):
                run.at_work += 1
                self._spawn(run, lambda: self._work(run))
        self._work(run)

    def _missing(self, run: _Run, pictures: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
        """Those without a thumbnail; of equal ones the first."""
        first: dict[str, int] = {}
        for image_id, content in pictures:
            if content:
                first.setdefault(content, image_id)
        there = self._library.thumbnails.have(first, LONGEST) if run.goes_on() else set()
        return [(image_id, content) for content, image_id in first.items() if content not in there]

    def _work(self, run: _Run) -> None:
        lower_priority()
        while (picture := self._next(run)) is not None:
            self._make(run, *picture)
            with self._lock:
                if run.goes_on() and time.monotonic() - run.told > TELL_SECONDS:
                    self._say(run)
        with self._lock:
            run.at_work -= 1
            if run.at_work == 0 and run.goes_on():
                self._end(run, WarmState.DONE)

    def _next(self, run: _Run) -> tuple[int, str] | None:
        with self._lock:
            if not run.goes_on() or not run.pending:
                return None
            picture = run.pending.popleft()
            look = len(run.pending) % ROOM_EVERY == 0
        cache = self._library.thumbnails
        # The cache makes room by itself, in step with this look: then it is full, but never seen so here
        if look and (cache.is_full() or cache.dropped > run.dropped):
            with self._lock:
                if run.goes_on():
                    self._end(run, WarmState.FULL)
            return None
        return picture

    def _make(self, run: _Run, image_id: int, content: str) -> None:
        try:
            made = thumbnail(self._library, image_id, content, LONGEST)
        except KnownError:
            run.meter.failed()
        except Exception as error:  # noqa: BLE001 - one picture's bug must not end the thread
            run.meter.failed()
            with self._lock:
                if run.goes_on() and not run.reported:
                    run.reported = True
                    self._report(_sentence(error), error)
        else:
            if made is None:
                run.meter.skipped()
            else:
                run.meter.rated()

    def _end(self, run: _Run, state: WarmState) -> None:
        run.state = state
        self._say(run)
        run.pending.clear()

    def _say(self, run: _Run) -> None:
        """With the lock held."""
        run.told = time.monotonic()
        now = run.meter.progress(paused=False)
        done = run.total - now.waiting
        self._tell(WarmProgress(run.state, done, run.total, now.failed, now.per_second, now.seconds_left))


def newest(library: Library) -> list[tuple[int, str]]:
    """Ids and contents of all pictures that were read and are there, newest first."""
    return library.read(
        "SELECT id, content FROM images WHERE gone_at IS NULL AND content IS NOT NULL"
        " ORDER BY modified_ns DESC, id DESC"
    )


def _sentence(error: BaseException) -> str:
    if isinstance(error, KnownError):
        return str(error)
    return f"Curator met an error of its own while making thumbnails: {type(error).__name__}: {error}"
