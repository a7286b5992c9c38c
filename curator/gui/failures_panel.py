"""The list of files that could not be rated, with reasons, and the way to try them again."""

from collections.abc import Container, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTableView, QVBoxLayout, QWidget

from curator.core.records import Failure
from curator.gui.failures_model import FailuresModel, texts
from curator.gui.parts.icons import icon
from curator.gui.parts.text_table import style_rows
from curator.gui.parts.texts import plain_label
from curator.gui.parts.theme import GRID


class FailuresPanel(QWidget):
    """`retry_requested` carries a tuple of image ids; an empty one means all."""

    retry_requested = Signal(object)
    shown = Signal(int)
    """The id of a picture to show in the inspector."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._returning = False
        self.model = FailuresModel(self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.retry_button = QPushButton(icon("refresh"), "Try again")
        self.copy_button = QPushButton(icon("content-copy"), "Copy")
        self.count = plain_label(secondary=True)
        style_rows(self.table, "Failed files", 2, {0: 24, 1: 24, 3: 18})
        self._lay_out()
        copy = QShortcut(QKeySequence.StandardKey.Copy, self.table, self._copy)
        copy.setContext(copy.context().WidgetShortcut)
        self.retry_button.clicked.connect(self._on_retry)
        self.copy_button.clicked.connect(self._copy)
        self.table.selectionModel().selectionChanged.connect(self._tell_buttons)
        self.table.selectionModel().currentRowChanged.connect(self._on_current_row)
        self.model.modelReset.connect(self._tell_buttons)
        self._tell_buttons()

    def set_failures(self, failures: Sequence[Failure]) -> None:
        """Show these files; the chosen ones stay chosen, and the list stays where it was scrolled to."""
        if tuple(failures) == self.model.failures:
            return
        chosen, current = set(self._chosen_ids()), self._id_at(self.table.currentIndex().row())
        top = self._id_at(self.table.rowAt(0)) if self.table.verticalScrollBar().value() else -1
        self.model.set_failures(failures)
        self._choose(chosen)
        self._return_to(current, top)
        self._tell_buttons()

    def _choose(self, chosen: Container[int]) -> None:
        for row, failure in enumerate(self.model.failures):
            if failure.image_id in chosen:
                self.table.selectionModel().select(
                    self.model.index(row, 0),
                    self.table.selectionModel().SelectionFlag.Select
                    | self.table.selectionModel().SelectionFlag.Rows,
                )

    def _return_to(self, current: int, top: int) -> None:
        """Make a file current again, without showing it anew, and another the first one in view."""
        rows = {failure.image_id: row for row, failure in enumerate(self.model.failures)}
        selection = self.table.selectionModel()
        if current in rows:
            self._returning = True
            index = self.model.index(rows[current], 0)
            selection.setCurrentIndex(index, selection.SelectionFlag.NoUpdate)
            self._returning = False
        if top in rows:
            self.table.scrollTo(self.model.index(rows[top], 0), self.table.ScrollHint.PositionAtTop)

    def _id_at(self, row: int) -> int:
        return self.model.failures[row].image_id if 0 <= row < len(self.model.failures) else -1

    def _chosen(self) -> list[Failure]:
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [self.model.failures[row] for row in rows]

    def _chosen_ids(self) -> tuple[int, ...]:
        return tuple(failure.image_id for failure in self._chosen())

    def _on_retry(self) -> None:
        self.retry_requested.emit(self._chosen_ids())

    def _copy(self) -> None:
        """The chosen rows, or all, as lines with tabs."""
        rows = self._chosen() or self.model.failures
        QGuiApplication.clipboard().setText("\n".join("\t".join(texts(failure)) for failure in rows))

    def _on_current_row(self) -> None:
        image_id = self._id_at(self.table.currentIndex().row())
        if image_id >= 0 and not self._returning:
            self.shown.emit(image_id)

    def _tell_buttons(self) -> None:
        total, chosen = len(self.model.failures), len(self._chosen())
        self.retry_button.setText(f"Try {chosen} again" if chosen else "Try all again")
        self.copy_button.setText("Copy" if chosen else "Copy all")
        self.retry_button.setEnabled(total > 0)
        self.copy_button.setEnabled(total > 0)
        files = "1 file" if total == 1 else f"{total:,} files"
        self.count.setText(f"{files} could not be rated" if total else "No failed files")

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.count, 1)
        row.addWidget(self.copy_button)
        row.addWidget(self.retry_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID, GRID, GRID)
        column.setSpacing(GRID)
        column.addLayout(row)
        column.addWidget(self.table)
