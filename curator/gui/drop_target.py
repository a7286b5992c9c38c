"""Folders and pictures dropped on the window, and the hint that says what will become of them."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from curator.core.formats import is_picture_name
from curator.gui.theme import GRID, Size, set_size


@dataclass(frozen=True, slots=True)
class Dropped:
    """What of a drop can be used."""

    folders: tuple[Path, ...]
    """To watch from now on."""
    pictures: tuple[Path, ...]
    """To rate once."""

    def words(self) -> str:
        """`Watch this folder, rate 3 pictures`; empty where nothing can be used."""
        parts = []
        if self.folders:
            parts.append(
                "watch this folder" if len(self.folders) == 1 else f"watch {len(self.folders)} folders"
            )
        if self.pictures:
            count = len(self.pictures)
            parts.append("rate this picture" if count == 1 else f"rate {count:,} pictures")
        return ", ".join(parts).capitalize()


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
                event.acceptProposedAction()
                return True
            return self._dropped(event)
        if event.type() is QEvent.Type.DragLeave:
            self.hint.hide()
        elif event.type() is QEvent.Type.Resize:
            self.hint.setGeometry(self._window.rect())
        return False

    def _entered(self, event: QDragEnterEvent) -> bool:
        words = read_drop(event.mimeData()).words()
        if words:
            event.acceptProposedAction()
            self.hint.show_words(words)
        return bool(words)

    def _dropped(self, event: QDropEvent) -> bool:
        self.hint.hide()
        event.acceptProposedAction()
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


def read_drop(data: QMimeData) -> Dropped:
    """Local folders, and files that are named like pictures."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    pictures = [path for path in paths if is_picture_name(path)]
    others = [path for path in paths if not is_picture_name(path)]
    return Dropped(tuple(path for path in others if path.is_dir()), tuple(pictures))
