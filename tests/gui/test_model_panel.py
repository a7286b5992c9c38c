from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from curator.core.paths import default_rules
from curator.core.records import SelfCheck
from curator.core.rules import read_rules
from curator.core.settings import RaterLimits
from curator.gui.parts.theme import apply_theme
from curator.gui.rater.model_panel import ModelPanel
from curator.pipeline.events import BROKEN, RaterState
from curator.rating.rubrics import Rules
from tests.gui.model_values import QWEN, RIGHT, THERE, WRONG, rater
from tests.helpers.hands import LEFT, NONE, OFFSCREEN, click, key, type_text

pytestmark = OFFSCREEN


@pytest.fixture
def panel(qtbot: QtBot) -> ModelPanel:
    panel = ModelPanel()
    qtbot.addWidget(panel)
    panel.resize(300, 800)
    panel.show()
    qtbot.waitExposed(panel)
    panel.activateWindow()
    return panel


@pytest.mark.parametrize(
    ("state", "device", "fraction", "text", "button"),
    [
        (RaterState.IDLE, "", None, "Loads when a picture waits for it", ""),
        (RaterState.LOADING, "", None, "Loading …", ""),
        (RaterState.LOADING, "cuda", 0.43, "Loading … 43 %", "Release GPU"),
        (RaterState.READY, "mps", None, "Ready", "Release GPU"),
        (RaterState.READY, "cpu", None, "Ready", "Unload model"),
        (RaterState.READY, "", None, "Ready", ""),
        (RaterState.RELEASED, "cuda", None, "GPU released", "Rate now"),
        (RaterState.RELEASED, "cpu", None, "Model unloaded", "Rate now"),
        (RaterState.LOST, "", None, "Lost", "Restart rater"),
        (RaterState.FAILED, "", None, "Not loaded", "Restart rater"),
        (RaterState.STOPPED, "", None, "Stopped", "Restart rater"),
    ],
)
def test_the_panel_says_what_the_rater_does_and_offers_what_fits(
    panel: ModelPanel, state: RaterState, device: str, fraction: float | None, text: str, button: str
) -> None:
    panel.set_rater(rater(state, "<b>qwen</b>", device, fraction))
    assert panel.state.text() == text
    assert panel.detail.toPlainText() == "<b>qwen</b>"
    assert (panel.rater_button.text() if panel.rater_button.isVisible() else "") == button


def test_a_device_that_was_given_back_is_remembered(panel: ModelPanel) -> None:
    panel.set_rater(rater(RaterState.READY, device="cuda"))
    panel.set_rater(rater(RaterState.RELEASED))
    assert panel.state.text() == "GPU released"


def test_only_failures_are_red(panel: ModelPanel) -> None:
    for state in RaterState:
        panel.set_rater(rater(state))
        assert panel.detail.property("failure") is (state in BROKEN)


def test_the_button_asks_and_says_that_it_was_asked(qtbot: QtBot, panel: ModelPanel) -> None:
    ready = rater(RaterState.READY, device="cuda")
    panel.set_rater(ready)
    with qtbot.waitSignal(panel.rater_button.release_requested):
        click(panel.rater_button)
    panel.set_rater(ready, asked=True)
    assert (panel.rater_button.text(), panel.rater_button.isEnabled()) == ("Releasing …", False)
    panel.set_rater(rater(RaterState.RELEASED, device="cuda"))
    assert panel.rater_button.isEnabled()
    with qtbot.waitSignal(panel.rater_button.restart_requested):
        click(panel.rater_button)


def test_the_rubric_is_told_by_name_and_digest(panel: ModelPanel) -> None:
    rules = Rules(Path("/<b>/rules.csv"), read_rules(default_rules()), "4f1c9a27" * 8, "It is another copy.")
    panel.rubric.set_rules(rules)
    assert panel.rubric.name.toPlainText() == "rules.csv · 4f1c9a27"
    assert panel.rubric.note.toPlainText() == "It is another copy."
    assert "&lt;b&gt;" in panel.rubric.name.toolTip()
    panel.rubric.set_rules(replace(rules, note=""))
    assert not panel.rubric.note.isVisible()


def test_a_self_check_is_a_line_for_each_pair(qtbot: QtBot, panel: ModelPanel) -> None:
    view = panel.check
    assert view.none.toPlainText() == "Done when the model is loaded for the first time."
    assert view.none.isVisible()
    view.set_check(RIGHT)
    assert [line.text.toPlainText() for line in view.lines] == [
        "clarity: sharp 1.62, blurred 0.41",
        "color brightness: bright 1.70, dark 0.20",
        "richness: full 1.20, empty 0.50",
    ]
    qtbot.waitUntil(lambda: all(line.mark.isVisible() for line in view.lines))
    assert (view.none.isVisible(), view.sentence.isVisible()) == (False, False)
    assert view.lines[0].text.accessibleName().endswith("the right way round")


def test_a_pair_the_wrong_way_round_is_marked_and_explained(panel: ModelPanel) -> None:
    view = panel.check
    view.set_check(RIGHT)
    view.set_check(WRONG)
    assert len(view.lines) == 3
    assert [line.text.property("failure") is True for line in view.lines] == [True, False, False]
    assert view.lines[0].text.accessibleName().endswith("the wrong way round")
    assert view.lines[0].mark.toolTip() == "The wrong way round"
    sentence = view.sentence.toPlainText()
    for told in ("clarity", "wrong weights", "wrong rubric", "broken device", "get it again"):
        assert told in sentence
    view.set_check(SelfCheck(()))
    assert view.none.isVisible()


def test_limits_are_told_when_they_are_chosen(panel: ModelPanel) -> None:
    told: list[RaterLimits] = []
    panel.limits.changed.connect(told.append)
    assert panel.limits.limits() == RaterLimits()
    assert (panel.limits.idle.text(), panel.limits.memory.text()) == ("10 min", "no ceiling")
    panel.limits.idle.setFocus()
    key(panel.limits.idle, Qt.Key.Key_Up)
    panel.limits.idle.setValue(0)
    assert panel.limits.idle.text() == "never"
    panel.limits.memory.setFocus()
    panel.limits.memory.selectAll()
    type_text(panel.limits.memory, "12.5")
    assert len(told) == 2, "not while it is being typed"
    key(panel.limits.memory, Qt.Key.Key_Return)
    assert told == [RaterLimits(11.0, None), RaterLimits(None, None), RaterLimits(None, 12.5)]


def test_remembered_limits_are_shown_and_not_told_again(panel: ModelPanel) -> None:
    told: list[RaterLimits] = []
    panel.limits.changed.connect(told.append)
    for limits in (RaterLimits(None, 8.0), RaterLimits(5.0, None)):
        panel.limits.set_limits(limits)
        assert panel.limits.limits() == limits
    panel.limits.set_limits(RaterLimits(0.01, 0.01))
    assert panel.limits.limits() == RaterLimits(1.0, 0.1), "never 0, which means none"
    assert told == []


def turn_wheel(field: QWidget) -> None:
    place = QPointF(field.rect().center())
    event = QWheelEvent(
        place, QPointF(field.mapToGlobal(place)), QPoint(), QPoint(0, 120), LEFT, NONE,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(field, event)


def test_the_wheel_changes_only_the_field_that_has_the_keyboard(qtbot: QtBot, panel: ModelPanel) -> None:
    idle = panel.limits.idle
    turn_wheel(idle)
    assert idle.value() == 10
    idle.setFocus()
    qtbot.waitUntil(idle.hasFocus)
    turn_wheel(idle)
    assert idle.value() == 11


def test_everything_is_reached_by_keyboard_in_the_order_it_stands(qtbot: QtBot, panel: ModelPanel) -> None:
    panel.set_rater(rater(RaterState.READY, device="cuda"))
    panel.files.set_status(THERE)
    panel.check.set_check(WRONG)
    panel.setFocus()
    area = panel.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    qtbot.waitUntil(area.hasFocus)
    stops = []
    for _ in range(4):
        key(panel.window().focusWidget(), Qt.Key.Key_Tab)
        stops.append(panel.window().focusWidget())
    assert stops == [panel.rater_button, panel.files.buttons[0], panel.limits.idle, panel.limits.memory]


def test_what_can_be_used_has_a_name_for_screen_readers(panel: ModelPanel) -> None:
    panel.set_rater(rater(RaterState.READY, device="cuda"))
    for field in panel.findChildren(QAbstractSpinBox):
        assert field.accessibleName()
    for button in panel.findChildren(QPushButton):
        assert button.text() or not button.isVisible()
    assert panel.files.bar.accessibleName()


def test_long_names_leave_the_panel_its_width(panel: ModelPanel) -> None:
    before = panel.minimumSizeHint().width()
    panel.set_rater(rater(RaterState.READY, "model" * 100, "cuda"))
    panel.files.set_status(replace(THERE, model="a/" + "b" * 300, model_path=Path("/" + "c" * 300)))
    assert panel.minimumSizeHint().width() == before
    assert QWEN not in panel.detail.toPlainText()


@pytest.mark.parametrize("scheme", [Qt.ColorScheme.Light, Qt.ColorScheme.Dark])
def test_the_arrows_of_a_field_are_painted_and_its_focus_is_seen(
    qtbot: QtBot, undressed: QApplication, panel: ModelPanel, scheme: Qt.ColorScheme
) -> None:
    apply_theme(undressed, scheme)
    idle = panel.limits.idle
    panel.limits.memory.setFocus()
    qtbot.waitUntil(panel.limits.memory.hasFocus)
    calm = idle.grab().toImage()
    ends = range(calm.width() - 20, calm.width() - 4)
    right = [calm.pixelColor(x, y).lightness() for x in ends for y in range(6, 22)]
    assert max(right) - min(right) > 60
    idle.setFocus()
    qtbot.waitUntil(idle.hasFocus)
    assert idle.grab().toImage().pixelColor(calm.width() // 2, 1) != calm.pixelColor(calm.width() // 2, 1)
