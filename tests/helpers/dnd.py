"""Drags and drops as Qt tells a window of them, from its own surface on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from curator.gui.main_window import MainWindow
from curator.gui.shelf.target import ShelfTarget
from tests.helpers.hands import LEFT, NONE

COPY = Qt.DropAction.CopyAction
MOVE = Qt.DropAction.MoveAction


def files_mime(*paths: Path) -> QMimeData:
    """What a file manager gives."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def image_mime(width: int = 32, height: int = 24) -> QMimeData:
    """What a browser gives: a red picture, and the address that it came from."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    data = QMimeData()
    data.setImageData(image)
    data.setUrls([QUrl("https://example.org/fog.png")])
    return data


def hover(widget: QWidget, data: QMimeData) -> bool:
    """Bring a drag over the middle of a widget; whether it is taken there, as a copy."""
    leave(widget)
    window, place = widget.window().windowHandle(), _place(widget)
    enter = QDragEnterEvent(place, COPY | MOVE, data, LEFT, NONE)
    QApplication.sendEvent(window, enter)
    move = QDragMoveEvent(place, COPY | MOVE, data, LEFT, NONE)
    QApplication.sendEvent(window, move)
    return move.isAccepted() and move.dropAction() is COPY


def leave(widget: QWidget) -> None:
    """Take the drag out of the window."""
    QApplication.sendEvent(widget.window().windowHandle(), QDragLeaveEvent())


def drop(widget: QWidget, data: QMimeData) -> bool:
    """Bring a drag over the middle of a widget and let go; whether it was taken."""
    if not hover(widget, data):
        leave(widget)
        return False
    event = QDropEvent(QPointF(_place(widget)), COPY | MOVE, data, LEFT, NONE)
    QApplication.sendEvent(widget.window().windowHandle(), event)
    return event.isAccepted() and event.dropAction() is COPY


def target(window: MainWindow, key: str) -> ShelfTarget:
    """Of the shelf, by its offer's key."""
    return window.shelf.shelf.strip.targets[key]


@contextmanager
def carried(window: MainWindow, to: str) -> Iterator[list[bool]]:
    """Each drag that the window starts meanwhile is dropped on that target, for without a screen the platform
    ends it at once; whether it was taken there.
    """
    taken: list[bool] = []
    bring = window.shelf.drags.began.connect(lambda mime: taken.append(drop(target(window, to), mime)))
    try:
        yield taken
    finally:
        window.shelf.drags.began.disconnect(bring)


def pull(widget: QWidget, start: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Press, move further than a click does, and let go."""
    far = start + QPoint(QApplication.startDragDistance(), 1)
    QTest.mousePress(widget, LEFT, modifiers, start)
    QTest.mouseMove(widget, start + QPoint(1, 0))
    QTest.mouseMove(widget, far)
    QTest.mouseRelease(widget, LEFT, modifiers, far)


def _place(widget: QWidget) -> QPoint:
    """In its window, once all that was just shown has its place; a target of the shelf is scrolled to."""
    QTest.qWait(1)
    if isinstance(widget, ShelfTarget):
        widget.reached.emit()
    return widget.mapTo(widget.window(), widget.rect().center())
