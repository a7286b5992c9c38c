"""The columns of a table, each to be ticked."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from curator.gui.importing.import_text import column_text
from curator.gui.importing.tick_box import TickBox
from curator.gui.parts.scrolled import scrolled
from curator.gui.parts.texts import plain_tip
from curator.gui.parts.theme import GRID
from curator.pipeline.importing import PlannedColumn

MOST_LINES = 8
LINE = 3 * GRID
WIDEST = 60 * GRID
"""Of a line's text."""


class ColumnList(QWidget):
    """As high as its lines, up to MOST_LINES; then it scrolls."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns: tuple[PlannedColumn, ...] = ()
        self.boxes: list[TickBox] = []
        self._lines = QWidget()
        self._area = scrolled(self._lines, "Columns to take")
        self._column = QVBoxLayout(self._lines)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._area)

    def set_columns(self, columns: Sequence[PlannedColumn], but: Sequence[str] = ()) -> None:
        """These, ticked as is usual; those of the table's names `but` are taken otherwise and not offered."""
        for box in self.boxes:
            self._column.removeWidget(box)
            box.hide()
            box.deleteLater()
        self._columns = tuple(column for column in columns if column.source not in but)
        self.boxes = [self._box(column) for column in self._columns]
        for box in self.boxes:
            self._column.addWidget(box)
        self._area.setFixedHeight(min(max(len(self.boxes), 1), MOST_LINES) * LINE + 2)
        self.updateGeometry()
        self.changed.emit()

    def chosen(self) -> list[PlannedColumn]:
        """The ticked ones."""
        both = zip(self._columns, self.boxes, strict=True)
        return [column for column, box in both if box.isChecked()]

    def _box(self, column: PlannedColumn) -> TickBox:
        text = column_text(column)
        box = TickBox()
        shown = box.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, WIDEST)
        box.setText(shown.replace("&", "&&"))
        box.setToolTip(plain_tip(text))
        box.setFixedHeight(LINE)
        box.setChecked(column.usual)
        box.toggled.connect(self.changed)
        return box
