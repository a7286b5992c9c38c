"""The commands that can have keys, and where each key is heard."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

from curator.gui.viewer.keys import LOOK_COMMANDS, first_key

MOST_KEYS = 4
"""Of one command."""


class Group(Enum):
    """What commands are listed under."""

    RATING = "Mark"
    LOOKING = "Looking"
    SELECTING = "Selecting"
    NARROWING = "Filters and order"
    FILES = "Files"
    WINDOW = "Window"
    VIEWER = "While looking at a picture"
    COMPARISON = "While comparing"


class Place(Enum):
    """Where the keyboard has to be for a key to be heard."""

    WINDOW = "anywhere"
    PICTURES = "in the gallery, the viewer or the comparison"
    GALLERY = "in the gallery"
    LOOKING = "in the viewer or the comparison"
    VIEWER = "in the viewer"
    COMPARISON = "in the comparison"


_SHORT = {"undo": "Undo", "redo": "Redo"}
"""Their own words name the last step, which a list of keys is not about."""
_VIEWS = {
    Place.WINDOW: frozenset({"gallery", "viewer", "comparison"}),
    Place.PICTURES: frozenset({"gallery", "viewer", "comparison"}),
    Place.GALLERY: frozenset({"gallery"}),
    Place.LOOKING: frozenset({"viewer", "comparison"}),
    Place.VIEWER: frozenset({"viewer"}),
    Place.COMPARISON: frozenset({"comparison"}),
}


@dataclass(frozen=True, slots=True, eq=False)
class KeyCommand:
    """A command that can have keys."""

    id: str
    """The same in every version of the program, whatever the command is called."""
    group: Group
    place: Place
    usual: tuple[str, ...]
    """The keys it has until the user gives it others, in Qt's portable words."""
    said: str = ""
    """What it is called; of an action, what stands before its own words."""
    action: QAction | None = None
    """None for what the viewer and the comparison hear themselves."""

    @property
    def text(self) -> str:
        """What it is called now: that of an action may follow what it would do."""
        if self.id in _SHORT:
            return _SHORT[self.id]
        return f"{self.said}{menu_text(self.action.text()) if self.action else ''}"

    def meets(self, other: "KeyCommand") -> bool:
        """Whether both can be meant by one press."""
        return bool(_VIEWS[self.place] & _VIEWS[other.place])


def menu_text(text: str) -> str:
    """As it is read: without the mark of a letter to press, and without the dots of what opens a dialog."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…").rstrip()


def action_command(action: QAction, group: Group, said: str = "") -> KeyCommand:
    """Of an action with a name; the keys it has now are its usual ones."""
    keys = tuple(key.toString(QKeySequence.SequenceFormat.PortableText) for key in action.shortcuts())
    return KeyCommand(action.objectName(), group, _place(action), keys, said, action)


def look_commands() -> list[KeyCommand]:
    """Those of the viewer and of the comparison."""
    return [
        KeyCommand(
            one.id,
            Group.VIEWER if one.viewer else Group.COMPARISON,
            Place.LOOKING
            if one.viewer and one.comparison
            else Place.VIEWER
            if one.viewer
            else Place.COMPARISON,
            one.keys,
            one.text,
        )
        for one in LOOK_COMMANDS
    ]


def is_one_key(text: object) -> bool:
    """Whether it is a key in Qt's portable words, with or without modifiers."""
    if not isinstance(text, str):
        return False
    keys = QKeySequence(text, QKeySequence.SequenceFormat.PortableText)
    return keys.count() == 1 and first_key(keys).key() != Qt.Key.Key_unknown and bool(keys.toString())


def shown_key(text: str) -> str:
    """A key as the desktop writes it: `⌘Z` or `Ctrl+Z`, and the minus sign as long as the plus."""
    native = QKeySequence(text).toString(QKeySequence.SequenceFormat.NativeText)
    return f"{native[:-1]}−" if native.endswith("-") else native


def _place(action: QAction) -> Place:
    match action.shortcutContext():
        case Qt.ShortcutContext.WidgetShortcut:
            return Place.GALLERY
        case Qt.ShortcutContext.WidgetWithChildrenShortcut:
            return Place.PICTURES
        case _:
            return Place.WINDOW
