"""The name of a saved view: clicked, or dragged to another place in the list."""

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QPushButton, QSizePolicy, QStyleOptionButton

from curator.gui.parts.theme import GRID

_STYLE = """
QPushButton { background: transparent; border: none; border-radius: 4px; padding: 4px 8px; text-align: left; }
QPushButton:hover { background: palette(light); }
QPushButton:focus { background: palette(highlight); color: palette(highlighted-text); }
"""


class NameButton(QPushButton):
    """A name that gives way where there is no room. A drag is no click."""

    dragged = Signal(QPoint)
    """It is held over this place of the screen."""
    dropped = Signal(QPoint)

    def __init__(self, text: str) -> None:
        super().__init__()
        self._whole = text
        self._grip = QPoint()
        self._held = False
        self.setAccessibleName(text)
        self.setAutoDefault(True)
        self.setStyleSheet(_STYLE)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height() + GRID)

    def initStyleOption(self, option: QStyleOptionButton) -> None:
        super().initStyleOption(option)
        room = self.width() - 2 * GRID
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideMiddle, room)
        option.text = shown.replace("&", "&&")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._grip, self._held = event.globalPosition().toPoint(), False
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.globalPosition().toPoint()
        far = (at - self._grip).manhattanLength() >= QApplication.startDragDistance()
        if self._held or (far and event.buttons() & Qt.MouseButton.LeftButton):
            self._held = True
            # Else letting go would be a click
            self.setDown(False)
            self.dragged.emit(at)
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._held:
            self._held = False
            self.dropped.emit(event.globalPosition().toPoint())
