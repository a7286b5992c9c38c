"""The dialog that takes scores of another program in."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from curator.core.errors import KnownError
from curator.export.import_formats import SUFFIXES
from curator.export.import_table import PathColumnError
from curator.gui.importing.column_list import ColumnList
from curator.gui.importing.import_text import marks_text, matched_text, missed_text, rest_text
from curator.gui.importing.kept_columns import KeptColumns
from curator.gui.importing.tick_box import TickBox
from curator.gui.parts.icons import icon
from curator.gui.parts.names import shown_name
from curator.gui.parts.outside_text import OutsideText
from curator.gui.parts.texts import plain_label
from curator.gui.parts.theme import GRID, Size, set_secondary
from curator.pipeline.importing import ImportPlan
from curator.store.extras import ExtraColumn

WIDTH = 70 * GRID
NO_FILE = (
    "Choose a table of another scorer or of ratings: CSV, TSV, JSON, JSON lines, Parquet or Excel, with a "
    "column that names the pictures. Its numbers become columns to sort, filter and export by."
)
READING = "Reading the table …"


class ImportDialog(QDialog):
    """Shows ImportPlan values; every wish of the user is a signal. It may be opened many times."""

    plan_requested = Signal(object, str)
    """Path, and the name of the column with the pictures, "" to have it found."""
    plan_dropped = Signal()
    """What was asked for is of no use any more."""
    import_requested = Signal(object, object, bool)
    """ImportPlan, list of PlannedColumn, whether ratings are taken over."""
    remove_requested = Signal(str)
    """Name of an imported column."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setWindowTitle("Import scores")
        self._path: Path | None = None
        self._plan: ImportPlan | None = None
        self.file_dialog = QFileDialog(self, "Choose a table")
        self.file_dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self.file_dialog.setNameFilter(f"Tables ({' '.join(f'*{suffix}' for suffix in SUFFIXES)})")
        self.file = OutsideText()
        self.choose_button = QPushButton(icon("folder-open-outline"), "Choose…")
        self.path_label = plain_label("Pictures are named in")
        self.path_column = QComboBox()
        self.told = OutsideText()
        self.missed = OutsideText(Size.SMALL)
        self.columns_label = plain_label("Columns to take", secondary=True)
        self.columns = ColumnList()
        self.as_marks = TickBox()
        self.rest = OutsideText(Size.SMALL)
        self.kept = KeptColumns()
        self.import_button = QPushButton("Import")
        self.close_button = QPushButton("Close")
        self._connect()
        self._lay_out()
        self._offer(())
        self._show()

    def start(self) -> None:
        """Open it, on no table yet."""
        self._path = self._plan = None
        self.as_marks.setChecked(False)
        self._offer(())
        self._show(NO_FILE)
        self.open()
        self.choose_button.setFocus()

    def choose(self, path: Path, path_column: str = "") -> None:
        """Show what is in this table; `set_plan` is expected."""
        if path != self._path:
            self._offer(())
        self._path, self._plan = path, None
        self._show(READING)
        self.plan_requested.emit(path, path_column)

    def set_plan(self, plan: ImportPlan | KnownError) -> None:
        """What importing the table would do, or why it can't be imported."""
        if self._path is None:
            return
        if isinstance(plan, KnownError):
            self._show(str(plan), failed=True)
            self._offer(plan.columns if isinstance(plan, PathColumnError) else ())
            (self.choose_button if self.path_column.isHidden() else self.path_column).setFocus()
            return
        self._plan = plan
        self.as_marks.setText(marks_text(plan).replace("&", "&&"))
        self.columns.set_columns(plan.columns, self._ratings())
        self._show(matched_text(plan))
        self._offer(plan.table.header, plan.table.path_column)
        if not self.path_column.hasFocus():
            (self.import_button if self.import_button.isEnabled() else self.choose_button).setFocus()

    def set_extras(self, kept: Sequence[ExtraColumn]) -> None:
        """The columns that were imported before."""
        self.kept.set_columns(kept)
        self._fit()

    def done(self, result: int) -> None:
        self._path = self._plan = None
        self.plan_dropped.emit()
        super().done(result)

    def _connect(self) -> None:
        self.choose_button.clicked.connect(self.file_dialog.open)
        self.file_dialog.fileSelected.connect(lambda name: self.choose(Path(name)))
        self.path_column.activated.connect(self._on_path_column)
        self.columns.changed.connect(self._show_import)
        self.as_marks.toggled.connect(self._on_as_marks)
        self.kept.remove_requested.connect(self.remove_requested)
        self.import_button.clicked.connect(self._on_import)
        self.close_button.clicked.connect(self.reject)

    def _ratings(self) -> tuple[str, ...]:
        """Columns that are not taken as numbers, for they are taken as ratings."""
        return self._plan.marks.names if self._plan and self.as_marks.isChecked() else ()

    def _show(self, told: str = NO_FILE, failed: bool = False) -> None:
        plan = self._plan
        self.file.set_text(shown_name(str(self._path)) if self._path else "No table yet")
        self.told.setProperty("failure", failed)
        self.told.style().polish(self.told)
        self.told.set_text(told)
        self.missed.set_text(missed_text(plan) if plan else "")
        self.rest.set_text(rest_text(plan, self.as_marks.isChecked()) if plan else "")
        for widget in (self.columns, self.columns_label):
            widget.setVisible(bool(plan and plan.columns))
        self.as_marks.setVisible(bool(plan and marks_text(plan)))
        self._show_import()
        self._fit()

    def _offer(self, columns: Sequence[str], chosen: str | None = None) -> None:
        """The columns that may name the pictures."""
        self.path_column.clear()
        for name in columns:
            self.path_column.addItem(shown_name(name), name)
        self.path_column.setCurrentIndex(self.path_column.findData(chosen) if chosen else -1)
        for widget in (self.path_label, self.path_column):
            widget.setVisible(bool(columns))
        self._fit()

    def _show_import(self) -> None:
        plan = self._plan
        wanted = bool(self.columns.chosen() or self._ratings())
        self.import_button.setEnabled(bool(plan and len(plan.matched.rows) and wanted))

    def _on_path_column(self) -> None:
        if self._path is not None:
            self.choose(self._path, str(self.path_column.currentData()))

    def _on_as_marks(self) -> None:
        if self._plan is not None:
            self.columns.set_columns(self._plan.columns, self._ratings())
            self.rest.set_text(rest_text(self._plan, self.as_marks.isChecked()))
            self._show_import()
            self._fit()

    def _on_import(self) -> None:
        plan, chosen = self._plan, self.columns.chosen()
        as_marks = bool(self._ratings())
        self.accept()
        if plan is not None:
            self.import_requested.emit(plan, chosen, as_marks)

    def _fit(self) -> None:
        self._column.activate()
        self.resize(max(self.width(), WIDTH), self.sizeHint().height())

    def _lay_out(self) -> None:
        self.file.setAccessibleName("Table")
        self.told.setAccessibleName("What was found")
        self.missed.setAccessibleName("Rows without a picture")
        self.rest.setAccessibleName("What is not taken")
        self.path_column.setAccessibleName("Column that names the pictures")
        self.path_label.setBuddy(self.path_column)
        self.columns_label.setBuddy(self.columns)
        self.import_button.setDefault(True)
        for text in (self.missed, self.rest):
            set_secondary(text)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addLayout(_row(self.file, self.choose_button))
        column.addLayout(_row(self.path_label, self.path_column))
        for widget in (self.told, self.missed, self.columns_label, self.columns, self.as_marks, self.rest):
            column.addWidget(widget)
        column.addWidget(self.kept)
        column.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.import_button)
        column.addLayout(buttons)


def _row(first: QWidget, second: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(GRID)
    row.addWidget(first, 1)
    row.addWidget(second, 0, Qt.AlignmentFlag.AlignTop)
    return row
