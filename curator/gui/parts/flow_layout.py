"""Widgets in lines that wrap, like words."""

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from curator.gui.parts.theme import GRID


class FlowLayout(QLayout):
    """From the left, each as wide as it wants to be, GRID apart."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(QMargins())

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, area: QRect) -> None:
        super().setGeometry(area)
        self._arrange(area, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, area: QRect, move: bool) -> int:
        """The height that the width needs; with `move` the items go to their places."""
        x, y, line = area.x(), area.y(), 0
        for item in self._items:
            wanted = item.sizeHint()
            if x > area.x() and x + wanted.width() > area.right() + 1:
                x, y, line = area.x(), y + line + GRID, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), wanted))
            x, line = x + wanted.width() + GRID, max(line, wanted.height())
        return y + line - area.y()
