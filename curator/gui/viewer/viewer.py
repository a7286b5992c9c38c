"""One picture as large as there is room, with the keys to go through the others."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from curator.gui.viewer.canvas import PictureCanvas, Shown
from curator.gui.viewer.keys import Command, command, viewer_keys
from curator.gui.viewer.line import ViewerLine
from curator.gui.viewer.signs import NO_MARKS, Signed
from curator.gui.viewer.zoom import Zoom

_BY_MOUSE = {
    Qt.MouseButton.BackButton: Command.PREVIOUS,
    Qt.MouseButton.ForwardButton: Command.NEXT,
}


class Viewer(QWidget):
    """Shows what it is given; which picture comes next is decided by who hears `wanted`."""

    wanted = Signal(object)
    """A Command that is not the viewer's own: travel, slideshow, full screen, leave."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = PictureCanvas(parent=self)
        self.line = ViewerLine(self)
        self.keys = viewer_keys()
        self._own: dict[Command, Callable[[], None]] = {
            Command.FIT: self.canvas.fit,
            Command.TOGGLE: self.canvas.toggle,
            Command.LARGER: lambda: self.canvas.step(1),
            Command.SMALLER: lambda: self.canvas.step(-1),
        }
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.canvas.zoomed.connect(self._tell_zoom)
        self.line.left.connect(lambda: self.wanted.emit(Command.LEAVE))

    def show_picture(self, shown: Shown, name: str, place: str, marks: Signed = NO_MARKS) -> None:
        """`name` as it can be drawn, `place` such as `12 of 1,204`."""
        self.canvas.show_picture(shown)
        self.line.signs.set_marks(marks)
        self.line.name.set_text(name)
        self.line.place.setText(place)
        self._tell_zoom()

    def clear(self) -> None:
        """Let go of the picture; the next one is shown whole."""
        self.canvas.set_zoom(Zoom())
        self.show_picture(Shown(), "", "")

    def set_slideshow(self, running: bool) -> None:
        """While it runs nothing but the picture is seen."""
        self.line.set_quiet(running)
        self._lay_out()
        if running:
            self.setCursor(Qt.CursorShape.BlankCursor)
        else:
            self.unsetCursor()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        wish = command(event, self.keys)
        if wish is None:
            event.ignore()
        elif wish in self._own:
            self._own[wish]()
        else:
            self.wanted.emit(wish)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in _BY_MOUSE:
            self.wanted.emit(_BY_MOUSE[event.button()])
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._tell_zoom()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        """The line covers nothing of the picture, but where it flashes over a slideshow."""
        height = self.line.height_needed()
        below = 0 if self.line.is_quiet else height
        self.canvas.setGeometry(0, 0, self.width(), self.height() - below)
        self.line.setGeometry(0, self.height() - height, self.width(), height)
        self._tell_zoom()

    def _tell_zoom(self) -> None:
        self.line.zoom.setText(zoom_text(self.canvas))
        self.setAccessibleName(f"Picture {self.line.name.text()}")
        self.setAccessibleDescription(
            ", ".join(filter(None, (self.line.place.text(), self.line.zoom.text())))
        )


def zoom_text(canvas: PictureCanvas) -> str:
    """`Fit · 42%`, `100%`; "" while the picture's size is unknown."""
    scale = canvas.scale()
    if not scale:
        return ""
    return f"Fit · {scale:.0%}" if canvas.zoom.is_fit else f"{scale:.0%}"
