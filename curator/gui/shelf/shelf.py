"""The bar below the pictures: what can be given to them, what was done last, and a pin to keep it there."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from curator.gui.history import History
from curator.gui.parts.elided_label import ElidedLabel
from curator.gui.parts.icons import icon, icon_button
from curator.gui.parts.names import shown_name
from curator.gui.parts.texts import plain_tip
from curator.gui.parts.theme import GRID, Size
from curator.gui.shelf.strip import ShelfStrip

_LAST_WIDTHS = 12 * GRID, 26 * GRID
"""Least and most; in between it is a share of the window's."""
PIN, UNPIN = "Keep the shelf here", "Show the shelf only while something is dragged"


class Shelf(QWidget):
    """`strip` has the targets."""

    pinned = Signal(bool)
    left = Signal()
    """Esc: the keyboard goes back to the pictures."""

    def __init__(self, history: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self.strip = ShelfStrip()
        self.last = ElidedLabel(Size.SMALL, align=Qt.AlignmentFlag.AlignRight)
        self.undo_button = icon_button("undo", "Undo")
        self.pin_button = icon_button("pin-outline", PIN)
        self.pin_button.setCheckable(True)
        self.undo_button.clicked.connect(history.undo)
        self.pin_button.clicked.connect(self.pinned)
        for button in (self.undo_button, self.pin_button):
            button.setIconSize(QSize(2 * GRID, 2 * GRID))
            # A click leaves the keys with the pictures
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Shelf")
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        row.setSpacing(GRID)
        row.addWidget(self.strip, 1)
        for widget in (self.last, self.undo_button, self.pin_button):
            row.addWidget(widget)
        history.changed.connect(self._tell_last)
        self.strip.laid_out.connect(self._order_tabs)
        self._tell_last()

    def set_pinned(self, pinned: bool) -> None:
        """Show the pin so, without a signal."""
        self.pin_button.setChecked(pinned)
        self.pin_button.setIcon(icon("pin" if pinned else "pin-outline"))
        tip = UNPIN if pinned else PIN
        self.pin_button.setToolTip(tip)
        self.pin_button.setAccessibleName(tip)

    def resizeEvent(self, event: QResizeEvent) -> None:
        least, most = _LAST_WIDTHS
        self.last.setFixedWidth(min(max(self.width() // 8, least), most))
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _order_tabs(self) -> None:
        """As they stand: the targets are younger than the buttons after them."""
        QWidget.setTabOrder(self.strip.name, self.undo_button)
        QWidget.setTabOrder(self.undo_button, self.pin_button)

    def _tell_last(self) -> None:
        step = self._history.last
        text = shown_name(step.text) if step else ""
        self.last.set_text(text[:1].upper() + text[1:])
        self.undo_button.setEnabled(step is not None)
        tip = f"Undo {text}" if step else "Nothing to undo"
        self.undo_button.setToolTip(plain_tip(tip))
        self.undo_button.setAccessibleName(tip)
