"""What the Help menu opens, beside the window: nothing waits for an answer."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from curator import __version__
from curator.gui.parts.icons import app_icon
from curator.gui.parts.scrolled import scrolled
from curator.gui.parts.texts import plain_label
from curator.gui.parts.theme import GRID, Size, set_size
from curator.gui.viewer.keys import COMPARISON_HELP, VIEWER_HELP

GALLERY_KEYS = (
    ("Arrows, Page Up, Page Down, Home, End", "Move"),
    ("Shift with these", "Extend the selection"),
    ("Ctrl+click", "Add or remove one picture"),
    ("Ctrl+wheel", "Size of the pictures"),
    ("Letters", "Jump to a name"),
    ("Enter, Space, double click", "Look at the picture"),
    ("Ctrl+Space", "Add or remove the current picture"),
    ("Esc", "Select nothing"),
)
HEADER_KEYS = (
    ("Left, Right", "Go from column to column"),
    ("Enter, Space", "Sort by the column"),
    ("Ctrl+Left, Ctrl+Right", "Move the column"),
    ("Shift+Left, Shift+Right", "Width of the column"),
    ("Menu, Shift+F10", "Choose columns"),
)
PLACES = (
    ("In the gallery", GALLERY_KEYS),
    ("In the list’s header, after Tab", HEADER_KEYS),
    ("While looking at a picture", VIEWER_HELP),
    ("While comparing", COMPARISON_HELP),
)
WIDEST_KEYS = 24 * GRID
LARGEST = 0.9
"""Of the screen, across and down, that the window of keys may take; more is scrolled."""
ABOUT = f"""Curator {__version__}

Rates generated pictures on aesthetic dimensions, and sorts and filters them by score. \
Low, middle and high are places on a line; which of them is wanted is up to you.

Licensed under the Apache License 2.0. Icons: Material Design Icons by Pictogrammers (Apache License 2.0), \
carried by QtAwesome (MIT). Colours of scores: cividis (CC0)."""


def show_keys(window: QWidget, keys: Sequence[tuple[str, str]]) -> QDialog:
    """All keys by where they work, in a window that may stay open and fits the screen; `keys`: the menus'."""
    dialog = QDialog(window)
    dialog.setWindowTitle("Keys")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    content = _all_keys(keys)
    area = scrolled(content, "Keys")
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.setContentsMargins(3 * GRID, 0, 3 * GRID, 0)
    buttons.rejected.connect(dialog.close)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(0, 0, 0, 2 * GRID)
    column.addWidget(area)
    column.addWidget(buttons)
    bar = area.verticalScrollBar().sizeHint().width()
    wanted = content.sizeHint() + QSize(bar, buttons.sizeHint().height() + 4 * GRID)
    dialog.resize(wanted.boundedTo(window.screen().availableSize() * LARGEST))
    dialog.show()
    return dialog


def _all_keys(keys: Sequence[tuple[str, str]]) -> QWidget:
    content = QWidget()
    columns = QHBoxLayout(content)
    columns.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
    columns.setSpacing(5 * GRID)
    columns.addLayout(_key_grid([("In the menus", keys)]))
    columns.addLayout(_key_grid(PLACES))
    return content


def _key_grid(groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> QGridLayout:
    """Keys and what they do, under a heading for each group."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(3 * GRID)
    grid.setVerticalSpacing(GRID // 2)
    for heading, keys in groups:
        title = plain_label(heading)
        set_size(title, Size.NORMAL, bold=True)
        if grid.rowCount() > 1:
            title.setContentsMargins(0, GRID, 0, 0)
        grid.addWidget(title, grid.rowCount(), 0, 1, 2)
        for key, text in keys:
            row = grid.rowCount()
            grid.addWidget(_key_label(key), row, 0)
            grid.addWidget(plain_label(text, secondary=True), row, 1, Qt.AlignmentFlag.AlignTop)
    grid.setRowStretch(grid.rowCount(), 1)
    grid.setColumnStretch(1, 1)
    return grid


def _key_label(key: str) -> QLabel:
    """Many keys that do the same stand in lines."""
    label = plain_label(key)
    if label.sizeHint().width() > WIDEST_KEYS:
        label.setWordWrap(True)
        label.setFixedWidth(WIDEST_KEYS)
    return label


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
