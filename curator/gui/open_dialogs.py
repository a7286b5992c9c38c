"""Asking for folders and pictures beside the window."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from curator.core.formats import SUFFIXES


def ask_folder(window: QWidget, chosen: Callable[[Path], object]) -> QFileDialog:
    """Let the user choose a folder to watch; `chosen` hears of it later, or never."""
    dialog = QFileDialog(window, "Watch a folder")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(lambda name: chosen(Path(name)))
    return _opened(dialog)


def ask_pictures(window: QWidget, chosen: Callable[[list[Path]], object]) -> QFileDialog:
    """Let the user choose pictures to rate once; `chosen` hears of them later, or never."""
    dialog = QFileDialog(window, "Rate pictures")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilter(f"Pictures ({' '.join(f'*{suffix}' for suffix in SUFFIXES)})")
    dialog.filesSelected.connect(lambda names: chosen([Path(name) for name in names]))
    return _opened(dialog)


def _opened(dialog: QFileDialog) -> QFileDialog:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
