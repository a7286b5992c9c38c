"""An icon that is no button."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from curator.gui.parts.icons import icon


class IconLabel(QWidget):
    """Painted from the palette each time, unlike a label's pixmap, so that it follows the theme."""

    def __init__(self, name: str, side: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon(name, QPalette.ColorRole.PlaceholderText)
        self._side = side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._icon.paint(QPainter(self), self.rect())
