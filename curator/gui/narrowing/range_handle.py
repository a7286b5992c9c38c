"""One end of a range of scores."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QSlider, QWidget

STEPS = 200
"""Places over 0..2: one per hundredth."""


class RangeHandle(QSlider):
    """A slider to the keyboard and to screen readers; its parent places it and moves it with the mouse."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, STEPS)
        self.setSingleStep(5)
        self.setPageStep(25)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_quietly(self, value: int) -> None:
        """Without a signal."""
        blocked = self.blockSignals(True)
        self.setValue(value)
        self.blockSignals(blocked)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors, enabled = self.palette(), self.isEnabled()
        fill = QPalette.ColorRole.Text if enabled else QPalette.ColorRole.Mid
        ring = QPalette.ColorRole.Accent if self.hasFocus() else QPalette.ColorRole.Window
        painter.setBrush(colors.color(fill))
        painter.setPen(colors.color(ring))
        area = QRectF(self.rect()).adjusted(1.5, 0.5, -1.5, -0.5)
        if self.hasFocus():
            painter.setBrush(colors.color(QPalette.ColorRole.Accent))
        painter.drawRoundedRect(area, 3, 3)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Up and Down are left to the panel, which scrolls.
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
