"""The commands that rate by hand, with their keys."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from curator.core.marks import LABELS, MOST_STARS, MarkChange
from curator.core.records import LEVELS, Collection
from curator.gui.marking.words import FLAG_WORDS, label_word, stars_word
from curator.gui.parts.icons import icon, label_icon
from curator.gui.parts.names import shown_name

_FLAG_KEYS = {"pick": "P", "reject": "X", "": "U"}
_FLAG_ICONS = {"pick": "flag", "reject": "flag-remove-outline", "": "flag-outline"}
_LEVEL_KEYS = ("Q", "W", "E")
MOST_COLLECTIONS = 30
"""In the menu; all are in the panel."""


class MarkMenu(QObject):
    """Fills the menu "Mark". Its keys work wherever pictures are looked at, never in a text field."""

    change_chosen = Signal(object)
    """MarkChange."""
    level_chosen = Signal(int)
    """0, 1 or 2: of the dimension that is sorted by."""
    collection_chosen = Signal(int)
    """Its id."""
    new_collection_wanted = Signal()

    def __init__(self, menu: QMenu, place: QWidget) -> None:
        """`place` has the pictures, in whatever view."""
        super().__init__(menu)
        self.menu, self._place = menu, place
        self.stars = [self._stars(stars) for stars in range(MOST_STARS + 1)]
        menu.addSeparator()
        self.flags = {flag: self._flag(flag) for flag in ("pick", "reject", "")}
        menu.addSeparator()
        self.labels = {label: self._label(label, number) for number, label in enumerate((*LABELS, ""))}
        menu.addSeparator()
        self.levels = [self._level(level) for level in range(len(LEVELS))]
        menu.addSeparator()
        self.collect = menu.addMenu(icon("folder-star-outline"), "Add to collection")
        self.take_out = menu.addAction(icon("folder-remove-outline"), "Take out of the collection")
        self.take_out.setObjectName("mark:take-out")
        self.take_out.setEnabled(False)
        self.set_collections(())
        self.advance = menu.addAction("Go on after rating one picture")
        self.advance.setObjectName("advance")
        self.advance.setCheckable(True)
        self.advance.setChecked(True)
        self.set_level_words(None, ())

    def set_level_words(self, dimension: str | None, words: Sequence[str]) -> None:
        """Those of the dimension that is sorted by, if it is one."""
        for level, action in enumerate(self.levels):
            nothing = f"My level: {LEVELS[level]} (sort by a dimension)"
            given = f"{dimension}: {words[level]}".replace("&", "&&") if dimension else nothing
            action.setText(given)
            action.setEnabled(dimension is not None)

    def set_collections(self, collections: Sequence[Collection]) -> None:
        """Offer these, in this order."""
        self.collect.clear()
        for each in collections[:MOST_COLLECTIONS]:
            action = self.collect.addAction(shown_name(each.name).replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, at=each.id: self.collection_chosen.emit(at))
        if collections:
            self.collect.addSeparator()
        self.collect.addAction(icon("plus"), "New collection…").triggered.connect(self.new_collection_wanted)

    def actions(self) -> list[QAction]:
        """Those that rate, for the menu of a picture."""
        return [*self.stars, *self.flags.values(), *self.labels.values(), *self.levels]

    def _stars(self, stars: int) -> QAction:
        action = self._mark(stars_word(stars), "star" if stars else "star-outline", str(stars))
        return self._gives(action, MarkChange(stars=stars))

    def _flag(self, flag: str) -> QAction:
        action = self._mark(FLAG_WORDS[flag], _FLAG_ICONS[flag], _FLAG_KEYS[flag])
        return self._gives(action, MarkChange(flag=flag))

    def _label(self, label: str, number: int) -> QAction:
        """Keys 6 to 9, as in Lightroom; the others have none until they are given one."""
        action = self._mark(label_word(label), "", str(6 + number) if number < 4 else "")
        action.setIcon(label_icon(label))
        return self._gives(action, MarkChange(label=label))

    def _level(self, level: int) -> QAction:
        action = self._mark("", ("chevron-down", "minus", "chevron-up")[level], _LEVEL_KEYS[level])
        action.setObjectName(f"mark:level:{LEVELS[level]}")
        action.triggered.connect(lambda: self.level_chosen.emit(level))
        return action

    def _gives(self, action: QAction, change: MarkChange) -> QAction:
        action.triggered.connect(lambda: self.change_chosen.emit(change))
        return action

    def _mark(self, text: str, icon_name: str, key: str) -> QAction:
        action = QAction(text, self.menu)
        if icon_name:
            action.setIcon(icon(icon_name))
        action.setObjectName(f"mark:{text.lower()}")
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        if key:
            action.setShortcut(QKeySequence(key))
        # A key held down would rate one picture after another
        action.setAutoRepeat(False)
        self.menu.addAction(action)
        self._place.addAction(action)
        return action
