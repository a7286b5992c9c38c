"""Row 4: the system watches no more folders, from the start or because another program took what was left."""

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.end2end.faults.forms import forms, is_full, tell
from tests.helpers.process import ROOT
from tests.helpers.waiting import wait_until
from tests.helpers.watch_process import WatchProcess, make_tree, wait_watching, write_probes

TOLD_SECONDS = 5.0
FOUND_SECONDS = 60.0
SENTENCE = "The system's limit of watched folders is reached"
OWN_LIMIT = ["unshare", "--user", "--map-root-user"]
"""In a user namespace the limit can be set without touching anybody else's."""
LIMITED = """
import subprocess, sys
from pathlib import Path
from tests.end2end.faults.test_watch_limit import take_all_watches
limit, elsewhere, *command = sys.argv[1:]
Path("/proc/sys/user/max_inotify_watches").write_text(limit)
process = subprocess.Popen([sys.executable, "-m", "curator", *command], stdin=subprocess.DEVNULL, stdout=2)
print(process.pid, flush=True)
for line in sys.stdin:
    taken = take_all_watches(Path(elsewhere))
    print("taken", flush=True)
process.terminate()
process.wait(20)
"""


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("folders", [2_000])
def test_a_tree_above_the_limit_is_scanned(tmp_path: Path, folders: int) -> None:
    """A quarter of it can be watched."""
    tree = make_tree(tmp_path / "tree", folders)
    with limited(tmp_path, folders // 4) as (watched, _):
        # The strictest clock there is: also Python's start is in it
        begun = time.monotonic() - (time.time() - watched.process.create_time())
        told = seconds_until(begun, lambda: SENTENCE in watched.said(), 60)
        written = write_probes(random.Random(1).sample(tree, 50), "probe")
        check_found(watched, written, "from the start", told, folders, full=True)


@forms((20, 3), (500, 50), minutes=10)
def test_what_another_program_takes_is_scanned(
    tmp_path: Path, size: tuple[int, int], request: pytest.FixtureRequest
) -> None:
    """New folders can't be watched any more."""
    folders, probes = size
    make_tree(tmp_path / "tree", folders)
    with limited(tmp_path, 3 * folders) as (watched, wrapper):
        wait_watching(watched)
        assert SENTENCE not in watched.said()
        print("take", file=wrapper.stdin, flush=True)
        assert wrapper.stdout is not None
        assert wrapper.stdout.readline() == "taken\n"
        begun = time.monotonic()
        written = write_probes([watched.folder / f"new {number}" for number in range(probes)], "probe")
        told = seconds_until(begun, lambda: SENTENCE in watched.said(), 60)
        check_found(watched, written, "later", told, folders, full=is_full(request))


def check_found(
    watched: WatchProcess, probes: list[Path], when: str, told: float, folders: int, *, full: bool
) -> None:
    wait_until(lambda: len(watched.delays(probes)) == len(probes), 2 * FOUND_SECONDS, step=0.05)
    delays = watched.delays(probes)
    figures = {"told_seconds": round(told, 2), "slowest_seconds": round(max(delays, default=0), 1)}
    tell(4, f"limit reached {when}", folders=folders, files=len(probes), found=len(delays), **figures)
    assert len(delays) == len(probes)
    assert told < (TOLD_SECONDS if full else 60)
    assert not full or max(delays) < FOUND_SECONDS


@contextmanager
def limited(place: Path, limit: int) -> Iterator[tuple[WatchProcess, subprocess.Popen[str]]]:
    """Watches `tree` where so many folders may be watched; a line to its wrapper takes the rest of them."""
    if shutil.which("unshare") is None or subprocess.run([*OWN_LIMIT, "true"], check=False).returncode:
        pytest.skip("user namespaces can't be made here")
    folder, library, elsewhere = place / "tree", place / "library", place / "elsewhere"
    make_tree(elsewhere, limit)
    command = [*OWN_LIMIT, sys.executable, "-c", LIMITED, str(limit), str(elsewhere)]
    command += ["watch", str(folder), "--library", str(library), "--rater", "pixels"]
    pipe = subprocess.PIPE
    with (place / "log").open("wb") as log:
        wrapper = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=log, text=True)
        assert wrapper.stdin is not None
        assert wrapper.stdout is not None
        process = psutil.Process(int(wrapper.stdout.readline()))
        try:
            yield WatchProcess(folder, library, place / "log", process), wrapper
        finally:
            wrapper.stdin.close()
            wrapper.wait(30)
            wrapper.stdout.close()


def take_all_watches(folder: Path) -> int:
    """As another program of the same user: watch every folder below this one that still can be."""
    from watchdog.observers.inotify_c import InotifyConstants, inotify_add_watch, inotify_init

    queue = inotify_init()
    for path in folder.rglob("*"):
        if inotify_add_watch(queue, os.fsencode(path), InotifyConstants.IN_MOVE_SELF) == -1:
            return int(queue)
    raise RuntimeError("there are more watches than folders")


def seconds_until(begun: float, predicate: object, timeout: float) -> float:
    """Since `begun`, until it came true."""
    assert callable(predicate)
    wait_until(predicate, timeout, step=0.05)
    return time.monotonic() - begun
