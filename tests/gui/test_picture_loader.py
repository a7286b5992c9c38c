"""Full pictures: decoded in threads of their own, the shown one first, within a budget, and never stale."""

import gc
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from curator.core.errors import PictureError
from curator.gui.viewer import picture_loader
from curator.gui.viewer.picture_loader import NICENESS, LoadPicture, PictureLoader
from curator.gui.viewer.pyramid import Pyramid
from curator.images.decode import open_upright
from tests.helpers.pictures import write_png, write_truncated_png

MakeLoader = Callable[..., PictureLoader]
BYTES = 64 * 64 * 4


@pytest.fixture
def make_loader(qtbot: QtBot) -> Iterator[MakeLoader]:
    made: list[PictureLoader] = []

    def make(
        load: LoadPicture, expected: Callable[[int], int] = lambda image_id: 0, budget: int = 100 * BYTES
    ) -> PictureLoader:
        made.append(PictureLoader(load, expected, budget))
        return made[-1]

    yield make
    for loader in made:
        loader.close()


class Files:
    """Real files by id, whose decoding can be held back; remembers which were asked for."""

    def __init__(self, folder: Path, count: int = 12) -> None:
        self.folder = folder
        self.open = threading.Event()
        self.open.set()
        self.asked: list[int] = []
        for image_id in range(count):
            write_png(self.path(image_id), seed=image_id)

    def path(self, image_id: int) -> Path:
        return self.folder / f"{image_id}.png"

    def __call__(self, image_id: int) -> Image.Image:
        self.asked.append(image_id)
        self.open.wait(5)
        return open_upright(self.path(image_id))


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def settle(loader: PictureLoader, qtbot: QtBot, *image_ids: int) -> None:
    qtbot.waitUntil(lambda: all(loader.is_settled(image_id) for image_id in image_ids))


def corner(loader: PictureLoader, image_id: int) -> str:
    pyramid = loader.picture(image_id)
    assert pyramid is not None
    return pyramid.levels[0].pixelColor(0, 0).name()


def held_pyramids() -> int:
    return sum(type(one) is Pyramid for one in gc.get_objects())


def first_pixel(path: Path) -> str:
    red, green, blue = open_upright(path).getpixel((0, 0))  # type: ignore[misc]
    return f"#{red:02x}{green:02x}{blue:02x}"


def test_a_picture_arrives_in_the_window_thread(make_loader: MakeLoader, files: Files, qtbot: QtBot) -> None:
    loader = make_loader(files)
    threads: list[threading.Thread] = []
    loader.loaded.connect(lambda image_id: threads.append(threading.current_thread()))
    assert loader.picture(3) is None
    with qtbot.waitSignal(loader.loaded) as arrived:
        loader.request([3])
        assert loader.is_awaited(3)
    assert arrived.args == [3]
    assert threads == [threading.main_thread()]
    assert corner(loader, 3) == first_pixel(files.path(3))
    assert not loader.is_awaited(3)
    assert loader.reason(3) == ""


def test_what_is_shown_comes_first_and_what_was_not_begun_is_dropped(
    make_loader: MakeLoader, files: Files, qtbot: QtBot
) -> None:
    loader = make_loader(files)
    files.open.clear()
    loader.request([0], range(1, 9))
    qtbot.waitUntil(lambda: len(files.asked) == 2)
    loader.request([10], [11, 9])
    files.open.set()
    settle(loader, qtbot, 9, 10, 11)
    assert sorted(files.asked[:2]) == [0, 1]
    assert files.asked[2] == 10
    assert sorted(files.asked[3:]) == [9, 11]


def test_a_result_that_comes_late_is_dropped(make_loader: MakeLoader, files: Files, qtbot: QtBot) -> None:
    loader = make_loader(files)
    told: list[int] = []
    loader.loaded.connect(told.append)
    files.open.clear()
    loader.request([1])
    qtbot.waitUntil(lambda: files.asked == [1])
    loader.forget([1])
    qtbot.waitUntil(lambda: files.asked == [1, 1])
    write_png(files.path(1), seed=40)
    files.open.set()
    settle(loader, qtbot, 1)
    qtbot.wait(30)
    assert told == [1]


def test_what_nobody_wants_any_more_is_not_kept(make_loader: MakeLoader, files: Files, qtbot: QtBot) -> None:
    loader = make_loader(files)
    files.open.clear()
    loader.request([1])
    qtbot.waitUntil(lambda: files.asked == [1])
    loader.request([2])
    files.open.set()
    settle(loader, qtbot, 2)
    qtbot.waitUntil(lambda: not loader.is_awaited(1))
    assert loader.picture(1) is None


def test_asked_for_again_while_it_is_given_up_it_comes(
    make_loader: MakeLoader, files: Files, qtbot: QtBot
) -> None:
    loader = make_loader(files)
    files.open.clear()
    loader.request([1])
    qtbot.waitUntil(lambda: files.asked == [1])
    loader.request(())
    files.open.set()
    # The threads go on while the window does not yet hear of what they gave up
    threading.Event().wait(0.1)
    loader.request([1])
    settle(loader, qtbot, 1)


def test_the_budget_holds_and_what_is_shown_stays(
    make_loader: MakeLoader, files: Files, qtbot: QtBot
) -> None:
    loader = make_loader(files, budget=4 * BYTES)
    for image_id in range(8):
        loader.request([image_id], [image_id + 1, image_id + 2])
        settle(loader, qtbot, image_id, image_id + 1, image_id + 2)
        assert sum(loader.picture(held) is not None for held in range(12)) <= 4
    loader.request(range(6))
    settle(loader, qtbot, *range(6))
    assert all(loader.picture(image_id) for image_id in range(6))
    assert loader.picture(9) is None


def test_neighbours_come_only_as_far_as_the_budget_goes(
    make_loader: MakeLoader, files: Files, qtbot: QtBot
) -> None:
    write_png(files.path(1), size=(200, 200))
    loader = make_loader(files, budget=4 * BYTES)
    loader.request([0], [1, 2])
    settle(loader, qtbot, 0, 2)
    qtbot.waitUntil(lambda: not loader.is_awaited(1))
    assert loader.picture(1) is None
    asked = files.asked.count(1)
    loader.request([2], [1, 0])
    qtbot.wait(30)
    assert files.asked.count(1) == asked, "its size is known: decoding it again would be for nothing"
    loader.request([1], [2])
    settle(loader, qtbot, 1)
    assert loader.picture(1) is not None
    assert loader.picture(2) is None
    assert not loader.is_awaited(2)


def test_a_neighbour_known_to_be_too_large_is_not_begun(
    make_loader: MakeLoader, files: Files, qtbot: QtBot
) -> None:
    loader = make_loader(
        files, budget=4 * BYTES, expected=lambda image_id: BYTES * (9 if image_id == 1 else 1)
    )
    loader.request([0], [1, 2])
    settle(loader, qtbot, 0, 2)
    assert sorted(files.asked) == [0, 2]


def test_what_can_not_be_shown_has_a_reason(make_loader: MakeLoader, files: Files, qtbot: QtBot) -> None:
    write_truncated_png(files.path(1), size=(512, 512))
    files.path(2).unlink()
    loader = make_loader(files)
    loader.request([1], [2, 3])
    settle(loader, qtbot, 1, 2, 3)
    assert loader.reason(1) == "The file is cut short: only part of it was written."
    assert loader.reason(2) == "The file is not there any more."
    assert loader.picture(1) is None
    assert loader.reason(3) == ""
    loader.request([1], [2, 3])
    qtbot.wait(20)
    assert files.asked.count(1) == 1


def test_out_of_sight_and_back_it_is_tried_again(make_loader: MakeLoader, files: Files, qtbot: QtBot) -> None:
    files.path(2).unlink()
    loader = make_loader(files)
    loader.request([2])
    settle(loader, qtbot, 2)
    write_png(files.path(2))
    loader.request([5])
    settle(loader, qtbot, 5)
    loader.request([2])
    settle(loader, qtbot, 2)
    assert loader.picture(2) is not None


def test_changed_content_is_decoded_again_with_the_old_one_meanwhile(
    make_loader: MakeLoader, files: Files, qtbot: QtBot
) -> None:
    loader = make_loader(files)
    loader.request([1], [2])
    settle(loader, qtbot, 1, 2)
    before = corner(loader, 1)
    write_png(files.path(1), seed=77)
    files.open.clear()
    loader.forget([1, 2])
    assert corner(loader, 1) == before
    assert loader.picture(2) is None, "nobody looks at it"
    assert not loader.is_settled(1)
    files.open.set()
    settle(loader, qtbot, 1, 2)
    assert corner(loader, 1) == first_pixel(files.path(1)) != before
    files.path(1).unlink()
    loader.forget([1])
    settle(loader, qtbot, 1)
    assert loader.picture(1) is None
    assert loader.reason(1) == "The file is not there any more."


def test_clear_lets_go_of_all_that_is_not_shown(make_loader: MakeLoader, files: Files, qtbot: QtBot) -> None:
    loader = make_loader(files)
    loader.request([1], [2])
    settle(loader, qtbot, 1, 2)
    loader.request([1])
    loader.clear()
    assert loader.picture(1) is not None
    assert loader.picture(2) is None


def test_what_was_let_go_takes_no_memory(make_loader: MakeLoader, files: Files, qtbot: QtBot) -> None:
    """Neither in the list of what a worker gives back nor as the last result of one."""
    loader = make_loader(files)
    before = held_pyramids()
    loader.request(range(6))
    settle(loader, qtbot, *range(6))
    assert held_pyramids() == before + 6
    loader.request(())
    loader.clear()
    qtbot.waitUntil(lambda: held_pyramids() == before)


def test_a_bug_in_load_is_raised_once_in_the_window_and_ends_no_thread(
    make_loader: MakeLoader, files: Files, qtbot: QtBot
) -> None:
    def load(image_id: int) -> Image.Image:
        if image_id < 3:
            raise ZeroDivisionError(f"a bug at {image_id}")
        return files(image_id)

    loader = make_loader(load)
    with qtbot.capture_exceptions() as bugs:
        loader.request([0], [1, 2, 5])
        settle(loader, qtbot, 5)
        qtbot.waitUntil(lambda: not any(map(loader.is_awaited, range(3))))
    assert [bug[0] for bug in bugs] == [ZeroDivisionError]


def test_too_little_memory_is_a_reason(make_loader: MakeLoader, qtbot: QtBot) -> None:
    def load(image_id: int) -> Image.Image:
        raise PictureError("There is not enough memory to decode the picture.")

    loader = make_loader(load)
    loader.request([1])
    settle(loader, qtbot, 1)
    assert "memory" in loader.reason(1)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a thread's niceness")
def test_the_threads_yield_to_the_window(make_loader: MakeLoader, files: Files, qtbot: QtBot) -> None:
    seen: list[int] = []

    def load(image_id: int) -> Image.Image:
        seen.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        return files(image_id)

    loader = make_loader(load)
    loader.request([1])
    settle(loader, qtbot, 1)
    assert seen == [NICENESS]


def test_close_ends_the_threads_with_work_left(files: Files, qtbot: QtBot) -> None:
    before = threading.active_count()
    loader = PictureLoader(files)
    assert threading.active_count() == before + 2
    loader.request([0], range(1, 12))
    loader.close()
    loader.close()
    assert threading.active_count() == before


def test_close_waits_for_both_threads_together(
    files: Files, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_loader, "CLOSE_SECONDS", 0.5)
    loader = PictureLoader(files)
    files.open.clear()
    loader.request([0], [1])
    qtbot.waitUntil(lambda: len(files.asked) == 2)
    began = time.monotonic()
    loader.close()
    assert 0.4 < time.monotonic() - began < 0.9
    files.open.set()
    for thread in loader._threads:
        thread.join()
