"""Gets the model here: into the Hub client's cache, checked before anything can load it.

Paused, broken off or killed, it goes on where it was the next time.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from curator.core.errors import RaterError
from curator.core.records import FetchProgress
from curator.rating.fetch_plan import FetchPlan, free_bytes
from curator.rating.fetch_text import size_text
from curator.rating.hub import hub, known_errors
from curator.rating.hub_cache import (
    HubFile,
    begun,
    cache_folder,
    discard,
    found,
    is_intact,
    part_of,
    put_in_place,
    remember,
    size_of,
)
from curator.rating.transfer import Brake, Stopped, transfer

log = logging.getLogger(__name__)

FETCHING, CHECKING = "fetching", "checking"
TELL_SECONDS = 0.1
WINDOW_SECONDS = 10.0
LOCK_SECONDS = 1.0

Tell = Callable[[FetchProgress], None]


def fetch(plan: FetchPlan, tell: Tell, stop: threading.Event) -> bool:
    """Fetch, check and put in place what the plan names. False where `stop` was set: what is here stays.

    `tell` hears of it ten times a second at most. Raises RaterError.
    """
    _check_room(plan)
    meter = Meter(tell, stop)
    try:
        with only_here(), Brake(stop) as brake:
            _check_all(_transfer_all(plan, meter, brake), meter)
            _remember_all(plan)
    except Stopped:
        meter.tell()
        return False
    return True


class Meter:
    """Counts bytes and tells of them; every count is a chance to stop."""

    def __init__(
        self, tell: Tell, stop: threading.Event, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._tell = tell
        self._stop = stop
        self._clock = clock
        self._stage = self._file = ""
        self._done = self._total = 0
        self._told: deque[tuple[float, int]] = deque()

    def begin(self, stage: str, done: int, total: int) -> None:
        """A new count of bytes."""
        self._stage, self._done, self._total = stage, done, total
        self._told.clear()

    def file(self, name: str) -> None:
        """What comes now is of this file. Raises Stopped."""
        self._file = name
        self.add(0)

    def add(self, count: int) -> None:
        """So many bytes more, or fewer. Raises Stopped."""
        self._done += count
        now = self._clock()
        if not self._told or now - self._told[-1][0] >= TELL_SECONDS:
            self.tell()
        if self._stop.is_set():
            raise Stopped

    def tell(self) -> None:
        """Now, however long the last time is ago."""
        now = self._clock()
        self._told.append((now, self._done))
        while len(self._told) > 2 and now - self._told[0][0] > WINDOW_SECONDS:
            self._told.popleft()
        began, before = self._told[0]
        speed = max(0.0, (self._done - before) / (now - began)) if now > began else 0.0
        left = (self._total - self._done) / speed if speed else None
        self._tell(FetchProgress(self._stage, self._file, self._done, self._total, speed, left))


@contextmanager
def only_here() -> Iterator[None]:
    """One program at a time changes what is fetched. Raises RaterError where another one does."""
    with ExitStack() as held:
        with known_errors("the model"):
            locks = cache_folder() / ".locks"
            locks.mkdir(parents=True, exist_ok=True)
            lock = hub().utils.WeakFileLock(locks / "curator-fetch.lock", timeout=LOCK_SECONDS)
            try:
                held.enter_context(lock)
            except TimeoutError as error:
                raise RaterError(
                    "Curator is fetching or removing the model elsewhere; wait for it, or pause it there."
                ) from error
        yield


def _check_room(plan: FetchPlan) -> None:
    """Looked at anew: the plan may be old. Raises RaterError."""
    with known_errors("the model"):
        lacks = sum(file.bytes - _here(file) for file in plan.files)
        free = free_bytes(plan.folder)
    if lacks > free:
        raise RaterError(
            f"{size_text(lacks)} are to be fetched and only {size_text(free)} are free in {plan.folder}; "
            "make room, or set HF_HOME to a folder on another disk."
        )


def _here(file: HubFile) -> int:
    return file.bytes if found(file) else min(size_of(part_of(file)) or 0, file.bytes)


def _transfer_all(plan: FetchPlan, meter: Meter, brake: Brake) -> list[HubFile]:
    """The files that are wholly here then: all but those that the rater can do without."""
    meter.begin(FETCHING, sum(_here(file) for file in plan.files), plan.total)
    files = []
    for file in plan.files:
        meter.file(file.name)
        try:
            with known_errors(file.repository):
                if not found(file):
                    _transfer(file, meter, brake)
        except RaterError as error:
            if not file.optional:
                raise
            log.warning("%s", error)
        else:
            files.append(file)
    meter.tell()
    return files


def _transfer(file: HubFile, meter: Meter, brake: Brake) -> None:
    part = part_of(file)
    part.parent.mkdir(parents=True, exist_ok=True)
    if (size_of(part) or 0) > file.bytes:
        part.unlink()
    transfer(file, part, meter.add, brake)


def _check_all(files: list[HubFile], meter: Meter) -> None:
    """Put in place what is as the Hub has it, and delete what is not. Raises RaterError for the latter."""
    meter.begin(CHECKING, 0, sum(file.bytes for file in files))
    wrong: list[HubFile] = []
    for file in files:
        meter.file(file.name)
        with known_errors(file.repository):
            path = found(file) or part_of(file)
            if is_intact(file, path, meter.add):
                put_in_place(file, path)
            else:
                discard(file)
                wrong.append(file)
    meter.tell()
    _tell_wrong(wrong)


def _tell_wrong(wrong: list[HubFile]) -> None:
    """Raises RaterError where the rater needs one of them."""
    if not wrong:
        return
    message = (
        f"{', '.join(file.name for file in wrong)} did not arrive as the Hub has it (the checksum differs) "
        "and is deleted; get the model again, and if that repeats itself, check the network and HF_ENDPOINT."
    )
    if not all(file.optional for file in wrong):
        raise RaterError(message)
    log.warning("%s", message)


def _remember_all(plan: FetchPlan) -> None:
    """What is complete is found by its revision's name; what an older commit began is of no use."""
    for repository in plan.repositories:
        with known_errors(repository.name):
            files = [file for file in plan.files if file.repository == repository.name]
            if all(found(file) for file in files):
                remember(repository)
                for path in begun(repository.name):
                    path.unlink()
