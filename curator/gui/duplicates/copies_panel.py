"""Where else the current picture is, and what looks like it."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTableView, QVBoxLayout, QWidget

from curator.gui.duplicates.copies_model import CopiesModel, Copy
from curator.gui.parts.icons import icon
from curator.gui.parts.text_table import style_rows
from curator.gui.parts.texts import plain_label
from curator.gui.parts.theme import GRID

HINT = "Choose a picture to see where else it is"


class CopiesPanel(QWidget):
    """`shown` is a row that became current, `wanted` one that was opened: the ids of their pictures."""

    shown = Signal(int)
    wanted = Signal(int)
    appeared = Signal()
    """It can be seen now, so what it shows is worth finding."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = CopiesModel(self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.count = plain_label(HINT, secondary=True)
        self.copy_button = QPushButton(icon("content-copy"), "Copy paths")
        self._setting = False
        style_rows(self.table, "Copies and similar pictures", 1, {0: 26, 2: 20, 3: 22})
        self._lay_out()
        copy = QShortcut(QKeySequence.StandardKey.Copy, self.table, self._copy)
        copy.setContext(copy.context().WidgetShortcut)
        self.copy_button.clicked.connect(self._copy)
        self.table.activated.connect(self._on_activated)
        self.table.selectionModel().currentRowChanged.connect(self._on_current_row)
        self.clear()

    def clear(self, why: str = "") -> None:
        """Show nothing and say why."""
        self.set_copies((), ())
        self.count.setText(why or HINT)

    def set_copies(self, same: Sequence[Copy], alike: Sequence[Copy]) -> None:
        """Show the files that hold a picture, itself among them, and those that look like it. The row that is
        current stays so where it is still there."""
        current = self._at(self.table.currentIndex())
        self._setting = True
        self.model.set_copies((*same, *alike))
        rows = [row for row, copy in enumerate(self.model.copies) if current and copy.path == current.path]
        if rows and rows[0] != self.table.currentIndex().row():
            self.table.setCurrentIndex(self.model.index(rows[0], 0))
        self._setting = False
        self.count.setText(copies_text(len(same), len(alike)))
        self.copy_button.setEnabled(bool(same))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.appeared.emit()

    def _at(self, index: QModelIndex) -> Copy | None:
        return self.model.copies[index.row()] if 0 <= index.row() < len(self.model.copies) else None

    def _on_current_row(self, index: QModelIndex) -> None:
        copy = self._at(index)
        if copy is not None and copy.image_id >= 0 and not self._setting:
            self.shown.emit(copy.image_id)

    def _on_activated(self, index: QModelIndex) -> None:
        copy = self._at(index)
        if copy is not None and copy.image_id >= 0:
            self.wanted.emit(copy.image_id)

    def _copy(self) -> None:
        """The paths of the chosen rows, or of all, one a line."""
        chosen = [self._at(index) for index in self.table.selectionModel().selectedRows()]
        copies = [copy for copy in chosen if copy is not None] or list(self.model.copies)
        QGuiApplication.clipboard().setText("\n".join(_text(copy) for copy in copies))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.count, 1)
        row.addWidget(self.copy_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID, GRID, GRID)
        column.setSpacing(GRID)
        column.addLayout(row)
        column.addWidget(self.table)


def copies_text(same: int, alike: int) -> str:
    """`In 3 places · 12 others look like it`; `same` counts the picture itself."""
    where = "In this place only" if same <= 1 else f"In {same:,} places, now or before"
    others = f"{alike:,} other{'' if alike == 1 else 's'} look{'s' if alike == 1 else ''} like it"
    return f"{where} · {others if alike else 'none looks like it'}"


def _text(copy: Copy) -> str:
    """For the clipboard, which holds Unicode only."""
    return str(copy.path).encode("utf-8", "backslashreplace").decode("utf-8")
