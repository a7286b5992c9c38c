"""One picture on a neutral ground, zoomed by wheel and double click, moved or taken out by dragging."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from curator.gui.parts.colors import neutral, text_on
from curator.gui.parts.theme import GRID
from curator.gui.viewer.pyramid import Pyramid, paint_image
from curator.gui.viewer.zoom import Box, Frame, Zoom

_LEFT = Qt.MouseButton.LeftButton


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What there is of a picture now."""

    picture: Pyramid | None = None
    stand_in: QImage | None = None
    """A thumbnail, painted in the picture's place until that is decoded."""
    size: tuple[int, int] = (0, 0)
    """The picture's width and height, 0 while unknown."""
    reason: str = ""
    """Why it can't be shown; stands in its place."""


class PictureCanvas(QWidget):
    """Shows a picture at a zoom that stays from one picture to the next.

    `in_step`: the zoom's scale is a multiple of the one that fits, so that several canvases can share it.
    """

    zoomed = Signal()
    """The user zoomed or moved the picture."""
    pressed = Signal()
    dragged = Signal()
    """The picture is to be dragged out: all of it is seen, or Ctrl is held."""

    def __init__(self, *, in_step: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.zoom = Zoom()
        self._in_step = in_step
        self._shown = Shown()
        self._grip: QPointF | None = None
        """Where the drag is, in pixels of the device."""
        self._pressed_at: QPointF | None = None
        """From a press that may drag the picture out, until it does."""
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def show_picture(self, shown: Shown) -> None:
        """Show another picture, or more of the same; the zoom stays."""
        self._shown = shown
        self.update()

    def set_zoom(self, zoom: Zoom) -> None:
        """Show another part, without a signal."""
        self.zoom = zoom
        self.update()

    def scale(self) -> float:
        """Pixels of the device for one of the picture; 0 while its size is unknown."""
        frame = self._frame()
        return frame.scale(self._absolute(frame)) if frame else 0.0

    def toggle(self, at: tuple[float, float] | None = None) -> None:
        """Between fit and 1:1 at a point in pixels of the device, else in the middle."""
        if frame := self._frame():
            self._choose(frame, frame.toggled(self._absolute(frame), at))

    def step(self, steps: int) -> None:
        """Zoom by steps of the keys."""
        if frame := self._frame():
            self._choose(frame, frame.stepped(self._absolute(frame), steps))

    def fit(self) -> None:
        """Show all of the picture."""
        self.set_zoom(Zoom())
        self.zoomed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ground = neutral(self.palette().color(QPalette.ColorRole.Dark))
        painter.fillRect(event.rect(), ground)
        if self._shown.reason:
            painter.setPen(text_on(ground))
            words = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            room = self.rect().adjusted(2 * GRID, 2 * GRID, -2 * GRID, -2 * GRID)
            painter.drawText(room, words, self._shown.reason)
        elif frame := self._frame():
            self._paint_picture(painter, frame.box(self._absolute(frame)), event.rect())
        elif frame := self._stand_in_frame():
            self._paint_picture(painter, frame.box(Zoom()), event.rect())

    def _paint_picture(self, painter: QPainter, box: Box, area: QRect) -> None:
        """In pixels of the device, so that 1:1 shows the picture's pixels as they are."""
        ratio = self.devicePixelRatioF()
        painter.scale(1 / ratio, 1 / ratio)
        seen = QRectF(area.topLeft().toPointF() * ratio, area.size().toSizeF() * ratio).toAlignedRect()
        if self._shown.picture is not None:
            self._shown.picture.paint(painter, box, seen)
        elif self._shown.stand_in is not None:
            paint_image(painter, self._shown.stand_in, box, seen)

    def wheelEvent(self, event: QWheelEvent) -> None:
        angle = event.angleDelta().y()
        if (frame := self._frame()) and angle:
            at = self._device(event.position())
            self._choose(frame, frame.turned(self._absolute(frame), angle, (at.x(), at.y())))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()
        if event.button() != _LEFT:
            event.ignore()
            return
        self._grip = self._device(event.position())
        takes_out = self.zoom.is_fit or event.modifiers() & Qt.KeyboardModifier.ControlModifier
        self._pressed_at = event.position() if takes_out else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is not None:
            self._drag_out(event.position(), self._pressed_at)
            return
        frame = self._frame()
        if self._grip is None or frame is None or self.zoom.is_fit:
            return
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        to = self._device(event.position())
        moved, self._grip = to - self._grip, to
        self._choose(frame, frame.panned(self._absolute(frame), moved.x(), moved.y()))

    def _drag_out(self, to: QPointF, start: QPointF) -> None:
        if (to - start).manhattanLength() < QApplication.startDragDistance():
            return
        # The drag keeps the release for itself
        self._grip = self._pressed_at = None
        self.dragged.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == _LEFT:
            self._grip = self._pressed_at = None
            self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == _LEFT:
            at = self._device(event.position())
            self.toggle((at.x(), at.y()))

    def _choose(self, frame: Frame, zoom: Zoom) -> None:
        self.set_zoom(frame.relative(zoom) if self._in_step else zoom)
        self.zoomed.emit()

    def _absolute(self, frame: Frame) -> Zoom:
        return frame.absolute(self.zoom) if self._in_step else self.zoom

    def _device(self, point: QPointF) -> QPointF:
        return point * self.devicePixelRatioF()

    def _frame(self) -> Frame | None:
        """The picture in this widget's pixels; None while its size is unknown."""
        picture = self._shown.picture
        return self._framed(*(picture.size if picture is not None else self._shown.size))

    def _stand_in_frame(self) -> Frame | None:
        """The thumbnail's shape is the picture's; how far it is zoomed nobody knows without the size."""
        image = self._shown.stand_in
        return self._framed(image.width(), image.height()) if image is not None else None

    def _framed(self, width: int, height: int) -> Frame | None:
        room = self.size() * self.devicePixelRatioF()
        if min(width, height, room.width(), room.height()) <= 0:
            return None
        return Frame(width, height, room.width(), room.height())
