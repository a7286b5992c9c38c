"""Where to write what is shown, and in which format: a table or a contact sheet."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from curator.export.contact_sheet import MANY, USUAL_BYTES, is_contact_sheet
from curator.gui.parts.texts import bytes_text

FORMATS = {
    "csv": "Comma-separated values",
    "tsv": "Tab-separated values",
    "xlsx": "Excel workbook",
    "json": "JSON",
    "jsonl": "JSON lines",
    "parquet": "Parquet",
    "html": "Contact sheet",
}


class ExportDialog(QObject):
    """Asks for a file beside the window; `chosen` carries its path, always with a suffix of FORMATS."""

    chosen = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.dialog = QFileDialog(window, "Export what is shown")
        self.dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        self.dialog.setNameFilters(name_filters(0))
        self.dialog.setDefaultSuffix(next(iter(FORMATS)))
        self.dialog.filterSelected.connect(self._on_filter_selected)
        self.dialog.fileSelected.connect(self._on_file_selected)

    def ask(self, rows: int) -> None:
        """Open the dialog; `rows` are said in its title."""
        files = "1 file" if rows == 1 else f"{rows:,} files"
        self.dialog.setWindowTitle(f"Export the table of {files}")
        self.dialog.setNameFilters(name_filters(rows))
        self.dialog.setDefaultSuffix(next(iter(FORMATS)))
        self.dialog.selectFile("scores.csv")
        self.dialog.open()

    def _on_file_selected(self, name: str) -> None:
        path = with_suffix(Path(name))
        if path != Path(name) and path.exists():
            # The dialog asked about the name without the suffix. It closes after this, and then asks anew
            self.dialog.selectFile(path.name)
            QTimer.singleShot(0, self.dialog, self.dialog.open)
        else:
            self.chosen.emit(path)

    def _on_filter_selected(self, name_filter: str) -> None:
        suffix = name_filter.rpartition("*.")[2].rstrip(")")
        self.dialog.setDefaultSuffix(suffix)
        for name in self.dialog.selectedFiles():
            self.dialog.selectFile(Path(name).with_suffix(f".{suffix}").name)


def name_filters(rows: int) -> list[str]:
    """One a format; of a contact sheet with very many pictures it says how large it becomes."""
    words = dict(FORMATS)
    if rows > MANY:
        words["html"] += f", some {bytes_text(rows * USUAL_BYTES)} and slow to open"
    return [f"{told} (*.{suffix})" for suffix, told in words.items()]


def with_suffix(path: Path) -> Path:
    """The path itself where its suffix names a format, else with `.csv` added."""
    known = path.suffix.lower().removeprefix(".") in FORMATS or is_contact_sheet(path)
    return path if known else path.with_name(f"{path.name}.csv")
