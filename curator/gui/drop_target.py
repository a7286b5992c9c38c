"""Folders and pictures dropped on the window, and the hint that says what will become of them."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from curator.gui.dropped import guess_drop, read_drop
from curator.gui.parts.theme import GRID, Size, set_size


class DropTarget(QObject):
    """Makes a window accept drops; `dropped` carries a Dropped."""

    dropped = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.hint = DropHint(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and event.source() is None:
            if isinstance(event, QDragEnterEvent):
                return self._entered(event)
            if isinstance(event, QDragMoveEvent):
                _accept(event)
                return True
            return self._dropped(event)
        if event.type() is QEvent.Type.DragLeave:
            self.hint.hide()
        elif event.type() is QEvent.Type.Resize:
            self.hint.setGeometry(self._window.rect())
        return False

    def _entered(self, event: QDragEnterEvent) -> bool:
        words = guess_drop(event.mimeData()).words()
        if words:
            _accept(event)
            self.hint.show_words(words)
        return bool(words)

    def _dropped(self, event: QDropEvent) -> bool:
        self.hint.hide()
        _accept(event)
        self.dropped.emit(read_drop(event.mimeData()))
        return True


class DropHint(QWidget):
    """A veil over the window with one line of words."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.words = ""
        self._window = window
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        set_size(self, Size.LARGE)
        self.hide()

    def show_words(self, words: str) -> None:
        """Cover the window until hidden."""
        self.words = words
        self.setGeometry(self._window.rect())
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


def _accept(event: QDropEvent) -> None:
    """As a copy whatever keys are held: after a move the file manager would delete what was dropped."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
