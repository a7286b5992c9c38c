"""All missing thumbnails at once: quietly, to be stopped at any time, and without losing a word."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from curator.pipeline import warm
from curator.pipeline.events import WarmProgress, WarmState
from curator.pipeline.quiet import NICENESS
from curator.pipeline.thumbnail import thumbnail
from curator.pipeline.warm import Warmer
from curator.store import files, thumbnails
from curator.store.library import Library
from curator.store.thumbnails import ThumbnailStore
from tests.helpers.listed import Listed, list_file, list_pictures
from tests.helpers.pictures import write_png
from tests.helpers.waiting import wait_until

ENDS = (WarmState.DONE, WarmState.STOPPED, WarmState.FULL)


class Ear:
    """Remembers what was told."""

    def __init__(self) -> None:
        self.told: list[WarmProgress] = []
        self.bugs: list[BaseException] = []

    def report(self, message: str, error: BaseException) -> None:
        self.bugs.append(error)

    def ended(self) -> bool:
        return bool(self.told) and self.told[-1].state in ENDS


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(tmp_path / "library")
    yield opened
    opened.close()


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def warmer(library: Library, ear: Ear) -> Iterator[Warmer]:
    made = Warmer(library, ear.told.append, ear.report, threads=2)
    yield made
    made.close(5)


class Gate:
    """Holds each thumbnail back until it is opened, and remembers their order."""

    def __init__(self, make: Callable[..., bytes | None] = thumbnail) -> None:
        self.open = threading.Event()
        self.asked: list[int] = []
        self.niceness: set[int] = set()
        self._make = make

    def __call__(self, library: Library, image_id: int, content: str, size: int) -> bytes | None:
        self.asked.append(image_id)
        if sys.platform == "linux":
            self.niceness.add(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        self.open.wait(5)
        return self._make(library, image_id, content, size)


def pairs(pictures: list[Listed]) -> list[tuple[int, str]]:
    return [(picture.id, picture.content) for picture in pictures]


def test_every_missing_one_is_made(library: Library, warmer: Warmer, ear: Ear, tmp_path: Path) -> None:
    pictures = list_pictures(library, tmp_path, 12)
    library.thumbnails.put(pictures[3].content, b"there")
    write_png(tmp_path / "copy.png", seed=5, size=(64, 48))
    list_file(library, tmp_path / "copy.png")
    list_file(library, write_png(tmp_path / "unread.png", seed=99), read=False)
    warmer.start()
    assert wait_until(ear.ended)
    assert ear.told[0] == WarmProgress(WarmState.LOOKING)
    assert ear.told[1] == WarmProgress(WarmState.MAKING, 0, 11)
    assert ear.told[-1] == WarmProgress(WarmState.DONE, 11, 11)
    contents = {picture.content for picture in pictures}
    assert library.thumbnails.have(contents) == contents
    assert library.thumbnails.get(pictures[3].content) == b"there"
    assert ear.bugs == []
    warmer.start()
    assert wait_until(lambda: len(ear.told) > 3 and ear.told[-1].state is WarmState.DONE)
    assert ear.told[-1] == WarmProgress(WarmState.DONE, 0, 0)


def test_the_given_order_or_the_newest_first(
    library: Library, warmer: Warmer, ear: Ear, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate()
    gate.open.set()
    monkeypatch.setattr(warm, "thumbnail", gate)
    pictures = list_pictures(library, tmp_path, 6)
    for number, picture in enumerate(pictures):
        os.utime(picture.path, ns=(0, (10 - number) * 10**9))
        list_file(library, picture.path)
    pictures[0].path.unlink()
    files.mark_gone(library, [pictures[0].path], 1.0)
    one_thread = Warmer(library, ear.told.append, ear.report, threads=1)
    one_thread.start()
    assert wait_until(ear.ended)
    assert gate.asked == [picture.id for picture in pictures[1:]]
    ear.told.clear()
    gate.asked.clear()
    library.thumbnails.trim(0)
    chosen = [pictures[4], pictures[2], pictures[4], pictures[5]]
    one_thread.start([(99, ""), *pairs(chosen)])
    assert wait_until(ear.ended)
    assert gate.asked == [pictures[4].id, pictures[2].id, pictures[5].id]
    one_thread.close(5)


def test_what_can_not_be_read_is_counted_and_passed_over(
    library: Library, warmer: Warmer, ear: Ear, tmp_path: Path
) -> None:
    pictures = list_pictures(library, tmp_path, 8)
    for picture in pictures[:3]:
        picture.path.unlink()
    warmer.start(pairs(pictures))
    assert wait_until(ear.ended)
    last = ear.told[-1]
    assert (last.state, last.done, last.total, last.failed) == (WarmState.DONE, 8, 8, 3)
    assert ear.bugs == []


def test_it_tells_speed_and_time_left(
    library: Library, warmer: Warmer, ear: Ear, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warm, "TELL_SECONDS", 0.0)
    warmer.start(pairs(list_pictures(library, tmp_path, 30)))
    assert wait_until(ear.ended)
    at_work = [told for told in ear.told if told.state is WarmState.MAKING]
    assert [told.done for told in at_work] == sorted(told.done for told in at_work)
    middle = next(told for told in at_work if 10 <= told.done < 30)
    assert middle.per_second > 0
    assert middle.seconds_left == pytest.approx((30 - middle.done) / middle.per_second)


def test_stopping_is_told_at_once_and_is_the_last_word(
    library: Library, warmer: Warmer, ear: Ear, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate()
    monkeypatch.setattr(warm, "thumbnail", gate)
    pictures = list_pictures(library, tmp_path, 20)
    warmer.start(pairs(pictures))
    assert wait_until(lambda: len(gate.asked) == 2)
    began = time.monotonic()
    warmer.stop()
    assert time.monotonic() - began < 0.5
    assert ear.told[-1].state is WarmState.STOPPED
    told = len(ear.told)
    warmer.stop()
    gate.open.set()
    warmer.close(5)
    assert len(ear.told) == told
    assert len(gate.asked) == 2
    assert library.thumbnails.have([picture.content for picture in pictures[:2]])


def test_another_request_takes_over(
    library: Library, warmer: Warmer, ear: Ear, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate()
    monkeypatch.setattr(warm, "thumbnail", gate)
    pictures = list_pictures(library, tmp_path, 20)
    warmer.start(pairs(pictures[:15]))
    assert wait_until(lambda: len(gate.asked) == 2)
    warmer.start(pairs(pictures[15:]))
    gate.open.set()
    assert wait_until(lambda: ear.ended() and ear.told[-1].total == 5)
    assert ear.told[-1] == WarmProgress(WarmState.DONE, 5, 5)
    assert [told.state for told in ear.told].count(WarmState.DONE) == 1
    assert set(gate.asked[2:]) == {picture.id for picture in pictures[15:]}


def test_the_library_can_be_closed_meanwhile(
    library: Library, warmer: Warmer, ear: Ear, tmp_path: Path
) -> None:
    warmer.start(pairs(list_pictures(library, tmp_path, 40, (300, 300))))
    assert wait_until(lambda: ear.told[-1].state is WarmState.MAKING)
    warmer.close(5)
    library.close()
    assert ear.told[-1].state is WarmState.STOPPED
    assert not [thread for thread in threading.enumerate() if thread.name == "thumbnails-warm"]
    told = len(ear.told)
    warmer.start()
    assert len(ear.told) == told
    assert ear.bugs == []


def test_a_library_closed_too_early_ends_it_with_a_report(library: Library, warmer: Warmer, ear: Ear) -> None:
    library.close()
    warmer.start()
    assert wait_until(lambda: ear.bugs)
    assert ear.told[-1].state is WarmState.STOPPED


def test_a_bug_is_reported_once_and_costs_its_picture_only(
    library: Library, warmer: Warmer, ear: Ear, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(library: Library, image_id: int, content: str, size: int) -> bytes | None:
        if image_id % 2:
            raise ZeroDivisionError
        return thumbnail(library, image_id, content, size)

    monkeypatch.setattr(warm, "thumbnail", broken)
    warmer.start(pairs(list_pictures(library, tmp_path, 10)))
    assert wait_until(ear.ended)
    assert (ear.told[-1].done, ear.told[-1].failed) == (10, 5)
    assert [type(bug) for bug in ear.bugs] == [ZeroDivisionError]


@pytest.mark.parametrize("kept_between_clearings", [1, thumbnails.ROOM_EVERY])
def test_a_full_cache_ends_it(
    tmp_path: Path, ear: Ear, monkeypatch: pytest.MonkeyPatch, kept_between_clearings: int
) -> None:
    """Also one that makes room just before it is looked at."""
    monkeypatch.setattr(warm, "ROOM_EVERY", 1)
    monkeypatch.setattr(thumbnails, "ROOM_EVERY", kept_between_clearings)
    library = Library(tmp_path / "library")
    library.thumbnails.close()
    library.thumbnails = ThumbnailStore(tmp_path / "small.db", most_bytes=60_000)
    warmer = Warmer(library, ear.told.append, ear.report, threads=1)
    warmer.start(pairs(list_pictures(library, tmp_path, 30, (256, 256))))
    assert wait_until(ear.ended)
    assert ear.told[-1].state is WarmState.FULL
    assert 0 < ear.told[-1].done < 30
    warmer.close(5)
    library.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a thread's niceness")
def test_its_threads_give_way_to_all_others(
    library: Library, warmer: Warmer, ear: Ear, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate()
    gate.open.set()
    monkeypatch.setattr(warm, "thumbnail", gate)
    warmer.start(pairs(list_pictures(library, tmp_path, 4)))
    assert wait_until(ear.ended)
    assert gate.niceness == {NICENESS}
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) < NICENESS
