"""Row 1: thousands of pictures in a few seconds, against a real `curator watch`."""

import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.end2end.faults.forms import forms, is_full, tell
from tests.helpers.bursts import TEMPORARY, burst_paths
from tests.helpers.process import ROOT, curator_process, rows
from tests.helpers.waiting import wait_until

LISTED_SECONDS = 10.0
"""From the last write until the library knows every file."""
LISTED = "select count(*) from images where gone_at is null"
RATED = "select count(*) from score_table where rated_at is not null"


@forms((1, 40), (5, 20_000), minutes=60)
def test_every_file_of_a_burst_is_found_and_rated_once(
    tmp_path: Path, size: tuple[int, int], request: pytest.FixtureRequest
) -> None:
    runs, count = size
    for run in range(runs):
        folder, library = tmp_path / f"outputs-{run}", tmp_path / f"library-{run}"
        folder.mkdir()
        log = tmp_path / f"log-{run}"
        with curator_process(log, "watch", folder, "--library", library, "--rater", "pixels"):
            assert wait_until(lambda: watched(log) and rows(library, RATED), 60)  # noqa: B023 - at once
            figures = one_burst(folder, library, count, seed=run)
            told = Counter(rated_lines(log))
            wanted = Counter(str(path) for path in burst_paths(folder, count))
            figures |= {
                "missed": sum((wanted - told).values()),
                "twice": sum((told - wanted).values()),
                "temporary": sum(TEMPORARY in line for line in told),
                "failed": rows(library, "select count(*) from failures")[0][0],
            }
        tell(1, "burst", run=run, files=count, **figures)
        assert [figures[name] for name in ("missed", "twice", "temporary", "failed")] == [0, 0, 0, 0]
        assert rows(library, LISTED) == [(count,)]
        assert not is_full(request) or figures["listed_seconds"] < LISTED_SECONDS


def one_burst(folder: Path, library: Path, count: int, seed: int) -> dict[str, float]:
    """Write and wait; how many seconds writing took, and from its end until all were listed and rated."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "tests.helpers.bursts", str(folder), str(count), "4", str(seed)]
    subprocess.run(command, cwd=ROOT, check=True)
    written = time.monotonic()
    wait_until(lambda: rows(library, LISTED) == [(count,)], 60, step=0.1)
    listed = time.monotonic()
    step = 0.5 if count > 1000 else 0.05  # the query costs the program its share of the processor
    wait_until(lambda: rows(library, RATED) == [(count,)], 30 + count / 10, step)
    rated = time.monotonic()
    return {
        "writing_seconds": round(written - begun, 1),
        "listed_seconds": round(listed - written, 1),
        "rated_seconds": round(rated - written, 1),
    }


def watched(log: Path) -> bool:
    return "Watching" in log.read_text(encoding="utf-8")


def rated_lines(log: Path) -> list[str]:
    """The paths that the program said it rated, as often as it did."""
    lines = log.read_text(encoding="utf-8").splitlines()
    return [line.partition("\t")[0] for line in lines if "\t" in line]
