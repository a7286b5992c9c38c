"""Stars to be chosen by a click, the arrow keys or a digit."""

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from curator.gui.narrowing.mark_words import MOST_STARS, stars_text
from curator.gui.parts.icons import icon
from curator.gui.parts.theme import GRID

STAR = 18
MARGIN = 3
TIP = "Pictures with so many stars and more; the same star again shows all"


class StarPicker(QSlider):
    """0..5; a slider to the keyboard and to screen readers. A click on the last one chosen takes all away."""

    def __init__(self, name: str = "Stars, at least", tip: str = TIP, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, MOST_STARS)
        self.setPageStep(1)
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._hovered = 0
        self.valueChanged.connect(self._describe)
        self._describe(0)

    def sizeHint(self) -> QSize:
        return QSize(MOST_STARS * STAR + 2 * MARGIN, 3 * GRID)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def star_area(self, star: int) -> QRect:
        """Where star 1..5 is drawn."""
        return QRect(MARGIN + (star - 1) * STAR, (self.height() - STAR) // 2, STAR, STAR)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for star in range(1, MOST_STARS + 1):
            full = star <= self.value()
            role = QPalette.ColorRole.Text if full else QPalette.ColorRole.PlaceholderText
            if star <= self._hovered and not full:
                role = QPalette.ColorRole.Accent
            icon("star" if full else "star-outline", role).paint(painter, self.star_area(star))
        if self.hasFocus():
            painter.setPen(self.palette().color(QPalette.ColorRole.Accent))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for inset in (0, 1):
                painter.drawRoundedRect(self.rect().adjusted(inset, inset, -inset - 1, -inset - 1), 3, 3)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            event.ignore()
            return
        star = self._star_at(event.position().toPoint())
        self.setValue(0 if star == self.value() else star)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._star_at(event.position().toPoint()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pass

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.key() - Qt.Key.Key_0
        if 0 <= digit <= MOST_STARS:
            self.setValue(digit)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def _hover(self, star: int) -> None:
        if star != self._hovered:
            self._hovered = star
            self.update()

    def _star_at(self, point: QPoint) -> int:
        return min(max((point.x() - MARGIN) // STAR + 1, 1), MOST_STARS)

    def _describe(self, stars: int) -> None:
        self.setAccessibleDescription(self.said(stars))

    def said(self, stars: int) -> str:
        """What a screen reader says of the value."""
        return stars_text(stars) if stars else "any number of stars"
