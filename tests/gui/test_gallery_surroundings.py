"""The small parts around the gallery: chips, notices, empty state, their layout."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from curator.gui.empty_state import EmptyState
from curator.gui.narrowing.chip_area import MOST_LINES
from curator.gui.narrowing.chip_bar import ChipBar
from curator.gui.notice_bar import NoticeBar
from curator.gui.parts.flow_layout import FlowLayout
from curator.gui.parts.outside_text import OutsideText
from curator.gui.parts.texts import plain_tip
from curator.gui.parts.theme import GRID
from curator.pipeline.events import Trouble
from tests.helpers.hands import OFFSCREEN, click, key

pytestmark = OFFSCREEN


def test_a_chip_takes_its_filter_away(qtbot: QtBot) -> None:
    bar = ChipBar()
    qtbot.addWidget(bar)
    bar.show()
    bar.set_chips([("search", "fog & rain"), ("range:clarity", "Clarity 0.40 to 1.20")])
    bar.set_count(1204, 10310)
    assert bar.count.text() == "1,204 of 10,310"
    assert bar.chips["search"].text() == "fog && rain"
    with qtbot.waitSignal(bar.removed) as told:
        click(bar.chips["range:clarity"])
    assert told.args == ["range:clarity"]
    with qtbot.waitSignal(bar.cleared):
        click(bar.clear_button)
    bar.set_chips([])
    assert not bar.clear_button.isVisible()
    bar.set_count(5, 5, 2)
    assert bar.count.text() == "5 of 5 · 2 selected"


def test_a_chip_that_stays_is_the_same_button(qtbot: QtBot) -> None:
    bar = ChipBar()
    qtbot.addWidget(bar)
    bar.set_chips([("search", "fog")])
    before = bar.chips["search"]
    bar.set_chips([("search", "fog")])
    assert bar.chips["search"] is before


def test_the_keyboard_takes_one_chip_after_the_other(qtbot: QtBot) -> None:
    bar = ChipBar()
    qtbot.addWidget(bar)
    chips = [("a", "one"), ("b", "two"), ("c", "three")]

    def remove(key: str) -> None:
        chips[:] = [chip for chip in chips if chip[0] != key]
        bar.set_chips(chips)

    bar.removed.connect(remove)
    bar.set_chips(chips)
    bar.show()
    bar.activateWindow()
    bar.chips["b"].setFocus()
    qtbot.waitUntil(bar.chips["b"].hasFocus)
    for following in ("c", "a"):
        key(bar.focusWidget(), Qt.Key.Key_Space)
        assert bar.chips[following].hasFocus()
    key(bar.focusWidget(), Qt.Key.Key_Space)
    assert bar.chips == {}


def test_a_tool_tip_is_no_wider_than_can_be_read() -> None:
    assert "pre-wrap" in plain_tip("one of these words, " * 20)
    assert "pre-wrap" not in plain_tip("one of these words\n" * 20)
    assert plain_tip("") == ""


def test_many_chips_leave_the_gallery_its_room_and_are_all_reached(qtbot: QtBot) -> None:
    window, bar = QWidget(), ChipBar()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.addWidget(bar)
    column.addWidget(QWidget(), 1)
    window.resize(500, 400)
    window.show()
    bar.set_chips([("search", "fog")])
    qtbot.waitUntil(lambda: bar.chips["search"].height() <= bar.area.height() < 40)
    bar.set_chips([(f"range:{number}", f"Dimension {number} 0.40 to 1.20") for number in range(14)])
    line = bar.chips["range:0"].sizeHint().height() + GRID
    qtbot.waitUntil(lambda: bar.area.height() == MOST_LINES * line - GRID)
    last, seen = bar.chips["range:13"], bar.area.viewport()
    assert not seen.rect().contains(last.mapTo(seen, last.rect().center()))
    window.activateWindow()
    bar.chips["range:12"].setFocus()
    qtbot.waitUntil(bar.chips["range:12"].hasFocus)
    key(bar.chips["range:12"], Qt.Key.Key_Tab)
    assert last.hasFocus()
    assert seen.rect().contains(last.mapTo(seen, last.rect().center()))
    bar.set_chips([("search", "fog")])
    qtbot.waitUntil(lambda: bar.area.height() < 40)


def test_chips_wrap_like_words(qtbot: QtBot) -> None:
    area = QWidget()
    qtbot.addWidget(area)
    flow = FlowLayout(area)
    boxes = [QWidget() for _ in range(5)]
    for box in boxes:
        box.setFixedSize(100, 20)
        flow.addWidget(box)
    area.resize(330, 300)
    area.show()
    qtbot.waitUntil(lambda: boxes[-1].y() > 0)
    assert [(box.x(), box.y()) for box in boxes] == [(0, 0), (108, 0), (216, 0), (0, 28), (108, 28)]
    assert flow.heightForWidth(330) == 48
    assert flow.heightForWidth(100) == 5 * 28 - 8


def test_text_from_outside_shows_that_the_keyboard_is_there(qtbot: QtBot) -> None:
    text = OutsideText()
    qtbot.addWidget(text)
    text.set_text("fog.png")
    text.show()
    text.activateWindow()
    text.setFocus()
    qtbot.waitUntil(text.hasFocus)
    reached = text.grab().toImage()
    text.clearFocus()
    assert text.grab().toImage() != reached


def test_the_newest_notice_is_shown_and_a_thing_is_said_once(qtbot: QtBot) -> None:
    bar = NoticeBar()
    qtbot.addWidget(bar)
    trouble = Trouble("The disk is full. Free some space.", "Traceback: <here>")
    bar.show_trouble(trouble)
    bar.show_trouble(trouble)
    assert bar.text.toPlainText() == "The disk is full. Free some space."
    bar.show_news("Wrote 12 rows to scores.csv")
    bar.show_trouble(trouble)
    assert bar.text.toPlainText() == "Wrote 12 rows to scores.csv (1 more)"
    assert not bar.copy_button.isVisible()
    assert bar.text.property("failure") is False
    click(bar.close_button)
    assert bar.text.toPlainText() == "The disk is full. Free some space."
    click(bar.copy_button)
    assert QGuiApplication.clipboard().text() == "Traceback: <here>"
    click(bar.close_button)
    assert not bar.isVisible()


def test_of_one_topic_only_the_newest_is_shown(qtbot: QtBot) -> None:
    bar = NoticeBar()
    qtbot.addWidget(bar)
    bar.show_trouble(Trouble("It is locked. Rating waits.", topic="It is locked."))
    bar.show_trouble(Trouble("It is damaged.", topic="It is damaged."))
    bar.show_trouble(Trouble("It is locked. The sidecars wait.", topic="It is locked."))
    assert bar.text.toPlainText() == "It is locked. The sidecars wait. (1 more)"
    bar.show_trouble(Trouble("No topic."))
    bar.show_trouble(Trouble("None either."))
    assert bar.text.toPlainText() == "None either. (3 more)"


def test_what_is_written_again_is_the_newest_again(qtbot: QtBot) -> None:
    bar = NoticeBar()
    qtbot.addWidget(bar)
    bar.show_news("Wrote 12 rows to scores.csv")
    bar.show_failure("Not writable.")
    bar.show_news("Wrote 12 rows to scores.csv")
    assert bar.text.toPlainText() == "Wrote 12 rows to scores.csv (1 more)"


def test_notices_keep_bytes_that_are_no_text_and_lines(qtbot: QtBot) -> None:
    bar = NoticeBar()
    qtbot.addWidget(bar)
    bar.show_trouble(Trouble("caf\udce9.png is gone.", "Traceback:\n  caf\udce9.png\n"))
    assert bar.text.toPlainText() == "caf\\xe9.png is gone."
    click(bar.copy_button)
    assert QGuiApplication.clipboard().text() == "Traceback:\n  caf\\xe9.png\n"
    bar.show_news("Wrote 2 rows to caf\udce9.csv")
    assert bar.text.toPlainText() == "Wrote 2 rows to caf\\xe9.csv (1 more)"
    bar.show_failure("caf\udce9.csv is not writable.")
    assert bar.text.toPlainText() == "caf\\xe9.csv is not writable. (2 more)"


@pytest.mark.parametrize(
    ("button", "signal"),
    [
        ("add_button", "add_folder_requested"),
        ("rate_button", "rate_files_requested"),
        ("demo_button", "demo_requested"),
    ],
)
def test_a_newcomer_has_three_things_to_do(qtbot: QtBot, button: str, signal: str) -> None:
    empty = EmptyState()
    qtbot.addWidget(empty)
    empty.show_start("")
    empty.show()
    assert not empty.model_line.isVisible()
    with qtbot.waitSignal(getattr(empty, signal)):
        click(getattr(empty, button))


def test_the_line_on_the_model_goes_when_dismissed(qtbot: QtBot) -> None:
    empty = EmptyState()
    qtbot.addWidget(empty)
    empty.show_start("The rater model tells all of them.")
    empty.show()
    assert empty.model_line.isVisible()
    with qtbot.waitSignal(empty.model_line_dismissed):
        click(empty.model_dismiss)
    assert not empty.model_line.isVisible()


def test_filters_that_leave_nothing_can_be_cleared(qtbot: QtBot) -> None:
    empty = EmptyState()
    qtbot.addWidget(empty)
    empty.show_no_match()
    empty.show()
    with qtbot.waitSignal(empty.clear_requested):
        click(empty.clear_button)
    empty.show_waiting("Waiting for the first picture in outputs")
    assert not empty.clear_button.isVisible()
