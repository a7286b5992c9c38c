"""The list of all keys over the window, by real keys."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from curator.gui.keys.overlay import KeyOverlay
from curator.gui.keys.part_box import KeyCap, PartBox
from curator.gui.main_window import MainWindow
from curator.gui.parts.theme import apply_theme
from tests.helpers.hands import OFFSCREEN, click, key, type_text

pytestmark = OFFSCREEN
Key = Qt.Key
SHIFT, NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier


def overlay(window: MainWindow) -> KeyOverlay:
    found = window.menus.key_help.overlay
    assert found is not None
    return found


def is_open(window: MainWindow) -> bool:
    return window.menus.key_help.overlay is not None


def lines(shown: KeyOverlay) -> dict[str, list[str]]:
    """Words and keys of what is listed; of lines with the same words all keys."""
    found: dict[str, list[str]] = {}
    for box in shown.columns.findChildren(PartBox):
        words = ""
        for label in box.findChildren(QLabel) if box.isVisible() else ():
            if isinstance(label, KeyCap):
                found.setdefault(words, []).append(label.text())
            else:
                words = label.text()
                found.setdefault(words, [])
    return found


def test_a_question_mark_shows_the_keys_anywhere_and_hides_them(window: MainWindow, qtbot: QtBot) -> None:
    """With Shift and without: keyboards differ."""
    pane, first = window.pane, window.pane.model.image_id(3)
    places: list[tuple[QWidget, Callable[[], object]]] = [
        (pane.gallery, pane.gallery.setFocus),
        (pane.viewing.viewer, lambda: pane.viewing.view(first)),
        (pane.viewing.comparison, lambda: pane.viewing.compare([first])),
        (pane.viewing.comparison, window.menus.full_screen.trigger),
    ]
    for widget, go in places:
        go()
        qtbot.waitUntil(widget.hasFocus)
        for held in (NONE, SHIFT):
            key(widget, Key.Key_Question, held)
            shown = overlay(window)
            qtbot.waitUntil(shown.field.hasFocus)
            assert shown.geometry() == window.rect()
            assert window.rect().contains(shown.panel.geometry())
            key(shown.field, Key.Key_Question, held)
            assert not is_open(window)
            qtbot.waitUntil(widget.hasFocus)
    window.looking.full_screen.set_on(False)
    window.folders.list.setFocus()
    key(window.folders.list, Key.Key_Question)
    overlay(window).end()
    pane.viewing.leave()


def test_it_lists_every_key_there_is_the_changed_ones_too(window: MainWindow) -> None:
    keys = window.menus.keys
    pick = next(one for one in keys.commands() if one.id == "mark:pick")
    keys.give(pick, ("N", "Ctrl+K"))
    key(window, Key.Key_F1)
    shown = overlay(window)
    told = lines(shown)
    for command in keys.commands():
        given = keys.keys()[command.id]
        assert len(told.get(command.text, [])) >= len(given), command.id
        assert (command.text in told) == bool(given), command.id
    assert told["Pick"] == ["N", "Ctrl+K"]
    assert told["Undo"] == ["Ctrl+Z"]
    keys.reset_all()
    assert lines(shown)["Pick"] == ["P"]
    key(shown.field, Key.Key_F1)
    assert not is_open(window)
    keys.give(next(one for one in keys.commands() if one.id == "show_keys"), ("F1",))
    key(window.pane.gallery, Key.Key_Question, SHIFT)
    assert not is_open(window), "it is the key of no command now"


def test_what_is_sought_is_found_by_word_and_by_key_with_or_without_one(window: MainWindow) -> None:
    window.menus.show_keys.trigger()
    shown = overlay(window)
    whole = shown.panel.height()
    type_text(shown.field, "label PUR")
    assert lines(shown) == {"Mark": [], "Purple label": [], "no key": []}
    assert shown.panel.height() < whole
    shown.field.setText("ctrl+shift+z")
    assert "Redo" in lines(shown)
    shown.field.setText("nothing of the kind")
    assert lines(shown) == {}
    assert shown.nothing.isVisible()
    shown.end()


def test_it_goes_by_escape_by_its_button_by_a_click_beside_it_and_with_the_keyboard(
    window: MainWindow, qtbot: QtBot
) -> None:
    gallery = window.pane.gallery
    for way in ("escape", "button", "click", "search"):
        window.menus.show_keys.trigger()
        shown = overlay(window)
        qtbot.waitUntil(shown.field.hasFocus)
        click(shown.panel, QPoint(4, 4))
        assert is_open(window), "a click on the panel is none beside it"
        if way == "escape":
            key(shown.field, Key.Key_Escape)
        elif way == "button":
            click(shown.close_button)
        elif way == "click":
            click(shown, QPoint(2, 2))
        else:
            key(shown.field, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        assert not is_open(window), way
        if way != "search":
            qtbot.waitUntil(gallery.hasFocus)
    assert window.bar.search.isAncestorOf(window.focusWidget() or gallery)


def test_nothing_under_the_veil_is_reached_or_rated(window: MainWindow, qtbot: QtBot) -> None:
    window.menus.show_keys.trigger()
    shown = overlay(window)
    qtbot.waitUntil(shown.field.hasFocus)
    reached = []
    for _ in range(5):
        key(QApplication.focusWidget() or window, Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    assert reached == [shown.change_button, shown.close_button, shown.area, shown.field, shown.change_button]
    key(shown.area, Key.Key_5)
    assert window.history.last is None
    shown.end()


def test_it_fits_windows_of_any_size(window: MainWindow, undressed: QApplication) -> None:
    apply_theme(undressed, Qt.ColorScheme.Dark)
    window.resize(1440, 900)
    window.menus.show_keys.trigger()
    shown = overlay(window)
    bar = shown.area.verticalScrollBar()
    QApplication.processEvents()
    assert bar.maximum() == 0, "all is seen at once"
    window.resize(900, 600)
    QApplication.processEvents()
    assert window.rect().contains(shown.panel.geometry())
    assert bar.maximum() > 0
    boxes = shown.columns.findChildren(PartBox)
    assert len({box.x() for box in boxes}) == 2
    assert all(box.geometry().right() <= shown.columns.width() for box in boxes)
    for pressed, moved in ((Key.Key_PageDown, True), (Key.Key_PageUp, False), (Key.Key_Down, True)):
        key(shown.field, pressed)
        assert (bar.value() > 0) is moved
    # Left open: it goes with its window


def test_undo_is_listed_by_its_name_whatever_was_done_last(window: MainWindow) -> None:
    window.menus.undo.setText("Undo 3 stars for fog-1.png")
    window.menus.show_keys.trigger()
    assert lines(overlay(window))["Undo"]
