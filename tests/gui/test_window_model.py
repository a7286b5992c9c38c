"""The rater and its model in the real window: menu, strip, panel, notices, start page, what is remembered."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from curator.core.records import CheckedPair, SelfCheck
from curator.core.settings import RaterLimits
from curator.gui.main_window import MainWindow
from curator.pipeline.events import Progress, RaterState, Trouble
from tests.gui.model_values import (
    ABSENT,
    CHECKING,
    DONE,
    FAILED,
    FETCHING,
    PAUSED,
    PLANNING,
    REMOVED,
    RIGHT,
    THERE,
    WRONG,
    plan,
    rater,
)
from tests.helpers.hands import OFFSCREEN, click, key
from tests.helpers.memory_session import PIXELS, MemorySession, OpenWindow

pytestmark = OFFSCREEN
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
READY = rater(RaterState.READY, device="cuda")


def told(window: MainWindow) -> str:
    notices = window.pane.notices
    return notices.text.toPlainText() if notices.isVisible() else ""


def test_the_panel_is_hidden_at_first_and_opened_by_key_and_menu(
    qtbot: QtBot, window: MainWindow, session: MemorySession
) -> None:
    assert not window.model.isVisible()
    assert session.looked == 0
    key(window, Qt.Key.Key_M, CTRL | SHIFT)
    qtbot.waitUntil(window.model.isVisible)
    assert session.looked == 1
    qtbot.waitUntil(lambda: window.model.isAncestorOf(window.focusWidget()))
    window.docks["Model"].close()
    assert window.filters.isVisible()
    window.docks["Model"].toggleViewAction().trigger()
    assert window.model.isVisible()
    assert window.docks["Model"].toggleViewAction() in window.menus._view.actions()


def test_the_start_page_offers_the_model(
    qtbot: QtBot, open_window: OpenWindow, session: MemorySession
) -> None:
    session.rated = PIXELS
    window = open_window()
    session.columns_changed.emit()
    empty = window.pane.empty
    text = empty._about_model.text()
    assert "4 of 11" in text
    assert "curator model" not in text
    click(empty.model_button)
    qtbot.waitUntil(window.model.isVisible)
    click(empty.model_dismiss)
    assert not empty.model_button.isVisible()


def test_releasing_by_button_key_and_panel(window: MainWindow, session: MemorySession) -> None:
    window.menus.show_model.trigger()
    ways: list[Callable[[], None]] = [
        lambda: click(window.strip.rater_button),
        lambda: click(window.model.rater_button),
        lambda: key(window, Qt.Key.Key_G, CTRL),
    ]
    for release in ways:
        session.calls.clear()
        session.rater_changed.emit(READY)
        release()
        for button in (window.strip.rater_button, window.model.rater_button):
            assert (button.text(), button.isEnabled()) == ("Releasing …", False)
        key(window, Qt.Key.Key_G, CTRL)
        assert session.calls == [("release_rater",)]
        session.rater_changed.emit(rater(RaterState.RELEASED, device="cuda"))
        key(window, Qt.Key.Key_G, CTRL)
        key(window, Qt.Key.Key_G, CTRL | SHIFT)
        assert session.calls == [("release_rater",), ("restart_rater",)]
    assert window.strip.rater_button.text() == "Starting …"


def test_commands_are_named_and_enabled_by_what_they_would_do(
    window: MainWindow, session: MemorySession
) -> None:
    menus = window.menus
    assert (menus.release.isEnabled(), menus.restart.isEnabled()) == (False, False)
    for value, release, restart in (
        (READY, "Release GPU", ""),
        (rater(RaterState.LOADING, device="cpu"), "Unload model", ""),
        (rater(RaterState.LOADING), "", ""),
        (rater(RaterState.RELEASED), "", "Rate now"),
        (rater(RaterState.LOST), "", "Restart rater"),
        (rater(RaterState.FAILED), "", "Restart rater"),
        (rater(RaterState.IDLE), "", ""),
    ):
        session.rater_changed.emit(value)
        enabled = [action.text() if action.isEnabled() else "" for action in (menus.release, menus.restart)]
        assert enabled == [release, restart]
    keys = [action.shortcut().toString() for action in (menus.release, menus.restart, menus.show_model)]
    assert keys == ["Ctrl+G", "Ctrl+Shift+G", "Ctrl+Shift+M"]
    assert menus.keys.are_usual(), "no two commands have the same key"


def test_loading_goes_on_to_be_released_while_it_counts(window: MainWindow, session: MemorySession) -> None:
    session.rater_changed.emit(rater(RaterState.LOADING, device="cuda", fraction=0.2))
    click(window.strip.rater_button)
    session.rater_changed.emit(rater(RaterState.LOADING, device="cuda", fraction=0.43))
    assert window.strip.rater_button.text() == "Releasing …"
    assert window.strip.rater.text().endswith("… 43 %")
    session.rater_changed.emit(READY)
    assert window.strip.rater_button.isEnabled()


def test_a_restart_that_cannot_be_done_can_be_asked_for_again(
    window: MainWindow, session: MemorySession
) -> None:
    session.rater_changed.emit(rater(RaterState.LOST, "The GPU is gone; choose Restart rater."))
    click(window.strip.rater_button)
    assert not window.strip.rater_button.isEnabled()
    session.trouble.emit(Trouble("The rules file can't be read."))
    assert window.strip.rater_button.isEnabled()
    assert window.menus.restart.isEnabled()


def test_a_lost_rater_is_told_until_it_is_back(window: MainWindow, session: MemorySession) -> None:
    lost = rater(RaterState.LOST, "The GPU is gone; choose Restart rater.")
    session.rater_changed.emit(lost)
    session.rater_changed.emit(lost)
    assert told(window) == lost.detail
    click(window.pane.notices.place_button)
    assert window.model.isVisible()
    session.rater_changed.emit(rater(RaterState.LOADING, device="cuda"))
    assert told(window) == ""


def test_a_released_rater_is_no_failure(window: MainWindow, session: MemorySession) -> None:
    session.rater_changed.emit(READY)
    session.rater_changed.emit(rater(RaterState.RELEASED, "Rating goes on in 5 minutes.", "cuda"))
    session.progress.emit(Progress(0, 0, 12, 0, 0.0, None, False, ""))
    assert told(window) == ""
    assert window.strip.text.text() == "GPU released · 12 waiting"


def test_a_self_check_that_went_wrong_is_told_once(window: MainWindow, session: MemorySession) -> None:
    session.self_checked.emit(RIGHT)
    assert told(window) == ""
    session.self_checked.emit(WRONG)
    assert "clarity the wrong way round" in told(window)
    assert window.pane.notices.place_button.text() == "Rater model…"
    click(window.pane.notices.place_button)
    assert window.model.isVisible()
    assert window.model.check.sentence.toPlainText() == told(window)
    click(window.pane.notices.close_button)
    session.self_checked.emit(replace(WRONG))
    assert told(window) == "", "the same check once more, after the model was loaded again"
    session.self_checked.emit(SelfCheck((CheckedPair("richness", "full", "empty", (0.1, 1.0)),)))
    assert "richness" in told(window)


def test_the_model_is_got_step_by_step(window: MainWindow, session: MemorySession) -> None:
    window.menus.show_model.trigger()
    files = window.model.files
    session.model_status.emit(ABSENT)
    click(files.buttons[0])
    session.model_planned.emit(plan())
    click(files.buttons[1])
    session.fetching.emit(FETCHING)
    click(files.buttons[0])
    session.fetching.emit(PAUSED)
    click(files.buttons[0])
    assert session.calls == [("plan_model",), ("get_model",), ("pause_model",), ("get_model",)]
    looked = session.looked
    assert looked == 2, "once when it was opened, once when paused"
    session.fetching.emit(DONE)
    assert session.looked == looked + 1
    session.model_status.emit(THERE)
    click(files.buttons[0])
    click(files.buttons[1])
    assert session.calls[-1] == ("remove_model",)
    assert window.findChild(QMessageBox) is None
    session.fetching.emit(REMOVED)
    assert session.looked == looked + 2


@pytest.mark.parametrize(
    ("fetching", "text"),
    [
        (PLANNING, "Getting the model …"),
        (FETCHING, "Getting the model 43 %"),
        (CHECKING, "Checking the model 43 %"),
        (PAUSED, "Model paused at 43 %"),
        (FAILED, "Model not fetched"),
        (DONE, ""),
        (REMOVED, ""),
    ],
)
def test_the_strip_tells_how_the_model_gets_here(
    window: MainWindow, session: MemorySession, fetching: object, text: str
) -> None:
    button = window.strip.model_button
    session.fetching.emit(fetching)
    assert (button.text() if button.isVisible() else "") == text
    assert (button.property("failure") is True) is (fetching is FAILED)
    if text:
        click(button)
        assert window.model.isVisible()


def test_a_removal_that_failed_is_called_so(window: MainWindow, session: MemorySession) -> None:
    window.menus.show_model.trigger()
    session.model_status.emit(THERE)
    click(window.model.files.buttons[0])
    click(window.model.files.buttons[1])
    session.fetching.emit(FAILED)
    assert window.strip.model_button.text() == "Model not removed"
    session.fetching.emit(FETCHING)
    assert window.strip.model_button.text() == "Getting the model 43 %"


def test_limits_are_handed_over_at_once_and_after_a_restart(
    open_window: OpenWindow, window: MainWindow, session: MemorySession
) -> None:
    assert session.limits == RaterLimits()
    window.model.limits.idle.setValue(0)
    window.model.limits.memory.setValue(11.5)
    assert session.limits == RaterLimits(None, 11.5)
    session.set_limits(RaterLimits())
    again = open_window()
    assert session.limits == RaterLimits(None, 11.5)
    assert again.model.limits.limits() == RaterLimits(None, 11.5)


def test_a_panel_that_was_open_is_open_again(open_window: OpenWindow, window: MainWindow) -> None:
    window.menus.show_model.trigger()
    again = open_window()
    assert again.model.isVisible()


def test_building_a_window_shows_no_other(open_window: OpenWindow, session: MemorySession) -> None:
    window = open_window()
    session.self_checked.emit(WRONG)
    session.rater_changed.emit(READY)
    session.fetching.emit(FETCHING)
    session.model_status.emit(THERE)
    shown = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    assert shown == [window]
