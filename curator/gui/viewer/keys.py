"""What a key means while pictures are looked at."""

from enum import Enum, auto

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

Key = Qt.Key
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


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


Keys = dict[int, Command]
_BOTH: Keys = {
    Key.Key_F: Command.FIT,
    Key.Key_Z: Command.TOGGLE,
    Key.Key_Plus: Command.LARGER,
    Key.Key_Equal: Command.LARGER,
    Key.Key_Minus: Command.SMALLER,
    Key.Key_F11: Command.FULL_SCREEN,
    Key.Key_Escape: Command.LEAVE,
    Key.Key_Left: Command.PREVIOUS,
    Key.Key_Right: Command.NEXT,
    Key.Key_Home: Command.FIRST,
    Key.Key_End: Command.LAST,
}
VIEWER: Keys = {
    **_BOTH,
    Key.Key_PageUp: Command.PREVIOUS,
    Key.Key_PageDown: Command.NEXT,
    Key.Key_Backspace: Command.PREVIOUS,
    Key.Key_Space: Command.NEXT,
    Key.Key_S: Command.SLIDESHOW,
    Key.Key_Return: Command.LEAVE,
    Key.Key_Enter: Command.LEAVE,
}
COMPARISON: Keys = {
    **_BOTH,
    Key.Key_Up: Command.PREVIOUS,
    Key.Key_Down: Command.NEXT,
    Key.Key_K: Command.KEEP,
    Key.Key_Return: Command.KEEP,
    Key.Key_Enter: Command.KEEP,
    Key.Key_L: Command.LOCK,
}
_ONCE = frozenset(
    {Command.TOGGLE, Command.FULL_SCREEN, Command.SLIDESHOW, Command.LEAVE, Command.KEEP, Command.LOCK}
)
"""A key held down gives these once: the Enter that opened the viewer would close it again."""
_PACES = {"[": Command.FASTER, "]": Command.SLOWER}
VIEWER_HELP = (
    ("Left, Right, Page Up, Page Down, Home, End, Space, Backspace", "Go through the pictures"),
    ("F", "Show all of the picture"),
    ("Z, double click", "Between all of it and 1:1"),
    ("+, −, wheel", "Zoom"),
    ("S", "Start or stop the slideshow"),
    ("[, ]", "Faster or slower"),
    ("F11", "Full screen"),
    ("Esc, Enter", "Back to the gallery"),
)
"""Keys of the viewer and what they do, for the list of all keys."""
COMPARISON_HELP = (
    ("Arrows", "Mark another picture"),
    ("Enter, K", "Keep the marked picture, show the next ones beside it"),
    ("L", "Zoom and move in step, or each alone"),
    ("F, Z, +, −, wheel", "Zoom"),
    ("Esc", "Back to the gallery"),
)


def command(event: QKeyEvent, keys: Keys) -> Command | None:
    """What the key means; None where it means nothing here, as with Ctrl or Alt."""
    wish = _meant(event, keys)
    return None if event.isAutoRepeat() and wish in _ONCE else wish


def _meant(event: QKeyEvent, keys: Keys) -> Command | None:
    if keys is VIEWER and event.text() in _PACES:
        # By its character: many keyboards have brackets only with a modifier
        return _PACES[event.text()]
    return None if event.modifiers() & _COMMANDS else keys.get(event.key())
