"""The option words of the levels 0, 1, 2 under the line they stand for."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from curator.gui.theme import Size, set_size


class LevelWords(QWidget):
    """Three short texts at the left, in the middle and at the right; one may be the predicted one."""

    def __init__(self, words: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = tuple(words)
        self.details: tuple[str, ...] = ()
        self.chosen: int | None = None
        set_size(self, Size.SMALL)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_levels(self, chosen: int | None, details: Sequence[str] = ()) -> None:
        """Mark the predicted level 0, 1 or 2; `details` are three texts for a second line, or none."""
        self.chosen, self.details = chosen, tuple(details)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        lines = 2 if self.details else 1
        return QSize(96, lines * self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for level, area in enumerate(self._areas()):
            strong = level == self.chosen
            role = QPalette.ColorRole.WindowText if strong else QPalette.ColorRole.PlaceholderText
            font = QFont(self.font())
            font.setBold(strong)
            painter.setFont(font)
            painter.setPen(self.palette().color(role))
            self._write(painter, area, level)

    def _areas(self) -> list[QRect]:
        """A third each; a word too long for its third takes what its neighbours leave."""
        wide = [self.fontMetrics().horizontalAdvance(word) + 12 for word in self.words]
        middle = min(wide[1], max(self.width() - wide[0] - wide[2], self.width() // 3))
        side = (self.width() - middle) // 2
        return [
            QRect(0, 0, side, self.height()),
            QRect(side, 0, middle, self.height()),
            QRect(self.width() - side, 0, side, self.height()),
        ]

    def _write(self, painter: QPainter, area: QRect, level: int) -> None:
        align = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)[
            level
        ]
        texts = [self.words[level], self.details[level]] if self.details else [self.words[level]]
        line = self.fontMetrics().height()
        for number, text in enumerate(texts):
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(QRect(area.x(), number * line, area.width(), line), align, shown)
