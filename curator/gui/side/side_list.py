"""A short list of named things with counts: chosen by a click, renamed, removed and put in order in place."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QMenu, QWidget

from curator.gui.parts.count_delegate import COUNT, CountDelegate
from curator.gui.parts.icons import icon
from curator.gui.parts.names import shown_name
from curator.gui.parts.texts import plain_tip
from curator.gui.parts.theme import GRID
from curator.gui.shelf.mime import ids_of

_ID = Qt.ItemDataRole.UserRole
_NAME = Qt.ItemDataRole.UserRole + 2
LINES = 7
"""Seen at once; of more the list scrolls."""


class SideList(QListWidget):
    """F2 renames, Delete removes, Alt+Up and Alt+Down move, Enter or a click chooses."""

    chosen = Signal(int)
    """An id, as in the next ones."""
    renamed = Signal(int, str)
    remove_wanted = Signal(int)
    order_wanted = Signal(object)
    """list[int]: all ids in their new order."""
    dropped = Signal(int, object)
    """list[int]: pictures of this window that were dropped on it."""

    def __init__(
        self, name: str, icon_name: str, takes_pictures: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon, self._takes_pictures = icon_name, takes_pictures
        self._active = -1
        self.setAccessibleName(name)
        self.setItemDelegate(CountDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.menu = QMenu(self)
        self._rename = self._action("Rename", "pencil-outline", "F2", self._edit)
        self._remove = self._action("Remove", "trash-can-outline", "Delete", self._remove_current)
        self._up = self._action("Move up", "arrow-up", "Alt+Up", lambda: self._move(-1))
        self._down = self._action("Move down", "arrow-down", "Alt+Down", lambda: self._move(1))
        self.itemClicked.connect(lambda item: self.chosen.emit(int(item.data(_ID))))
        self.itemChanged.connect(self._on_item_changed)
        self.currentItemChanged.connect(self._on_current)

    def show_rows(self, rows: Sequence[tuple[int, str]]) -> None:
        """Ids and names, in this order."""
        if [(key, self._name(at)) for at, key in enumerate(self.ids())] == list(rows):
            return
        current = self.current()
        blocked = self.blockSignals(True)
        self.clear()
        for key, name in rows:
            self.addItem(self._made(key, name))
        self.blockSignals(blocked)
        ids = self.ids()
        self.setCurrentRow(ids.index(current) if current in ids else -1)
        self.set_active(self._active)
        self.setFixedHeight(min(max(len(rows), 1), LINES) * max(self.sizeHintForRow(0), 4 * GRID) + 4)

    def show_counts(self, counts: Mapping[int, int]) -> None:
        """Pictures by id; those that are not among them are not known yet."""
        blocked = self.blockSignals(True)
        for at, key in enumerate(self.ids()):
            item = self.item(at)
            item.setData(COUNT, counts.get(key))
            told = counts.get(key)
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole,
                shown_name(self._name(at)) + ("" if told is None else f", {told:,} pictures"),
            )
        self.blockSignals(blocked)
        self.viewport().update()

    def set_active(self, key: int) -> None:
        """What narrows the gallery down now, -1 for none."""
        self._active = key
        blocked = self.blockSignals(True)
        for at, each in enumerate(self.ids()):
            font = self.item(at).font()
            font.setBold(each == key)
            self.item(at).setFont(font)
        self.blockSignals(blocked)

    def ids(self) -> list[int]:
        return [int(self.item(row).data(_ID)) for row in range(self.count())]

    def current(self) -> int:
        """The id that the keyboard is on, -1 for none."""
        item = self.currentItem()
        return int(item.data(_ID)) if item else -1

    def edit_row(self, key: int) -> None:
        """Let the user type another name for it."""
        if key in self.ids():
            self.setCurrentRow(self.ids().index(key))
            self._edit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        editing = self.state() is QAbstractItemView.State.EditingState
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not editing and self.current() >= 0:
            self.chosen.emit(self.current())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.current() >= 0:
            self.menu.popup(event.globalPos())

    # Dropping pictures on a line, and lines between others

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._pictures(event.mimeData()) is not None:
            event.acceptProposedAction()
        else:
            super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if self._pictures(event.mimeData()) is None:
            super().dragMoveEvent(event)
            return
        item = self.itemAt(event.position().toPoint())
        self.setCurrentRow(-1 if item is None else self.row(item))
        event.setAccepted(item is not None)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self.setCurrentRow(-1)

    def dropEvent(self, event: QDropEvent) -> None:
        pictures = self._pictures(event.mimeData())
        if pictures is None:
            before = self.ids()
            super().dropEvent(event)
            if self.ids() != before:
                self.order_wanted.emit(self.ids())
            return
        item = self.itemAt(event.position().toPoint())
        if item is not None:
            event.acceptProposedAction()
            self.dropped.emit(int(item.data(_ID)), pictures)

    def _pictures(self, mime: QMimeData) -> list[int] | None:
        return ids_of(mime) if self._takes_pictures else None

    def _name(self, at: int) -> str:
        return str(self.item(at).data(_NAME))

    def _made(self, key: int, name: str) -> QListWidgetItem:
        item = QListWidgetItem(icon(self._icon), shown_name(name))
        item.setData(_ID, key)
        item.setData(_NAME, name)
        item.setToolTip(plain_tip(shown_name(name)))
        item.setFlags((item.flags() | Qt.ItemFlag.ItemIsEditable) & ~Qt.ItemFlag.ItemIsDropEnabled)
        return item

    def _on_item_changed(self, item: QListWidgetItem) -> None:
        """A name was typed; until the library has it the old one stands there."""
        before, typed = str(item.data(_NAME)), " ".join(item.text().split())
        blocked = self.blockSignals(True)
        item.setText(shown_name(before))
        self.blockSignals(blocked)
        if typed and typed != shown_name(before):
            self.renamed.emit(int(item.data(_ID)), typed)

    def _on_current(self) -> None:
        row = self.currentRow()
        self._rename.setEnabled(row >= 0)
        self._remove.setEnabled(row >= 0)
        self._up.setEnabled(row > 0)
        self._down.setEnabled(0 <= row < self.count() - 1)

    def _edit(self) -> None:
        if self.currentItem():
            self.editItem(self.currentItem())

    def _remove_current(self) -> None:
        if self.current() >= 0:
            self.remove_wanted.emit(self.current())

    def _move(self, step: int) -> None:
        row, ids = self.currentRow(), self.ids()
        if 0 <= row + step < len(ids):
            ids.insert(row + step, ids.pop(row))
            self.order_wanted.emit(ids)

    def _action(self, text: str, icon_name: str, key: str, act: object) -> QAction:
        action = self.menu.addAction(icon(icon_name), text)
        action.setShortcut(key)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(act)
        action.setEnabled(False)
        self.addAction(action)
        return action
