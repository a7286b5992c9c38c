"""The commands of the real window, and what it keeps from one start to the next."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QMessageBox, QScrollArea, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from curator.core.query import Query, Range
from curator.core.records import Collection, Failure
from curator.gui.main_window import MainWindow
from curator.gui.parts.theme import apply_theme
from curator.pipeline.events import Progress, RaterChanged, RaterState, Trouble
from tests.helpers.hands import OFFSCREEN, click, key
from tests.helpers.memory_session import FOLDER, PIXELS, MemorySession, OpenWindow

pytestmark = OFFSCREEN
CTRL = Qt.KeyboardModifier.ControlModifier


def shown(window: MainWindow) -> list[int]:
    return [int(image_id) for image_id in window.pane.model.ids]


def test_pausing_by_key_and_by_button(window: MainWindow, session: MemorySession) -> None:
    key(window, Qt.Key.Key_P, CTRL)
    session.progress.emit(Progress(1, 0, 5, 0, 0.0, None, True, ""))
    assert window.menus.pause.text() == "Resume rating"
    click(window.strip.pause_button)
    assert session.calls == [("pause",), ("resume",)]


def test_failures_are_counted_listed_and_tried_again(window: MainWindow, session: MemorySession) -> None:
    assert not window.failures.isVisible()
    assert not window.menus.retry.isEnabled()
    session.fail(Failure(99, FOLDER / "fog-00099.png", "read", "The file ends too early.", 1.0))
    click(window.strip.failed_button)
    assert window.failures.isVisible()
    window.failures.table.selectRow(0)
    assert window.inspector.image_id == 99
    click(window.failures.retry_button)
    click(window.inspector.retry_button)
    window.menus.retry.trigger()
    assert session.calls == [("retry", (99,)), ("retry", (99,)), ("retry", ())]


def test_a_failed_file_that_the_filters_hide_is_still_shown(
    window: MainWindow, session: MemorySession
) -> None:
    session.fail(Failure(99, FOLDER / "fog-00099.png", "read", "The file ends too early.", 1.0))
    window.bar.search.set_text("fog-0000")
    window.failures.table.selectRow(0)
    assert window.inspector.image_id == 99


def test_the_rater_tells_which_dimensions_it_knows(window: MainWindow, session: MemorySession) -> None:
    session.rated = PIXELS
    session.rater_changed.emit(RaterChanged(RaterState.READY, "pixel measures"))
    assert window.strip.rater.text() == "pixel measures"
    assert window.filters.rows["emotion"].note.text() == "needs the model"
    assert window.filters.rows["clarity"].note.text() == "98 rated"


def test_what_is_shown_is_what_is_exported(
    qtbot: QtBot, window: MainWindow, session: MemorySession, tmp_path: Path
) -> None:
    window.bar.search.set_text("fog-0000")
    key(window, Qt.Key.Key_E, CTRL)
    dialog = window.export_dialog.dialog
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.windowTitle() == "Export the table of 9 files"
    dialog.fileSelected.emit(str(tmp_path / "scores.xlsx"))
    dialog.close()
    assert session.calls == [("export", tmp_path / "scores.xlsx", window.query())]
    session.exported.emit(Path("scores.xlsx"), 9)
    assert window.pane.notices.text.toPlainText() == "Wrote 9 rows to scores.xlsx"


def test_a_table_that_gets_its_suffix_replaces_none_unasked(
    qtbot: QtBot, window: MainWindow, session: MemorySession, tmp_path: Path
) -> None:
    dialog = window.export_dialog.dialog
    dialog.setDirectory(str(tmp_path))
    dialog.fileSelected.emit(str(tmp_path / "night.v2"))
    assert session.calls == [("export", tmp_path / "night.v2.csv", window.query())]
    (tmp_path / "night.v2.csv").write_text("kept", encoding="utf-8")
    dialog.fileSelected.emit(str(tmp_path / "night.v2"))
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.selectedFiles() == [str(tmp_path / "night.v2.csv")]
    assert len(session.calls) == 1
    dialog.close()


def test_a_long_export_can_be_stopped(qtbot: QtBot, window: MainWindow, session: MemorySession) -> None:
    notices = window.pane.notices
    session.exporting.emit(Path("quick.csv"))
    session.exported.emit(Path("quick.csv"), 9)
    session.exporting.emit(None)
    session.exporting.emit(Path("scores.xlsx"))
    assert not notices.stop_button.isVisible(), "most are written in a moment"
    qtbot.waitUntil(notices.stop_button.isVisible)
    assert notices.text.toPlainText() == "Writing scores.xlsx … (1 more)"
    assert not notices.close_button.isVisible()
    click(notices.stop_button)
    assert notices.text.toPlainText() == "Stopped. (1 more)"
    assert not notices.stop_button.isVisible()


def test_a_rater_that_failed_is_told_with_the_next_step(window: MainWindow, session: MemorySession) -> None:
    reason = "The model lacks its weights; get its files again."
    session.rater_changed.emit(RaterChanged(RaterState.FAILED, reason))
    assert window.pane.notices.text.toPlainText() == reason


def test_trouble_stands_above_the_gallery(window: MainWindow, session: MemorySession) -> None:
    session.trouble.emit(Trouble("The disk is full. Free some space.", "Traceback"))
    assert window.pane.notices.isVisible()
    assert window.pane.notices.text.property("failure") is True
    session.export_failed.emit("Not writable.")
    assert window.pane.notices.text.toPlainText() == "Not writable. (1 more)"


def test_folders_and_files_are_asked_for(qtbot: QtBot, window: MainWindow, session: MemorySession) -> None:
    for action, name in (
        (window.menus.add_folder, "Watch a folder"),
        (window.menus.rate_files, "Rate pictures"),
    ):
        action.trigger()
        dialog = next(one for one in window.findChildren(QFileDialog) if one.windowTitle() == name)
        dialog.fileSelected.emit("/a/outputs")
        dialog.filesSelected.emit(["/a/outputs"])
        dialog.close()
    asked = Path("/a/outputs")
    assert session.calls == [("add_folder", asked), ("rate_files", [asked])]


def test_folders_are_looked_through_again(window: MainWindow, session: MemorySession) -> None:
    window.menus.rescan.trigger()
    window.folders.rescan_requested.emit(1)
    assert session.calls == [("rescan", None), ("rescan", 1)]


def test_the_help_menu_tells_about_the_program_beside_the_window(window: MainWindow) -> None:
    window.menus.about.trigger()
    about = window.findChild(QMessageBox)
    assert isinstance(about, QMessageBox)
    assert "Apache" in about.text()
    assert not about.isModal()
    about.close()


def test_everything_is_as_it_was_after_a_restart(
    open_window: OpenWindow, window: MainWindow, session: MemorySession
) -> None:
    window.bar.search.set_text("fog")
    window.bar.sort.set_sort("-color aesthetic")
    window.bar.cells.setValue(window.bar.cells.value() + 3)
    window.filters.set_filters((Range("clarity", 0.5, 1.5),))
    window.folders.choose(1)
    window.docks["Folders"].hide()
    window.docks["Failed files"].show()
    cell, rows_before = window.pane.gallery.cell_size(), shown(window)
    again = open_window()
    session.folders_changed.emit()
    session.columns_changed.emit()
    assert again is not window
    assert again.query() == Query("fog", (Range("clarity", 0.5, 1.5),), str(FOLDER), "-color aesthetic")
    assert again.pane.gallery.cell_size() == again.bar.cell_size() == cell == 240
    assert (again.folders.isVisible(), again.failures.isVisible()) == (False, True)
    assert shown(again) == rows_before


def test_sizes_of_pictures_go_with_slider_keys_and_gallery(window: MainWindow) -> None:
    size = window.pane.gallery.cell_size()
    key(window, Qt.Key.Key_Plus, CTRL)
    assert window.bar.cell_size() == window.pane.gallery.cell_size() == size + 16
    key(window.bar.cells, Qt.Key.Key_Left)
    assert window.pane.gallery.cell_size() == size


def test_the_window_is_painted_with_its_thumbnails(qtbot: QtBot, window: MainWindow) -> None:
    window.show_for_picture()
    qtbot.waitUntil(window.painted)
    assert window.query().sort == "-background"
    assert window.inspector.image_id == shown(window)[0]
    image = window.grab().toImage()
    colors = {image.pixel(x, y) for x in range(0, image.width(), 8) for y in range(0, image.height(), 8)}
    assert len(colors) > 30


def fully_seen(panel: QWidget, parts: Iterable[QWidget]) -> int:
    """How many of the parts show all of themselves in the panel's scroll area."""
    area = panel.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    view = area.viewport()
    places = [part.rect().translated(part.mapTo(view, QPoint(0, 0))) for part in parts if part.isVisible()]
    return sum(view.rect().contains(place) for place in places)


def test_a_first_start_shows_most_scores_and_all_filters(
    qtbot: QtBot, undressed: QApplication, window: MainWindow
) -> None:
    apply_theme(undressed, Qt.ColorScheme.Light)
    window.show_for_picture()
    qtbot.waitUntil(window.painted)
    assert window.size() == QSize(1440, 900)
    inspector, filters = window.inspector, window.filters
    qtbot.waitUntil(lambda: fully_seen(inspector, inspector.bars.values()) >= 6)
    assert fully_seen(filters, filters.rows.values()) == 11
    assert window.inspector.picture.height() > 200


def test_closing_twice_ends_the_threads_once(window: MainWindow) -> None:
    assert window.close()
    assert window.close()


def test_a_chosen_theme_is_worn_and_remembered(
    open_window: OpenWindow, window: MainWindow, undressed: QApplication
) -> None:
    window.menus.theme_chosen.emit("dark")
    assert undressed.palette().window().color().lightness() < 64
    again = open_window()
    assert undressed.palette().window().color().lightness() < 64
    assert again.grab().toImage().pixelColor(2, 2).lightness() < 64


def test_the_menu_of_a_picture_leaves_the_windows_menus_whole(qtbot: QtBot, window: MainWindow) -> None:
    mark = window.menus.mark
    for _ in range(2):
        window.pane.gallery.customContextMenuRequested.emit(QPoint(20, 20))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        assert mark.menu.menuAction() in menu.actions()
        assert mark.collect.menuAction() in menu.actions()
        with qtbot.waitSignal(menu.destroyed):
            menu.close()
    assert isValid(mark.menu)
    mark.set_collections((Collection(1, "poster"),))
    assert "poster" in [action.text() for action in mark.collect.actions()]
