"""Row 3: many folders in which nothing happens cost nothing, and what happens in any of them is seen."""

import random
import sys
from pathlib import Path

import pytest

from tests.end2end.faults.forms import forms, is_full, tell
from tests.helpers.waiting import wait_until
from tests.helpers.watch_process import (
    WatchProcess,
    flood,
    make_tree,
    wait_watching,
    watch_process,
    write_probes,
)

IDLE_PERCENT = 1.0
SEEN_SECONDS = 5.0

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems watch trees as a whole")


@forms((100, 6, 0.2), (5_000, 50, 60.0), minutes=10)
def test_a_tree_of_5000_folders(
    tmp_path: Path, size: tuple[int, int, float], request: pytest.FixtureRequest
) -> None:
    check_tree(tmp_path, *size, full=is_full(request))


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("folders", [10_000, 20_000])
def test_larger_trees(tmp_path: Path, folders: int) -> None:
    check_tree(tmp_path, folders, 50, 60.0, full=True)


def check_tree(place: Path, folders: int, probes: int, seconds: float, *, full: bool) -> None:
    """Idle and probed, then the same after the kernel lost events."""
    tree = make_tree(place / "tree", folders)
    with watch_process(tree[0], place) as watched:
        wait_watching(watched)
        assert wait_until(lambda: watched.cpu_percent(1.0 if full else 0.1) < 5, 60), "it never rests"
        check_idle(watched, tree, probes, seconds, "before", full=full)
        with watched.held():
            flood(tree[0])
            lost = write_probes([tree[-1] / "unheard" / "of"], "lost")
        assert wait_until(lambda: "Changes came faster" in watched.said(), 30)
        assert wait_until(lambda: watched.delays(lost), 30)
        alone = write_probes([lost[0].parent], "alone")  # no other event makes anybody look
        assert wait_until(lambda: watched.delays(alone), 30), "no events come from there"
        assert not full or watched.delays(alone)[0] < SEEN_SECONDS
        assert wait_until(lambda: watched.cpu_percent(1.0 if full else 0.1) < 5, 60), "it never rests"
        check_idle(watched, [*tree, lost[0].parent], probes, seconds, "after an overflow", full=full)


def check_idle(
    watched: WatchProcess, tree: list[Path], probes: int, seconds: float, when: str, *, full: bool
) -> None:
    """What it costs while nothing happens; half of the probes go into new folders."""
    percent = watched.cpu_percent(seconds)
    homes = [*random.Random(len(tree)).sample(tree[:-1], probes - 1), tree[-1]]
    homes[::2] = [home / f"new {when}" for home in homes[::2]]
    written = write_probes(homes, f"probe {when}", pause=0.2 if full else 0.0)
    wait_until(lambda: len(watched.delays(written)) == probes, 30, step=0.1)
    delays = watched.delays(written)
    figures = {"seen": len(delays), "slowest_seconds": round(max(delays, default=0), 2)}
    tell(3, f"idle tree {when}", folders=len(tree), cpu_percent=percent, probes=probes, **figures)
    assert len(delays) == probes
    if full:
        assert max(delays) < SEEN_SECONDS
        assert percent < IDLE_PERCENT
