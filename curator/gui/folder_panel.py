"""The watched folders with what each is doing; choosing one narrows the gallery to it."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from curator.core.records import Folder, FolderState
from curator.gui.parts.count_delegate import COUNT, CountDelegate
from curator.gui.parts.icons import icon, icon_button
from curator.gui.parts.names import shown_file
from curator.gui.parts.texts import plain_tip
from curator.gui.parts.theme import GRID

ALL = -1
"""The id of the entry for all pictures."""
_ID = Qt.ItemDataRole.UserRole
_SAID = Qt.ItemDataRole.AccessibleTextRole
_STATES = {
    FolderState.WATCHING: ("folder-eye-outline", "watching"),
    FolderState.SCANNING: ("folder-sync-outline", "scanning"),
    FolderState.OFFLINE: ("folder-off-outline", "offline"),
}


class FolderPanel(QWidget):
    """Emits `selected` with a folder id, or ALL."""

    add_requested = Signal()
    remove_requested = Signal(int)
    rescan_requested = Signal(object)
    """A folder's id; None: look through all of them again."""
    selected = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = QListWidget()
        self.list.setItemDelegate(CountDelegate(self.list))
        self.list.setIconSize(QSize(2 * GRID, 2 * GRID))
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName("Folders")
        self.add_button = icon_button("folder-plus-outline", "Watch another folder…")
        self.remove_button = icon_button("folder-remove-outline", "Stop watching the chosen folder…")
        self.rescan = QAction(icon("folder-sync-outline"), "Look through again", self.list)
        self.list.addAction(self.rescan)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.rescan.triggered.connect(self._on_rescan)
        self.list.currentItemChanged.connect(self._on_current_changed)
        self.add_button.clicked.connect(self.add_requested)
        self.remove_button.clicked.connect(self._ask_remove)
        self._lay_out()
        self.set_folders((), {})

    def current(self) -> int:
        """The chosen folder's id, or ALL."""
        item = self.list.currentItem()
        return int(item.data(_ID)) if item else ALL

    def set_folders(
        self, folders: Sequence[tuple[Folder, FolderState, str]], counts: Mapping[int, int]
    ) -> None:
        """Each folder with its state and a sentence or ""; `counts` are pictures by folder id and ALL."""
        ids = [ALL, *(folder.id for folder, _, _ in folders)]
        if ids != self._ids():
            self._rebuild(ids)
        self._fill(self.list.item(0), "All pictures", "image-multiple-outline", "", counts.get(ALL))
        for row, (folder, state, detail) in enumerate(folders, start=1):
            icon_name, word = _STATES[state]
            name = shown_file(folder.path.name or str(folder.path))
            label = f"{name} (offline)" if state is FolderState.OFFLINE else name
            tip = f"{shown_file(str(folder.path))}\n{detail or word.capitalize() + '.'}"
            self._fill(self.list.item(row), label, icon_name, tip, counts.get(folder.id), word)

    def choose(self, folder_id: int) -> None:
        """Choose a folder by id; all pictures where it is not among them."""
        ids = self._ids()
        self.list.setCurrentRow(ids.index(folder_id) if folder_id in ids else 0)
        self.remove_button.setEnabled(self.current() != ALL)

    def _ids(self) -> list[int]:
        return [int(self.list.item(row).data(_ID)) for row in range(self.list.count())]

    def _rebuild(self, ids: list[int]) -> None:
        """Lines for these folders; the chosen one stays chosen where it is still among them."""
        chosen = self.current()
        blocked = self.list.blockSignals(True)
        self.list.clear()
        for key in ids:
            item = QListWidgetItem()
            item.setData(_ID, key)
            self.list.addItem(item)
        self.choose(chosen)
        self.list.blockSignals(blocked)
        if self.current() != chosen:
            self.selected.emit(self.current())

    def _fill(
        self, item: QListWidgetItem, text: str, icon_name: str, tip: str, count: int | None, state: str = ""
    ) -> None:
        """Only what differs, so that a list that scrolls or is read aloud is left in peace."""
        said = f"{text}, {count or 0} pictures {state}".rstrip()
        if (item.data(_SAID), item.toolTip(), item.data(COUNT)) == (said, plain_tip(tip), count):
            return
        item.setText(text)
        item.setIcon(icon(icon_name))
        item.setToolTip(plain_tip(tip))
        item.setData(COUNT, count)
        item.setData(_SAID, said)

    def _on_current_changed(self) -> None:
        self.remove_button.setEnabled(self.current() != ALL)
        self.selected.emit(self.current())

    def _on_rescan(self) -> None:
        self.rescan_requested.emit(None if self.current() == ALL else self.current())

    def _ask_remove(self) -> None:
        """Ask beside the window, so that nothing waits while the question is open."""
        item, folder_id = self.list.currentItem(), self.current()
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Stop watching")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(f"Stop watching “{item.text()}”?")
        box.setInformativeText(
            "Its pictures leave the gallery. The files and their ratings stay as they are."
        )
        remove = box.addButton("Stop watching", QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        remove.clicked.connect(lambda: self.remove_requested.emit(folder_id))
        box.open()

    def _lay_out(self) -> None:
        buttons = QVBoxLayout()
        buttons.setSpacing(GRID // 2)
        buttons.addWidget(self.add_button)
        buttons.addWidget(self.remove_button)
        buttons.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, GRID // 2, GRID // 2, GRID // 2)
        row.setSpacing(GRID // 2)
        row.addWidget(self.list, 1)
        row.addLayout(buttons)
