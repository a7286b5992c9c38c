"""Row 9: links in circles, to outside, between watched folders; each real picture is listed once."""

import os
import shutil
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.end2end.faults.forms import forms, is_full, tell
from tests.end2end.faults.live import Live, live
from tests.helpers.pictures import picture_bytes
from tests.helpers.waiting import wait_until

SCAN_SECONDS = 2.0
IDLE_SECONDS = 10.0
IDLE_SHARE = 0.02


def write(path: Path, seed: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(picture_bytes(seed, (16, 16)))
    os.utime(path, (time.time() - 3600,) * 2)
    return path


def tangle(root: Path, other: Path, outside: Path, count: int) -> None:
    """Real pictures in both watched folders and outside, and every kind of link between them, often."""
    for seed in range(count):
        write(root / f"{seed % 10}" / f"{seed}.png", seed)
        write(other / f"{seed}.png", count + seed)
        write(outside / f"{seed}.png", 2 * count + seed)
    links = {
        root / "itself": root,
        root / "0" / "above": root,
        root / "0" / "mutual": root / "1",
        root / "1" / "mutual": root / "0",
        root / "out": outside,
        root / "over": other,
        other / "back": root,
        root / "dangling": outside / "absent",
        root / "a.png": root / "b.png",
        root / "b.png": root / "a.png",
        root / "own.png": root / "own.png",
        root / "dangling.png": outside / "absent.png",
        root / "folder.png": outside,
    }
    for link, target in links.items():
        link.symlink_to(target, target_is_directory=target.is_dir())
    for number in range(count // 10):
        (root / f"inner-{number}.png").symlink_to(root / "0" / "0.png")
        (root / f"between-{number}.png").symlink_to(other / f"{number}.png")
        (root / f"outer-{number}.png").symlink_to(outside / f"{number}.png")
        (other / f"outer-{number}.png").symlink_to(outside / f"{number}.png")
        (root / f"{number % 10}" / "deeper").mkdir(exist_ok=True)
        (root / f"{number % 10}" / "deeper" / f"up-{number}").symlink_to(root)


def expected(root: Path, other: Path, outside: Path, count: int) -> set[str]:
    """The real pictures: all in the watched folders, and those outside that a link leads to."""
    inside = {str(path) for folder in (root, other) for path in real_files(folder)}
    return inside | {str(outside / f"{number}.png") for number in range(count // 10)}


def real_files(folder: Path) -> list[Path]:
    return [
        Path(above, name)
        for above, _, names in os.walk(folder)
        for name in names
        if not Path(above, name).is_symlink()
    ]


def as_real(running: Live) -> Counter[str]:
    """How often each real picture is listed, under whatever name."""
    return Counter(os.path.realpath(path) for path in running.listed())


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right that few accounts have there")
@forms(10, 2000, minutes=3)
def test_each_real_picture_is_listed_once(tmp_path: Path, size: int, request: pytest.FixtureRequest) -> None:
    root, other, outside = tmp_path / "outputs", tmp_path / "other", tmp_path / "outside"
    tangle(root, other, outside, size)
    link = tmp_path / "link"
    link.symlink_to(root)
    wanted = expected(root, other, outside, size)
    begun = time.monotonic()
    with live(tmp_path / "library", [link, other, root], paused=True) as running:
        scan_seconds = time.monotonic() - begun
        assert len(running.service.folders()) == 2, "the link and the folder it leads to are one"
        assert wait_until(lambda: len(as_real(running)) >= len(wanted), 20, 0.05)
        late = write(root / "0" / "late.png", 9 * size)
        (root / "again.png").symlink_to(late)
        assert wait_until(lambda: str(late) in running.listed(), 10, 0.05)
        idle_share = share_of_time(running) if is_full(request) else None
        listed = as_real(running)
    wanted.add(str(late))
    tell(
        9,
        "links",
        real=len(wanted),
        listed=listed.total(),
        twice=sum(times > 1 for times in listed.values()),
        missed=len(wanted - listed.keys()),
        beyond=len(listed.keys() - wanted),
        first_scan_seconds=round(scan_seconds, 2),
        idle_cpu_share=idle_share,
    )
    assert listed == Counter(wanted)
    assert not running.troubles
    if is_full(request):
        assert scan_seconds < SCAN_SECONDS
        assert idle_share is not None
        assert idle_share < IDLE_SHARE


def share_of_time(running: Live) -> float:
    """CPU seconds of this process per second while nothing happens; a storm of events would show."""
    assert wait_until(running.all_watched)
    time.sleep(3)
    busy, begun = time.process_time(), time.monotonic()
    time.sleep(IDLE_SECONDS)
    return round((time.process_time() - busy) / (time.monotonic() - begun), 4)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right that few accounts have there")
@forms(10, 500, minutes=3)
def test_hard_links_are_rated_once_and_a_moving_link_is_no_loss(
    tmp_path: Path, size: int, request: pytest.FixtureRequest
) -> None:
    root, outside = tmp_path / "outputs", tmp_path / "outside"
    for seed in range(size):
        first = write(root / f"{seed}.png", seed)
        (root / f"hard-{seed}.png").hardlink_to(first)
    target = write(outside / "target.png", size)
    (root / "link.png").symlink_to(target)
    with live(tmp_path / "library", [root]) as running:
        assert wait_until(lambda: len(running.rated()) == size + 1, 60, 0.05)
        assert wait_until(lambda: len(running.shown()) == 2 * size + 1, 30, 0.05)
        shutil.move(target, outside / "moved.png")
        (root / "link.png").unlink()
        (root / "link.png").symlink_to(outside / "moved.png")
        (root / "0.png").unlink()
        left = {str(path) for path in root.rglob("*.png")}
        assert wait_until(lambda: running.shown() == left, 30, 0.05)
        figures = {"names": 2 * size + 1, "rated": len(running.rated()), "shown": len(left)}
    tell(9, "hard links", **figures)
    assert figures["rated"] == size + 1
    assert not running.troubles
