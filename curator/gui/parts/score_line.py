"""A score as a place on the line 0..2, in the colour of the one map."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from curator.gui.parts.colors import score_color

MARK = 8


class ScoreLine(QWidget):
    """Empty while the score is absent."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.score: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_score(self, score: float | None) -> None:
        """0..2, or None."""
        self.score = score
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(96, 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colors, middle = self.palette(), self.height() / 2
        rail = colors.color(QPalette.ColorRole.Mid)
        painter.fillRect(QRectF(0, middle - 1, self.width(), 2), rail)
        for part in (0, 0.5, 1):
            painter.fillRect(QRectF(part * (self.width() - 1), middle - 3, 1, 6), rail)
        if self.score is None:
            return
        # The outline keeps the mark visible where the map is as dark or as light as the panel.
        painter.setPen(colors.color(QPalette.ColorRole.PlaceholderText))
        painter.setBrush(score_color(self.score))
        place = min(max(self.score / 2, 0.0), 1.0) * (self.width() - MARK - 1)
        painter.drawRect(QRectF(place + 0.5, 1.5, MARK - 1, self.height() - 4))
