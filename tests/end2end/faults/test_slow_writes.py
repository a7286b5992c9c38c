"""Row 5: pictures that take seconds to be written end rated once, as what they are in the end."""

import hashlib
import heapq
import math
import os
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.end2end.faults import slow_writers
from tests.end2end.faults.forms import forms, is_full, tell
from tests.helpers.process import curator_process, rows
from tests.helpers.waiting import wait_until

LONGEST_PAUSE = 4.0
PATIENCE = 40.0


@dataclass(slots=True)
class Written:
    """One picture on its way."""

    path: Path
    data: bytes
    manner: slow_writers.Manner
    pauses: list[float]
    closed: float = 0.0
    """By the wall clock, as ratings are dated."""

    @property
    def content(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def planned(folder: Path, count: int, seconds: tuple[float, float]) -> list[Written]:
    """So many writes, every manner with every format, each of a length between the two."""
    chance, plans = random.Random(5), []
    suffixes = list(slow_writers.SUFFIXES)
    for number in range(count):
        manner = slow_writers.MANNERS[number % len(slow_writers.MANNERS)]
        suffix = suffixes[(number // len(slow_writers.MANNERS) + number) % len(suffixes)]
        path = folder / f"{number}-{manner.__name__}.{suffix}"
        data = slow_writers.noise(number, suffix)
        if manner is slow_writers.appended:
            data += slow_writers.behind_of(path)
        if manner is slow_writers.over:
            path.write_bytes(slow_writers.noise(10_000 + number, suffix))
        lasts = chance.uniform(*seconds)
        shares = [chance.random() + 0.1 for _ in range(max(3, int(2 * lasts / LONGEST_PAUSE) + 1))]
        pauses = [min(LONGEST_PAUSE, lasts * share / sum(shares)) for share in shares]
        plans.append(Written(path, data, manner, pauses))
    return plans


def write_all(plans: list[Written], within: float) -> None:
    """Run all of them side by side; they begin spread over so many seconds."""
    begun = time.monotonic()
    waiting = [
        (begun + within * at / len(plans), at, plan.manner(plan.path, plan.data, plan.pauses))
        for at, plan in enumerate(plans)
    ]
    heapq.heapify(waiting)
    while waiting:
        due, at, writing = heapq.heappop(waiting)
        time.sleep(max(0.0, due - time.monotonic()))
        pause = next(writing, None)
        if pause is None:
            plans[at].closed = time.time()
        else:
            heapq.heappush(waiting, (time.monotonic() + pause, at, writing))


@contextmanager
def watched(folder: Path, library: Path, log: Path, before: int) -> Iterator[None]:
    """A program that watches the folder and has rated what was in it."""
    arguments = ("watch", folder, "--library", library, "--rater", "pixels")
    with curator_process(log, *arguments):
        online = "select count(*) from raters"
        assert wait_until(lambda: rows(library, online) == [(1,)], 60, 0.05)
        assert wait_until(lambda: rows(library, "select count(*) from ratings") == [(before,)], 60, 0.05)
        yield


def said(log: Path, folder: Path) -> tuple[list[str], list[str]]:
    """The program's lines of pictures in the folder: with the scores of those rated, and with failures."""
    lines = log.read_text(encoding="utf-8").splitlines()
    lines = [line for line in lines if line.startswith(f"{folder}{os.sep}")]
    return [line for line in lines if "\t" in line], [line for line in lines if "\t" not in line]


def current(library: Path) -> dict[str, str]:
    """The rated content of each file in the gallery, by its path."""
    query = (
        "select path, content from images natural join (select content from ratings) where gone_at is null"
    )
    return dict(rows(library, query))


@forms((9, (0.2, 0.8), 0.1), (200, (1.0, 30.0), 30.0), minutes=5)
def test_slow_writes_end_rated_once(
    tmp_path: Path, size: tuple[int, tuple[float, float], float], request: pytest.FixtureRequest
) -> None:
    count, seconds, spread = size
    folder, library, log = tmp_path / "outputs", tmp_path / "library", tmp_path / "log"
    folder.mkdir()
    plans = planned(folder, count, seconds)
    before = {hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    final = {str(plan.path): plan.content for plan in plans}
    wholes = before | set(final.values())
    early = (slow_writers.closed_early(plan.path, plan.data, plan.manner) for plan in plans)
    wholes |= {hashlib.sha256(data).hexdigest() for data in early if data is not None}
    with watched(folder, library, log, len(before)):
        write_all(plans, spread)
        last = time.time()
        wait_until(lambda: current(library) == final, PATIENCE, 0.1)
        took = time.time() - last
        rated = dict(rows(library, "select content, rated_at from ratings"))
        wait_until(lambda: len(said(log, folder)[0]) >= len(rated), 5, 0.1)
        failures = rows(library, "select count(*) from failures")[0][0]
    slowest = max(rated.get(plan.content, math.inf) - plan.closed for plan in plans)
    told_rated, told_failed = said(log, folder)
    partial = len(rated.keys() - wholes)
    tell(
        5,
        "slow writes",
        writes=count,
        final_contents_rated=len(rated.keys() & set(final.values())),
        rated_twice=len(told_rated) - len(rated),
        partial_contents_rated=partial,
        failures_at_the_end=failures,
        failures_meanwhile=len(told_failed),
        slowest_after_close_seconds=round(slowest, 2),
        all_current_after_last_close_seconds=round(took, 2),
    )
    assert set(final.values()) <= rated.keys()
    assert (failures, len(told_rated)) == (0, len(rated))
    assert took < PATIENCE
    if sys.platform == "linux":  # only there it is known who has a file open
        assert (partial, told_failed) == (0, [])
    if is_full(request):
        assert max(slowest, took) < 5
