"""The ends of the shelf: buttons that scroll it, also while a drag rests on them."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QHideEvent
from PySide6.QtWidgets import QToolButton, QWidget

from curator.gui.parts.icons import icon
from curator.gui.parts.theme import GRID

STEP_MS = 16
STEP = 16
"""Pixels at a time while a drag rests on it."""


class Chevron(QToolButton):
    """`scrolled` carries pixels, to the left below 0."""

    scrolled = Signal(int)
    page_wanted = Signal(int)
    """A click: a page to the left (-1) or to the right (1)."""
    hovered = Signal(bool)
    """A drag came, or left."""

    def __init__(self, way: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._way = way
        tip = "Earlier targets" if way < 0 else "More targets"
        self.setIcon(icon("chevron-left" if way < 0 else "chevron-right"))
        self.setIconSize(QSize(2 * GRID, 2 * GRID))
        self.setProperty("plain", True)
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        # The keyboard scrolls by going from target to target
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedSize(3 * GRID, 5 * GRID)
        self.setAutoRepeat(True)
        self.setAcceptDrops(True)
        self._timer = QTimer(self, interval=STEP_MS)
        self._timer.timeout.connect(lambda: self.scrolled.emit(STEP * way))
        self.clicked.connect(lambda: self.page_wanted.emit(way))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Taken, so that it is told when the drag leaves; a drop here gives nothing."""
        event.accept()
        self._timer.start()
        self.hovered.emit(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._stop()

    def dropEvent(self, event: QDropEvent) -> None:
        event.ignore()
        self._stop()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def _stop(self) -> None:
        self._timer.stop()
        self.hovered.emit(False)
