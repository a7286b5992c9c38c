"""Ways of looking in the real window: layouts, sections, viewer, comparison, whole screen, saved views."""

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from curator.core.query import Range
from curator.gui.gallery.geometry import LayoutKind
from curator.gui.main_window import MainWindow
from curator.gui.narrowing.filters import Filters
from curator.pipeline.events import WarmProgress, WarmState
from tests.helpers.hands import OFFSCREEN, click, key, type_text
from tests.helpers.memory_session import FOLDER, OUTPUTS, MemorySession, OpenWindow, rows

pytestmark = OFFSCREEN
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def current(window: MainWindow) -> int:
    return window.pane.gallery.current_id()


def test_layouts_by_button_and_by_key_keep_the_current_picture(window: MainWindow) -> None:
    gallery, box = window.pane.gallery, window.bar.layout_box
    gallery.set_current(70)
    click(box.buttons[LayoutKind.ROWS])
    assert (gallery.layout_kind(), current(window)) == (LayoutKind.ROWS, 70)
    key(window, Qt.Key.Key_3, CTRL)
    assert gallery.layout_kind() is LayoutKind.LIST
    assert box.buttons[LayoutKind.LIST].isChecked()
    assert not box.buttons[LayoutKind.ROWS].isChecked()
    assert window.pane.header.isVisible()
    key(window, Qt.Key.Key_1, CTRL)
    assert (gallery.layout_kind(), current(window)) == (LayoutKind.GRID, 70)
    assert not window.pane.header.isVisible()


def test_a_click_on_the_list_s_header_sorts_and_the_sort_box_follows(window: MainWindow) -> None:
    key(window, Qt.Key.Key_3, CTRL)
    header = window.pane.header
    at = next(span for span in header.spans() if span.column.sort == "name")
    header.sort_wanted.emit("name")
    assert window.query().sort == "name"
    assert window.bar.sort.keys.currentData() == "name"
    assert at.column.title


def test_sections_say_the_rubric_s_word(window: MainWindow, session: MemorySession) -> None:
    window.bar.sort.set_sort("clarity")
    next(action for action in window.bar.layout_box.menu.actions() if action.data() == "level").trigger()
    titles = [section.title for section in window.pane.model.sections]
    words = {f"Clarity: {word}" for word in ("Blurry", "Normal", "Clear")}
    assert set(titles) <= words | {"Clarity: not rated"}
    assert titles[-1] == "Clarity: not rated"
    assert window.pane.model.sections[0].start == 0


def test_levels_without_a_dimension_are_not_offered_and_said(window: MainWindow) -> None:
    box = window.bar.layout_box
    level = next(action for action in box.menu.actions() if action.data() == "level")
    assert window.query().sort == "-date"
    assert not level.isEnabled()
    assert level.text() == "Sections by level (sort by a dimension first)"
    window.bar.sort.set_sort("clarity")
    assert level.isEnabled()
    level.trigger()
    assert box.sections.toolTip() == level.text() == "Sections by level of the score sorted by"
    window.bar.sort.set_sort("name")
    assert window.pane.model.sections == ()
    assert box.sections.toolTip() == "No sections by level now: sort by a dimension to see them"
    window.bar.sort.set_sort("-emotion")
    assert box.sections.toolTip() == "Sections by level of the score sorted by"
    assert len(window.pane.model.sections) > 1


def test_the_list_is_one_run_and_other_layouts_bring_the_sections_back(
    window: MainWindow, session: MemorySession
) -> None:
    window.bar.sort.set_sort("-clarity")
    box = window.bar.layout_box
    next(action for action in box.menu.actions() if action.data() == "folder").trigger()
    assert window.pane.model.sections
    click(box.buttons[LayoutKind.LIST])
    assert (window.pane.model.sections, window.query().group) == ((), "")
    assert not box.sections.isEnabled()
    assert box.sections.toolTip() == "The list has no sections"
    window.bar.views.save_wanted.emit("by folder")
    assert session.views()[0].group == "folder"
    click(box.buttons[LayoutKind.ROWS])
    assert window.pane.model.sections
    assert box.sections.toolTip() == "Sections by folder"


def test_enter_looks_at_the_picture_and_escape_comes_back_to_the_one_last_seen(
    qtbot: QtBot, window: MainWindow
) -> None:
    gallery, viewing = window.pane.gallery, window.pane.viewing
    gallery.set_current(60)
    key(gallery, Qt.Key.Key_Return)
    assert not gallery.isVisible()
    qtbot.waitUntil(lambda: viewing.is_decoded(60))
    key(viewing.viewer, Qt.Key.Key_Right)
    assert viewing.current_id() == 59
    assert window.inspector.image_id == 59
    key(viewing.viewer, Qt.Key.Key_Escape)
    assert (current(window), gallery.hasFocus(), window.inspector.image_id) == (59, True, 59)


def test_a_picture_that_leaves_hands_over_in_the_viewer(window: MainWindow, session: MemorySession) -> None:
    window.pane.viewing.view(60)
    session.land(rows(0, session.rubric.keys), gone=[60])
    assert window.pane.viewing.current_id() == 59
    session.land(rows(0, session.rubric.keys), gone=[58])
    assert window.inspector.image_id == 59


def test_the_selection_is_compared_and_the_winner_stays(window: MainWindow) -> None:
    gallery, viewing = window.pane.gallery, window.pane.viewing
    gallery.set_current(80)
    key(gallery, Qt.Key.Key_Right)
    key(gallery, Qt.Key.Key_Right, SHIFT)
    assert gallery.selected_ids() == [79, 78]
    key(window, Qt.Key.Key_L, CTRL)
    assert viewing.pages.currentWidget() is viewing.comparison
    key(viewing.comparison, Qt.Key.Key_Right)
    assert window.inspector.image_id == 78
    key(viewing.comparison, Qt.Key.Key_K)
    assert viewing.current_id() == 78
    key(viewing.comparison, Qt.Key.Key_Escape)
    assert current(window) == 78


def test_what_is_looked_at_is_compared_and_not_what_the_gallery_stood_at(window: MainWindow) -> None:
    gallery, viewing = window.pane.gallery, window.pane.viewing
    gallery.set_current(80)
    viewing.view(60)
    window.menus.compare.trigger()
    assert [pane.image_id for pane in viewing.comparison.panes] == [60, 59]
    window.menus.view_picture.trigger()
    assert viewing.current_id() == 60
    window.menus.compare.trigger()
    window.bar.sort.set_sort("clarity")
    badges = [pane.badge.text() for pane in viewing.comparison.panes]
    assert all(badge.startswith("Clarity ") for badge in badges)


def test_a_search_that_hides_the_picture_can_be_typed_on(qtbot: QtBot, window: MainWindow) -> None:
    window.pane.viewing.view(60)
    key(window, Qt.Key.Key_F, CTRL)
    type_text(window.bar.search.edit, "snow")
    qtbot.waitUntil(lambda: not window.pane.viewing.is_open)
    assert window.bar.search.edit.hasFocus()


def test_the_whole_screen_shows_the_middle_alone_and_all_comes_back(window: MainWindow) -> None:
    docks = [name for name, dock in window.docks.items() if dock.isVisible()]
    window.pane.viewing.view(50)
    key(window.pane.viewing.viewer, Qt.Key.Key_F11)
    assert window.isFullScreen()
    assert not any(dock.isVisible() for dock in window.docks.values())
    assert not window.bar.isVisible()
    key(window.pane.viewing.viewer, Qt.Key.Key_Escape)
    assert not window.isFullScreen()
    assert [name for name, dock in window.docks.items() if dock.isVisible()] == docks
    assert window.bar.isVisible()
    assert window.menuBar().isVisible()


def sizes(window: MainWindow) -> list[QSize]:
    """Of what can be seen: a dock behind another one's tab is laid out when it comes forward."""
    seen = (dock for dock in window.docks.values() if not dock.visibleRegion().isEmpty())
    return [window.size(), *(dock.size() for dock in seen)]


def test_the_gallery_too_fills_the_screen_and_keys_lead_back(window: MainWindow) -> None:
    before = sizes(window)
    for pressed in (Qt.Key.Key_F11, Qt.Key.Key_Escape):
        key(window.pane.gallery, Qt.Key.Key_F11)
        QApplication.processEvents()
        assert window.isFullScreen()
        assert not window.menuBar().isVisible()
        key(window.pane.gallery, pressed)
        assert not window.isFullScreen()
        assert window.menuBar().isVisible()
        assert sizes(window) == before


def test_where_the_desktop_ends_the_whole_screen_all_comes_back(qtbot: QtBot, window: MainWindow) -> None:
    viewing = window.pane.viewing
    viewing.view(50)
    key(viewing.viewer, Qt.Key.Key_F11)
    window.showNormal()
    qtbot.waitUntil(window.menuBar().isVisible)
    assert window.docks["Filters"].isVisible()
    key(viewing.viewer, Qt.Key.Key_F11)
    assert window.isFullScreen()
    assert not window.menuBar().isVisible()


def test_a_window_closed_on_the_whole_screen_opens_with_its_panels(
    open_window: OpenWindow, session: MemorySession
) -> None:
    window = open_window()
    session.show(rows(5, session.rubric.keys))
    window.menus.full_screen.trigger()
    assert not window.docks["Filters"].isVisible()
    again = open_window()
    assert again.docks["Filters"].isVisible()
    assert not again.isFullScreen()


def test_marks_narrow_the_gallery_and_undo_brings_back_what_was(
    window: MainWindow, session: MemorySession
) -> None:
    click(window.filters.marks.findChildren(type(window.bar.layout_box.sections))[0])
    changed = window.browsing.filters()
    window.filters.set_filters((Range("clarity", 0.5, 1.0),), 0, (), ("failed",))
    assert window.pane.model.ids.tolist() == []
    assert set(window.pane.chips.chips) == {"states", "range:clarity"}
    click(window.pane.chips.undo_button)
    assert window.browsing.filters() == changed
    window.menus.redo.trigger()
    assert window.browsing.filters().states == ("failed",)
    window.menus.undo.trigger()
    window.browsing.clear()
    assert len(window.pane.model.ids) == 100


def test_undo_goes_past_a_folder_that_is_watched_no_more(window: MainWindow, session: MemorySession) -> None:
    window.folders.choose(1)
    window.browsing.refresh()
    for stars in (3, 4):
        window.filters.marks.set_marks(stars)
    assert window.browsing.filters() == Filters(folder=FOLDER, stars=4)
    session.watch()
    assert window.browsing.filters() == Filters(stars=4)
    window.menus.undo.trigger()
    assert window.browsing.filters() == Filters(stars=3)
    session.columns_changed.emit()
    window.menus.redo.trigger()
    assert window.browsing.filters() == Filters(stars=4)
    for _ in range(2):
        window.menus.undo.trigger()
    assert window.browsing.filters() == Filters()
    assert window.pane.chips.undo_button.isEnabled(), "the folder was chosen once"
    window.menus.undo.trigger()
    assert not window.pane.chips.undo_button.isEnabled()


def test_a_saved_view_brings_back_filters_order_sections_and_columns(
    window: MainWindow, session: MemorySession
) -> None:
    window.filters.set_filters((Range("emotion", 0.4, 1.2),), 0, ("pick", "none"), ())
    window.bar.sort.set_sort("-emotion")
    window.bar.layout_box.set_group("folder")
    window.pane.header.moveSection(1, 4)
    columns = window.pane.header.columns_state()
    kept = (window.browsing.filters(), window.bar.sort.sort(), window.pane.model.ids.tolist())
    window.bar.views.save_wanted.emit("bleak")
    window.browsing.show(window.browsing.filters().without("range:emotion"), "name", "")
    window.pane.header.moveSection(4, 2)
    assert window.pane.model.ids.tolist() != kept[2]
    assert window.pane.header.columns_state() != columns
    window.bar.views.chosen.emit(session.views()[0])
    assert (window.browsing.filters(), window.bar.sort.sort(), window.pane.model.ids.tolist()) == kept
    assert window.bar.layout_box.group() == "folder"
    assert window.pane.header.columns_state() == columns


def test_a_view_whose_folder_is_gone_keeps_its_filters_and_says_so(
    window: MainWindow, session: MemorySession
) -> None:
    window.folders.choose(OUTPUTS[0].id)
    window.filters.set_filters((Range("clarity", 0.4, 1.2),), 0, (), ())
    window.bar.views.save_wanted.emit("bleak")
    (view,) = session.views()
    session.watch()
    window.browsing.clear()
    window.bar.views.chosen.emit(view)
    notices = window.pane.notices
    assert notices.isVisible()
    assert notices.text.toPlainText().startswith(
        f"“bleak” now shows all folders, because its folder {FOLDER} is not"
    )
    assert window.browsing.filters() == Filters(ranges=(Range("clarity", 0.4, 1.2),))
    session.watch(OUTPUTS)
    window.bar.views.chosen.emit(view)
    assert not notices.isVisible()
    assert window.browsing.filters().folder == FOLDER


def test_saved_views_stay_in_the_order_that_they_are_moved_to(
    window: MainWindow, session: MemorySession
) -> None:
    for name in "abc":
        window.bar.views.save_wanted.emit(name)
    window.bar.views.open()
    window.bar.views.popover.list.rows[2].menu.actions()[0].trigger()
    assert [view.name for view in session.views()] == ["a", "c", "b"]
    assert [row.view.name for row in window.bar.views.popover.list.rows] == ["a", "c", "b"]
    window.bar.views.popover.hide()


def test_what_was_chosen_is_there_at_the_next_start(open_window: OpenWindow, session: MemorySession) -> None:
    window = open_window()
    session.show(rows(20, session.rubric.keys))
    window.menus.layout_chosen.emit(LayoutKind.ROWS)
    window.bar.layout_box.group_chosen.emit("day")
    window.bar.layout_box.set_group("day")
    window.filters.set_filters((), 3, ("pick",), ("rated",))
    window.menus.notify.setChecked(True)
    window.pane.header.show_column("size", True)
    again = open_window()
    marks = again.filters.marks
    assert again.pane.gallery.layout_kind() is LayoutKind.ROWS
    assert again.query().group == "day"
    assert (marks.stars(), marks.flags(), marks.states()) == (3, ("pick",), ("rated",))
    assert again.menus.notify.isChecked()
    assert "size" in [span.column.key for span in again.pane.header.spans()]


def test_rows_are_copied_as_a_table_and_thumbnails_made_on_request(
    window: MainWindow, session: MemorySession
) -> None:
    window.pane.gallery.set_current(100)
    window.menus.copy_rows.trigger()
    titles, row, end = QGuiApplication.clipboard().text().split("\n")
    assert (titles.split("\t")[0], row.split("\t")[0], end) == ("Name", "fog-00100.png", "")
    window.menus.make_thumbnails.trigger()
    session.warming.emit(WarmProgress(WarmState.MAKING, 3, 10))
    assert window.pane.warm.isVisible()
    click(window.pane.warm.stop_button)
    assert session.calls == [("make_thumbnails",), ("stop_thumbnails",)]


def test_a_search_may_be_typed_while_pictures_land(
    qtbot: QtBot, window: MainWindow, session: MemorySession
) -> None:
    key(window, Qt.Key.Key_F, CTRL)
    type_text(window.bar.search.edit, "fog-0001")
    qtbot.waitUntil(lambda: len(window.pane.model.ids) == 10)
    more = rows(119, session.rubric.keys)
    session.land(more.take(np.flatnonzero(more.ids > 100)))
    assert window.bar.search.edit.hasFocus()
    assert len(window.pane.model.ids) == 10
    assert QApplication.focusWidget() is window.bar.search.edit


def test_commands_are_for_the_picture_that_is_looked_at(
    qtbot: QtBot, window: MainWindow, session: MemorySession
) -> None:
    gallery, viewing = window.pane.gallery, window.pane.viewing
    gallery.set_current(90)
    viewing.view(40)
    qtbot.waitUntil(lambda: viewing.is_decoded(40))
    window.menus.copy_path.trigger()
    assert QGuiApplication.clipboard().text().endswith("fog-00040.png")
    before, cells = viewing.viewer.canvas.grab().toImage(), gallery.cell_size()
    for _ in range(3):
        window.menus.larger.trigger()
    assert viewing.viewer.canvas.grab().toImage() != before
    assert gallery.cell_size() == cells
    window.failures.shown.emit(12)
    assert (viewing.current_id(), window.inspector.image_id) == (12, 12)
