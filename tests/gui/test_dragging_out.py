"""Pictures dragged out of the gallery, the viewer and the comparison: what other programs are given."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDrag, QImage
from pytestqt.qtbot import QtBot

from curator.core.columns import strings
from curator.gui.dropped import read_drop
from curator.gui.gallery.geometry import LayoutKind
from curator.gui.gallery.view import GalleryView
from curator.gui.main_window import MainWindow
from curator.gui.shelf.drag_picture import drag_picture
from curator.gui.shelf.mime import PicturesMime, ids_of, is_ours
from tests.helpers.dnd import COPY, drop, pull
from tests.helpers.gallery import MakeColumns, OpenGallery
from tests.helpers.hands import OFFSCREEN, click, drag
from tests.helpers.memory_session import FOLDER, MemorySession, rows

pytestmark = OFFSCREEN
CTRL = Qt.KeyboardModifier.ControlModifier
BYTES = pytest.mark.skipif(os.name != "posix", reason="only POSIX has names that are no text")


@pytest.fixture
def dragged(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[int] | None, list[Path]]]:
    """The ids and files of each drag, as the platform hears of it; and that nothing but a copy is offered."""
    heard: list[tuple[list[int] | None, list[Path]]] = []

    def hear(drag: QDrag, supported: Qt.DropAction, default: Qt.DropAction) -> Qt.DropAction:
        assert (supported, default) == (COPY, COPY)
        assert not drag.pixmap().isNull()
        heard.append((ids_of(drag.mimeData()), list(read_files(drag.mimeData()))))
        return Qt.DropAction.IgnoreAction

    monkeypatch.setattr(QDrag, "exec", hear)
    return heard


def read_files(mime: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in mime.urls()]


def middle(view: GalleryView, row: int) -> QPoint:
    box = view.visualRect(view.model().index(row, 0))
    return QPoint(min(box.center().x(), view.viewport().width() // 2), box.center().y())


def test_a_picture_is_chosen_and_dragged(window: MainWindow, dragged: list[object]) -> None:
    gallery, ids = window.pane.gallery, window.pane.model.ids.tolist()
    gallery.choose(ids[0])
    pull(gallery.viewport(), middle(gallery, 1))
    assert dragged == [([ids[1]], [FOLDER / f"fog-{ids[1]:05}.png"])]
    assert gallery.selected_ids() == [ids[1]]


@pytest.mark.parametrize("kind", list(LayoutKind))
def test_all_that_are_selected_come_along(
    window: MainWindow, dragged: list[object], kind: LayoutKind
) -> None:
    gallery, ids = window.pane.gallery, window.pane.model.ids.tolist()
    gallery.set_layout(kind)
    gallery.choose(ids[0])
    gallery._choose_range(2, add=False)
    pull(gallery.viewport(), middle(gallery, 1))
    assert dragged == [(ids[:3], [FOLDER / f"fog-{image_id:05}.png" for image_id in ids[:3]])]
    assert gallery.selected_ids() == ids[:3]


def test_with_ctrl_a_picture_joins_those_that_are_dragged(window: MainWindow, dragged: list[object]) -> None:
    gallery, ids = window.pane.gallery, window.pane.model.ids.tolist()
    gallery.choose(ids[0])
    pull(gallery.viewport(), middle(gallery, 1), CTRL)
    pull(gallery.viewport(), middle(gallery, 1), CTRL)
    assert [one[0] for one in dragged] == [ids[:2], ids[:2]]  # type: ignore[index]
    assert gallery.selected_ids() == ids[:2]


def test_a_click_and_a_band_drag_nothing(window: MainWindow, dragged: list[object]) -> None:
    gallery, ids = window.pane.gallery, window.pane.model.ids.tolist()
    click(gallery.viewport(), middle(gallery, 1))
    assert gallery.selected_ids() == [ids[1]]
    corner = gallery.visualRect(gallery.model().index(0, 0)).topLeft() - QPoint(3, 3)
    drag(gallery.viewport(), corner, middle(gallery, 0))
    assert not dragged
    assert gallery.selected_ids() == [ids[0]]


def test_a_picture_that_a_filter_hid_under_the_hand_is_not_dragged(
    open_gallery: OpenGallery, columns: MakeColumns, qtbot: QtBot
) -> None:
    view = open_gallery(columns(8))
    view._take_grip(QPoint(0, 0), 2, Qt.KeyboardModifier.NoModifier)
    gallery = view._gallery
    gallery.set_rows(gallery.columns, np.array([0, 1], np.intp))
    with qtbot.assertNotEmitted(view.drag_wanted):
        assert not view._pull(QPoint(100, 100))


def test_the_viewer_gives_its_picture_unless_it_is_zoomed(window: MainWindow, dragged: list[object]) -> None:
    viewing, image_id = window.pane.viewing, window.pane.model.image_id(3)
    viewing.view(image_id)
    canvas = viewing.viewer.canvas
    pull(canvas, canvas.rect().center())
    assert dragged == [([image_id], [FOLDER / f"fog-{image_id:05}.png"])]
    canvas.step(4)
    pull(canvas, canvas.rect().center())
    assert len(dragged) == 1
    pull(canvas, canvas.rect().center(), CTRL)
    assert len(dragged) == 2


def test_the_comparison_gives_the_picture_that_was_pressed(window: MainWindow, dragged: list[object]) -> None:
    ids = window.pane.model.ids.tolist()
    window.pane.viewing.compare(ids[:2])
    canvas = window.pane.viewing.comparison.panes[1].canvas
    pull(canvas, canvas.rect().center())
    assert [one[0] for one in dragged] == [[ids[1]]]  # type: ignore[index]


def test_pictures_dropped_where_they_came_from_change_nothing(
    window: MainWindow, session: MemorySession
) -> None:
    mime = PicturesMime([1, 2], lambda: [FOLDER / "fog-00001.png"])
    assert not drop(window.pane.gallery.viewport(), mime)
    assert not window.drops.hint.isVisible()
    assert not session.calls


def test_files_are_looked_up_once_and_only_when_asked_for() -> None:
    asked: list[int] = []

    def paths() -> list[Path]:
        asked.append(1)
        return [Path("/pictures/fog.png")]

    mime = PicturesMime(range(1, 50_001), paths)
    assert mime.hasUrls()
    assert mime.hasText()
    assert is_ours(mime)
    assert ids_of(mime) == list(range(1, 50_001))
    assert not asked
    assert len(mime.urls()) == 1
    assert mime.text() == str(Path("/pictures/fog.png"))
    assert asked == [1]


@BYTES
def test_a_name_that_is_no_text_leaves_as_its_bytes() -> None:
    path = Path("/pictures/broken\udcff %.png")
    mime = PicturesMime([1], lambda: [path])
    assert mime.data("text/uri-list").data() == b"file:///pictures/broken%FF%20%25.png\r\n"
    outside = QMimeData()
    outside.setData("text/uri-list", mime.data("text/uri-list"))
    assert read_drop(outside).pictures == (path,)
    assert mime.text() == "/pictures/broken\\xff %.png"


def test_the_ids_of_another_program_are_not_ours() -> None:
    ours = PicturesMime([1, 2], list).data("application/x-curator-ids").data()
    for data in (b"", b"1,2", bytes(16) + bytes(ours)[16:], bytes(ours)[:-1]):
        mime = QMimeData()
        mime.setData("application/x-curator-ids", data)
        assert ids_of(mime) is None
        assert not is_ours(mime)


def test_what_left_the_library_meanwhile_is_left_out(
    window: MainWindow, session: MemorySession, dragged: list[object]
) -> None:
    columns = rows(4, session.rubric.keys)
    session.show(replace(columns, names=strings(["a.png", "b.png", "c.png", "d.png"])))
    source = window.shelf.drags
    assert source._paths([2, 99, 1]) == [FOLDER / "b.png", FOLDER / "a.png"]


def test_the_pointer_carries_pictures_and_their_number(qtbot: QtBot) -> None:
    red, blue = (QImage(60, 40, QImage.Format.Format_RGB32) for _ in range(2))
    red.fill(Qt.GlobalColor.red)
    blue.fill(Qt.GlobalColor.blue)
    one, many = drag_picture([red], 1, 1.0).toImage(), drag_picture([red, blue], 12, 1.0).toImage()
    assert one.pixelColor(48, 60) == many.pixelColor(48, 60) == Qt.GlobalColor.red
    assert many.pixelColor(many.width() - 3, many.height() - 3) == Qt.GlobalColor.blue
    assert one.pixelColor(80, 4).alpha() == 0
    assert many.pixelColor(80, 4).alpha() == 255
    assert not drag_picture([], 3, 2.0).isNull()
