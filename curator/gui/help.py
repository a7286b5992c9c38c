"""What the Help menu opens, beside the window: nothing waits for an answer."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QMessageBox, QWidget

from curator import __version__
from curator.gui.parts.icons import app_icon
from curator.gui.parts.texts import plain_label
from curator.gui.parts.theme import GRID

GALLERY_KEYS = (
    ("Arrows, Page Up, Page Down, Home, End", "Move"),
    ("Shift with these", "Extend the selection"),
    ("Ctrl+click", "Add or remove one picture"),
    ("Ctrl+wheel", "Size of the pictures"),
    ("Letters", "Jump to a name"),
    ("Enter, Space, double click", "Look at the picture"),
)
ABOUT = f"""Curator {__version__}

Rates generated pictures on aesthetic dimensions, and sorts and filters them by score. \
Low, middle and high are places on a line; which of them is wanted is up to you.

Licensed under the Apache License 2.0. Icons: Material Design Icons by Pictogrammers (Apache License 2.0), \
carried by QtAwesome (MIT). Colours of scores: cividis (CC0)."""


def show_keys(window: QWidget, keys: Sequence[tuple[str, str]]) -> QDialog:
    """All keys, in a window that may stay open."""
    dialog = QDialog(window)
    dialog.setWindowTitle("Keys")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    grid = QGridLayout(dialog)
    grid.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
    grid.setHorizontalSpacing(4 * GRID)
    rows = [*keys, *GALLERY_KEYS]
    for row, (key, text) in enumerate(rows):
        grid.addWidget(plain_label(key), row, 0)
        grid.addWidget(plain_label(text, secondary=True), row, 1)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.close)
    grid.addWidget(buttons, len(rows), 0, 1, 2)
    dialog.show()
    return dialog


def show_about(window: QWidget) -> QMessageBox:
    """Name, version, licences."""
    box = QMessageBox(window)
    box.setWindowTitle("About Curator")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIconPixmap(app_icon().pixmap(8 * GRID, 8 * GRID))
    box.setText(ABOUT)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setModal(False)
    box.show()
    return box
