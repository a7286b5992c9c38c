"""What the gallery is sorted by, and in which direction."""

import secrets
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from curator.core.query import sort_keys
from curator.gui.parts.dimension_text import title
from curator.gui.parts.icons import icon, icon_button
from curator.gui.parts.names import shown_name
from curator.gui.parts.texts import plain_label, plain_tip
from curator.gui.parts.theme import GRID

_WORDS = {
    "date": ("oldest first", "newest first"),
    "name": ("A to Z", "Z to A"),
    "size": ("small first", "large first"),
    "stars": ("few first", "many first"),
    "uncertainty": ("sure first", "unsure first"),
}
_RANDOM = "random"
WIDEST_NAME = 20 * GRID


class SortBox(QWidget):
    """Emits a key of `core.sorting`: `clarity`, `-clarity` for descending, `random:SEED`."""

    sort_changed = Signal(str)

    def __init__(self, dimensions: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dimensions = tuple(dimensions)
        self._descending = True
        self._seed = "1"
        self.keys = QComboBox()
        self.keys.setAccessibleName("Sort by")
        self.keys.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._add_keys(dimensions)
        self.direction = icon_button("arrow-down", "Direction")
        self.keys.activated.connect(self._on_key_chosen)
        self.direction.clicked.connect(self._on_direction_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        label = plain_label("Sort", secondary=True)
        label.setBuddy(self.keys)
        row.addWidget(label)
        row.addWidget(self.keys)
        row.addWidget(self.direction)
        self._show_direction()

    def set_extras(self, names: Sequence[str]) -> None:
        """The names of imported numbers that are offered, too. `sort_changed` follows where the one in force
        is gone; then the date is."""
        before = self.sort()
        self.blockSignals(True)
        self.keys.clear()
        self._add_keys(self._dimensions, names)
        self.set_sort("-date")
        self.set_sort(before)
        self.blockSignals(False)
        if self.sort() != before:
            self.sort_changed.emit(self.sort())

    def sort(self) -> str:
        """The key in force."""
        key = str(self.keys.currentData())
        if key == _RANDOM:
            return f"{_RANDOM}:{self._seed}"
        return f"-{key}" if self._descending else key

    def set_sort(self, sort: str) -> None:
        """Show a key; one that is not offered is ignored. `sort_changed` follows where it differs."""
        before = self.sort()
        key, _, seed = sort.removeprefix("-").partition(":")
        at = self.keys.findData(key)
        if at < 0:
            return
        self.keys.setCurrentIndex(at)
        self._descending = sort.startswith("-")
        self._seed = seed or self._seed
        self._show_direction()
        if self.sort() != before:
            self.sort_changed.emit(self.sort())

    def _add_keys(self, dimensions: Sequence[str], extras: Sequence[str] = ()) -> None:
        """A dimension's name may be long: its middle is left out, and the tool tip has all of it."""
        own = [key for key in sort_keys(dimensions) if key not in dimensions]
        letters, middle = self.keys.fontMetrics(), Qt.TextElideMode.ElideMiddle
        for at, key in enumerate((*own, *dimensions, *extras)):
            name = shown_name(key) if key in extras else title(key)
            self.keys.addItem(letters.elidedText(name, middle, WIDEST_NAME), key)
            self.keys.setItemData(at, plain_tip(name), Qt.ItemDataRole.ToolTipRole)
            self.keys.setItemData(at, name, Qt.ItemDataRole.AccessibleTextRole)
        if extras:
            self.keys.insertSeparator(len(own) + len(dimensions))
        self.keys.insertSeparator(len(own))

    def _on_key_chosen(self) -> None:
        self._show_direction()
        self.sort_changed.emit(self.sort())

    def _on_direction_clicked(self) -> None:
        if self.keys.currentData() == _RANDOM:
            self._seed = secrets.token_hex(3)
        self._descending = not self._descending
        self._show_direction()
        self.sort_changed.emit(self.sort())

    def _show_direction(self) -> None:
        key = str(self.keys.currentData())
        self.keys.setToolTip(plain_tip(title(key)))
        if key == _RANDOM:
            name, tip = "shuffle-variant", "Shuffle again"
        else:
            up, down = _WORDS.get(key, ("low first", "high first"))
            now, other = (down, up) if self._descending else (up, down)
            # The arrows of the list's header
            name = "arrow-down" if self._descending else "arrow-up"
            tip = f"{now[:1].upper()}{now[1:]}; click for {other}"
        self.direction.setIcon(icon(name))
        self.direction.setToolTip(tip)
        self.direction.setAccessibleName(tip)
