"""What a key means while pictures are looked at. The user may give these commands other keys."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

_CTRL, _ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
_SHIFT, _KEYPAD = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.KeypadModifier


class Command(Enum):
    """What the user wants of the viewer or of the comparison."""

    NEXT = auto()
    PREVIOUS = auto()
    FIRST = auto()
    LAST = auto()
    FIT = auto()
    TOGGLE = auto()
    LARGER = auto()
    SMALLER = auto()
    FULL_SCREEN = auto()
    SLIDESHOW = auto()
    FASTER = auto()
    SLOWER = auto()
    LEAVE = auto()
    KEEP = auto()
    LOCK = auto()


@dataclass(frozen=True, slots=True)
class LookCommand:
    """A command of the viewer, of the comparison or of both, with its usual keys."""

    id: str
    text: str
    command: Command
    keys: tuple[str, ...]
    """In Qt's portable words, such as `PgDown`."""
    viewer: bool = True
    comparison: bool = True


LOOK_COMMANDS = (
    LookCommand("look:next", "Next picture", Command.NEXT, ("Right", "PgDown", "Space"), comparison=False),
    LookCommand(
        "look:previous", "Previous picture", Command.PREVIOUS, ("Left", "PgUp", "Backspace"), comparison=False
    ),
    LookCommand("look:first", "First picture", Command.FIRST, ("Home",), comparison=False),
    LookCommand("look:last", "Last picture", Command.LAST, ("End",), comparison=False),
    LookCommand("look:fit", "Show all of the picture", Command.FIT, ("F",)),
    LookCommand("look:toggle", "Between all of it and 1:1", Command.TOGGLE, ("Z",)),
    LookCommand("look:larger", "Zoom in", Command.LARGER, ("+", "=")),
    LookCommand("look:smaller", "Zoom out", Command.SMALLER, ("-",)),
    LookCommand("look:slideshow", "Start or stop the slideshow", Command.SLIDESHOW, ("S",), comparison=False),
    LookCommand("look:faster", "Faster", Command.FASTER, ("[",), comparison=False),
    LookCommand("look:slower", "Slower", Command.SLOWER, ("]",), comparison=False),
    LookCommand("look:leave", "Back to the gallery", Command.LEAVE, ("Return", "Enter"), comparison=False),
    LookCommand("compare:next", "Mark the next picture", Command.NEXT, ("Right", "Down"), viewer=False),
    LookCommand(
        "compare:previous", "Mark the previous picture", Command.PREVIOUS, ("Left", "Up"), viewer=False
    ),
    LookCommand("compare:first", "Mark the first picture", Command.FIRST, ("Home",), viewer=False),
    LookCommand("compare:last", "Mark the last picture", Command.LAST, ("End",), viewer=False),
    LookCommand(
        "compare:keep", "Keep the marked, go on", Command.KEEP, ("K", "Return", "Enter"), viewer=False
    ),
    LookCommand("compare:lock", "In step, or each alone", Command.LOCK, ("L",), viewer=False),
)
Keys = dict[int, Command]
"""By Qt's number for a key with its modifiers."""
_ALWAYS: Keys = {int(Qt.Key.Key_Escape): Command.LEAVE, int(Qt.Key.Key_F11): Command.FULL_SCREEN}
_ONCE = frozenset(
    {Command.TOGGLE, Command.FULL_SCREEN, Command.SLIDESHOW, Command.LEAVE, Command.KEEP, Command.LOCK}
)
"""A key held down gives these once: the Enter that opened the viewer would close it again."""


def viewer_keys(changed: Mapping[str, Sequence[str]] | None = None) -> Keys:
    """The viewer's keys, with other ones for the ids in `changed`."""
    return _table(lambda one: one.viewer, changed or {})


def comparison_keys(changed: Mapping[str, Sequence[str]] | None = None) -> Keys:
    """The comparison's keys, with other ones for the ids in `changed`."""
    return _table(lambda one: one.comparison, changed or {})


def command(event: QKeyEvent, keys: Keys) -> Command | None:
    """What the key means; None where it means nothing here, as with Ctrl or Alt."""
    wish = _meant(event, keys)
    return None if event.isAutoRepeat() and wish in _ONCE else wish


def first_key(keys: QKeySequence) -> QKeyCombination:
    """Of a sequence with one at least."""
    # PySide's stubs know nothing of its index
    key: QKeyCombination = keys[0]  # type: ignore[index]
    return key


def _table(is_there: Callable[[LookCommand], bool], changed: Mapping[str, Sequence[str]]) -> Keys:
    keys: Keys = {}
    for one in LOOK_COMMANDS:
        if is_there(one):
            for text in changed.get(one.id, one.keys):
                keys[first_key(QKeySequence(text)).toCombined()] = one.command
    return {**keys, **_ALWAYS}


def _meant(event: QKeyEvent, keys: Keys) -> Command | None:
    modifiers = event.modifiers() & ~_KEYPAD
    for held in (modifiers, modifiers & ~_SHIFT):
        if wish := keys.get(event.key() | held.value):
            return wish
    text = event.text()
    if len(text) == 1 and text.isascii() and not text.isalnum() and not _is_ctrl(modifiers):
        # By its character: many keyboards have brackets only with a modifier
        return keys.get(ord(text))
    return None


def _is_ctrl(modifiers: Qt.KeyboardModifier) -> bool:
    """Ctrl with Alt is AltGr on Windows."""
    return bool(modifiers & _CTRL) and not modifiers & _ALT
