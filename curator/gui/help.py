"""What the Help menu tells about the program, beside the window: nothing waits for an answer."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from curator import __version__
from curator.gui.parts.icons import app_icon
from curator.gui.parts.theme import GRID

ABOUT = f"""Curator {__version__}

Rates generated pictures on aesthetic dimensions, and sorts and filters them by score. \
Low, middle and high are places on a line; which of them is wanted is up to you.

Licensed under the Apache License 2.0. Icons: Material Design Icons by Pictogrammers (Apache License 2.0), \
carried by QtAwesome (MIT). Colours of scores: cividis (CC0)."""


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
