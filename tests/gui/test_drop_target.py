from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from curator.gui.drop_target import Dropped, DropTarget
from tests.helpers.hands import LEFT, NONE, OFFSCREEN

pytestmark = OFFSCREEN
COPY = Qt.DropAction.CopyAction


@pytest.fixture
def target(qtbot: QtBot) -> DropTarget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 300)
    window.show()
    qtbot.waitExposed(window)
    return DropTarget(window)


def enter(target: DropTarget, data: QMimeData) -> bool:
    event = QDragEnterEvent(QPoint(200, 150), COPY, data, LEFT, NONE)
    QApplication.sendEvent(target.hint.window(), event)
    return event.isAccepted()


def drop(target: DropTarget, data: QMimeData) -> list[Dropped]:
    heard: list[Dropped] = []
    target.dropped.connect(heard.append)
    move = QDragMoveEvent(QPoint(200, 150), COPY, data, LEFT, NONE)
    move.setAccepted(True)
    QApplication.sendEvent(target.hint.window(), move)
    assert move.isAccepted()
    QApplication.sendEvent(target.hint.window(), QDropEvent(QPointF(200, 150), COPY, data, LEFT, NONE))
    return heard


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def test_folders_are_for_watching_and_pictures_for_rating(target: DropTarget, tmp_path: Path) -> None:
    folder = tmp_path / "outputs"
    folder.mkdir()
    pictures = [tmp_path / "a.png", tmp_path / "b.JPG"]
    data = files(folder, *pictures, tmp_path / "notes.txt")
    assert enter(target, data)
    assert target.hint.isVisible()
    assert target.hint.words == "Watch this folder, rate 2 pictures"
    assert drop(target, data) == [Dropped((folder,), tuple(pictures))]
    assert not target.hint.isVisible()


def test_what_is_neither_is_refused(target: DropTarget, tmp_path: Path) -> None:
    text = QMimeData()
    text.setText("fog")
    assert not enter(target, text)
    assert not enter(target, files(tmp_path / "notes.txt"))
    assert not target.hint.isVisible()


def test_the_hint_goes_when_the_drag_leaves(target: DropTarget, tmp_path: Path) -> None:
    data = files(tmp_path)
    assert enter(target, data)
    assert target.hint.size() == target.hint.window().size()
    QApplication.sendEvent(target.hint.window(), QDragLeaveEvent())
    assert not target.hint.isVisible()
