"""Pictures that were marked differently here and by another program, as rows of a table."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from curator.core.rules import Rubric
from curator.gui.gallery.model import Index
from curator.gui.parts.names import shown_name
from curator.gui.parts.texts import plain_tip
from curator.gui.sidecars.text import marks_text
from curator.store.sidecars import SidecarClash

HEADERS = ("Picture", "Mine", "Theirs")
_NO_PARENT = QModelIndex()


class ClashModel(QAbstractTableModel):
    """In the order given."""

    def __init__(self, rubric: Rubric, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clashes: tuple[SidecarClash, ...] = ()
        self._rubric = rubric

    def set_clashes(self, clashes: Sequence[SidecarClash]) -> None:
        """Replace all rows."""
        if tuple(clashes) != self.clashes:
            self.beginResetModel()
            self.clashes = tuple(clashes)
            self.endResetModel()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.clashes)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return HEADERS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        clash = self.clashes[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(clash, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            is_name = index.column() == 0
            return plain_tip(shown_name(str(clash.sidecar)) if is_name else self._text(clash, index.column()))
        return None

    def _text(self, clash: SidecarClash, column: int) -> str:
        if column == 0:
            return shown_name(clash.path.name)
        return marks_text(clash.mine if column == 1 else clash.theirs, self._rubric)
