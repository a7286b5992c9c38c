"""What stays where it is when pictures arrive, leave or are sorted anew, and when tiles change size."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from curator.core.sections import Section
from curator.gui.gallery.geometry import LayoutKind
from curator.gui.gallery.view import GalleryView
from tests.helpers.gallery import MakeColumns, OpenGallery, PlainHeader, PlainLines, turn


def top_of(view: GalleryView, image_id: int) -> int:
    """Below the view's top, in pixels."""
    return view.visualRect(view.model().index(view._gallery.row_of(image_id), 0)).top()


def newest_first(count: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    return np.arange(count)[::-1].copy()


@pytest.fixture
def view(open_gallery: OpenGallery, columns: MakeColumns) -> GalleryView:
    """Two hundred pictures, the newest, 200, first."""
    return open_gallery(columns(200), newest_first(200))


def test_arrivals_appear_at_the_top_while_the_view_is_there(view: GalleryView, columns: MakeColumns) -> None:
    view._gallery.set_rows(columns(203), newest_first(203))
    assert view.verticalScrollBar().value() == 0
    assert view._gallery.image_id(view.visible_rows()[0]) == 203
    assert view.current_id() == 200


def test_arrivals_above_move_nothing_in_view(view: GalleryView, columns: MakeColumns) -> None:
    view.verticalScrollBar().setValue(2000)
    seen = view._gallery.image_id(view.visible_rows()[0])
    before = top_of(view, seen)
    view._gallery.set_rows(columns(240), newest_first(240))
    assert top_of(view, seen) == before
    assert view.verticalScrollBar().value() > 2000


def test_the_current_picture_keeps_its_place_in_another_order(
    view: GalleryView, columns: MakeColumns, qtbot: QtBot
) -> None:
    view.set_current(100)
    before = top_of(view, 100)
    order = np.random.default_rng(3).permutation(200)
    order = np.concatenate([order[order < 90], [99], order[(order >= 90) & (order != 99)]])
    with qtbot.assertNotEmitted(view.current_changed):
        view._gallery.set_rows(columns(200), order)
    assert view.current_id() == 100
    assert top_of(view, 100) == before
    assert view.currentIndex().row() == 90


def test_another_order_starts_at_its_top_where_the_current_one_is_out_of_view(
    view: GalleryView, columns: MakeColumns
) -> None:
    view.verticalScrollBar().setValue(5000)
    view._gallery.set_rows(columns(200), np.arange(200))
    assert view.verticalScrollBar().value() == 0
    assert view.current_id() == 200


def test_another_order_starts_at_its_top_where_nobody_chose_a_picture(
    view: GalleryView, columns: MakeColumns
) -> None:
    order = np.random.default_rng(3).permutation(200)
    view._gallery.set_rows(columns(200), order)
    assert view.verticalScrollBar().value() == 0
    assert view.current_id() == order[0] + 1
    QTest.keyClick(view, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    chosen = view.current_id()
    view._gallery.set_rows(columns(200), newest_first(200))
    assert view.current_id() == chosen
    assert view.visualRect(view.currentIndex()).intersects(view.viewport().rect())


def test_another_order_shows_all_of_the_current_picture(view: GalleryView, columns: MakeColumns) -> None:
    view.set_current(100)
    view.verticalScrollBar().setValue(view.verticalScrollBar().value() + view.viewport().height() - 60)
    assert top_of(view, 100) < 0 < view.visualRect(view.currentIndex()).bottom()
    order = np.random.default_rng(3).permutation(200)
    order = np.concatenate([order[order < 90], [99], order[(order >= 90) & (order != 99)]])
    view._gallery.set_rows(columns(200), order, (Section(0, "a"), Section(70, "b")))
    tile = view.visualRect(view.currentIndex())
    assert view.current_id() == 100
    assert view._layout.headings.height <= tile.top()
    assert tile.bottom() < view.viewport().height()


def test_a_filter_that_leaves_nothing_in_view_goes_on_at_the_next_picture(
    view: GalleryView, columns: MakeColumns
) -> None:
    view.verticalScrollBar().setValue(3000)
    seen = view.visible_rows()
    assert 0 < seen.start < seen.stop < 100
    kept = np.concatenate([np.arange(0, seen.start, 2), np.arange(seen.stop + 20, 200)])
    view._gallery.set_rows(columns(200), newest_first(200)[kept])
    first = view._gallery.row_of(200 - (seen.stop + 20))
    assert view.visible_rows().start <= first < view.visible_rows().start + 4
    assert top_of(view, 200 - (seen.stop + 20)) >= 0


def test_a_filter_leaves_the_current_picture_in_place(view: GalleryView, columns: MakeColumns) -> None:
    view.set_current(100)
    before = top_of(view, 100)
    view._gallery.set_rows(columns(200), newest_first(200)[::2])
    assert view.current_id() == 100
    assert top_of(view, 100) == before


@pytest.mark.parametrize(("kept", "current"), [((190, 180, 20), 180), ((199, 198, 190), 190), ((), -1)])
def test_a_current_picture_that_leaves_hands_over_to_a_neighbour(
    view: GalleryView, columns: MakeColumns, qtbot: QtBot, kept: tuple[int, ...], current: int
) -> None:
    view.set_current(185)
    with qtbot.waitSignal(view.current_changed) as told:
        view._gallery.set_rows(columns(200), np.array([image_id - 1 for image_id in kept], np.intp))
    assert told.args == [current]
    assert view.current_id() == current
    assert view.currentIndex().row() == view._gallery.row_of(current)


def test_resizing_holds_the_current_picture(view: GalleryView) -> None:
    view.set_current(60)
    before = top_of(view, 60)
    view.resize(1100, 640)
    assert view._layout.rows_between(0, 100) == range(5)
    assert top_of(view, 60) == before


def test_ctrl_and_wheel_change_the_tiles_and_hold_the_current_picture(
    view: GalleryView, qtbot: QtBot
) -> None:
    view.set_current(60)
    before = top_of(view, 60)
    with qtbot.waitSignal(view.cell_size_changed) as told:
        turn(view, 240, Qt.KeyboardModifier.ControlModifier)
    assert told.args == [224]
    assert top_of(view, 60) == before
    turn(view, -60, Qt.KeyboardModifier.ControlModifier)
    assert view.cell_size() == 224
    turn(view, -60, Qt.KeyboardModifier.ControlModifier)
    assert view.cell_size() == 208
    view.set_cell_size(5000)
    assert view.cell_size() == 320
    view.set_cell_size(1)
    assert view.cell_size() == 96


def test_ctrl_and_wheel_hold_the_current_picture_in_rows(view: GalleryView) -> None:
    view.set_layout(LayoutKind.ROWS)
    view.set_current(60)
    before = top_of(view, 60)
    turn(view, 240, Qt.KeyboardModifier.ControlModifier)
    assert view.cell_size() == 224
    assert top_of(view, 60) == before


@pytest.mark.parametrize("kind", [LayoutKind.ROWS, LayoutKind.LIST])
def test_another_layout_holds_what_is_in_view(
    view: GalleryView, qtbot: QtBot, kind: LayoutKind, columns: MakeColumns
) -> None:
    view.set_list(PlainLines(view._gallery), PlainHeader())
    view.set_current(60)
    before = top_of(view, 60)
    with qtbot.waitSignal(view.layout_changed) as told:
        view.set_layout(kind)
    assert told.args == [kind]
    assert (view.layout_kind(), view.current_id(), top_of(view, 60)) == (kind, 60, before)
    view._gallery.set_rows(columns(240), newest_first(240))
    assert top_of(view, 60) == before
    view.set_layout(LayoutKind.GRID)
    assert top_of(view, 60) == before


def test_a_picture_that_is_read_gets_its_shape_and_moves_nothing_above(
    view: GalleryView, columns: MakeColumns
) -> None:
    view.set_layout(LayoutKind.ROWS)
    unread = columns(200)
    unread.widths[150:], unread.heights[150:] = 0, 0
    view._gallery.set_rows(unread, newest_first(200))
    view.set_current(100)
    before, narrow = top_of(view, 100), view._box(10).width
    view._gallery.set_rows(columns(200), newest_first(200))
    assert view._box(10).width != narrow
    assert top_of(view, 100) == before


def test_sections_that_come_hold_the_current_picture(view: GalleryView, columns: MakeColumns) -> None:
    view.set_current(100)
    before = top_of(view, 100)
    sections = [Section(start, f"day {start}") for start in range(0, 200, 7)]
    view._gallery.set_rows(columns(200), newest_first(200), sections)
    assert top_of(view, 100) == before
    assert view.current_id() == 100
