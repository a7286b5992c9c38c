"""Looks through whole folders: by themselves and on demand, cheap, and whatever ends the watching."""

import time
from pathlib import Path

import pytest

from curator.core.generation import READER_VERSION, Generation
from curator.core.records import FolderState
from curator.pipeline.events import FolderChanged
from curator.store import fingerprints, generations
from curator.store.library import Library
from tests.end2end.faults.forms import forms, is_full, tell
from tests.end2end.faults.live import Live, live
from tests.helpers.bursts import write_burst
from tests.helpers.filled_library import fill_library
from tests.helpers.waiting import wait_until

SECONDS_PER_100000 = 1.0


@forms((300, 1), (100_000, 3), minutes=15)
def test_a_scan_of_unchanged_files_costs_little(
    tmp_path: Path, size: tuple[int, int], request: pytest.FixtureRequest
) -> None:
    count, scans = size
    folder, library = tmp_path / "outputs", tmp_path / "library"
    fill_library(library, write_burst(folder, count))
    read_all_else(library)
    with live(library, [folder]) as running:
        assert wait_until(lambda: rests(running), 120, step=0.2 if is_full(request) else 0.02)
        costs = [cost_of_scan(running, rest=2.0 if is_full(request) else 0.1) for _ in range(scans)]
        assert len(running.rated()) == count
    least = min(costs) * 100_000 / count
    figures = {"cpu_seconds": [round(cost, 2) for cost in costs], "per_100000": round(least, 2)}
    tell(0, "full scan of unchanged files", files=count, **figures)
    assert not is_full(request) or least < SECONDS_PER_100000


def read_all_else(library: Path) -> None:
    """As if all that is read beside rating had been: it is not what is measured."""
    opened = Library(library)
    try:
        contents = [content for (content,) in opened.read("SELECT content FROM images")]
        fingerprints.put_many(opened, {content: int(content[:16], 16) for content in contents})
        generations.put_many(opened, dict.fromkeys(contents, Generation()), READER_VERSION)
    finally:
        opened.close()


def cost_of_scan(running: Live, rest: float) -> float:
    """Seconds of processor time of all threads, for a look on demand and what follows it within `rest`."""
    since, before = len(running.heard), time.process_time()
    running.service.watched.rescan()
    assert wait_until(lambda: states(running, since) == [FolderState.SCANNING, FolderState.WATCHING], 60, 0.1)
    time.sleep(rest)
    return time.process_time() - before


def states(running: Live, since: int) -> list[FolderState]:
    return [event.state for event in running.heard[since:] if isinstance(event, FolderChanged)]


def rests(running: Live) -> bool:
    """Whether the process did next to nothing for a moment."""
    before = time.process_time()
    time.sleep(0.1)
    return running.service.idle() and time.process_time() - before < 0.01
