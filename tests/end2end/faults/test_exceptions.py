"""Exceptions of all kinds in every part, while files keep arriving: no thread dies, no file is lost."""

import random
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from curator.pipeline import context as context_module
from curator.pipeline import fingerprints, generations, steady
from curator.pipeline.events import BROKEN
from curator.pipeline.service import READERS
from tests.end2end.faults.forms import forms, tell
from tests.end2end.faults.live import Live, live
from tests.end2end.faults.thrower import Thrower
from tests.helpers.pictures import picture_bytes
from tests.helpers.waiting import wait_until

NAMES = {"rater", "resume", "others", "generations", "fingerprints", "sidecars", "curator-watcher"} | {
    f"reader-{number}" for number in range(READERS)
}
"""Of the pipeline's threads."""
CHANCES = {"handler": 0.2, "decoder": 0.15, "rater": 0.4, "store": 0.08}


@pytest.fixture
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand ends of threads would else take hours of waiting for what is no part of the check."""
    monkeypatch.setattr(steady, "FIRST_SECONDS", 0.005)
    monkeypatch.setattr(steady, "LONGEST_SECONDS", 0.02)
    for module in (context_module, fingerprints, generations):
        monkeypatch.setattr(module, "RETRY_SECONDS", 0.01)
    monkeypatch.setattr(fingerprints, "GATHER_SECONDS", 0.05)


@forms(20, 1000, minutes=10)
def test_exceptions_end_no_thread_and_lose_no_file(
    size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, short_pauses: None
) -> None:
    seed = random.SystemRandom().randrange(2**32)
    folder = tmp_path / "pictures"
    folder.mkdir()
    data = [picture_bytes(number, (40, 40)) for number in range(16)]
    with live(tmp_path / "library", [folder]) as running:
        service = running.service
        assert wait_until(service.idle, 30)
        before = _threads()
        thrower = Thrower(monkeypatch, seed, CHANCES, size)
        written = _write_while(running, folder, data, lambda: thrower.total < size)
        thrower.open = False
        listed = running.seconds_until(lambda: len(running.listed()) == written, 60)
        names = {path.name for path in folder.iterdir()}

        def unknown() -> set[str]:
            failed = {one.path.name for one in service.failures()}
            return names - {Path(path).name for path in running.shown()} - failed

        settled = running.seconds_until(
            lambda: _restarted(running) and not service.progress().waiting and not unknown(), 60
        )
        lost = unknown()
        failures = service.failures()
        service.retry()
        rated = running.seconds_until(
            lambda: _restarted(running) and len(running.shown()) == written and service.idle(), 60
        )
        dead = sorted(thread.name for thread in before if not thread.is_alive())
        reports = [trouble for trouble in running.troubles if trouble.report]
        tell(
            7,
            "exceptions thrown into handler, decoder, rater and store",
            seed=seed,
            thrown=thrower.total,
            into=dict(thrower.thrown),
            kinds=dict(thrower.kinds),
            files=written,
            failed_before_retry=len(failures),
            neither_rated_nor_failed=len(lost),
            rated_after_retry=len(running.shown()),
            outstanding=service.progress().waiting,
            dead_threads=dead,
            reports=len(reports),
            seconds_to_settle=round(settled, 2),
            seconds_to_list=round(listed, 2),
            seconds_to_rate_the_failed=round(rated, 2),
        )
        assert thrower.total == size
        assert dead == []
        assert {thread.name for thread in before} == NAMES
        assert lost == set()
        assert all(one.reason and "\n" not in one.reason for one in failures)
        assert len(running.shown()) == written
        assert service.failures() == []
        assert service.progress().waiting == 0
        assert len(reports) <= len(thrower.kinds) * 2, "the same fault a hundred times is told once"


def _threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name in NAMES]


def _write_while(running: Live, folder: Path, data: list[bytes], goes_on: Callable[[], bool]) -> int:
    """A different picture each time; how many."""
    written = 0
    deadline = time.monotonic() + 480
    while goes_on() and time.monotonic() < deadline:
        path = folder / f"{written:05}.png"
        # What stands behind a picture's end belongs to its content and not to the picture
        path.write_bytes(data[written % len(data)] + written.to_bytes(8, "big"))
        written += 1
        _restarted(running)
        time.sleep(0.01)
    return written


def _restarted(running: Live) -> bool:
    """Whether the rater is at work; where it needs somebody, that one is here."""
    if running.service.rater_state.state in BROKEN:
        running.service.desk.restart()
        return False
    return True
