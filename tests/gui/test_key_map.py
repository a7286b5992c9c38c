"""Which keys commands have, what the user gives them, and what is kept of it."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu

from curator.gui.keys.columns import dealt
from curator.gui.keys.fixed import refusal
from curator.gui.keys.key_file import key_file, load_keys
from curator.gui.keys.key_map import KeyMap
from curator.gui.keys.known import Group, KeyCommand, Place, action_command, look_commands
from curator.gui.main_window import MainWindow
from curator.gui.viewer.keys import Command, comparison_keys, viewer_keys
from curator.gui.viewer.keys import command as viewer_command
from tests.helpers.hands import OFFSCREEN
from tests.helpers.memory_session import OpenWindow

NONE, SHIFT, CTRL, ALT, KEYPAD = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.KeypadModifier,
)
PICK = KeyCommand("pick", Group.RATING, Place.PICTURES, ("P",), "Pick")
REJECT = KeyCommand("reject", Group.RATING, Place.PICTURES, ("X", "Del"), "Reject")
COPY = KeyCommand("copy", Group.FILES, Place.GALLERY, ("Ctrl+C",), "Copy")
LOOK = KeyCommand("look", Group.VIEWER, Place.VIEWER, ("S",), "Slideshow")
LOCK = KeyCommand("lock", Group.COMPARISON, Place.COMPARISON, ("L",), "In step")
COMMANDS = (PICK, REJECT, COPY, LOOK, LOCK)


def made() -> KeyMap:
    keys = KeyMap()
    keys.add(COMMANDS)
    return keys


def now(keys: KeyMap) -> list[tuple[str, ...]]:
    return [keys.keys()[command.id] for command in COMMANDS]


def test_a_key_that_is_taken_is_given_up_and_comes_back(qapp: QApplication) -> None:
    keys = made()
    assert [(key, one.id) for key, one in keys.holders(PICK, ("X", "N", "P"))] == [("X", "reject")]
    keys.give(PICK, ("X", "N", "X"))
    assert now(keys)[:2] == [("X", "N"), ("Del",)]
    assert load_keys() == {"pick": ("X", "N")}, "only what differs from the usual keys"
    assert now(made()) == now(keys)
    keys.give(REJECT, REJECT.usual)
    assert now(keys)[:2] == [("N",), ("X", "Del")]
    keys.give(PICK, PICK.usual)
    assert keys.are_usual()
    assert load_keys() == {}


def test_only_what_one_press_can_mean_is_given_up(qapp: QApplication) -> None:
    keys = made()
    assert keys.holders(LOCK, ("S", "Ctrl+C")) == []
    keys.give(LOCK, ("S", "Ctrl+C"))
    assert now(keys) == [("P",), ("X", "Del"), ("Ctrl+C",), ("S",), ("S", "Ctrl+C")]
    assert [one.id for _key, one in keys.holders(PICK, ("S",))] == ["look", "lock"]
    keys.give(PICK, ("S",))
    assert now(keys)[3:] == [(), ("Ctrl+C",)]
    keys.reset_all()
    assert keys.are_usual()


def test_whoever_hears_is_told_of_changes_alone(qapp: QApplication) -> None:
    keys, told = made(), []
    keys.changed.connect(lambda: told.append(now(keys)[0]))
    keys.give(PICK, ("N",))
    keys.give(PICK, ("N",))
    keys.reset_all()
    assert told == [("N",), ("P",)]


@pytest.mark.parametrize(
    "text",
    [
        "[General]\npick=nonsense\n",
        '[General]\npick="[\\"no key at all\\"]"\n',
        '[General]\npick="[\\"A\\", \\"B\\", \\"C\\", \\"D\\", \\"E\\"]"\n',
        '[General]\npick="[\\"Ctrl+K, Ctrl+L\\"]"\n',
        '[General]\npick="[5]"\n',
        f'[General]\npick="{"[" * 5000}"\n',
        "\0\xff not an ini file [[[\n=\n",
    ],
)
def test_a_damaged_file_leaves_the_usual_keys(qapp: QApplication, text: str) -> None:
    key_file().parent.mkdir(parents=True, exist_ok=True)
    key_file().write_text(text, encoding="latin-1")
    assert made().are_usual()


def test_a_command_that_is_not_known_is_passed_over(qapp: QApplication) -> None:
    key_file().parent.mkdir(parents=True, exist_ok=True)
    key_file().write_text('[General]\nother="[\\"P\\"]"\nlook="[\\"V\\"]"\n', encoding="utf-8")
    assert now(made()) == [("P",), ("X", "Del"), ("Ctrl+C",), ("V",), ("L",)]


def test_keys_that_cannot_be_kept_hold_all_the_same(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("here is no folder", encoding="utf-8")
    monkeypatch.setenv("CURATOR_CONFIG", str(tmp_path / "file"))
    keys = made()
    keys.give(PICK, ("N",))
    assert (keys.is_saved, now(keys)[0]) == (False, ("N",))


def test_an_id_is_nobody_elses(qapp: QApplication) -> None:
    keys = made()
    for command in (PICK, KeyCommand("", Group.FILES, Place.WINDOW, ())):
        with pytest.raises(ValueError, match="no id of its own"):
            keys.add([command])


def test_an_action_tells_its_words_its_place_and_gets_its_keys(qapp: QApplication) -> None:
    action = QAction("Save && &load…")
    action.setObjectName("save")
    action.setShortcuts([QKeySequence("Ctrl+S"), QKeySequence("F2")])
    action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    command = action_command(action, Group.FILES)
    assert (command.text, command.place, command.usual) == ("Save & load", Place.GALLERY, ("Ctrl+S", "F2"))
    keys = KeyMap()
    keys.add([command])
    keys.give(command, ())
    assert action.shortcuts() == []


def test_keys_that_every_hand_knows_are_no_command_s(qapp: QApplication) -> None:
    assert refusal(PICK, "Esc") == "Esc leads back, so no command can have it."
    assert refusal(PICK, "Space") == "Space opens the picture in the gallery, so no command can have it."
    assert refusal(COPY, "Ctrl+Shift+PgDown")
    assert refusal(LOOK, "Esc")
    assert not refusal(LOOK, "PgDown")
    assert not refusal(PICK, "N")


def test_the_viewers_own_keys_can_be_others(qapp: QApplication) -> None:
    keys = KeyMap()
    keys.add(look_commands())
    assert viewer_keys(keys.keys()) == viewer_keys()
    slideshow, lock = (
        next(one for one in keys.commands() if one.id == name) for name in ("look:slideshow", "compare:lock")
    )
    keys.give(slideshow, ("L", "Ctrl+N"))
    keys.give(lock, ("F",))
    viewer, comparison = viewer_keys(keys.keys()), comparison_keys(keys.keys())
    assert (
        viewer[Qt.Key.Key_L]
        is viewer[Qt.Key.Key_N | Qt.KeyboardModifier.ControlModifier.value]
        is Command.SLIDESHOW
    )
    assert Qt.Key.Key_S not in viewer
    assert comparison[Qt.Key.Key_F] is Command.LOCK
    assert Qt.Key.Key_F not in viewer, "one command has one set of keys in both"
    assert viewer[Qt.Key.Key_Escape] is comparison[Qt.Key.Key_Escape] is Command.LEAVE


@pytest.mark.parametrize(
    ("pressed", "held", "text", "meant"),
    [
        (Qt.Key.Key_F, NONE, "f", Command.FIT),
        (Qt.Key.Key_F, SHIFT, "F", Command.FIT),
        (Qt.Key.Key_F, CTRL, "\x06", None),
        (Qt.Key.Key_Plus, KEYPAD, "+", Command.LARGER),
        (Qt.Key.Key_8, CTRL | ALT, "[", Command.FASTER),
        (Qt.Key.Key_BracketLeft, CTRL, "\x1b", None),
        (Qt.Key.Key_Plus, CTRL, "+", None),
        (Qt.Key.Key_N, NONE, "n", None),
    ],
)
def test_a_key_of_the_viewer_is_known_on_every_keyboard(
    pressed: Qt.Key, held: Qt.KeyboardModifier, text: str, meant: Command | None
) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, pressed, held, text)
    assert viewer_command(event, viewer_keys()) is meant


@OFFSCREEN
def test_every_command_of_the_menus_has_an_id_and_keys_of_its_own(
    open_window: OpenWindow, window: MainWindow
) -> None:
    keys = window.menus.keys
    named = {command.id for command in keys.commands()}
    passing = set(window.menus.mark.collect.actions())
    for menu in window.menuBar().findChildren(QMenu):
        for action in menu.actions():
            if not action.isSeparator() and action.menu() is None and action not in passing:
                assert action.objectName() in named, action.text()
    assert keys.are_usual(), "no two have the same key"
    assert {"undo", "mark:pick", "mark:level:low", "layout:grid", "theme:dark", "panel:folders"} <= named
    window.history.changed.emit()
    window.bar.sort.set_sort("clarity")
    assert {command.id for command in open_window().menus.keys.commands()} == named


def test_boxes_are_dealt_evenly_in_their_order() -> None:
    assert dealt([5, 1, 1, 5, 3], 2, 0) == [[0, 1, 1 + 1], [3, 4]]
    assert dealt([5, 1, 1, 5, 3], 9, 0) == [[0], [1, 2], [3], [4]]
    assert dealt([5, 1, 1, 5, 3], 1, 1) == [[0, 1, 2, 3, 4]]
    assert dealt([], 3, 1) == []
