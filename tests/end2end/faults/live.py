"""The whole pipeline with its real threads in this process, and what it said, with the times."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from curator.core.records import FolderState
from curator.core.settings import Options
from curator.pipeline.events import Event, Rated, Trouble
from curator.pipeline.service import Service
from tests.helpers.process import rows
from tests.helpers.waiting import wait_until

STEP = 0.03
"""Seconds between two looks."""


class Live:
    """A service that runs, the folders it watches among its library's, and every event it published."""

    def __init__(self, library: Path) -> None:
        self.library = library
        self.service = Service(Options(library=library, rater="pixels"))
        self.heard: list[Event] = []
        self.service.events.subscribe(self.heard.append)

    @property
    def ratings(self) -> int:
        """How often a picture was rated since the start."""
        return sum(isinstance(event, Rated) for event in self.heard)

    @property
    def troubles(self) -> list[Trouble]:
        """What would have opened a dialog or a banner."""
        return [event for event in self.heard if isinstance(event, Trouble)]

    def state(self, folder: Path) -> tuple[FolderState, str] | None:
        """The last that was told of a watched folder, and the sentence with it."""
        told = ((state, detail) for row, state, detail in self.service.folders() if row.path == folder)
        return next(told, None)

    def wait_rated(self, count: int) -> bool:
        """Whether so many contents are rated, at once or within two minutes."""
        return wait_until(lambda: len(self.rated()) >= count, 120, STEP)

    def is_offline(self, folder: Path) -> bool:
        told = self.state(folder)
        return told is not None and told[0] is FolderState.OFFLINE

    def all_watched(self) -> bool:
        """Whether every folder was looked through and waits for what comes."""
        return all(state is FolderState.WATCHING for _, state, _ in self.service.folders())

    def seconds_until(self, predicate: Callable[[], object], timeout: float) -> float:
        """How long it took to come true; infinity where it did not within so many seconds."""
        begun = time.monotonic()
        return time.monotonic() - begun if wait_until(predicate, timeout, STEP) else float("inf")

    def shown(self) -> set[str]:
        """The paths of all files that are in the gallery with a score."""
        return {path for (path,) in rows(self.library, "select path from score_table where rated_at > 0")}

    def listed(self) -> set[str]:
        """The paths of all files that are in the gallery."""
        return {path for (path,) in rows(self.library, "select path from images where gone_at is null")}

    def rated(self) -> dict[str, float]:
        """When each content was rated, by the wall clock."""
        return dict(rows(self.library, "select content, rated_at from ratings"))


@contextmanager
def live(
    library: Path, folders: Sequence[Path], *, watch: bool = True, paused: bool = False
) -> Iterator[Live]:
    """Run from here to the end of the block; at its start the first look through the folders is over.

    Paused, pictures are listed and none is rated.
    """
    running = Live(library)
    try:
        for folder in folders:
            running.service.add_folder(folder)
        if paused:
            running.service.pause()
        running.service.start(watch=watch)
        if watch:
            wait_until(running.all_watched, 30, STEP)
        yield running
    finally:
        running.service.stop()
