"""What a drop on the shelf gives, to the window's own pictures and to what comes from outside."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from curator.core.marks import MarkChange
from curator.core.records import Collection
from curator.gui.dropped import Dropped, guess_drop, read_drop
from curator.gui.main_window import MainWindow
from curator.gui.shelf.keeping import NOTHING, TITLE
from curator.gui.shelf.mime import PicturesMime
from tests.helpers.dnd import carried, drop, files_mime, hover, image_mime, leave, pull, target
from tests.helpers.hands import OFFSCREEN, key, type_text
from tests.helpers.memory_session import FOLDER, MemorySession

pytestmark = OFFSCREEN


@pytest.fixture
def pinned(window: MainWindow, session: MemorySession) -> MainWindow:
    """With the shelf in sight, and one collection."""
    session.collection_rows = [Collection(7, "poster")]
    session.collections_changed.emit()
    window.shelf.set_pinned(True)
    return window


def pull_selected(window: MainWindow, count: int) -> tuple[int, ...]:
    """Drag the first so many pictures, pressed at the second."""
    gallery, ids = window.pane.gallery, window.pane.model.ids[:count].tolist()
    gallery.choose(ids[0])
    gallery._choose_range(count - 1, add=False)
    pull(gallery.viewport(), gallery.visualRect(window.pane.model.index(1)).center())
    return tuple(ids)


def folder_dialogs(window: MainWindow) -> list[QFileDialog]:
    return [one for one in window.findChildren(QFileDialog) if one.windowTitle() == TITLE and one.isVisible()]


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("stars:4", MarkChange(stars=4)),
        ("flag:pick", MarkChange(flag="pick")),
        ("label:blue", MarkChange(label="blue")),
        ("level:clarity:0", MarkChange(levels=(("clarity", 0),))),
    ],
)
def test_a_drag_rates_all_that_it_carries(
    pinned: MainWindow, session: MemorySession, name: str, change: MarkChange
) -> None:
    pinned.bar.sort.set_sort("-clarity")
    with carried(pinned, name) as taken:
        ids = pull_selected(pinned, 3)
    assert taken == [True]
    assert session.calls == [("mark", ids, change)]
    assert target(pinned, name).count == 3
    pinned.history.undo()
    assert target(pinned, name).count == 0


def test_a_second_drag_onto_a_label_takes_none_back(pinned: MainWindow, session: MemorySession) -> None:
    with carried(pinned, "label:red"):
        pull_selected(pinned, 3)
        pull_selected(pinned, 3)
    assert target(pinned, "label:red").count == 3


def test_a_drag_onto_a_collection_puts_them_in(pinned: MainWindow, session: MemorySession) -> None:
    with carried(pinned, "collection:7"):
        ids = pull_selected(pinned, 3)
    assert session.calls == [("collect", 7, ids)]


def test_a_picture_out_of_the_viewer_or_the_comparison_is_rated(
    pinned: MainWindow, session: MemorySession
) -> None:
    ids, viewing = pinned.pane.model.ids.tolist(), pinned.pane.viewing
    viewing.view(ids[4])
    with carried(pinned, "flag:reject"):
        pull(viewing.viewer.canvas, viewing.viewer.canvas.rect().center())
        viewing.compare(ids[:2])
        canvas = viewing.comparison.panes[1].canvas
        pull(canvas, canvas.rect().center())
    reject = MarkChange(flag="reject")
    assert session.calls == [("mark", (ids[4],), reject), ("mark", (ids[1],), reject)]


def test_files_from_outside_are_taken_in_and_rated(
    pinned: MainWindow, session: MemorySession, tmp_path: Path
) -> None:
    picture, pick = tmp_path / "fog.png", MarkChange(flag="pick")
    assert drop(target(pinned, "flag:pick"), files_mime(picture, tmp_path / "notes.txt"))
    assert session.calls == [("take_in", (picture,), pick)]
    assert drop(target(pinned, "collection:7"), files_mime(tmp_path))
    assert session.calls[1:] == [("add_folder", tmp_path), ("take_in", (tmp_path,), 7)]
    assert drop(target(pinned, "collection:new"), files_mime(picture))
    name = pinned.shelf.shelf.strip.name
    type_text(name, "night")
    key(name, Qt.Key.Key_Return)
    assert session.calls[3:] == [("take_in", (picture,), "night")]


def test_text_and_addresses_alone_are_refused_and_nothing_is_fetched(
    pinned: MainWindow, session: MemorySession
) -> None:
    text, address = QMimeData(), QMimeData()
    text.setText("fog")
    address.setUrls([QUrl("https://example.org/fog.png")])
    for data in (text, address):
        assert not drop(target(pinned, "flag:pick"), data)
        assert not target(pinned, "flag:pick").lit
        assert not drop(pinned.pane.gallery.viewport(), data)
    assert not session.calls


def test_a_picture_without_a_file_is_saved_to_a_folder_that_is_asked_for_once(
    pinned: MainWindow, session: MemorySession, tmp_path: Path
) -> None:
    assert hover(pinned.pane.gallery.viewport(), image_mime())
    assert pinned.drops.hint.words == "Save and rate this picture"
    leave(pinned)
    assert drop(pinned.pane.gallery.viewport(), image_mime(32, 24))
    (dialog,) = folder_dialogs(pinned)
    assert not session.calls
    dialog.fileSelected.emit(str(tmp_path))
    dialog.close()
    assert session.calls == [("take_in_image", (32, 24), tmp_path, None)]
    assert drop(target(pinned, "stars:5"), image_mime(8, 8))
    assert session.calls[1:] == [("take_in_image", (8, 8), tmp_path, MarkChange(stars=5))]
    assert not folder_dialogs(pinned)
    # It could not be saved there after all
    session.failed()
    (dialog,) = folder_dialogs(pinned)
    dialog.fileSelected.emit(str(tmp_path / "other"))
    dialog.close()
    assert session.calls[2:] == [("take_in_image", (8, 8), tmp_path / "other", MarkChange(stars=5))]


def test_the_folder_proposed_is_the_first_that_is_watched(pinned: MainWindow, session: MemorySession) -> None:
    assert pinned.shelf._usual_folder() == FOLDER
    session.watch()
    assert pinned.shelf._usual_folder() is None


def test_a_picture_that_can_t_be_read_is_told(pinned: MainWindow, session: MemorySession) -> None:
    broken = QMimeData()
    broken.setImageData(QImage())
    broken.setData("application/x-qt-image", b"no picture")
    assert read_drop(broken).image is not None
    drop(target(pinned, "stars:5"), broken)
    assert pinned.pane.notices.text.toPlainText() == NOTHING
    assert not session.calls


def test_a_file_comes_before_the_picture_beside_it(tmp_path: Path) -> None:
    data = image_mime()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "fog.png"))])
    assert guess_drop(data) == read_drop(data) == Dropped((), (tmp_path / "fog.png",))
    assert guess_drop(PicturesMime([1], lambda: [tmp_path / "fog.png"])) == Dropped((), ())


def test_a_drop_in_the_gallery_ends_the_shelf_s_turn(
    window: MainWindow, session: MemorySession, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curator.gui.shelf.control.LINGER_MS", 10)
    assert drop(window.pane.gallery.viewport(), files_mime(tmp_path / "fog.png"))
    assert session.calls == [("rate_files", [tmp_path / "fog.png"])]
    qtbot.waitUntil(lambda: not window.shelf.bar.isVisible())


def test_a_new_collection_is_named_in_its_place(
    window: MainWindow, session: MemorySession, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curator.gui.shelf.control.LINGER_MS", 10)
    session.collection_rows = [Collection(1, "poster")]
    session.collections_changed.emit()
    qtbot.waitUntil(window.isActiveWindow)
    name = window.shelf.shelf.strip.name
    with carried(window, "collection:new") as taken:
        ids = pull_selected(window, 2)
    assert taken == [True]
    assert name.hasFocus()
    assert not target(window, "collection:new").isVisible()
    qtbot.wait(30)
    assert name.isVisible(), "gone while it was typed in"
    type_text(name, "  night  fog ")
    key(name, Qt.Key.Key_Return)
    assert session.calls == [("create_collection", "night fog", ids)]
    assert window.pane.gallery.hasFocus()
    assert not name.isVisible()
    window.shelf.set_pinned(True)
    drop(target(window, "collection:new"), PicturesMime([2], list))
    type_text(name, "poster")
    key(name, Qt.Key.Key_Return)
    assert session.calls[1:] == [("collect", 1, (2,))]
    drop(target(window, "collection:new"), PicturesMime([2], list))
    key(name, Qt.Key.Key_Return)
    assert name.isVisible()
    key(name, Qt.Key.Key_Escape)
    assert not name.isVisible()
    assert len(session.calls) == 2
