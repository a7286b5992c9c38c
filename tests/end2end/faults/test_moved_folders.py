"""Row 6: folders of rated pictures that are renamed, moved, unmounted and replaced keep every score."""

import os
import shutil
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from curator.core.records import FolderState
from tests.end2end.faults.forms import forms, is_full, tell
from tests.end2end.faults.live import Live, live
from tests.end2end.faults.mounts import Mounts, mounts
from tests.helpers.pictures import picture_bytes
from tests.helpers.waiting import wait_until

OFFLINE_SECONDS, BACK_SECONDS = 10.0, 30.0
PATIENCE = 40.0


def fill(folder: Path, count: int, first: int = 0) -> None:
    """So many different pictures of an hour ago."""
    folder.mkdir(parents=True, exist_ok=True)
    written = time.time() - 3600
    for seed in range(first, first + count):
        path = folder / f"{seed}.png"
        path.write_bytes(picture_bytes(seed, (16, 16)))
        os.utime(path, (written, written))


def files(*folders: Path) -> set[str]:
    return {str(path) for folder in folders for path in folder.rglob("*.png")}


class Journey:
    """What is done to the folders, how long it took until that showed, and whether any score was touched."""

    def __init__(self, running: Live) -> None:
        self.running = running
        self.seconds: dict[str, float] = {}
        self.lost = 0
        self.again = 0
        self._first: dict[str, float] = {}

    def rated(self, count: int) -> None:
        """Once so many pictures are rated every rating must stay as it is."""
        assert self.running.wait_rated(count)
        self._first = self.running.rated()

    def go(self, what: str, act: Callable[[], object], folders: Iterable[Path]) -> None:
        """After the act exactly the files in these folders are shown, all with their score."""
        act()
        expected = files(*folders)
        self.seconds[what] = self.running.seconds_until(lambda: self.running.shown() == expected, PATIENCE)
        self.compare()

    def away(self, what: str, act: Callable[[], object], root: Path) -> None:
        """After the act the folder is told as offline; nothing in it leaves the gallery."""
        before = self.running.listed()
        act()
        self.wait_offline(what, root)
        self.lost += len(before - self.running.listed())
        self.compare()

    def back(self, what: str, act: Callable[[], object], root: Path, folders: Iterable[Path]) -> None:
        """After the act the folder is told as watched, and all is shown again."""
        act()
        expected, watched = files(*folders), (FolderState.WATCHING, "")
        self.seconds[f"{what}: back"] = self.running.seconds_until(
            lambda: self.running.state(root) == watched and self.running.shown() == expected, PATIENCE
        )
        self.compare()

    def check(self, what: str, *, full: bool) -> None:
        """Tell the figures and hold the row to them."""
        assert wait_until(self.running.service.idle, PATIENCE, 0.05)
        self.compare()
        slowest = {name: round(seconds, 2) for name, seconds in self.seconds.items()}
        tell(6, what, scores=len(self._first), scores_lost=self.lost, rated_again=self.again, seconds=slowest)
        assert self._first
        assert (self.lost, self.again) == (0, 0)
        assert not self.running.troubles
        assert max(self.seconds.values()) < PATIENCE
        if full:
            offline = [seconds for name, seconds in self.seconds.items() if name.endswith("offline")]
            assert max(offline, default=0.0) <= OFFLINE_SECONDS
            assert max(self.seconds.values()) <= BACK_SECONDS

    def wait_offline(self, what: str, root: Path) -> None:
        self.seconds[f"{what}: offline"] = self.running.seconds_until(
            lambda: self.running.is_offline(root), PATIENCE
        )

    def compare(self) -> None:
        now = self.running.rated()
        self.lost += len(self._first.keys() - now.keys())
        self.again += sum(now[content] != when for content, when in self._first.items() if content in now)
        self.again = max(self.again, self.running.ratings - len(now))


@forms(10, 1000, minutes=5)
def test_a_folder_that_moves_keeps_its_scores(
    tmp_path: Path, size: int, request: pytest.FixtureRequest
) -> None:
    root, outside = tmp_path / "outputs", tmp_path / "elsewhere"
    day, night, nested = root / "day", root / "night", root / "year" / "day"
    fill(day, size)
    outside.mkdir()
    nested.parent.mkdir()
    with live(tmp_path / "library", [root]) as running:
        journey = Journey(running)
        journey.rated(size)
        journey.go("renamed", lambda: day.rename(night), [root])
        if is_full(request):
            journey.go("moved deeper", lambda: night.rename(nested), [root])
            journey.go("moved up", lambda: nested.rename(night), [root])
        journey.go("moved out", lambda: night.rename(outside / "day"), [])
        journey.go("moved in", lambda: (outside / "day").rename(day), [root])
        journey.check("folder moved", full=is_full(request))
    assert len(running.rated()) == size


@forms(10, 1000, minutes=5)
def test_a_watched_folder_that_goes_and_comes_back_keeps_its_scores(
    tmp_path: Path, size: int, request: pytest.FixtureRequest
) -> None:
    root, other, kept = tmp_path / "outputs", tmp_path / "other", tmp_path / "kept"
    fill(root / "day", size)
    with live(tmp_path / "library", [root]) as running:
        journey = Journey(running)
        journey.rated(size)
        journey.away("renamed", lambda: root.rename(other), root)
        journey.back("renamed", lambda: other.rename(root), root, [root])
        shutil.copytree(root, kept)
        shutil.rmtree(root)
        journey.wait_offline("deleted", root)
        journey.back("deleted", lambda: shutil.copytree(kept, root, copy_function=shutil.copy), root, [root])
        if is_full(request):
            fill(other / "night", 10, first=size)
            journey.go("replaced by another", lambda: exchange(root, other), [root])
            journey.go("replaced by itself", lambda: exchange(root, other), [root])
        journey.check("root moved", full=is_full(request))


def exchange(root: Path, other: Path) -> None:
    """Each gets the other's name."""
    aside = root.with_name("aside")
    root.rename(aside)
    other.rename(root)
    aside.rename(other)


@forms(10, 1000, minutes=5)
def test_a_drive_that_goes_and_comes_back_keeps_its_scores(
    tmp_path: Path, size: int, request: pytest.FixtureRequest
) -> None:
    with mounts() as mounted:
        drive, root = tmp_path / "drive", tmp_path / "outputs"
        for folder in (drive, root):
            folder.mkdir()
        mounted.drive(drive)
        fill(drive / "day", size)
        mounted.show(drive, root)
        with live(tmp_path / "library", [root]) as running:
            journey = Journey(running)
            journey.rated(size)
            journey.away("unmounted", lambda: mounted.take_off(root), root)
            journey.back("unmounted", lambda: mounted.show(drive, root), root, [root])
            if is_full(request):
                come_under_another_name(journey, mounted, drive, root)
            journey.check("drive unmounted", full=is_full(request))


def come_under_another_name(journey: Journey, mounted: Mounts, drive: Path, root: Path) -> None:
    """The same drive is mounted elsewhere, and added there by the user."""
    second = root.with_name("second")
    second.mkdir()
    journey.away("gone", lambda: mounted.take_off(root), root)
    mounted.show(drive, second)
    # Those of the folder that is offline stay in the gallery; the same pictures are there under the new name.
    expected = journey.running.listed() | files(second)
    journey.running.service.add_folder(second)
    seconds = journey.running.seconds_until(lambda: journey.running.shown() == expected, PATIENCE)
    journey.seconds["added under another name"] = seconds
    journey.compare()


@pytest.mark.soak
@pytest.mark.timeout(300)
def test_a_bound_folder_and_a_drive_inside_a_folder_keep_their_scores(tmp_path: Path) -> None:
    size = 1000
    with mounts() as mounted:
        store, root, drive = tmp_path / "store", tmp_path / "outputs", tmp_path / "drive"
        inner = root / "drive"
        for folder in (root, drive):
            folder.mkdir()
        fill(store / "day", size // 2)
        (store / "drive").mkdir()
        mounted.show(store, root)
        mounted.drive(drive)
        fill(drive, size // 2, first=size)
        mounted.show(drive, inner)
        with live(tmp_path / "library", [root]) as running:
            journey = Journey(running)
            journey.rated(size)
            everything = running.listed()
            mounted.take_off(inner)
            journey.seconds["inner drive: offline"] = running.seconds_until(
                lambda: (told := running.state(root)) and "check the permissions" in told[1], PATIENCE
            )
            journey.lost += len(everything - running.listed())
            journey.back("inner drive", lambda: mounted.show(drive, inner), root, [root])
            mounted.take_off(inner)
            journey.away("bound", lambda: mounted.take_off(root), root)
            mounted.show(store, root)
            journey.back("bound", lambda: mounted.show(drive, inner), root, [root])
            journey.check("bound folder", full=True)


@pytest.mark.soak
@pytest.mark.timeout(300)
def test_a_drive_that_goes_while_it_is_rated_fails_no_picture(tmp_path: Path) -> None:
    size = 1000
    with mounts() as mounted:
        drive, root = tmp_path / "drive", tmp_path / "outputs"
        for folder in (drive, root):
            folder.mkdir()
        mounted.drive(drive)
        fill(drive, size)
        mounted.show(drive, root)
        with live(tmp_path / "library", [root]) as running:
            interruptions = 0
            for part in (1, 2, 3):
                assert running.wait_rated(part * size // 5)
                mounted.take_off(root)
                assert wait_until(lambda: running.is_offline(root), OFFLINE_SECONDS)
                interruptions += len(running.rated()) < size
                mounted.show(drive, root)
            running.wait_rated(size)
            figures = {
                "interruptions": interruptions,
                "rated": len(running.rated()),
                "listed": len(running.listed()),
                "failures": len(running.service.failures()),
                "troubles": len(running.troubles),
            }
    tell(6, "drive unmounted while rating", pictures=size, **figures)
    assert figures == {"interruptions": 3, "rated": size, "listed": size, "failures": 0, "troubles": 0}
