import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPalette, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from curator.gui.narrowing.range_paint import BARS
from curator.gui.narrowing.range_slider import HANDLE, HANDLES_TOP, RangeSlider
from curator.gui.parts.theme import apply_theme
from tests.helpers.hands import LEFT, NONE, OFFSCREEN, click, drag, key

pytestmark = OFFSCREEN
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def slider(qtbot: QtBot) -> RangeSlider:
    slider = RangeSlider("Clarity")
    qtbot.addWidget(slider)
    slider.resize(200 + HANDLE, slider.sizeHint().height())
    slider.show()
    qtbot.waitExposed(slider)
    slider.activateWindow()
    return slider


@pytest.fixture
def heard(slider: RangeSlider) -> list[tuple[float, float]]:
    heard: list[tuple[float, float]] = []
    slider.range_changed.connect(lambda low, high: heard.append((low, high)))
    return heard


def at(score: float) -> QPoint:
    """Where the score lies on the line, which is 200 pixels long."""
    return QPoint(round(HANDLE / 2 + score * 100), HANDLES_TOP + 6)


def bars(score: float) -> QPoint:
    """The same place in the histogram."""
    return QPoint(at(score).x(), 2)


def test_keys_move_the_end_that_has_the_focus(slider: RangeSlider, heard: list[tuple[float, float]]) -> None:
    slider.low_handle.setFocus()
    key(slider.low_handle, Qt.Key.Key_Right)
    key(slider.low_handle, Qt.Key.Key_PageUp)
    key(slider.high_handle, Qt.Key.Key_Left)
    assert heard == [(0.05, 2), (0.3, 2), (0.3, 1.95)]


def test_tab_reaches_both_ends(qtbot: QtBot, slider: RangeSlider) -> None:
    slider.low_handle.setFocus()
    qtbot.waitUntil(slider.low_handle.hasFocus)
    key(slider.low_handle, Qt.Key.Key_Tab)
    assert slider.high_handle.hasFocus()
    assert slider.high_handle.accessibleName() == "Clarity, highest score"


def test_the_ends_never_pass_each_other(slider: RangeSlider) -> None:
    slider.set_range(0.5, 0.6)
    key(slider.low_handle, Qt.Key.Key_End)
    assert slider.range() == (0.6, 0.6)
    key(slider.high_handle, Qt.Key.Key_Home)
    assert slider.range() == (0.6, 0.6)
    slider.set_range(0.5, 1.5)
    drag(slider, at(0.5), at(1.9))
    assert slider.range() == (1.5, 1.5)


def test_the_mouse_drags_the_nearer_end(qtbot: QtBot, slider: RangeSlider) -> None:
    drag(slider, at(0.2), at(0.7))
    assert slider.range() == pytest.approx((0.7, 2))
    click(slider, at(0.4))
    assert slider.range() == pytest.approx((0.4, 2))
    qtbot.waitUntil(slider.low_handle.hasFocus)


def test_an_end_that_is_taken_hold_of_beside_its_middle_does_not_jump(slider: RangeSlider) -> None:
    slider.set_range(0.5, 1.5)
    click(slider, at(0.54))
    assert slider.range() == (0.5, 1.5)
    drag(slider, at(0.54), at(0.64))
    assert slider.range() == (0.6, 1.5)


def test_dragging_between_the_ends_moves_both(slider: RangeSlider) -> None:
    slider.set_range(0.5, 1.0)
    for place in (at, bars):
        drag(slider, place(0.75), place(1.15))
        assert slider.range() == (0.9, 1.4)
        drag(slider, place(1.15), place(0.75))
    drag(slider, at(0.75), at(2))
    assert slider.range() == (1.5, 2)
    drag(slider, at(1.75), at(0))
    assert slider.range() == (0, 0.5)
    click(slider, at(0.25))
    assert slider.range() == (0, 0.5), "a click on the line there does nothing"


def test_dragging_over_the_bars_draws_a_new_range(slider: RangeSlider) -> None:
    drag(slider, bars(1.25), bars(0.5))
    assert slider.range() == (0.5, 1.25)
    drag(slider, bars(1.5), bars(1.75))
    assert slider.range() == (1.5, 1.75)


def test_a_click_on_the_bars_narrows_to_a_third_and_control_adds_one(slider: RangeSlider) -> None:
    click(slider, bars(0.2))
    assert slider.range() == (0, 0.67)
    QTest.mouseClick(slider, LEFT, CONTROL, bars(1))
    assert slider.range() == (0, 1.33)
    click(slider, bars(1))
    assert slider.range() == (0.67, 1.33)
    click(slider, bars(1.9))
    assert slider.range() == (1.33, 2)
    click(slider, bars(1.9))
    assert slider.range() == (0, 2), "the same again shows every score"
    QTest.mouseClick(slider, LEFT, CONTROL, bars(1))
    assert slider.range() == (0.67, 1.33)


@pytest.mark.parametrize("meeting", [0.0, 1.0, 2.0])
@pytest.mark.parametrize("goal", [0.2, 1.4])
def test_ends_that_met_can_be_parted_again(slider: RangeSlider, meeting: float, goal: float) -> None:
    slider.set_range(meeting, meeting)
    click(slider, at(goal))
    assert slider.range() == pytest.approx(tuple(sorted((meeting, goal))))
    slider.set_range(meeting, meeting)
    drag(slider, at(meeting), at(goal))
    assert slider.range() == pytest.approx(tuple(sorted((meeting, goal))))


def test_a_double_click_shows_every_score_again(slider: RangeSlider) -> None:
    for place in (at, bars):
        slider.set_range(0.5, 1)
        QTest.mouseDClick(slider, LEFT, NONE, place(1.5))
        assert slider.range() == (0, 2)


def test_while_the_mouse_moves_a_turn_of_the_loop_tells_once_and_the_last_always_comes(
    qtbot: QtBot, slider: RangeSlider, heard: list[tuple[float, float]]
) -> None:
    QTest.mousePress(slider, LEFT, NONE, at(0))
    for score in (0.1, 0.2, 0.3):
        _move(slider, at(score))
    assert heard == []
    assert slider.range() == (0.3, 2), "the handle itself never waits"
    qtbot.waitUntil(lambda: heard == [(0.3, 2)])
    _move(slider, at(0.4))
    _move(slider, at(0.5))
    QTest.mouseRelease(slider, LEFT, NONE, at(0.5))
    assert heard == [(0.3, 2), (0.5, 2)]
    qtbot.wait(5)
    assert len(heard) == 2


def _move(slider: RangeSlider, point: QPoint) -> None:
    """As the window system tells it; QTest would run the event loop."""
    place = slider.mapToGlobal(QPointF(point))
    event = QMouseEvent(QEvent.Type.MouseMove, QPointF(point), place, Qt.MouseButton.NoButton, LEFT, NONE)
    QApplication.sendEvent(slider, event)


def test_the_wheel_is_left_to_the_panel(slider: RangeSlider) -> None:
    place = QPointF(at(0))
    none = Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        place,
        place,
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        none,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(slider.low_handle, event)
    assert slider.range() == (0, 2)
    assert not event.isAccepted()


@pytest.fixture
def dressed(undressed: QApplication, slider: RangeSlider) -> RangeSlider:
    """In the light theme, whose colours are opaque."""
    apply_theme(undressed, Qt.ColorScheme.Light)
    return slider


def colors_of(slider: RangeSlider, score: float) -> list[QColor]:
    """The column of pixels above the score, from the top to where the bars stand."""
    image: QImage = slider.grab().toImage()
    return [image.pixelColor(at(score).x(), y) for y in range(BARS)]


def height(slider: RangeSlider, score: float, *colors: QColor) -> int:
    return sum(color in colors for color in colors_of(slider, score))


def test_bars_are_as_high_as_their_share_of_the_highest_of_all(dressed: RangeSlider) -> None:
    dressed.set_counts([1, 0, 4, 2], [4, 4, 8, 8])
    dressed.set_range(1, 2)
    inside = dressed.palette().color(QPalette.ColorRole.PlaceholderText)
    outside = dressed.palette().color(QPalette.ColorRole.Midlight)
    ground = dressed.grab().toImage().pixelColor(0, 0)
    assert height(dressed, 1.25, inside) == BARS // 2
    assert height(dressed, 1.75, inside) == round(BARS / 4)
    assert height(dressed, 0.25, outside) == round(BARS / 8)
    assert height(dressed, 0.75, inside, outside) == 0
    assert [BARS - height(dressed, score, ground) for score in (0.25, 0.75, 1.25)] == [7, 7, BARS]


def test_a_bar_that_is_left_keeps_its_height_while_others_go(dressed: RangeSlider) -> None:
    inside = dressed.palette().color(QPalette.ColorRole.PlaceholderText)
    heights = []
    for left in ([4, 8, 2, 6], [4, 0, 0, 0]):
        dressed.set_counts(left, [4, 8, 2, 6])
        heights.append(height(dressed, 0.25, inside))
    assert heights == [BARS // 2, BARS // 2]


def test_there_is_a_tick_at_each_level(dressed: RangeSlider) -> None:
    dressed.set_range(0.4, 1.6)
    image = dressed.grab().toImage()
    y = dressed.height() - 3
    ground = image.pixelColor(1, 1)
    marked = [x for x in range(dressed.width()) if image.pixelColor(x, y) != ground]
    assert [x for x in marked if abs(x - at(0.4).x()) > 6 and abs(x - at(1.6).x()) > 6] == [5, 105, 205]
