"""The columns that were imported before, and the way to be rid of one."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from curator.gui.importing.column_list import LINE
from curator.gui.importing.import_text import kept_text
from curator.gui.parts.texts import plain_label, plain_tip
from curator.gui.parts.theme import GRID
from curator.store.extras import ExtraColumn

MOST_LINES = 4


class KeptColumns(QWidget):
    """Hidden while there are none. A column that is removed comes back by undo."""

    remove_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = plain_label("Imported before", secondary=True)
        self.list = _Lines()
        self.list.setAccessibleName("Imported before")
        self.remove_button = QPushButton("Remove")
        self.remove_button.clicked.connect(self._on_remove)
        self.list.currentRowChanged.connect(lambda row: self.remove_button.setEnabled(row >= 0))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GRID, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.label)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.list, 1)
        row.addWidget(self.remove_button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        self.set_columns(())

    def set_columns(self, columns: Sequence[ExtraColumn]) -> None:
        """These; the current one stays the current one, or the one that took its place."""
        at = self.list.currentRow()
        self.list.clear()
        for column in columns:
            item = QListWidgetItem(kept_text(column))
            item.setToolTip(plain_tip(column.source))
            item.setSizeHint(QSize(0, LINE))
            item.setData(Qt.ItemDataRole.UserRole, column.name)
            self.list.addItem(item)
        self.list.setCurrentRow(min(max(at, 0), len(columns) - 1))
        self.remove_button.setEnabled(bool(columns))
        self.setVisible(bool(columns))
        self.list.updateGeometry()

    def _on_remove(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.remove_requested.emit(item.data(Qt.ItemDataRole.UserRole))


class _Lines(QListWidget):
    """As high as its lines, up to MOST_LINES."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def sizeHint(self) -> QSize:
        lines = min(max(self.count(), 1), MOST_LINES)
        return QSize(super().sizeHint().width(), lines * LINE + 2 * self.frameWidth())

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())
