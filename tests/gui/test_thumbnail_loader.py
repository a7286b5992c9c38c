"""Thumbnails: made in threads of their own, nearest first, within a budget, and never stale."""

import io
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from curator.core.errors import PictureError
from curator.gui.gallery import thumbnail_loader
from curator.gui.gallery.thumbnail_loader import NICENESS, Load, ThumbnailLoader, Wanted
from curator.images.thumbnails import make_thumbnail
from curator.store.thumbnails import ThumbnailStore
from tests.helpers.gallery import jpeg

MakeLoader = Callable[..., ThumbnailLoader]
SIDE = 32
SQUARE = jpeg(64, 64, (200, 40, 40))
BYTES = SIDE * SIDE * 4


@pytest.fixture
def make_loader(qtbot: QtBot) -> Iterator[MakeLoader]:
    made: list[ThumbnailLoader] = []

    def make(load: Load, budget: int = 100 * BYTES) -> ThumbnailLoader:
        made.append(ThumbnailLoader(load, budget=budget))
        return made[-1]

    yield make
    for loader in made:
        loader.close()


def box(image_id: int, width: int = SIDE, height: int = SIDE, content: str = "a") -> Wanted:
    return Wanted(image_id, content, width, height)


def boxes(image_ids: Iterable[int]) -> list[Wanted]:
    return [box(image_id) for image_id in image_ids]


def settled(loader: ThumbnailLoader, wanted: Iterable[Wanted]) -> bool:
    return all(loader.is_settled(one) for one in wanted)


def size(image: QImage | None) -> tuple[int, int]:
    assert image is not None
    return image.width(), image.height()


class Gate:
    """A load that can be held back, and remembers what it was asked for."""

    def __init__(self, open: bool = False) -> None:
        self.open = threading.Event()
        self.asked: list[int] = []
        self.contents: list[str] = []
        self.sizes: list[int] = []
        self.data: dict[int | str, bytes | None] = {}
        if open:
            self.open.set()

    def __call__(self, image_id: int, content: str, size: int) -> bytes | None:
        self.asked.append(image_id)
        self.contents.append(content)
        self.sizes.append(size)
        self.open.wait(5)
        return self.data.get(content, self.data.get(image_id, SQUARE))


def test_a_thumbnail_arrives_fitted_and_ready_to_paint(make_loader: MakeLoader, qtbot: QtBot) -> None:
    gate = Gate(open=True)
    gate.data = {1: jpeg(256, 128, (10, 200, 30)), 2: jpeg(20, 80)}
    loader = make_loader(gate)
    loader.request(boxes([1, 2]))
    qtbot.waitUntil(partial(settled, loader, boxes([1, 2])))
    wide = loader.image(1)
    assert size(wide) == (32, 16)
    assert size(loader.image(2)) == (8, 32)
    assert wide is not None
    assert wide.format() == QImage.Format.Format_RGB32
    assert abs(wide.pixelColor(16, 8).green() - 200) < 8


@pytest.mark.parametrize(
    ("picture", "tile", "shown"),
    [
        ((256, 171), (300, 201), (300, 201)),
        ((256, 171), (301, 200), (301, 200)),
        ((171, 256), (121, 180), (121, 180)),
        ((256, 8), (400, 13), (400, 13)),
        ((256, 1), (400, 400), (400, 1)),
        ((256, 240), (176, 176), (176, 165)),
        ((256, 128), (100, 100), (100, 50)),
    ],
)
def test_a_box_of_the_picture_s_shape_is_filled_to_the_pixel(
    make_loader: MakeLoader,
    qtbot: QtBot,
    picture: tuple[int, int],
    tile: tuple[int, int],
    shown: tuple[int, int],
) -> None:
    """A thumbnail's sides are whole pixels, so that its shape is not quite that of the picture."""
    gate = Gate(open=True)
    gate.data[1] = jpeg(*picture)
    loader = make_loader(gate, budget=10**7)
    loader.request([box(1, *tile)])
    qtbot.waitUntil(lambda: loader.is_settled(box(1, *tile)))
    assert size(loader.image(1)) == shown


def test_large_boxes_ask_for_large_thumbnails(make_loader: MakeLoader, qtbot: QtBot) -> None:
    gate = Gate(open=True)
    loader = make_loader(gate, budget=10**7)
    wanted = [box(1, 256, 100), box(2, 100, 257), box(3, 700, 700)]
    for one in wanted:
        loader.request([one])
        qtbot.waitUntil(partial(settled, loader, [one]))
    assert (gate.asked, gate.sizes) == ([1, 2, 3], [256, 512, 512])
    assert gate.contents == ["a"] * 3


def test_what_arrives_is_told_in_the_window_thread(make_loader: MakeLoader, qtbot: QtBot) -> None:
    loader = make_loader(Gate(open=True))
    told: list[tuple[tuple[int, ...], threading.Thread]] = []
    loader.loaded.connect(lambda ids: told.append((ids, threading.current_thread())))
    loader.request([box(7)])
    qtbot.waitUntil(lambda: bool(told))
    assert told == [((7,), threading.main_thread())]


def test_many_that_arrive_are_told_in_few_words(make_loader: MakeLoader, qtbot: QtBot) -> None:
    told: list[tuple[int, ...]] = []
    loader = make_loader(Gate(open=True))
    loader.loaded.connect(told.append)
    loader.request(boxes(range(60)))
    time.sleep(0.1)
    qtbot.waitUntil(partial(settled, loader, boxes(range(60))))
    assert sorted(image_id for ids in told for image_id in ids) == list(range(60))
    assert len(told) < 12


def test_a_page_of_kept_thumbnails_is_soon_there(
    make_loader: MakeLoader, qtbot: QtBot, tmp_path: Path
) -> None:
    """The real way: from SQLite, decoded, fitted. It takes 20 ms where nobody else wants the processor."""
    store = ThumbnailStore(tmp_path / "thumbnails.db")
    noise = np.random.default_rng(3).integers(0, 256, (256, 256, 3), np.uint8)
    kept = make_thumbnail(Image.fromarray(noise))
    page = [Wanted(image_id, f"{image_id:064x}", 240, 240) for image_id in range(52)]
    for wanted in page:
        store.put(wanted.content, kept)
    loader = make_loader(lambda image_id, content, size: store.get(content, size), budget=10**8)
    began = time.monotonic()
    loader.request(page)
    qtbot.waitUntil(partial(settled, loader, page))
    assert time.monotonic() - began < 2
    assert all(size(loader.image(wanted.image_id)) == (240, 240) for wanted in page)
    store.close()


def test_a_later_request_drops_what_was_not_begun(make_loader: MakeLoader, qtbot: QtBot) -> None:
    gate = Gate()
    loader = make_loader(gate)
    loader.request(boxes(range(100)))
    qtbot.waitUntil(lambda: len(gate.asked) == 2)
    loader.request(boxes([500, 501]), soon=boxes([502]))
    gate.open.set()
    qtbot.waitUntil(partial(settled, loader, boxes([500, 501, 502])))
    assert sorted(gate.asked[:2]) == [0, 1]
    assert sorted(gate.asked[2:4]) == [500, 501]
    assert gate.asked[4:] == [502]


def test_what_is_in_work_is_not_begun_twice(make_loader: MakeLoader, qtbot: QtBot) -> None:
    gate = Gate()
    loader = make_loader(gate)
    loader.request(boxes([1, 2]))
    qtbot.waitUntil(lambda: len(gate.asked) == 2)
    loader.request(boxes([2, 3]), soon=boxes([1, 2]))
    gate.open.set()
    qtbot.waitUntil(partial(settled, loader, boxes([1, 2, 3])))
    assert sorted(gate.asked) == [1, 2, 3]


def test_the_budget_holds_and_the_visible_ones_stay(make_loader: MakeLoader, qtbot: QtBot) -> None:
    loader = make_loader(Gate(open=True), budget=6 * BYTES)
    for first in range(0, 40, 4):
        page = boxes(range(first, first + 4))
        loader.request(page)
        qtbot.waitUntil(partial(settled, loader, page))
        assert all(loader.image(one.image_id) for one in page)
        assert sum(loader.image(image_id) is not None for image_id in range(40)) <= 6
    loader.request(boxes(range(100, 110)))
    qtbot.waitUntil(lambda: all(loader.image(image_id) for image_id in range(100, 110)))
    assert loader.image(39) is None


@pytest.mark.parametrize("side", [16, 48])
def test_another_size_is_made_anew_with_the_old_one_meanwhile(
    make_loader: MakeLoader, qtbot: QtBot, side: int
) -> None:
    gate = Gate(open=True)
    loader = make_loader(gate)
    loader.request([box(1)])
    qtbot.waitUntil(lambda: loader.is_settled(box(1)))
    gate.open.clear()
    loader.request([box(1, side, side)])
    assert not loader.is_settled(box(1, side, side))
    assert size(loader.image(1)) == (SIDE, SIDE)
    gate.open.set()
    qtbot.waitUntil(lambda: loader.is_settled(box(1, side, side)))
    assert size(loader.image(1)) == (side, side)


class SizeGates:
    """A load that is held back for each size of its own."""

    def __init__(self) -> None:
        self.gates = {256: threading.Event(), 512: threading.Event()}
        self.asked: list[int] = []

    def __call__(self, image_id: int, content: str, size: int) -> bytes | None:
        self.asked.append(size)
        self.gates[size].wait(5)
        return SQUARE


def test_a_size_that_changes_under_way_stands_in_and_is_made_in_the_end(
    make_loader: MakeLoader, qtbot: QtBot
) -> None:
    load = SizeGates()
    loader = make_loader(load, budget=10**7)
    small, large = box(1), box(1, 300, 300)
    loader.request([small])
    qtbot.waitUntil(lambda: load.asked == [256])
    loader.request([large])
    load.gates[256].set()
    qtbot.waitUntil(lambda: loader.image(1) is not None)
    assert size(loader.image(1)) == (SIDE, SIDE)
    assert not loader.is_settled(large)
    load.gates[512].set()
    qtbot.waitUntil(lambda: loader.is_settled(large))
    assert size(loader.image(1)) == (300, 300)
    assert load.asked == [256, 512]


def test_a_size_that_comes_late_does_not_replace_the_right_one(make_loader: MakeLoader, qtbot: QtBot) -> None:
    load = SizeGates()
    told: list[tuple[int, ...]] = []
    loader = make_loader(load, budget=10**7)
    loader.loaded.connect(told.append)
    small, large = box(1), box(1, 300, 300)
    loader.request([small])
    qtbot.waitUntil(lambda: load.asked == [256])
    loader.request([large])
    load.gates[512].set()
    qtbot.waitUntil(lambda: loader.is_settled(large))
    load.gates[256].set()
    qtbot.wait(50)
    assert size(loader.image(1)) == (300, 300)
    assert told == [(1,)]


def test_changed_content_is_loaded_by_itself_and_the_old_one_stands_in(
    make_loader: MakeLoader, qtbot: QtBot
) -> None:
    gate = Gate(open=True)
    gate.data = {"a": jpeg(64, 64, (0, 0, 250)), "b": jpeg(64, 64, (250, 0, 0))}
    loader = make_loader(gate)
    loader.request([box(1)])
    qtbot.waitUntil(lambda: loader.is_settled(box(1)))
    gate.open.clear()
    changed = box(1, content="b")
    loader.request([changed])
    qtbot.waitUntil(lambda: gate.contents == ["a", "b"])
    assert not loader.is_settled(changed)
    blue = loader.image(1)
    assert blue is not None
    assert blue.pixelColor(5, 5).blue() > 200
    gate.open.set()
    qtbot.waitUntil(lambda: loader.is_settled(changed))
    red = loader.image(1)
    assert red is not None
    assert red.pixelColor(5, 5).red() > 200


def test_a_result_of_older_content_is_dropped(make_loader: MakeLoader, qtbot: QtBot) -> None:
    older, newer = threading.Event(), threading.Event()

    def load(image_id: int, content: str, size: int) -> bytes | None:
        (older if content == "a" else newer).wait(5)
        return SQUARE

    told: list[tuple[int, ...]] = []
    loader = make_loader(load)
    loader.loaded.connect(told.append)
    loader.request([box(1)])
    qtbot.wait(20)
    loader.request([box(1, content="b")])
    older.set()
    qtbot.wait(50)
    assert loader.image(1) is None
    assert told == []
    newer.set()
    qtbot.waitUntil(lambda: loader.is_settled(box(1, content="b")))


def test_what_is_forgotten_is_loaded_again_and_the_old_result_dropped(
    make_loader: MakeLoader, qtbot: QtBot
) -> None:
    gate = Gate()
    gate.data[1] = jpeg(64, 64, (0, 0, 250))
    loader = make_loader(gate)
    told: list[tuple[int, ...]] = []
    loader.loaded.connect(told.append)
    loader.request([box(1)])
    qtbot.waitUntil(lambda: gate.asked == [1])
    loader.forget([1])
    qtbot.waitUntil(lambda: gate.asked == [1, 1])
    gate.open.set()
    qtbot.waitUntil(lambda: loader.is_settled(box(1)))
    qtbot.wait(50)
    assert told == [(1,)]
    gate.data[1] = jpeg(64, 64, (250, 0, 0))
    loader.forget([1])
    assert loader.image(1) is None
    qtbot.waitUntil(lambda: loader.is_settled(box(1)))
    red = loader.image(1)
    assert red is not None
    assert red.pixelColor(5, 5).red() > 200


def test_what_has_no_thumbnail_is_not_asked_again_until_it_changed(
    make_loader: MakeLoader, qtbot: QtBot
) -> None:
    gate = Gate(open=True)
    gate.data["a"] = None
    loader = make_loader(gate)
    with qtbot.waitSignal(loader.loaded) as told:
        loader.request([box(1)])
    assert told.args == [(1,)]
    assert loader.is_settled(box(1))
    loader.request([box(1), box(2, content="b")])
    qtbot.waitUntil(lambda: loader.is_settled(box(2, content="b")))
    assert gate.asked == [1, 2]
    assert loader.image(1) is None
    loader.request([box(1, content="b")])
    qtbot.waitUntil(lambda: loader.image(1) is not None)
    loader.request([box(1)])
    qtbot.waitUntil(lambda: loader.is_settled(box(1)))
    assert loader.image(1) is None, "not the thumbnail of another content"
    gate.data["a"] = SQUARE
    loader.forget([1])
    qtbot.waitUntil(lambda: loader.image(1) is not None)


def test_one_that_can_not_be_made_larger_keeps_its_stand_in(make_loader: MakeLoader, qtbot: QtBot) -> None:
    def load(image_id: int, content: str, size: int) -> bytes | None:
        if size == 512:
            raise PictureError("the drive is unplugged")
        return SQUARE

    loader = make_loader(load, budget=10**7)
    loader.request([box(1)])
    qtbot.waitUntil(lambda: loader.is_settled(box(1)))
    loader.request([box(1, 300, 300)])
    qtbot.waitUntil(lambda: loader.is_settled(box(1, 300, 300)))
    assert size(loader.image(1)) == (SIDE, SIDE)


def test_a_known_error_counts_as_no_thumbnail(make_loader: MakeLoader, qtbot: QtBot) -> None:
    def load(image_id: int, content: str, size: int) -> bytes | None:
        raise PictureError("this file is no picture")

    loader = make_loader(load)
    loader.request([box(1)])
    qtbot.waitUntil(lambda: loader.is_settled(box(1)))
    assert loader.image(1) is None


@pytest.mark.qt_log_ignore("Not a JPEG file", extend=True)
def test_bytes_that_are_no_jpeg_count_as_no_thumbnail(make_loader: MakeLoader, qtbot: QtBot) -> None:
    gate = Gate(open=True)
    gate.data = {1: b"nonsense", 2: b""}
    loader = make_loader(gate)
    loader.request(boxes([1, 2]))
    qtbot.waitUntil(partial(settled, loader, boxes([1, 2])))
    assert loader.image(1) is None
    assert loader.image(2) is None


def test_a_bug_in_load_is_raised_once_in_the_window_and_ends_no_thread(
    make_loader: MakeLoader, qtbot: QtBot
) -> None:
    broken = True

    def load(image_id: int, content: str, size: int) -> bytes | None:
        if broken and image_id == 4:
            raise RuntimeError("another bug")
        if broken and image_id < 5:
            raise ZeroDivisionError(f"a bug at {image_id}")
        return SQUARE

    loader = make_loader(load)
    with qtbot.capture_exceptions() as bugs:
        loader.request(boxes([1, 2, 3, 4]))
        qtbot.waitUntil(lambda: len(bugs) == 2)
        loader.request(boxes([9, 3]))
        qtbot.waitUntil(lambda: loader.image(9) is not None)
    assert {bug[0] for bug in bugs} == {ZeroDivisionError, RuntimeError}
    assert len(bugs) == 2
    broken = False
    loader.request(boxes([1, 2, 3, 4]))
    qtbot.waitUntil(partial(settled, loader, boxes([1, 2, 3, 4])))


def test_a_grey_jpeg_paints_as_fast_as_others(make_loader: MakeLoader, qtbot: QtBot) -> None:
    buffer = io.BytesIO()
    Image.new("L", (40, 40), 90).save(buffer, "JPEG")
    gate = Gate(open=True)
    gate.data[1] = buffer.getvalue()
    loader = make_loader(gate)
    loader.request([box(1)])
    qtbot.waitUntil(lambda: loader.is_settled(box(1)))
    image = loader.image(1)
    assert image is not None
    assert image.format() == QImage.Format.Format_RGB32


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a thread's niceness")
def test_the_threads_yield_to_the_window(make_loader: MakeLoader, qtbot: QtBot) -> None:
    seen: list[int] = []

    def load(image_id: int, content: str, size: int) -> bytes | None:
        seen.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        return None

    loader = make_loader(load)
    loader.request([box(1)])
    qtbot.waitUntil(lambda: loader.is_settled(box(1)))
    assert seen == [NICENESS]
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) < NICENESS


def test_close_ends_the_threads_with_work_left(qtbot: QtBot) -> None:
    before = threading.active_count()
    loader = ThumbnailLoader(lambda image_id, content, size: SQUARE)
    assert threading.active_count() == before + 2
    loader.request(boxes(range(10_000)))
    loader.close()
    loader.close()
    assert threading.active_count() == before


def test_a_small_view_keeps_little(
    make_loader: MakeLoader, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An hour of arrivals fills the memory no further than the eye could go back at once."""
    monkeypatch.setattr(thumbnail_loader, "LEAST", 3 * BYTES)
    loader = make_loader(Gate(open=True))
    for page in range(10):
        wanted = boxes((2 * page, 2 * page + 1))
        loader.request(wanted)
        qtbot.waitUntil(partial(settled, loader, wanted))
    assert [image_id for image_id in range(20) if loader.image(image_id)] == list(range(12, 20))
    loader.request([box(30, 1, 1)])
    qtbot.waitUntil(lambda: loader.is_settled(box(30, 1, 1)))
    assert len([image_id for image_id in range(20) if loader.image(image_id)]) == 2
