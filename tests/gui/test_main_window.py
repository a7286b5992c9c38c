"""The real window, driven by hand over a session in memory."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from curator.core.query import Query, Range, find
from curator.core.records import Folder, FolderState
from curator.gui.main_window import MainWindow
from tests.helpers.hands import LEFT, NONE, OFFSCREEN, click, key, type_text
from tests.helpers.memory_session import FOLDER, OUTPUTS, PIXELS, MemorySession, OpenWindow, rows

pytestmark = OFFSCREEN
CTRL = Qt.KeyboardModifier.ControlModifier


def shown(window: MainWindow) -> list[int]:
    return [int(image_id) for image_id in window.pane.model.ids]


def test_a_first_start_says_what_to_do(open_window: OpenWindow, session: MemorySession) -> None:
    session.rated = PIXELS
    window = open_window()
    assert "Opening" in window.pane.empty.waiting_title.text()
    session.columns_changed.emit()
    assert window.pane.empty.add_button.isVisible()
    assert window.pane.empty.model_line.isVisible()
    session.watch(OUTPUTS)
    assert window.pane.empty.waiting_title.text() == "Waiting for the first picture in outputs"


def test_the_newest_pictures_come_first(window: MainWindow) -> None:
    assert shown(window) == list(range(100, 0, -1))
    assert window.pane.chips.count.text() == "100 of 100"
    assert window.pane.gallery.isVisible()


def test_a_search_that_is_typed_narrows_the_gallery(
    qtbot: QtBot, window: MainWindow, session: MemorySession
) -> None:
    key(window, Qt.Key.Key_F, CTRL)
    assert window.bar.search.edit.hasFocus()
    type_text(window.bar.search.edit, "fog-0000")
    qtbot.waitUntil(lambda: shown(window) == list(range(9, 0, -1)))
    assert window.pane.chips.count.text() == "9 of 100"
    click(window.pane.chips.chips["search"])
    assert len(shown(window)) == 100
    assert window.bar.search.edit.text() == ""


def test_a_range_narrows_the_gallery_and_says_its_count(window: MainWindow, session: MemorySession) -> None:
    row = window.filters.rows["clarity"]
    row.slider.low_handle.setFocus()
    for _ in range(4):
        key(row.slider.low_handle, Qt.Key.Key_PageUp)
    scores = session.columns.scores[session.columns.dimensions.index("clarity")]
    wanted = session.columns.ids[scores >= 1]
    assert sorted(shown(window)) == wanted.tolist()
    assert 0 < len(wanted) < 98
    assert row.note.text() == f"1.00–2.00 · {len(wanted)}"
    assert list(window.pane.chips.chips) == ["range:clarity"]
    click(window.pane.chips.clear_button)
    assert len(shown(window)) == 100
    assert row.slider.range() == (0, 2)


def test_a_click_on_a_dimension_sorts_by_it_both_ways(window: MainWindow, session: MemorySession) -> None:
    name = window.filters.rows["emotion"].name_button
    click(name)
    up = session.columns.ids[find(Query(sort="emotion"), session.columns)]
    assert shown(window) == up.tolist()
    assert window.pane.model.badge == "emotion"
    click(name)
    assert shown(window)[:98] == up[:98][::-1].tolist()
    assert window.query().sort == "-emotion"


def test_the_sort_box_is_reached_by_keyboard(window: MainWindow) -> None:
    box: QComboBox = window.bar.sort.keys
    box.setFocus()
    key(box, Qt.Key.Key_Down)
    assert window.query().sort == "-name"
    assert shown(window) == list(range(100, 0, -1))
    assert window.pane.model.badge is None
    key(window, Qt.Key.Key_R, CTRL)
    assert shown(window) == list(range(1, 101))


def test_a_picture_that_lands_shows_up_and_the_inspector_follows_its_rating(
    window: MainWindow, session: MemorySession
) -> None:
    more = rows(103, session.rubric.keys)
    session.land(more.take(np.flatnonzero(more.ids == 103)))
    assert shown(window)[0] == 103
    window.pane.gallery.set_current(103)
    assert window.inspector.bars["clarity"].number.text() == "waiting"
    rated = rows(105, session.rubric.keys)
    session.land(rated.take(np.flatnonzero(rated.ids == 103)))
    assert float(window.inspector.bars["clarity"].number.text()) >= 0
    assert window.pane.gallery.current_id() == 103


def test_arrows_in_the_gallery_lead_the_inspector(window: MainWindow) -> None:
    gallery = window.pane.gallery
    assert gallery.hasFocus()
    gallery.set_current(100)
    key(gallery, Qt.Key.Key_Right)
    assert window.inspector.image_id == 99
    assert window.inspector.name.toPlainText() == "fog-00099.png"
    assert window.inspector.failure.toPlainText() == "Not rated: The file ends too early."


def test_nothing_that_matches_can_be_undone(window: MainWindow) -> None:
    window.bar.search.set_text("snow")
    assert window.pane.empty.clear_button.isVisible()
    assert window.inspector.image_id is None
    click(window.pane.empty.clear_button)
    assert len(shown(window)) == 100


def test_choosing_a_folder_narrows_the_gallery(window: MainWindow, session: MemorySession) -> None:
    other = Folder(2, Path("/pictures/empty"))
    session.watch(OUTPUTS, (other, FolderState.WATCHING, ""))
    window.folders.list.setFocus()
    key(window.folders.list, Qt.Key.Key_Down)
    assert (len(shown(window)), window.query().folder) == (100, str(FOLDER))
    key(window.folders.list, Qt.Key.Key_Down)
    assert shown(window) == []
    assert window.pane.empty.waiting_title.text() == "Waiting for the first picture in empty"
    session.watch(OUTPUTS)
    assert len(shown(window)) == 100


def test_select_all_and_copy_path(window: MainWindow) -> None:
    window.bar.search.set_text("fog-0000")
    window.pane.gallery.setFocus()
    key(window.pane.gallery, Qt.Key.Key_A, CTRL)
    assert window.pane.chips.count.text() == "9 of 100 · 9 selected"
    key(window.pane.gallery, Qt.Key.Key_C, CTRL)
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied[0] == str(FOLDER / "fog-00009.png")
    assert len(copied) == 9
    window.pane.gallery.clear_selection()
    window.pane.gallery.set_current(7)
    key(window.pane.gallery, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == str(FOLDER / "fog-00007.png")


def test_drops_are_watched_and_rated(window: MainWindow, session: MemorySession, tmp_path: Path) -> None:
    picture = tmp_path / "fog.png"
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in (tmp_path, picture)])
    data.setText(str(picture))
    copy, edit = Qt.DropAction.CopyAction, window.bar.search.edit
    place = edit.mapTo(window, edit.rect().center())
    # Qt looks for the widget under the pointer that wants drops, from the window's own surface on.
    QApplication.sendEvent(window.windowHandle(), QDragEnterEvent(place, copy, data, LEFT, NONE))
    assert window.drops.hint.isVisible()
    QApplication.sendEvent(window.windowHandle(), QDropEvent(QPointF(place), copy, data, LEFT, NONE))
    assert session.calls == [("add_folder", tmp_path), ("rate_files", [picture])]
    assert edit.text() == ""


def test_a_word_is_deleted_in_the_search_without_clearing_the_filters(window: MainWindow) -> None:
    window.filters.set_filters((Range("clarity", 0.5, 1.5),))
    edit = window.bar.search.edit
    edit.setFocus()
    type_text(edit, "fog rain")
    key(edit, Qt.Key.Key_Backspace, CTRL)
    assert edit.text() == "fog "
    assert window.filters.ranges()
    key(edit, Qt.Key.Key_L, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert not window.filters.ranges()
    assert edit.text() == ""


def test_what_is_being_typed_outlives_a_chip(window: MainWindow) -> None:
    window.bar.search.set_text("fog")
    window.filters.set_filters((Range("clarity", 0.5, 1.5),))
    window.bar.search.edit.setFocus()
    window.bar.search.edit.setCursorPosition(3)
    type_text(window.bar.search.edit, " clarity<")
    click(window.pane.chips.chips["range:clarity"])
    assert window.bar.search.edit.text() == "fog clarity<"
    assert window.query() == Query("fog", sort="-date")
    click(window.pane.chips.clear_button)
    assert window.bar.search.edit.text() == ""


def test_a_long_error_of_the_search_leaves_the_window_its_width(window: MainWindow) -> None:
    before = window.minimumSizeHint().width()
    window.bar.search.set_text("foo:bar")
    assert window.bar.search.error.isVisible()
    assert window.minimumSizeHint().width() == before
