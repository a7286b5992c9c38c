import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from curator.gui.range_slider import BARS, HANDLE, RangeSlider
from tests.helpers.hands import LEFT, NONE, OFFSCREEN, click, drag, key

pytestmark = OFFSCREEN


@pytest.fixture
def slider(qtbot: QtBot) -> RangeSlider:
    slider = RangeSlider("Clarity")
    qtbot.addWidget(slider)
    slider.resize(200 + HANDLE, slider.sizeHint().height())
    slider.show()
    qtbot.waitExposed(slider)
    slider.activateWindow()
    return slider


def at(score: float) -> QPoint:
    """Where the score lies: the line is 200 pixels long."""
    return QPoint(round(HANDLE / 2 + score * 100), BARS + 6)


def test_keys_move_the_end_that_has_the_focus(qtbot: QtBot, slider: RangeSlider) -> None:
    seen: list[tuple[float, float]] = []
    slider.range_changed.connect(lambda low, high: seen.append((low, high)))
    slider.low_handle.setFocus()
    key(slider.low_handle, Qt.Key.Key_Right)
    key(slider.low_handle, Qt.Key.Key_PageUp)
    key(slider.high_handle, Qt.Key.Key_Left)
    assert seen == [(0.05, 2), (0.3, 2), (0.3, 1.95)]


def test_tab_reaches_both_ends(qtbot: QtBot, slider: RangeSlider) -> None:
    slider.low_handle.setFocus()
    qtbot.waitUntil(slider.low_handle.hasFocus)
    key(slider.low_handle, Qt.Key.Key_Tab)
    assert slider.high_handle.hasFocus()
    assert slider.high_handle.accessibleName() == "Clarity, highest score"


def test_the_ends_never_pass_each_other(qtbot: QtBot, slider: RangeSlider) -> None:
    slider.set_range(0.5, 0.6)
    key(slider.low_handle, Qt.Key.Key_End)
    assert slider.range() == (0.6, 0.6)
    key(slider.high_handle, Qt.Key.Key_Home)
    assert slider.range() == (0.6, 0.6)


def test_the_mouse_drags_the_nearer_end(qtbot: QtBot, slider: RangeSlider) -> None:
    drag(slider, at(0.2), at(0.7))
    assert slider.range() == pytest.approx((0.7, 2))
    click(slider, at(1.5))
    assert slider.range() == pytest.approx((0.7, 1.5))
    assert slider.high_handle.hasFocus()


def test_ends_that_met_can_be_parted_again(qtbot: QtBot, slider: RangeSlider) -> None:
    for meeting, goal in ((0.0, 1.0), (1.0, 1.4), (2.0, 1.0)):
        slider.set_range(meeting, meeting)
        click(slider, at(goal))
        assert slider.range() == pytest.approx(tuple(sorted((meeting, goal))))


def test_a_double_click_shows_every_score_again(qtbot: QtBot, slider: RangeSlider) -> None:
    slider.set_range(0.5, 1)
    QTest.mouseDClick(slider, LEFT, NONE, at(1.5))
    assert slider.range() == (0, 2)


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


def test_bars_are_as_high_as_the_counts_and_pale_outside_the_range(slider: RangeSlider) -> None:
    slider.set_counts([1, 0, 4, 2])
    slider.set_range(1, 2)
    image = slider.grab().toImage()
    ground = image.pixelColor(0, 0)

    def height(score: float) -> int:
        x = at(score).x()
        return sum(image.pixelColor(x, y) != ground for y in range(BARS))

    assert height(0.25) < height(1.75) < height(1.25)
    assert height(0.75) == 0
    assert image.pixelColor(at(0.25).x(), BARS - 1) != image.pixelColor(at(1.25).x(), BARS - 1)
