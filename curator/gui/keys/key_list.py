"""All commands with their keys, by what they are for."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from curator.gui.keys.key_map import KeyMap
from curator.gui.keys.known import Group, KeyCommand, shown_key
from curator.gui.keys.sheet import has_words
from curator.gui.parts.theme import GRID

_ID = Qt.ItemDataRole.UserRole
CHANGED = "changed"


class KeyList(QTreeWidget):
    """One command is current, or none."""

    chosen = Signal(object)
    """KeyCommand, or None."""

    def __init__(self, keys: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self._commands: dict[str, KeyCommand] = {}
        self._rows: dict[str, QTreeWidgetItem] = {}
        self._parts: list[tuple[QTreeWidgetItem, list[QTreeWidgetItem]]] = []
        """Headings with the rows below them."""
        self.setColumnCount(3)
        self.setHeaderLabels(["Command", "Keys", ""])
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAccessibleName("Commands")
        self.header().setSectionsMovable(False)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.header().setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        self.currentItemChanged.connect(lambda *_: self.chosen.emit(self.current()))

    def current(self) -> KeyCommand | None:
        """The chosen command."""
        item = self.currentItem()
        return self._commands.get(item.data(0, _ID)) if item is not None else None

    def fill(self) -> None:
        """The commands as they are called now."""
        self.clear()
        self._commands = {command.id: command for command in self._keys.commands()}
        self._rows.clear()
        self._parts.clear()
        for group in Group:
            heading = QTreeWidgetItem(self, [group.value])
            heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
            font = self.font()
            font.setBold(True)
            heading.setFont(0, font)
            heading.setSizeHint(0, QSize(0, 3 * GRID))
            commands = [command for command in self._commands.values() if command.group is group]
            self._parts.append((heading, [self._row(heading, command) for command in commands]))
        self.expandAll()
        self.show_keys()

    def show_keys(self) -> None:
        """Those that the commands have now."""
        for name, row in self._rows.items():
            row.setText(1, ",  ".join(map(shown_key, self._keys.keys()[name])))
            row.setText(2, "" if self._keys.is_usual(self._commands[name]) else CHANGED)

    def narrow(self, wanted: str) -> None:
        """Only commands with these words, or keys, in theirs."""
        for heading, rows in self._parts:
            for row in rows:
                row.setHidden(not has_words(f"{heading.text(0)} {row.text(0)} {row.text(1)}", wanted))
            heading.setHidden(all(row.isHidden() for row in rows))

    def choose(self, name: str) -> None:
        """By the command's id."""
        self.setCurrentItem(self._rows[name])

    def _row(self, heading: QTreeWidgetItem, command: KeyCommand) -> QTreeWidgetItem:
        row = self._rows[command.id] = QTreeWidgetItem(heading, [command.text])
        row.setData(0, _ID, command.id)
        return row
