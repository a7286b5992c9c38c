"""Pictures beside each other: in step, with one marked, and the next ones as challengers."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPalette, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from curator.gui.viewer.comparing import NO_MORE
from curator.gui.viewer.comparison import Comparison
from curator.gui.viewer.comparison_layout import arranged
from curator.gui.viewer.comparison_run import begun
from curator.gui.viewer.order import Order
from curator.gui.viewer.viewing import Viewing
from tests.gui.test_viewer import Library, expected_middle
from tests.helpers.hands import NONE, OFFSCREEN, click, drag, key
from tests.helpers.pictures import write_png

pytestmark = OFFSCREEN
Key = Qt.Key
ORDER = Order(np.arange(10))
SORTED = ["clarity"]
"""The dimension that is sorted by."""
AREA = QRect(0, 0, 1200, 800)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path)


@pytest.fixture
def viewing(qtbot: QtBot, library: Library) -> Iterator[Viewing]:
    about = replace(library.about(), badge=badge)
    viewing = Viewing(QLineEdit(), library.load, about)
    qtbot.addWidget(viewing.pages)
    viewing.pages.resize(800, 500)
    viewing.pages.show()
    qtbot.waitExposed(viewing.pages)
    viewing.pages.activateWindow()
    viewing.set_order(np.arange(10))
    yield viewing
    viewing.close()


def badge(image_id: int) -> str:
    return f"{SORTED[0]} {image_id / 10:.2f}"


@pytest.fixture
def compare(viewing: Viewing, qtbot: QtBot) -> Callable[..., Comparison]:
    """`compare(1, 2)`: shown, decoded, with the keys."""

    def shown(*image_ids: int) -> Comparison:
        viewing.compare(image_ids)
        settle(viewing, qtbot)
        qtbot.waitUntil(viewing.comparison.hasFocus)
        return viewing.comparison

    return shown


def settle(viewing: Viewing, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: all(map(viewing._loader.is_settled, panes(viewing.comparison))))


def panes(comparison: Comparison) -> list[int]:
    return [pane.image_id for pane in comparison.panes]


def middles(comparison: Comparison) -> list[str]:
    found = []
    for pane in comparison.panes:
        image = pane.canvas.grab().toImage()
        found.append(image.pixelColor(pane.canvas.rect().center() + QPoint(3, 3)).name())
    return found


def wheel(comparison: Comparison, index: int, angle: int) -> None:
    canvas, at = comparison.panes[index].canvas, QPoint(60, 50)
    place, turn = QPointF(at), QPoint(0, angle)
    buttons, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    where = QPointF(canvas.mapToGlobal(at))
    QApplication.sendEvent(canvas, QWheelEvent(place, where, QPoint(), turn, buttons, NONE, phase, False))


@pytest.mark.parametrize("count", [2, 3, 4])
def test_pictures_stand_beside_each_other_with_name_and_score(
    compare: Callable[..., Comparison], library: Library, count: int
) -> None:
    comparison = compare(*range(2, 2 + count))
    assert panes(comparison) == list(range(2, 2 + count))
    assert middles(comparison) == [expected_middle(library, image_id) for image_id in panes(comparison)]
    assert [pane.name.text() for pane in comparison.panes[:2]] == ["fog 2.png", "fog 3.png"]
    assert [pane.badge.text() for pane in comparison.panes[:2]] == ["clarity 0.20", "clarity 0.30"]
    for pane in comparison.panes:
        assert pane.name.geometry().top() >= pane.canvas.geometry().bottom()
        assert pane.badge.width() >= pane.badge.sizeHint().width()
        assert pane.rect().contains(pane.badge.geometry())


def test_they_are_zoomed_and_moved_in_step(compare: Callable[..., Comparison]) -> None:
    comparison = compare(0, 1, 2)
    wheel(comparison, 1, 360)
    zooms = [pane.canvas.zoom for pane in comparison.panes]
    assert zooms[0] == zooms[1] == zooms[2]
    assert zooms[0].scale == pytest.approx(2)
    drag(comparison.panes[2].canvas, QPoint(80, 80), QPoint(60, 90))
    moved = [pane.canvas.zoom for pane in comparison.panes]
    assert moved[0] == moved[1] == moved[2] != zooms[0]
    key(comparison, Key.Key_F)
    assert all(pane.canvas.zoom.is_fit for pane in comparison.panes)


def test_unlocked_each_is_zoomed_alone_until_they_are_locked_again(
    compare: Callable[..., Comparison],
) -> None:
    comparison = compare(0, 1)
    key(comparison, Key.Key_L)
    assert comparison.lock.text() == "Each alone"
    wheel(comparison, 1, 360)
    assert comparison.panes[0].canvas.zoom.is_fit
    QTest.keyClicks(comparison, "+")
    assert 1 < comparison.panes[0].canvas.zoom.scale < comparison.panes[1].canvas.zoom.scale
    click(comparison.lock)
    assert comparison.panes[1].canvas.zoom == comparison.panes[0].canvas.zoom
    assert comparison.hasFocus(), "a click on a button leaves the keys with the pictures"


def test_keys_and_clicks_mark_another_one(
    viewing: Viewing, compare: Callable[..., Comparison], qtbot: QtBot
) -> None:
    told: list[int] = []
    viewing.current_changed.connect(told.append)
    comparison = compare(4, 5, 6)
    for pressed in (Key.Key_Right, Key.Key_Down, Key.Key_Right, Key.Key_Left, Key.Key_End, Key.Key_Home):
        key(comparison, pressed)
    assert told == [4, 5, 6, 5, 6, 4]
    comparison.back.setFocus()
    click(comparison.panes[2].canvas)
    assert told[6:] == [6]
    assert viewing.current_id() == 6
    assert comparison.hasFocus()
    assert comparison.panes[2].accessibleDescription() == "clarity 0.60, marked"
    assert comparison.panes[0].accessibleDescription() == "clarity 0.40"


def test_the_marked_one_has_a_ring_that_tells_where_the_keys_go(compare: Callable[..., Comparison]) -> None:
    comparison = compare(4, 5)
    accent = QColor("#123456")
    palette = comparison.palette()
    palette.setColor(QPalette.ColorRole.Accent, accent)
    comparison.setPalette(palette)

    def edges() -> list[QColor]:
        return [pane.grab().toImage().pixelColor(0, 100) for pane in comparison.panes]

    assert edges()[0] == accent
    assert edges()[1] != accent
    key(comparison, Key.Key_Right)
    assert edges()[1] == accent
    ground = edges()[0]
    comparison.back.setFocus()
    assert edges()[1] not in (accent, ground)


def test_the_winner_stays_and_the_next_ones_come(
    viewing: Viewing, compare: Callable[..., Comparison], library: Library, qtbot: QtBot
) -> None:
    comparison = compare(0, 1)
    key(comparison, Key.Key_Right)
    wheel(comparison, 0, 360)
    zoom = comparison.panes[0].canvas.zoom
    key(comparison, Key.Key_Return)
    assert panes(comparison) == [2, 1]
    assert viewing.current_id() == 1
    settle(viewing, qtbot)
    assert [pane.canvas.zoom for pane in comparison.panes] == [zoom, zoom]
    key(comparison, Key.Key_F)
    assert middles(comparison) == [expected_middle(library, 2), expected_middle(library, 1)]
    key(comparison, Key.Key_K)
    assert panes(comparison) == [3, 1]
    key(comparison, Key.Key_Left)
    key(comparison, Key.Key_Enter)
    assert panes(comparison) == [3, 4]


def test_the_challengers_are_decoded_ahead(
    viewing: Viewing, compare: Callable[..., Comparison], qtbot: QtBot
) -> None:
    compare(0, 1, 2)
    qtbot.waitUntil(lambda: viewing._loader.is_settled(3) and viewing._loader.is_settled(4))
    assert viewing._loader.picture(5) is None


def test_with_none_left_the_last_ones_stay(compare: Callable[..., Comparison]) -> None:
    comparison = compare(6, 7, 8)
    key(comparison, Key.Key_End)
    click(comparison.keep)
    assert panes(comparison) == [9, 8]
    key(comparison, Key.Key_K)
    assert panes(comparison) == [9, 8]
    assert comparison.words.text() == NO_MORE


def test_a_selection_is_run_through_two_at_a_time(
    viewing: Viewing, compare: Callable[..., Comparison], qtbot: QtBot
) -> None:
    comparison = compare(9, 2, 4, 6, 8)
    seen = [panes(comparison)]
    viewing.set_order(np.array([9, 2, 4, 8]))
    for _ in range(3):
        key(comparison, Key.Key_K)
        seen.append(panes(comparison))
    assert seen == [[9, 2], [9, 4], [9, 8], [9, 8]]
    with qtbot.waitSignal(viewing.left) as left:
        key(comparison, Key.Key_Escape)
    assert left.args == [9]
    assert comparison.panes == []


def test_it_begins_anew_with_all_of_the_pictures_in_step(
    viewing: Viewing, compare: Callable[..., Comparison]
) -> None:
    comparison = compare(0, 1)
    key(comparison, Key.Key_L)
    key(comparison, Key.Key_Right)
    key(comparison, Key.Key_Z)
    viewing.view(3)
    assert viewing.current_id() == 3
    compare(4, 5)
    assert comparison.lock.isChecked()
    assert comparison.active == 0
    assert all(pane.canvas.zoom.is_fit for pane in comparison.panes)


def test_a_damaged_one_says_why_beside_the_others(
    viewing: Viewing, compare: Callable[..., Comparison], library: Library
) -> None:
    library.path(1).write_bytes(b"\x89PNG\r\n\x1a\n nothing more")
    comparison = compare(0, 1)
    assert comparison.panes[1].canvas._shown.reason == "The file is cut short: only part of it was written."
    assert middles(comparison)[0] == expected_middle(library, 0)


def test_scores_and_pixels_follow_what_changes(
    viewing: Viewing,
    compare: Callable[..., Comparison],
    library: Library,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    comparison = compare(0, 1)
    monkeypatch.setattr(f"{__name__}.SORTED", ["a dimension with a longer name"])
    viewing.refresh()
    pane = comparison.panes[1]
    assert pane.badge.text() == "a dimension with a longer name 0.10"
    assert pane.badge.width() >= pane.badge.sizeHint().width()
    write_png(library.path(1), size=(40, 60), seed=50)
    viewing.pictures_changed([1])
    settle(viewing, qtbot)
    assert middles(comparison)[1] == expected_middle(library, 1)


def test_a_picture_alone_in_the_gallery_has_nothing_beside_it(viewing: Viewing) -> None:
    viewing.set_order(np.array([3]))
    viewing.compare([3])
    viewing.compare([])
    assert not viewing.is_open


def test_full_screen_is_asked_for_here_too(
    viewing: Viewing, compare: Callable[..., Comparison], qtbot: QtBot
) -> None:
    comparison = compare(0, 1)
    with qtbot.waitSignal(viewing.full_screen_wanted) as wanted:
        key(comparison, Key.Key_F11)
    assert wanted.args == [True]


def test_how_a_comparison_begins() -> None:
    for chosen, shown, soon in (
        ((2, 5), (2, 5), [6]),
        ((5, 2), (5, 2), [6]),
        ((1, 2, 3, 4), (1, 2, 3, 4), [5, 6, 7]),
        ((3,), (3, 4), [5]),
        ((9,), (8, 9), []),
        ((7, 1, 3, 2, 0), (7, 1), [3]),
    ):
        run = begun(chosen, ORDER)
        assert run is not None
        assert (run.panes, run.soon()) == (shown, soon)


def test_challengers_that_are_gone_are_passed_over() -> None:
    run = begun((1, 4), Order(np.array([1, 4, 2, 3, 5])))
    assert run is not None
    after = run.kept(4, lambda image_id: image_id != 2)
    assert after is not None
    assert after.panes == (3, 4)
    assert after.kept(3, lambda image_id: False) is None


def test_places_are_equal_and_show_the_pictures_largest() -> None:
    for shapes, lines in (
        ((1, 1), [2]),
        ((0.6, 0.6, 0.6), [3]),
        ((1.8, 1.8, 1.8), [2, 1]),
        ((1, 1, 1, 1), [2, 2]),
    ):
        places = arranged(AREA, shapes, 4, 30)
        tops = [place.top() for place in places]
        assert [tops.count(top) for top in sorted(set(tops))] == lines
        assert len({(place.width(), place.height()) for place in places}) == 1
        for at, place in enumerate(places):
            assert AREA.contains(place)
            assert not any(place.intersects(other) for other in places[at + 1 :])
