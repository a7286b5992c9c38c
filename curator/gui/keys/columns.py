"""Boxes of various heights in columns of one width, read downwards and then to the right."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from curator.gui.parts.theme import GRID

MOST = 4
GAP = 4 * GRID
"""Between columns."""
BELOW = 2 * GRID
"""Between boxes."""


class Columns(QWidget):
    """As wide as it is made; as many columns as there is room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boxes: list[QWidget] = []

    def set_boxes(self, boxes: Sequence[QWidget]) -> None:
        """These in place of those before."""
        for box in self._boxes:
            box.hide()
            box.deleteLater()
        self._boxes = list(boxes)
        for box in boxes:
            box.setParent(self)
            box.show()
        self._arrange()

    def size_within(self, room: QSize) -> QSize:
        """What shows everything in as few columns as fit the height; where none does, with the most that fit
        the width, higher than the room."""
        most = self._count(room.width())
        sizes = [self._size(count) for count in range(1, most + 1)]
        return next((size for size in sizes if size.height() <= room.height()), sizes[-1])

    def height_for(self, width: int) -> int:
        """With as many columns as fit the width."""
        return self._size(self._count(width)).height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _column(self) -> int:
        return max((box.sizeHint().width() for box in self._boxes), default=0)

    def _heights(self) -> list[int]:
        width = self._column()
        return [max(box.heightForWidth(width), box.sizeHint().height()) for box in self._boxes]

    def _count(self, width: int) -> int:
        return min(max((width + GAP) // (self._column() + GAP), 1), MOST)

    def _size(self, count: int) -> QSize:
        heights = self._heights()
        columns = dealt(heights, count, BELOW)
        return QSize(
            len(columns) * (self._column() + GAP) - GAP if columns else 0,
            max((_high(column, heights, BELOW) for column in columns), default=0),
        )

    def _arrange(self) -> None:
        heights, wide = self._heights(), self._column()
        for number, column in enumerate(dealt(heights, self._count(self.width()), BELOW)):
            y = 0
            for at in column:
                self._boxes[at].setGeometry(number * (wide + GAP), y, wide, heights[at])
                y += heights[at] + BELOW


def dealt(heights: Sequence[int], count: int, gap: int) -> list[list[int]]:
    """The boxes' places in up to `count` columns, in their order, so that the highest column is as low as it
    can be."""
    spans = {
        _high(range(first, last + 1), heights, gap)
        for first in range(len(heights))
        for last in range(first, len(heights))
    }
    for limit in sorted(span for span in spans if span >= max(heights)):
        columns = _filled(heights, limit, gap)
        if len(columns) <= count:
            return columns
    return []


def _filled(heights: Sequence[int], limit: int, gap: int) -> list[list[int]]:
    columns: list[list[int]] = []
    for at in range(len(heights)):
        if columns and _high([*columns[-1], at], heights, gap) <= limit:
            columns[-1].append(at)
        else:
            columns.append([at])
    return columns


def _high(column: Sequence[int], heights: Sequence[int], gap: int) -> int:
    return sum(heights[at] for at in column) + gap * (len(column) - 1)
