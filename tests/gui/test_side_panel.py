from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from curator.core.columns import SEPARATOR, coded
from curator.core.query import Range
from curator.core.records import Collection
from curator.gui.main_window import MainWindow
from curator.gui.narrowing.filters import Filters
from curator.gui.parts.count_delegate import COUNT
from curator.gui.shelf.mime import PicturesMime
from curator.gui.side.side_list import SideList
from tests.helpers.hands import OFFSCREEN, click, key, type_text
from tests.helpers.memory_session import MemorySession, rows

pytestmark = OFFSCREEN
POSTER, FOG = Collection(3, "Poster"), Collection(5, "Fog & rain")


@pytest.fixture
def collected(window: MainWindow, session: MemorySession) -> MainWindow:
    """100 pictures: the first ten in Poster, the first five of them in the other collection as well."""
    both = SEPARATOR.join((POSTER.name, FOG.name))
    columns = rows(100, session.rubric.keys)
    session.collection_rows = [POSTER, FOG]
    session.collections_changed.emit()
    session.show(replace(columns, collections=coded([both] * 5 + [POSTER.name] * 5 + [""] * 90)))
    window.left.show_collections()
    return window


def line(some: SideList, at: int) -> QPoint:
    return some.visualItemRect(some.item(at)).center()


def counts(some: SideList) -> list[object]:
    return [some.item(at).data(COUNT) for at in range(some.count())]


def drop(widget: QWidget, at: QPoint, image_ids: list[int]) -> bool:
    """A drag of these pictures that ends there, as the system tells the window; whether it was taken."""
    mime, copy = PicturesMime(image_ids, list), Qt.DropAction.CopyAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window, place = widget.window().windowHandle(), widget.mapTo(widget.window(), at)
    QApplication.sendEvent(window, QDragEnterEvent(place, copy, mime, left, none))
    move = QDragMoveEvent(place, copy, mime, left, none)
    QApplication.sendEvent(window, move)
    if not move.isAccepted():
        QApplication.sendEvent(window, QDragLeaveEvent())
        return False
    event = QDropEvent(QPointF(place), copy, mime, left, none)
    QApplication.sendEvent(window, event)
    return event.isAccepted()


def test_a_click_shows_a_collection_and_a_second_one_everything(collected: MainWindow) -> None:
    some = collected.side.collections
    assert counts(some) == [10, 5]
    click(some.viewport(), line(some, 1))
    assert len(collected.pane.model.ids) == 5
    assert collected.browsing.filters() == Filters(facets=(("collection", ("Fog & rain",)),))
    assert some.item(1).font().bold()
    assert list(collected.pane.chips.chips) == ["facet:collection"]
    click(some.viewport(), line(some, 1))
    assert len(collected.pane.model.ids) == 100
    collected.menus.undo.trigger()
    assert len(collected.pane.model.ids) == 5


def test_keys_choose_rename_move_and_remove(
    collected: MainWindow, session: MemorySession, qtbot: QtBot
) -> None:
    some = collected.side.collections
    some.setFocus()
    some.setCurrentRow(0)
    key(some, Qt.Key.Key_Return)
    assert len(collected.pane.model.ids) == 10
    key(some, Qt.Key.Key_F2)
    (field,) = some.findChildren(QLineEdit)
    field.selectAll()
    type_text(field, "  Wall  art ")
    key(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.calls[-1:] == [("rename_collection", 3, "Wall art")])
    some._down.trigger()
    some._remove.trigger()
    assert session.calls[-2:] == [("order_collections", (5, 3)), ("remove_collection", 3)]


def test_a_renamed_collection_stays_the_one_that_is_shown(
    collected: MainWindow, session: MemorySession
) -> None:
    click(collected.side.collections.viewport(), line(collected.side.collections, 0))
    session.collection_rows = [Collection(3, "Wall"), FOG]
    session.collections_changed.emit()
    session.land(replace(session.columns.take(session.columns.ids <= 10), collections=coded(["Wall"] * 10)))
    assert collected.browsing.filters().facets == (("collection", ("Wall",)),)
    assert len(collected.pane.model.ids) == 10
    # The filter follows the name and is no step of its own: undo takes the name back at once
    collected.menus.undo.trigger()
    assert collected.browsing.filters().facets == ()


def test_a_name_that_is_typed_outlives_new_counts(collected: MainWindow, session: MemorySession) -> None:
    some = collected.side.collections
    some.edit_row(POSTER.id)
    (field,) = some.findChildren(QLineEdit)
    session.land(session.columns.take(session.columns.ids > 1), [1])
    assert counts(some) == [9, 4]
    type_text(field, "Wal")
    session.land(session.columns.take(session.columns.ids > 2), [2])
    type_text(field, "l")
    assert (counts(some), field.text()) == ([8, 3], "Wall")


def test_pictures_dropped_on_a_line_are_collected_and_beside_it_are_a_new_one(
    collected: MainWindow, session: MemorySession
) -> None:
    some = collected.side.collections
    assert drop(some.viewport(), line(some, 1), [21, 22])
    assert session.calls[-1:] == [("collect", 5, (21, 22))]
    assert drop(collected.side, QPoint(5, 5), [7])
    assert session.calls[-1:] == [("create_collection", "Collection", (7,))]
    assert not drop(collected.side.views.viewport(), QPoint(5, 5), [7])


def test_a_new_collection_gets_what_is_selected_and_its_name_is_typed_in_the_list(
    collected: MainWindow, session: MemorySession, qtbot: QtBot
) -> None:
    collected.pane.gallery.choose(42)
    click(collected.side.add_collection)
    assert session.calls[-1] == ("create_collection", "Collection", (42,))
    session.collection_rows = [POSTER, FOG, Collection(9, "Collection")]
    session.collections_changed.emit()
    (field,) = collected.side.collections.findChildren(QLineEdit)
    type_text(field, "Forty-two")
    key(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.calls[-1] == ("rename_collection", 9, "Forty-two"))


def test_what_is_selected_is_taken_out_of_the_collection_that_is_shown(
    collected: MainWindow, session: MemorySession
) -> None:
    assert not collected.menus.mark.take_out.isEnabled()
    click(collected.side.collections.viewport(), line(collected.side.collections, 0))
    collected.pane.gallery.choose(4)
    collected.menus.mark.take_out.trigger()
    assert session.calls[-1] == ("take_out", 3, (4,))


def test_views_show_how_many_pictures_they_have_now(
    collected: MainWindow, session: MemorySession, qtbot: QtBot
) -> None:
    some, collections = collected.side.views, collected.side.collections
    collected.browsing.show(Filters("fog-0000", (Range("clarity", 0, 2),)))
    shown = len(collected.pane.model.ids)
    collected.browsing.save_view("Low numbers")
    collected.browsing.show(Filters(facets=(("collection", ("Poster",)),)))
    collected.browsing.save_view("On the wall")
    qtbot.waitUntil(lambda: counts(some) == [shown, 10])
    collected.browsing.clear()
    click(some.viewport(), line(some, 1))
    assert len(collected.pane.model.ids) == 10
    assert collections.item(0).font().bold()
    session.land(session.columns.take(session.columns.ids > 50), [1, 2, 3])
    qtbot.waitUntil(lambda: counts(some) == [shown - 3, 7], timeout=5000)


def test_an_empty_panel_says_what_it_is_for(window: MainWindow) -> None:
    window.left.show_collections()
    assert window.side.no_collections.isVisible()
    assert window.side.no_views.isVisible()
    assert not window.side.collections.isVisible()
