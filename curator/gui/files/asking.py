"""Short questions on files: into which folder, and whether to trash; and the list of what failed."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QMessageBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from curator.gui.files.words import trash_detail, trash_question
from curator.gui.parts.names import shown_file, shown_name
from curator.gui.parts.texts import plain_label
from curator.gui.parts.theme import GRID, Role
from curator.pipeline.file_carry import FileReport


def ask_target(window: QWidget, title: str, folder: str, chosen: Callable[[Path], object]) -> QFileDialog:
    """Let the user choose a folder; `chosen` hears of it later, or never."""
    dialog = QFileDialog(window, title, folder)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda name: chosen(Path(name)))
    dialog.open()
    return dialog


def ask_trash(window: QWidget, count: int, answered: Callable[[bool], object]) -> QMessageBox:
    """`answered` hears of a yes, with whether to ask again the next time."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, "Move to trash", trash_question(count), parent=window)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(trash_detail())
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    again = QCheckBox("Don’t ask again")
    # The style draws the outline in a darker shade of this, which in the dark theme would not be seen
    colors = again.palette()
    colors.setColor(Role.Window, colors.color(Role.Midlight).lighter(140))
    again.setPalette(colors)
    box.setCheckBox(again)
    yes = box.addButton("Move to trash", QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(yes)
    yes.clicked.connect(lambda: answered(not again.isChecked()))
    box.open()
    return box


def show_failed(window: QWidget, report: FileReport) -> QDialog:
    """Every file that could not be done, with its reason, to be read and copied."""
    dialog = QDialog(window)
    count = len(report.failed)
    dialog.setWindowTitle("What could not be done")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    lines = QPlainTextEdit()
    lines.setReadOnly(True)
    lines.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    lines.setPlainText(
        "\n".join(f"{shown_file(str(path))}: {shown_name(why)}" for path, why in report.failed)
    )
    lines.setAccessibleName("Files and reasons")
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.close)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
    column.setSpacing(GRID)
    column.addWidget(
        plain_label("1 file stays as it was" if count == 1 else f"{count:,} files stay as they were")
    )
    column.addWidget(lines)
    column.addWidget(buttons)
    dialog.resize(80 * GRID, 40 * GRID)
    dialog.show()
    return dialog
