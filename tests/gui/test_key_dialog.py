"""Giving commands other keys, by real keys pressed in the dialog."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QTreeWidgetItemIterator
from pytestqt.qtbot import QtBot

from curator.core.marks import MarkChange
from curator.gui.keys.dialog import HINT, KeyDialog
from curator.gui.keys.key_file import load_keys
from curator.gui.main_window import MainWindow
from tests.helpers.hands import NONE, OFFSCREEN, click, key
from tests.helpers.memory_session import MemorySession, OpenWindow

pytestmark = OFFSCREEN
Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def dialog(window: MainWindow) -> KeyDialog:
    """As the button of the list of keys opens it."""
    window.menus.show_keys.trigger()
    overlay = window.menus.key_help.overlay
    assert overlay is not None
    click(overlay.change_button)
    found = window.menus.key_help.dialog
    assert found is not None
    assert (overlay.isVisible(), found.isVisible(), found.isModal()) == (False, True, False)
    return found


def listed(dialog: KeyDialog) -> list[str]:
    """The commands that are seen in the list."""
    iterator, found = QTreeWidgetItemIterator(dialog.list), []
    while item := iterator.value():
        if item.parent() and not item.isHidden():
            found.append(item.text(0))
        iterator += 1
    return found


def keys_of(dialog: KeyDialog, name: str) -> tuple[str, ...]:
    return dialog._keys.keys()[name]


def in_fields(dialog: KeyDialog) -> list[str]:
    return [field.keySequence().toString() for field in dialog.fields.fields if field.isVisible()]


def press(dialog: KeyDialog, at: int, pressed: Key, held: Qt.KeyboardModifier = NONE) -> None:
    field = dialog.fields.fields[at]
    field.setFocus()
    key(field, pressed, held)


def test_a_key_that_is_free_holds_at_once_and_after_a_restart(
    dialog: KeyDialog,
    window: MainWindow,
    session: MemorySession,
    open_window: OpenWindow,
    qtbot: QtBot,
) -> None:
    dialog.list.choose("mark:purple label")
    assert (dialog.name.text(), in_fields(dialog)) == ("Purple label", [""])
    press(dialog, 0, Key.Key_N)
    press(dialog, 1, Key.Key_K, CTRL | SHIFT)
    assert in_fields(dialog) == ["N", "Ctrl+Shift+K", ""]
    assert not dialog.question.yes_button.isVisible()
    dialog.close()
    window.activateWindow()
    window.pane.gallery.setFocus()
    qtbot.waitUntil(window.pane.gallery.hasFocus)
    key(window.pane.gallery, Key.Key_N)
    assert session.calls[-1][2] == MarkChange(label="purple")
    again = open_window()
    action = again.menus.mark.labels["purple"]
    assert [one.toString() for one in action.shortcuts()] == ["N", "Ctrl+Shift+K"]


def test_a_taken_key_is_asked_for_and_taken_over_or_left(dialog: KeyDialog) -> None:
    dialog.list.choose("mark:pick")
    press(dialog, 0, Key.Key_X)
    asked = "X is the key of “Reject” in the gallery, the viewer or the comparison. Give it up there?"
    assert dialog.question.words.text() == asked
    assert keys_of(dialog, "mark:pick") == ("P",)
    click(dialog.question.no_button)
    assert (in_fields(dialog), dialog.question.words.text()) == (["P", ""], "")
    press(dialog, 0, Key.Key_X)
    dialog.list.choose("mark:reject")
    assert not dialog.question.yes_button.isVisible(), "another is chosen: what was asked is forgotten"
    dialog.list.choose("mark:pick")
    assert in_fields(dialog) == ["P", ""]
    press(dialog, 0, Key.Key_X, Qt.KeyboardModifier.KeypadModifier)
    click(dialog.question.yes_button)
    assert (keys_of(dialog, "mark:pick"), keys_of(dialog, "mark:reject")) == (("X",), ())
    assert load_keys() == {"mark:pick": ("X",)}
    dialog.list.choose("mark:reject")
    assert in_fields(dialog) == [""]
    click(dialog.usual_button)
    assert "“Pick”" in dialog.question.words.text()
    click(dialog.question.yes_button)
    assert (keys_of(dialog, "mark:pick"), keys_of(dialog, "mark:reject")) == ((), ("X",))


def test_a_key_of_the_viewer_rates_there_only_once_it_was_taken_over(
    dialog: KeyDialog, window: MainWindow, session: MemorySession, qtbot: QtBot
) -> None:
    dialog.list.choose("mark:pick")
    press(dialog, 1, Key.Key_S)
    asked = "S is the key of “Start or stop the slideshow” in the viewer. Give it up there?"
    assert dialog.question.words.text() == asked
    viewing = window.pane.viewing
    viewing.view(window.pane.model.image_id(0))
    window.activateWindow()
    qtbot.waitUntil(viewing.viewer.hasFocus)
    ran: list[bool] = []
    viewing.slideshow.ran.connect(ran.append)
    key(viewing.viewer, Key.Key_S)
    key(viewing.viewer, Key.Key_S)
    assert ran == [True, False]
    click(dialog.question.yes_button)
    window.activateWindow()
    qtbot.waitUntil(viewing.viewer.hasFocus)
    key(viewing.viewer, Key.Key_S)
    assert ran == [True, False]
    assert session.calls[-1][2] == MarkChange(flag="pick")
    viewing.leave()


def test_the_viewer_s_own_commands_get_other_keys(
    dialog: KeyDialog, window: MainWindow, qtbot: QtBot
) -> None:
    dialog.list.choose("look:next")
    assert in_fields(dialog) == ["Right", "PgDown", "Space", ""]
    press(dialog, 3, Key.Key_J)
    dialog.close()
    viewing, ids = window.pane.viewing, window.pane.model.ids
    viewing.view(int(ids[0]))
    window.activateWindow()
    qtbot.waitUntil(viewing.viewer.hasFocus)
    key(viewing.viewer, Key.Key_J)
    key(viewing.viewer, Key.Key_Right)
    assert viewing.current_id() == ids[2]
    viewing.leave()


def test_a_key_is_refused_in_words_or_taken_away_by_its_button(dialog: KeyDialog) -> None:
    dialog.list.choose("mark:pick")
    for pressed, words in (
        (Key.Key_Escape, "Esc leads back, so no command can have it."),
        (Key.Key_Space, "Space opens the picture in the gallery, so no command can have it."),
    ):
        press(dialog, 0, pressed)
        assert dialog.question.words.text() == words
        assert in_fields(dialog) == ["P", ""]
    assert dialog.isVisible()
    dialog.list.choose("show_keys")
    assert in_fields(dialog) == ["?", "F1", ""]
    click(dialog.fields.clear_buttons[0])
    assert in_fields(dialog) == ["F1", ""]
    assert keys_of(dialog, "show_keys") == ("F1",)


def test_shift_alone_and_tab_change_nothing(dialog: KeyDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.list.choose("mark:pick")
    press(dialog, 0, Key.Key_Shift)
    assert in_fields(dialog) == ["", ""]
    assert keys_of(dialog, "mark:pick") == ("P",)
    key(dialog.fields.fields[0], Key.Key_Tab)
    qtbot.waitUntil(dialog.fields.clear_buttons[0].hasFocus)
    assert in_fields(dialog) == ["P", ""]
    assert keys_of(dialog, "mark:pick") == ("P",)


def test_all_are_reset_after_a_question(dialog: KeyDialog) -> None:
    assert not dialog.reset_button.isEnabled()
    dialog.list.choose("mark:pick")
    press(dialog, 0, Key.Key_N)
    assert dialog.usual_button.isEnabled()
    click(dialog.reset_button)
    click(dialog.question.no_button)
    assert keys_of(dialog, "mark:pick") == ("N",)
    click(dialog.reset_button)
    click(dialog.question.yes_button)
    assert keys_of(dialog, "mark:pick") == ("P",)
    assert (dialog.reset_button.isEnabled(), dialog.usual_button.isEnabled()) == (False, False)
    assert load_keys() == {}


def test_commands_are_found_and_called_what_they_are_called_now(
    dialog: KeyDialog, window: MainWindow
) -> None:
    assert dialog.name.text() == HINT
    assert not dialog.fields.isEnabled()
    assert {"Pick", "Panel: Folders", "Theme: Dark", "My level: low (sort by a dimension)"} <= set(
        listed(dialog)
    )
    dialog.field.setText("ctrl+sh copy")
    assert listed(dialog) == ["Copy as table"]
    dialog.close()
    window.bar.sort.set_sort("clarity")
    window.menus.change_keys.trigger()
    assert "Clarity: Blurry" in listed(dialog)


def test_keys_that_cannot_be_kept_are_said_to_be(
    dialog: KeyDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("here is no folder", encoding="utf-8")
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("CURATOR_CONFIG", str(tmp_path / "file"))
        dialog.list.choose("mark:pick")
        press(dialog, 0, Key.Key_N)
        assert dialog.question.words.text().startswith("The keys hold until you quit: ")
        assert str(tmp_path) in dialog.question.words.text()
    assert keys_of(dialog, "mark:pick") == ("N",)
    assert QKeySequence("N") in dialog.parent().menus.mark.flags["pick"].shortcuts()  # type: ignore[union-attr]
