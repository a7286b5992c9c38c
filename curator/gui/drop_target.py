"""Folders and pictures dropped on the window, and the hint that says what will become of them."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from curator.gui.dropped import guess_drop, read_drop
from curator.gui.parts.theme import GRID, Size, set_size
from curator.gui.shelf.mime import is_ours


class DropTarget(QObject):
    """Makes a window accept drops from outside; `dropped` carries a Dropped."""

    dropped = Signal(object)
    entered = Signal()
    """Something that can be used is over the window."""
    left = Signal()
    """It is over it no more, or over a part that takes drops of its own."""

    def __init__(self, window: QWidget, place: QWidget | None = None) -> None:
        """The hint covers `place`, all of the window where that is None."""
        super().__init__(window)
        self._window, self._place = window, place or window
        self.hint = DropHint(self._place)
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        if place is not None:
            place.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window:
            if isinstance(event, QDropEvent) and event.source() is None:
                return self._on_drag(event)
            if event.type() is QEvent.Type.DragLeave:
                self.hint.hide()
                self.left.emit()
        if watched is self._place and event.type() is QEvent.Type.Resize:
            self.hint.setGeometry(self._place.rect())
        return False

    def _on_drag(self, event: QDropEvent) -> bool:
        if isinstance(event, QDragEnterEvent):
            return self._entered(event)
        if is_ours(event.mimeData()):
            return False
        if isinstance(event, QDragMoveEvent):
            accept_copy(event)
            return True
        return self._dropped(event)

    def _entered(self, event: QDragEnterEvent) -> bool:
        words = guess_drop(event.mimeData()).words()
        if words:
            accept_copy(event)
            self.hint.show_words(words)
            self.entered.emit()
        return bool(words)

    def _dropped(self, event: QDropEvent) -> bool:
        self.hint.hide()
        accept_copy(event)
        self.dropped.emit(read_drop(event.mimeData()))
        return True


class DropHint(QWidget):
    """A veil over a place with one line of words."""

    def __init__(self, place: QWidget) -> None:
        super().__init__(place)
        self.words = ""
        self._place = place
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        set_size(self, Size.LARGE)
        self.hide()

    def show_words(self, words: str) -> None:
        """Cover the place until hidden."""
        self.words = words
        self.setGeometry(self._place.rect())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = self.palette().color(QPalette.ColorRole.Window)
        veil.setAlphaF(0.88)
        painter.fillRect(self.rect(), veil)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Accent), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(self.rect().adjusted(2 * GRID, 2 * GRID, -2 * GRID, -2 * GRID), GRID, GRID)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.words)


def accept_copy(event: QDropEvent) -> None:
    """As a copy whatever keys are held: after a move the file manager would delete what was dropped."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
