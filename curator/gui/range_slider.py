"""Two handles on the line of scores 0..2, with the histogram of the scores above it."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from curator.gui.colors import score_color

STEPS = 200
"""Handle positions over 0..2: one per hundredth."""
HANDLE = 10
TALL = 14
BARS = 12
GROOVE = 4


class _Handle(QSlider):
    """One end of the range: a slider to the keyboard and to screen readers, moved by its parent."""

    def __init__(self, name: str, parent: "RangeSlider") -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, STEPS)
        self.setSingleStep(5)
        self.setPageStep(25)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

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


class RangeSlider(QWidget):
    """A range of scores within 0..2, both ends included; the low end never passes the high one."""

    range_changed = Signal(float, float)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: tuple[int, ...] = ()
        self._held: _Handle | None = None
        self.low_handle = _Handle(f"{name}, lowest score", self)
        self.high_handle = _Handle(f"{name}, highest score", self)
        self.high_handle.setValue(STEPS)
        self.low_handle.valueChanged.connect(self._on_low_moved)
        self.high_handle.valueChanged.connect(self._on_high_moved)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(160, BARS + TALL)

    def minimumSizeHint(self) -> QSize:
        return QSize(96, BARS + TALL)

    def range(self) -> tuple[float, float]:
        """Lowest and highest score shown."""
        return 2 * self.low_handle.value() / STEPS, 2 * self.high_handle.value() / STEPS

    def set_range(self, low: float, high: float) -> None:
        """Move both ends; `range_changed` follows when that changed something."""
        before = self.range()
        for handle, value in ((self.low_handle, low), (self.high_handle, high)):
            blocked = handle.blockSignals(True)
            handle.setValue(round(min(max(value, 0.0), 2.0) / 2 * STEPS))
            handle.blockSignals(blocked)
        if self.range() != before:
            self._tell()

    def set_counts(self, counts: Sequence[int]) -> None:
        """How many pictures score in each of equal parts of 0..2."""
        if tuple(counts) != self._counts:
            self._counts = tuple(counts)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._paint_bars(painter)
        self._paint_groove(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_handles()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._held = self._nearest(event.position().toPoint())
        self._held.setFocus(Qt.FocusReason.MouseFocusReason)
        self._held.setValue(self._value_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            self._held.setValue(self._value_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.set_range(0, 2)

    def _on_low_moved(self, value: int) -> None:
        if value > self.high_handle.value():
            self.low_handle.setValue(self.high_handle.value())
        else:
            self._tell()

    def _on_high_moved(self, value: int) -> None:
        if value < self.low_handle.value():
            self.high_handle.setValue(self.low_handle.value())
        else:
            self._tell()

    def _tell(self) -> None:
        self._place_handles()
        self.update()
        self.range_changed.emit(*self.range())

    def _nearest(self, point: QPoint) -> _Handle:
        """The handle to grab; where both lie in one place, the one that can move towards the point."""
        value = self._value_at(point.x())
        low, high = self.low_handle.value(), self.high_handle.value()
        if low == high:
            return self.high_handle if value > high or low == 0 else self.low_handle
        return self.low_handle if abs(value - low) < abs(value - high) else self.high_handle

    def _span(self) -> tuple[float, float]:
        """Left and right end of the line in pixels."""
        return HANDLE / 2, self.width() - HANDLE / 2

    def _x_at(self, value: float) -> float:
        left, right = self._span()
        return left + value / STEPS * (right - left)

    def _value_at(self, x: float) -> int:
        left, right = self._span()
        return round(min(max((x - left) / max(right - left, 1), 0.0), 1.0) * STEPS)

    def _place_handles(self) -> None:
        for handle in (self.low_handle, self.high_handle):
            handle.setGeometry(round(self._x_at(handle.value()) - HANDLE / 2), BARS, HANDLE, TALL)

    def _paint_bars(self, painter: QPainter) -> None:
        tallest = max(self._counts, default=0)
        if tallest == 0:
            return
        inside = self.palette().color(QPalette.ColorRole.PlaceholderText)
        outside = self.palette().color(QPalette.ColorRole.Mid)
        low, high = self.range()
        step = 2 / len(self._counts)
        for at, count in enumerate(self._counts):
            left, right = (self._x_at(STEPS * (at + end) / len(self._counts)) for end in (0, 1))
            height = BARS * count / tallest
            chosen = (at + 1) * step > low and at * step < high
            bar = QRectF(left, BARS - max(height, 1.0), max(right - left - 1, 1.0), max(height, 1.0))
            if count:
                painter.fillRect(bar, inside if chosen else outside)

    def _paint_groove(self, painter: QPainter) -> None:
        left, right = self._span()
        top = BARS + TALL / 2 - GROOVE / 2
        painter.fillRect(
            QRectF(left, top, right - left, GROOVE), self.palette().color(QPalette.ColorRole.Mid)
        )
        if not self.isEnabled():
            return
        colors = QLinearGradient(left, 0, right, 0)
        for part in range(9):
            colors.setColorAt(part / 8, score_color(part / 4))
        low, high = self._x_at(self.low_handle.value()), self._x_at(self.high_handle.value())
        painter.fillRect(QRectF(low, top, high - low, GROOVE), colors)
