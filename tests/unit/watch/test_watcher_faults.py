"""What breaks watching: lost events, folders that go and come back, listeners that fail, dead threads."""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import pytest

from curator.core.records import FileFacts, FolderState
from curator.watch.watcher import Watcher
from tests.helpers.waiting import wait_until
from tests.helpers.watching import watching

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has inotify")
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\x00IEND\xaeB`\x82"
"""Begins and ends as a picture does: nothing here decodes it."""


def put(path: Path, age: float = 0.0, content: bytes = PICTURE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if age:
        os.utime(path, (time.time() - age,) * 2)
    return path


@LINUX
def test_an_overflow_is_shown_and_loses_no_file(tmp_path: Path) -> None:
    with watching(tmp_path) as told:
        told.watcher._observing.unwatch(str(tmp_path))  # the events of these files are lost
        lost = [put(tmp_path / f"{number}.png") for number in range(50)]
        told.watcher._put_overflow()
        assert wait_until(lambda: told.has(*lost))
        assert told.wait_state(tmp_path, FolderState.WATCHING)
        assert any(state is FolderState.SCANNING and detail for _, state, detail in told.states)
        assert len(told.found) == 50


@pytest.mark.parametrize("clock", ["_clocks", "_checked"])
def test_after_sleep_all_is_looked_through_and_seen_to_be(
    tmp_path: Path, clock: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with watching(tmp_path) as told:
        told.watcher._observing.unwatch(str(tmp_path))
        told.watcher._roots._roots[str(tmp_path)].watched = False  # as on a share, which tells of nothing
        late, states = put(tmp_path / "late.png", age=60), len(told.states)
        # What a monotonic clock looks like that stood still, or that ran on
        roots = told.watcher._roots
        monkeypatch.setattr(roots, clock, getattr(roots, clock) - 3600.0)
        assert wait_until(lambda: told.has(late), 2.0)
        assert told.wait_state(tmp_path, FolderState.WATCHING)
        assert told.states[states][1] is FolderState.SCANNING


def test_a_missing_folder_is_offline_and_found_when_it_comes(tmp_path: Path) -> None:
    root = tmp_path / "later"
    with watching(root) as told:
        assert told.state(root) is FolderState.OFFLINE
        assert told.states[-1][2]
        first = put(root / "a.png", age=60)
        assert wait_until(lambda: told.has(first))
        assert told.wait_state(root, FolderState.WATCHING)
        second = put(root / "b.png")
        assert wait_until(lambda: told.has(second))


def test_a_renamed_folder_is_offline_with_nothing_gone_and_comes_back(tmp_path: Path) -> None:
    root = tmp_path / "root"
    kept = put(root / "a.png", age=60)
    with watching(root) as told:
        scans = len(told.scanned)
        root.rename(tmp_path / "elsewhere")
        assert told.wait_state(root, FolderState.OFFLINE)
        put(tmp_path / "elsewhere" / "unseen.txt")
        assert told.gone == []
        assert len(told.scanned) == scans
        (tmp_path / "elsewhere").rename(root)
        assert told.wait_state(root, FolderState.WATCHING)
        new = put(root / "b.png")
        assert wait_until(lambda: told.has(new))
        assert told.paths() == [kept, new]
        assert told.gone == []


def test_a_folder_deleted_and_made_again_is_watched_again(tmp_path: Path) -> None:
    root = tmp_path / "root"
    put(root / "a.png", age=60)
    with watching(root) as told:
        shutil.rmtree(root)
        assert told.wait_state(root, FolderState.OFFLINE)
        assert told.gone == []
        root.mkdir()
        assert told.wait_state(root, FolderState.WATCHING)
        assert wait_until(lambda: told.gone == [root / "a.png"])
        again = put(root / "a.png")
        assert wait_until(lambda: told.paths() == [again, again])


def test_a_folder_exchanged_for_another_is_scanned_and_watched(tmp_path: Path) -> None:
    root, other = tmp_path / "root", tmp_path / "other"
    gone, kept = put(root / "a.png", age=60), put(other / "b.png", age=60)
    with watching(root) as told:
        root.rename(tmp_path / "away")
        other.rename(root)
        assert wait_until(lambda: told.has(root / kept.name))
        assert wait_until(lambda: told.gone == [gone])
        last = put(root / "c.png")
        assert wait_until(lambda: told.has(last))


def test_a_folder_that_was_always_empty_may_be_an_absent_drive(tmp_path: Path) -> None:
    with watching(tmp_path) as told:
        assert told.state(tmp_path) is FolderState.WATCHING
        assert told.scanned == []
        path = put(tmp_path / "a.png", age=60)
        told.watcher.rescan()
        assert wait_until(lambda: (tmp_path, frozenset({path})) in told.scanned)
        path.unlink()
        told.watcher.rescan()
        assert wait_until(lambda: (tmp_path, frozenset()) in told.scanned)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such deep paths")
def test_a_folder_that_cannot_be_read_makes_nothing_count_as_gone(tmp_path: Path) -> None:
    put(tmp_path / "a.png", age=60)
    above = os.open(tmp_path, os.O_RDONLY)
    for _ in range(17):  # longer than any path may be
        os.mkdir("d" * 250, dir_fd=above)
        below = os.open("d" * 250, os.O_RDONLY, dir_fd=above)
        os.close(above)
        above = below
    os.close(above)
    with watching(tmp_path) as told:
        assert told.has(tmp_path / "a.png")
        assert told.scanned == []
        assert "can't be read" in told.states[-1][2]


@pytest.mark.skipif(sys.platform != "linux", reason="watchdog has this thread on Linux only")
def test_a_dead_observer_is_started_again(tmp_path: Path) -> None:
    with watching(tmp_path) as told:
        observer = told.watcher._observing._observer
        assert observer is not None
        observer.stop()
        assert wait_until(lambda: any("started again" in detail for _, _, detail in told.states))
        assert told.wait_state(tmp_path, FolderState.WATCHING)
        assert told.watcher._observing._observer is not observer
        path = put(tmp_path / "a.png")
        assert wait_until(lambda: told.has(path))


def test_failing_listeners_lose_no_file(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    taken: list[Path] = []
    calls: list[str] = []

    def found(batch: Sequence[FileFacts]) -> None:
        calls.append("found")
        if calls.count("found") <= 2:
            raise ValueError("not yet")
        taken.extend(facts.path for facts in batch)

    def fail(*_: object) -> NoReturn:
        calls.append("fail")
        raise ValueError("never")

    watcher = Watcher(found=found, gone=fail, scanned=fail, state=fail, is_complete=fail)
    watcher.add(tmp_path)
    watcher.start()
    first = put(tmp_path / "a.png", age=60)
    assert wait_until(lambda: taken == [first])
    second = put(tmp_path / "b.png")
    assert wait_until(lambda: second in taken)
    second.unlink()
    third = put(tmp_path / "c.png")
    assert wait_until(lambda: third in taken)
    watcher.stop()
    assert taken == [first, second, third]
    assert calls.count("fail") >= 3
    assert "offered again" in caplog.text


def test_a_cut_file_is_handed_over_in_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curator.watch.settle.GIVE_UP", 0.8)
    with watching(tmp_path) as told:
        cut = put(tmp_path / "cut.png", content=PICTURE[:-4])
        whole = put(tmp_path / "whole.png")
        assert wait_until(lambda: told.has(whole), 2.0)
        assert told.paths() == [whole]
        assert wait_until(lambda: told.has(cut))


LIMITED = """
import sys, time
from pathlib import Path
from tests.helpers.watching import watching
from tests.helpers.waiting import wait_until
limit, root = Path("/proc/sys/user/max_inotify_watches"), Path(sys.argv[1])
limit.write_text("10")
with watching(root) as told:
    assert "limit" in told.states[-1][2], told.states
    for folder in sorted(root.iterdir()):
        (folder / "late.png").write_bytes(bytes.fromhex(sys.argv[2]))
    assert wait_until(lambda: len(told.found) == 30, 15.0), len(told.found)
    limit.write_text("100")
    told.watcher.rescan()
    assert wait_until(lambda: told.states[-1][2] == ""), told.states
    rhythm = told.watcher._roots.get(str(root)).rhythm
    assert not rhythm.polled
    assert all(told.watcher._observing.mend(str(root), [str(folder)]) == 0 for folder in root.iterdir())
"""


UNMOUNTED = """
import subprocess, sys
from pathlib import Path
from curator.core.records import FolderState
from tests.helpers.watching import watching
from tests.helpers.waiting import wait_until
root, content = Path(sys.argv[1]), bytes.fromhex(sys.argv[2])
subprocess.run(["mount", "-t", "tmpfs", "none", str(root)], check=True)
(root / "a.png").write_bytes(content)
with watching(root) as told:
    assert wait_until(lambda: told.has(root / "a.png"))
    scans = len(told.scanned)
    subprocess.run(["umount", str(root)], check=True)
    assert told.wait_state(root, FolderState.OFFLINE), told.states
    assert wait_until(lambda: len(told.scanned) > scans, 1.5) is False
    assert told.gone == []
    subprocess.run(["mount", "-t", "tmpfs", "none", str(root)], check=True)
    (root / "b.png").write_bytes(content)
    assert told.wait_state(root, FolderState.WATCHING), told.states
    assert wait_until(lambda: told.has(root / "b.png"))
"""


INNER_DRIVE = """
import subprocess, sys
from pathlib import Path
from tests.helpers.watching import watching
from tests.helpers.waiting import wait_until
root, content = Path(sys.argv[1]), bytes.fromhex(sys.argv[2])
drive = root / "drive"
drive.mkdir()
subprocess.run(["mount", "-t", "tmpfs", "none", str(drive)], check=True)
there = [root / "here.png", drive / "a.png"]
for path in there:
    path.write_bytes(content)
with watching(root) as told:
    assert wait_until(lambda: told.has(*there))
    subprocess.run(["umount", str(drive)], check=True)
    told.watcher.rescan()
    assert wait_until(lambda: "drives" in told.states[-1][2]), told.states
    drive.rmdir()
    (root / "here.png").unlink()
    assert wait_until(lambda: root / "here.png" in told.gone)
    told.watcher.rescan()
    assert wait_until(lambda: len(told.gone) > 1, 1.5) is False, told.gone
    drive.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "none", str(drive)], check=True)
    (drive / "b.png").write_bytes(content)
    told.watcher.rescan()
    assert wait_until(lambda: told.has(drive / "b.png"))
    assert wait_until(lambda: told.states[-1][2] == ""), told.states
    assert wait_until(lambda: drive / "a.png" in told.gone), "the drive is back without it"
"""


def run_as_root_of_a_namespace(program: str, folder: Path) -> str:
    """What the program said when it failed; skips where it can't have a user namespace to be root in."""
    command = ["unshare", "--user", "--map-root-user", "--mount"]
    if not shutil.which("unshare") or subprocess.run([*command, "true"], check=False).returncode:
        pytest.skip("user namespaces can't be made here")
    command += [sys.executable, "-c", program, str(folder), PICTURE.hex()]
    result = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    return result.stderr if result.returncode else ""


def test_past_the_watch_limit_files_are_found_by_scanning(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / str(number)).mkdir()
    assert run_as_root_of_a_namespace(LIMITED, tmp_path) == ""


def test_an_unmounted_drive_is_offline_with_nothing_gone(tmp_path: Path) -> None:
    assert run_as_root_of_a_namespace(UNMOUNTED, tmp_path) == ""


def test_an_unmounted_drive_inside_a_folder_takes_nothing_along(tmp_path: Path) -> None:
    assert run_as_root_of_a_namespace(INNER_DRIVE, tmp_path) == ""


def test_what_lies_in_a_watched_folder_that_is_offline_is_not_gone_for_the_one_around_it(
    tmp_path: Path,
) -> None:
    inner = tmp_path / "outer" / "inner"
    kept, other = put(inner / "a.png", age=60), put(tmp_path / "outer" / "b.png", age=60)
    with watching(tmp_path / "outer", inner) as told:
        assert wait_until(lambda: told.has(kept, other))
        inner.rename(tmp_path / "elsewhere")
        assert told.wait_state(inner, FolderState.OFFLINE)
        other.unlink()
        told.watcher.rescan()
        assert wait_until(lambda: other in told.gone)
        assert told.gone == [other]


def test_a_folder_that_may_not_be_read_is_offline_and_says_so_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "a.png", age=60)
    allowed = {"read": False}
    access = os.access
    # Root may read everything, so who runs the tests can't be kept out by permissions.
    monkeypatch.setattr(os, "access", lambda path, mode: allowed["read"] and access(path, mode))
    with watching(tmp_path) as told:
        assert told.state(tmp_path) is FolderState.OFFLINE
        assert wait_until(lambda: len(told.states) > 1, 1.5) is False, "it flaps"
        assert "permissions" in told.states[-1][2]
        allowed["read"] = True
        assert told.wait_state(tmp_path, FolderState.WATCHING)
        assert wait_until(lambda: told.has(tmp_path / "a.png"))


def test_stop_ends_all_threads_at_any_moment(tmp_path: Path) -> None:
    for number in range(300):
        put(tmp_path / str(number % 20) / f"{number}.png", age=60)
    before = set(threading.enumerate())
    for moment in (0.0, 0.01, 0.05, 0.3):
        with watching() as told:
            told.watcher.add(tmp_path)
            time.sleep(moment)
        told.watcher.stop()
        assert wait_until(lambda: set(threading.enumerate()) <= before, 1.0)


def test_a_watcher_that_never_started_can_be_stopped(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        watcher = Watcher(
            found=lambda batch: None,
            gone=lambda paths: None,
            scanned=lambda root, seen: None,
            state=lambda root, state, detail: None,
            is_complete=lambda path: True,
        )
        watcher.add(tmp_path)
        watcher.stop()
        watcher.stop()
    assert threading.active_count() >= 1
