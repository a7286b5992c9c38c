import os
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from curator.gui.drop_target import DropTarget
from curator.gui.dropped import Dropped, read_drop
from curator.gui.paths import folder_url
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


MOVE = Qt.DropAction.MoveAction
BYTES = pytest.mark.skipif(os.name != "posix", reason="only POSIX has names that are no text")


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


def test_a_drop_with_shift_is_still_a_copy(target: DropTarget, tmp_path: Path) -> None:
    window, data, actions = target.hint.window(), files(tmp_path / "a.png"), COPY | MOVE
    for event in (
        QDragEnterEvent(QPoint(200, 150), actions, data, LEFT, Qt.KeyboardModifier.ShiftModifier),
        QDragMoveEvent(QPoint(200, 150), actions, data, LEFT, Qt.KeyboardModifier.ShiftModifier),
        QDropEvent(QPointF(200, 150), actions, data, LEFT, Qt.KeyboardModifier.ShiftModifier),
    ):
        event.setDropAction(MOVE)
        QApplication.sendEvent(window, event)
        assert event.isAccepted()
        assert event.dropAction() is COPY


def test_the_hint_goes_by_names_and_the_drop_by_what_is_there(target: DropTarget, tmp_path: Path) -> None:
    folder = tmp_path / "dir.png"
    folder.mkdir()
    data = files(folder, tmp_path / "2026.11.24")
    assert enter(target, data)
    assert target.hint.words == "Watch this folder, rate this picture"
    assert drop(target, data) == [Dropped((folder,), ())]


@pytest.mark.parametrize("url", ["file:", "file:a.png", "file:///a%00b.png", "https://example.org/a.png"])
def test_what_names_no_local_place_is_left_out(target: DropTarget, url: str) -> None:
    data = QMimeData()
    data.setUrls([QUrl(url)])
    assert not enter(target, data)
    assert read_drop(data) == Dropped((), ())


@BYTES
@pytest.mark.parametrize("host", ["", "localhost"])
def test_names_that_are_no_text_arrive_whole(host: str) -> None:
    data = QMimeData()
    data.setData("text/uri-list", f"file://{host}/pictures/broken%FF%20%25.png".encode())
    assert read_drop(data).pictures == (Path("/pictures/broken\udcff %.png"),)


@BYTES
def test_a_folder_is_opened_by_its_bytes() -> None:
    url = folder_url(Path("/pictures/a b#%\udcff"))
    assert url.toEncoded().data() == b"file:///pictures/a%20b%23%25%FF"
    assert url.isLocalFile()
