"""Two handles on the line of scores 0..2, with the histogram of the scores above it."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from curator.gui.narrowing.range_drag import Hold, Part, dragged, hold_at
from curator.gui.narrowing.range_handle import STEPS, RangeHandle
from curator.gui.narrowing.range_paint import GROOVE, GROUND, HEIGHT, paint_bars, paint_line

HANDLE = 10
TALL = 14
REACH = HANDLE // 2 + 3
"""Pixels from the middle of a handle within which a press takes hold of it."""
CLICK = 3
"""A press on the bars or between the handles that moves less is a click."""
THIRDS = ((0.0, 0.67), (0.67, 1.33), (1.33, 2.0))
"""The scores nearest to each level."""
HANDLES_TOP = GROUND + GROOVE // 2 - TALL // 2
"""The bars are pressed above this."""
_Cursor = Qt.CursorShape


class RangeSlider(QWidget):
    """A range of scores within 0..2, both ends included; the low end never passes the high one.

    While the mouse moves, `range_changed` comes once per turn of the event loop at most.
    """

    range_changed = Signal(float, float)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
        self._hold: Hold | None = None
        self._pressed = QPoint()
        self._moved = False
        self.low_handle = RangeHandle(f"{name}, lowest score", self)
        self.high_handle = RangeHandle(f"{name}, highest score", self)
        self.high_handle.set_quietly(STEPS)
        self._told = self.range()
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._tell)
        self.low_handle.valueChanged.connect(self._on_low_moved)
        self.high_handle.valueChanged.connect(self._on_high_moved)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(160, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(96, HEIGHT)

    def range(self) -> tuple[float, float]:
        """Lowest and highest score shown."""
        low, high = self._ends()
        return 2 * low / STEPS, 2 * high / STEPS

    def set_range(self, low: float, high: float) -> None:
        """Move both ends; `range_changed` follows when that changed something."""
        first, last = (round(min(max(value, 0.0), 2.0) / 2 * STEPS) for value in (low, high))
        self._move(first, last)
        self._tell()

    def narrow_to(self, level: int, add: bool = False) -> None:
        """Show only the scores nearest to a level, with `add` those too; the same again is every score."""
        third, now = THIRDS[level], self.range()
        if add and now != (0, 2):
            self.set_range(min(now[0], third[0]), max(now[1], third[1]))
        else:
            self.set_range(*((0, 2) if now == third else third))

    def set_counts(self, counts: Sequence[int], whole: Sequence[int] = ()) -> None:
        """How many pictures score in each of equal parts of 0..2: those that other filters leave, and all."""
        wanted = (tuple(counts), tuple(whole or counts))
        if wanted != self._counts:
            self._counts = wanted
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colors = QPainter(self), self.palette()
        paint_bars(painter, colors, self._x_of, self._counts, self.range())
        paint_line(painter, colors, self._x_of, self.range() if self.isEnabled() else None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_handles()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._pressed, self._moved = event.position().toPoint(), False
        self._hold = self._hold_at(self._pressed)
        if self._hold.part not in (Part.WINDOW, Part.BRUSH):
            self._drag(self._pressed)
            self._handle_of(self._hold).setFocus(Qt.FocusReason.MouseFocusReason)
        self._show_cursor(self._pressed)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        self._moved = self._moved or abs(point.x() - self._pressed.x()) >= CLICK
        if self._hold and (self._moved or self._hold.part not in (Part.WINDOW, Part.BRUSH)):
            self._drag(point)
        self._show_cursor(point)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        hold, self._hold = self._hold, None
        if hold and not self._moved and self._over_bars(self._pressed):
            added = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.narrow_to(min(self._value_at(self._pressed.x()) * 3 // STEPS, 2), added)
        self._tell()
        self._show_cursor(event.position().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.set_range(0, 2)

    def _drag(self, point: QPoint) -> None:
        if self._hold is not None:
            before = self._ends()
            self._move(*dragged(self._hold, self._value_at(point.x())))
            if self._ends() != before:
                self._later.start()

    def _on_low_moved(self, value: int) -> None:
        self._move(min(value, self.high_handle.value()), self.high_handle.value())
        self._tell()

    def _on_high_moved(self, value: int) -> None:
        self._move(self.low_handle.value(), max(value, self.low_handle.value()))
        self._tell()

    def _move(self, low: int, high: int) -> None:
        self.low_handle.set_quietly(low)
        self.high_handle.set_quietly(high)
        self._place_handles()
        self.update()

    def _tell(self) -> None:
        self._later.stop()
        if self.range() != self._told:
            self._told = self.range()
            self.range_changed.emit(*self._told)

    def _ends(self) -> tuple[int, int]:
        return self.low_handle.value(), self.high_handle.value()

    def _hold_at(self, point: QPoint) -> Hold:
        reach = self._value_at(HANDLE / 2 + REACH)
        return hold_at(self._value_at(point.x()), *self._ends(), reach, self._over_bars(point))

    def _handle_of(self, hold: Hold) -> RangeHandle:
        pulled = hold.part is Part.EITHER and (self._ends()[0] < hold.low or hold.low == STEPS)
        return self.low_handle if hold.part is Part.LOW or pulled else self.high_handle

    def _over_bars(self, point: QPoint) -> bool:
        return point.y() < HANDLES_TOP

    def _x_of(self, score: float) -> float:
        return HANDLE / 2 + score / 2 * (self.width() - HANDLE)

    def _value_at(self, x: float) -> int:
        share = (x - HANDLE / 2) / max(self.width() - HANDLE, 1)
        return round(min(max(share, 0.0), 1.0) * STEPS)

    def _place_handles(self) -> None:
        for handle in (self.low_handle, self.high_handle):
            left = round(self._x_of(2 * handle.value() / STEPS) - HANDLE / 2)
            handle.setGeometry(left, HANDLES_TOP, HANDLE, TALL)

    def _show_cursor(self, point: QPoint) -> None:
        """What a press here would take hold of, or what is held."""
        part = (self._hold or self._hold_at(point)).part
        if part is Part.WINDOW:
            held = self._hold is not None and self._moved
            self.setCursor(_Cursor.ClosedHandCursor if held else _Cursor.OpenHandCursor)
        else:
            self.setCursor(_Cursor.CrossCursor if part is Part.BRUSH else _Cursor.SizeHorCursor)
