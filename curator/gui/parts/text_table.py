"""Tables of plain text: few rows, replaced as a whole."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QHeaderView, QTableView

from curator.gui.parts.texts import plain_tip
from curator.gui.parts.theme import GRID

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


class TextTableModel(QAbstractTableModel):
    """For whoever says how many lines there are and what is in each column of one, ready to be shown."""

    headers: tuple[str, ...] = ()

    def line_count(self) -> int:
        raise NotImplementedError

    def line(self, row: int) -> Sequence[str]:
        """One text for each of the headers."""
        raise NotImplementedError

    def tip(self, row: int, column: int) -> str:
        """What a tooltip says: the whole of what may be cut short."""
        return self.line(row)[column]

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else self.line_count()

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.headers)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return self.headers[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.line(index.row())[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.tip(index.row(), index.column()))
        return None


def style_rows(table: QTableView, said: str, stretched: int, widths: Mapping[int, int]) -> None:
    """Rows to choose as a whole; `said` is for screen readers, `widths` are in steps of GRID by column."""
    table.setAccessibleName(said)
    table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(3 * GRID)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
    for column, width in widths.items():
        table.setColumnWidth(column, width * GRID)
