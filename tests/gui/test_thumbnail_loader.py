"""Thumbnails: made in threads of their own, nearest first, within a budget, and never stale."""

import io
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from functools import partial

import pytest
from PIL import Image
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from curator.core.errors import PictureError
from curator.gui.thumbnail_loader import NICENESS, Load, ThumbnailLoader
from tests.helpers.gallery import jpeg

MakeLoader = Callable[..., ThumbnailLoader]
SIDE = 32
SQUARE = jpeg(64, 64, (200, 40, 40))
BYTES = SIDE * SIDE * 4


@pytest.fixture
def make_loader(qtbot: QtBot) -> Iterator[MakeLoader]:
    made: list[ThumbnailLoader] = []

    def make(load: Load, side: int = SIDE, budget: int = 100 * BYTES) -> ThumbnailLoader:
        made.append(ThumbnailLoader(load, side, budget))
        return made[-1]

    yield make
    for loader in made:
        loader.close()


def settled(loader: ThumbnailLoader, image_ids: Iterable[int]) -> bool:
    return all(loader.is_settled(image_id) for image_id in image_ids)


class Gate:
    """A load that can be held back, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.asked: list[int] = []
        self.data: dict[int, bytes | None] = {}

    def __call__(self, image_id: int) -> bytes | None:
        self.asked.append(image_id)
        self.open.wait(5)
        return self.data.get(image_id, SQUARE)


def test_a_thumbnail_arrives_fitted_and_ready_to_paint(make_loader: MakeLoader, qtbot: QtBot) -> None:
    shapes = {1: jpeg(256, 128, (10, 200, 30)), 2: jpeg(20, 80)}
    loader = make_loader(shapes.get)
    loader.request([1, 2])
    qtbot.waitUntil(lambda: loader.is_settled(1) and loader.is_settled(2))
    wide, high = loader.image(1), loader.image(2)
    assert wide is not None
    assert high is not None
    assert (wide.width(), wide.height()) == (32, 16)
    assert (high.width(), high.height()) == (8, 32)
    assert wide.format() == QImage.Format.Format_RGB32
    assert abs(wide.pixelColor(16, 8).green() - 200) < 8


def test_the_signal_comes_in_the_window_thread(make_loader: MakeLoader, qtbot: QtBot) -> None:
    loader = make_loader(lambda image_id: SQUARE)
    threads: list[threading.Thread] = []
    loader.loaded.connect(lambda image_id, image: threads.append(threading.current_thread()))
    with qtbot.waitSignal(loader.loaded) as arrived:
        loader.request([7])
    assert arrived.args is not None
    assert arrived.args[0] == 7
    assert threads == [threading.main_thread()]


def test_a_later_request_drops_what_was_not_begun(make_loader: MakeLoader, qtbot: QtBot) -> None:
    gate = Gate()
    loader = make_loader(gate)
    loader.request(range(100))
    qtbot.waitUntil(lambda: len(gate.asked) == 2)
    loader.request([500, 501], soon=[502])
    gate.open.set()
    qtbot.waitUntil(lambda: all(loader.is_settled(image_id) for image_id in (500, 501, 502)))
    assert sorted(gate.asked[:2]) == [0, 1]
    assert sorted(gate.asked[2:4]) == [500, 501]
    assert gate.asked[4:] == [502]


def test_the_budget_holds_and_the_visible_ones_stay(make_loader: MakeLoader, qtbot: QtBot) -> None:
    loader = make_loader(lambda image_id: SQUARE, budget=6 * BYTES)
    for first in range(0, 40, 4):
        page = range(first, first + 4)
        loader.request(page)
        qtbot.waitUntil(partial(settled, loader, page))
        assert all(loader.image(image_id) for image_id in page)
        assert sum(loader.image(image_id) is not None for image_id in range(40)) <= 6
    loader.request(range(100, 110))
    qtbot.waitUntil(lambda: all(loader.image(image_id) for image_id in range(100, 110)))
    assert loader.image(39) is None


@pytest.mark.parametrize("side", [16, 48])
def test_another_size_is_made_anew_with_the_old_one_meanwhile(
    make_loader: MakeLoader, qtbot: QtBot, side: int
) -> None:
    gate = Gate()
    gate.open.set()
    loader = make_loader(gate)
    loader.request([1])
    qtbot.waitUntil(lambda: loader.is_settled(1))
    gate.open.clear()
    loader.set_side(side)
    stand_in = loader.image(1)
    assert stand_in is not None
    assert stand_in.width() == SIDE
    gate.open.set()
    qtbot.waitUntil(lambda: loader.is_settled(1))
    made = loader.image(1)
    assert made is not None
    assert made.width() == side


def test_a_size_that_changes_under_way_is_made_in_the_end(make_loader: MakeLoader, qtbot: QtBot) -> None:
    gate = Gate()
    loader = make_loader(gate)
    loader.request([1])
    qtbot.waitUntil(lambda: gate.asked == [1])
    loader.set_side(20)
    gate.open.set()
    qtbot.waitUntil(lambda: loader.is_settled(1))
    made = loader.image(1)
    assert made is not None
    assert made.width() == 20


def test_changed_content_is_loaded_again_and_the_old_result_dropped(
    make_loader: MakeLoader, qtbot: QtBot
) -> None:
    gate = Gate()
    gate.data[1] = jpeg(64, 64, (0, 0, 250))
    loader = make_loader(gate)
    loader.request([1])
    qtbot.waitUntil(lambda: gate.asked == [1])
    loader.forget([1])
    qtbot.waitUntil(lambda: gate.asked == [1, 1])
    with qtbot.waitSignal(loader.loaded):
        gate.open.set()
    qtbot.wait(50)
    assert loader.image(1) is not None
    gate.data[1] = jpeg(64, 64, (250, 0, 0))
    loader.forget([1])
    assert loader.image(1) is None
    qtbot.waitUntil(lambda: loader.is_settled(1))
    red = loader.image(1)
    assert red is not None
    assert red.pixelColor(5, 5).red() > 200


def test_what_has_no_thumbnail_is_not_asked_again_until_it_changed(
    make_loader: MakeLoader, qtbot: QtBot
) -> None:
    gate = Gate()
    gate.open.set()
    gate.data[1] = None
    loader = make_loader(gate)
    with qtbot.waitSignal(loader.loaded) as told:
        loader.request([1])
    assert told.args is not None
    assert told.args[1].isNull()
    loader.request([1, 2])
    qtbot.waitUntil(lambda: loader.is_settled(2))
    assert gate.asked == [1, 2]
    gate.data[1] = SQUARE
    loader.forget([1])
    qtbot.waitUntil(lambda: loader.image(1) is not None)


def test_a_known_error_counts_as_no_thumbnail(make_loader: MakeLoader, qtbot: QtBot) -> None:
    def load(image_id: int) -> bytes | None:
        raise PictureError("this file is no picture")

    loader = make_loader(load)
    loader.request([1])
    qtbot.waitUntil(lambda: loader.is_settled(1))
    assert loader.image(1) is None


@pytest.mark.qt_log_ignore("Not a JPEG file", extend=True)
def test_bytes_that_are_no_jpeg_count_as_no_thumbnail(make_loader: MakeLoader, qtbot: QtBot) -> None:
    loader = make_loader({1: b"nonsense", 2: b""}.get)
    loader.request([1, 2])
    qtbot.waitUntil(lambda: loader.is_settled(1) and loader.is_settled(2))
    assert loader.image(1) is None
    assert loader.image(2) is None


def test_a_bug_in_load_is_raised_once_in_the_window_and_ends_no_thread(
    make_loader: MakeLoader, qtbot: QtBot
) -> None:
    broken = True

    def load(image_id: int) -> bytes | None:
        if broken and image_id == 4:
            raise RuntimeError("another bug")
        if broken and image_id < 5:
            raise ZeroDivisionError(f"a bug at {image_id}")
        return SQUARE

    loader = make_loader(load)
    with qtbot.capture_exceptions() as bugs:
        loader.request([1, 2, 3, 4])
        qtbot.waitUntil(lambda: len(bugs) == 2)
        loader.request([9, 3])
        qtbot.waitUntil(lambda: loader.image(9) is not None)
    assert {bug[0] for bug in bugs} == {ZeroDivisionError, RuntimeError}
    assert len(bugs) == 2
    broken = False
    loader.request([1, 2, 3, 4])
    qtbot.waitUntil(lambda: all(loader.image(image_id) for image_id in (1, 2, 3, 4)))


def test_a_grey_jpeg_paints_as_fast_as_others(make_loader: MakeLoader, qtbot: QtBot) -> None:
    buffer = io.BytesIO()
    Image.new("L", (40, 40), 90).save(buffer, "JPEG")
    loader = make_loader(lambda image_id: buffer.getvalue())
    loader.request([1])
    qtbot.waitUntil(lambda: loader.is_settled(1))
    image = loader.image(1)
    assert image is not None
    assert image.format() == QImage.Format.Format_RGB32


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a thread's niceness")
def test_the_threads_yield_to_the_window(make_loader: MakeLoader, qtbot: QtBot) -> None:
    seen: list[int] = []

    def load(image_id: int) -> bytes | None:
        seen.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        return None

    loader = make_loader(load)
    loader.request([1])
    qtbot.waitUntil(lambda: loader.is_settled(1))
    assert seen == [NICENESS]
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) < NICENESS


def test_close_ends_the_threads_with_work_left(qtbot: QtBot) -> None:
    before = threading.active_count()
    loader = ThumbnailLoader(lambda image_id: SQUARE, SIDE)
    assert threading.active_count() == before + 2
    loader.request(range(10_000))
    loader.close()
    loader.close()
    assert threading.active_count() == before
