"""Row 2: the program does not get to reading what the kernel has for it, and events are lost."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.end2end.faults.forms import forms, is_full, tell
from tests.helpers.bursts import burst_paths
from tests.helpers.process import ROOT, rows
from tests.helpers.waiting import wait_until
from tests.helpers.watch_process import flood, wait_watching, watch_process

FOUND_SECONDS = 30.0
AFTERWARDS_PERCENT = 2.0
SENTENCE = "Changes came faster than the system tells of them"
RATED = "select count(*) from score_table where rated_at is not null"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only inotify tells of its overflow")


@forms((20, 0.0, 0.1), (8_000, 5.0, 30.0), minutes=20)
def test_lost_events_lose_no_file(
    tmp_path: Path, size: tuple[int, float, float], request: pytest.FixtureRequest
) -> None:
    count, hold, seconds = size
    folder = tmp_path / "outputs"
    folder.mkdir()
    with watch_process(folder, tmp_path) as watched:
        wait_watching(watched)
        held, command = time.monotonic(), [sys.executable, "-m", "tests.helpers.bursts"]
        with watched.held():
            flood(folder)
            writing = subprocess.Popen([*command, folder / "burst", str(count), "4", "1"], cwd=ROOT)
            if not hold:
                writing.wait(60)
            time.sleep(max(0.0, held + hold - time.monotonic()))
        assert writing.wait(120) == 0
        written = time.monotonic()
        assert wait_until(lambda: SENTENCE in watched.said(), 10), "nobody was told"
        told = time.monotonic()
        wanted = {str(path) for path in burst_paths(folder / "burst", count)}
        wait_until(lambda: watched.listed() == count + 1, 2 * FOUND_SECONDS, step=0.05)
        found = time.monotonic()
        missed = wanted - {path for (path,) in rows(watched.library, "select path from images")}
        rested = wait_until(lambda: rows(watched.library, RATED) == [(count + 1,)], 30 + count / 10, 0.05)
        time.sleep(min(seconds, 10))  # what follows rating: what the generator wrote, fingerprints
        figures = {
            "told_seconds": round(told - written, 1),
            "found_seconds": round(found - written, 1),
            "cpu_percent": watched.cpu_percent(seconds),
        }
    tell(2, "overflow", files=count, missed=len(missed), all_rated=rested, **figures)
    assert not missed
    assert rested
    if is_full(request):
        assert figures["found_seconds"] < FOUND_SECONDS
        assert figures["cpu_percent"] < AFTERWARDS_PERCENT
