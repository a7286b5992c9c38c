"""The real window: another program's scores are imported, sorted by, exported, undone, there next time."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from curator.app import Desktop, build
from curator.core.settings import Options
from curator.gui.gallery.geometry import LayoutKind
from curator.pipeline.importing import plan_import, run_import
from curator.store.library import Library
from tests.helpers.hands import OFFSCREEN, click, key
from tests.helpers.listed import list_file
from tests.helpers.pictures import write_png

pytestmark = OFFSCREEN
PATIENCE_MS = 30_000


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Three that the library has read, and a table of scores."""
    folder = tmp_path / "outputs"
    folder.mkdir()
    library = Library(tmp_path / "library")
    for seed in range(3):
        list_file(library, write_png(folder / f"{seed}.png", seed=seed, size=(96, 64)))
    library.close()
    table = "image,laion,stars\n0.png,5.5,2\n1.png,7,\n2.png,6,4\nnone.png,1,1\n"
    (folder / "scores.csv").write_text(table, encoding="utf-8")
    return folder


@pytest.fixture
def open_window(
    qtbot: QtBot, undressed: QApplication, tmp_path: Path, pictures: Path
) -> Iterator[Callable[[], Desktop]]:
    opened: list[Desktop] = []

    def close() -> None:
        while opened:
            desktop = opened.pop()
            desktop.window.close()
            desktop.stop()

    def open_one() -> Desktop:
        close()
        desktop = build(Options(library=tmp_path / "library", rater="pixels"))
        opened.append(desktop)
        qtbot.addWidget(desktop.window)
        desktop.window.resize(1200, 800)
        desktop.start()
        qtbot.waitUntil(lambda: len(desktop.session.columns) == 3, timeout=PATIENCE_MS)
        return desktop

    yield open_one
    close()


def names(desktop: Desktop) -> list[str]:
    """What the gallery shows, in its order."""
    model = desktop.window.pane.model
    return [model.picture(row).name for row in range(model.rowCount())]


def import_scores(qtbot: QtBot, desktop: Desktop, table: Path) -> None:
    """By the menu, and through the dialog."""
    window, dialog = desktop.window, desktop.window.importing.dialog
    window.menus.import_scores.trigger()
    dialog.file_dialog.fileSelected.emit(str(table))
    qtbot.waitUntil(dialog.import_button.isEnabled, timeout=PATIENCE_MS)
    assert dialog.told.toPlainText() == "3 of 4 rows match pictures."
    key(dialog.import_button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "laion" in desktop.session.columns.extra_names, timeout=PATIENCE_MS)


def test_scores_are_imported_sorted_by_undone_and_there_at_the_next_start(
    qtbot: QtBot, open_window: Callable[[], Desktop], pictures: Path
) -> None:
    desktop = open_window()
    window = desktop.window
    import_scores(qtbot, desktop, pictures / "scores.csv")
    notices = window.pane.notices.text
    qtbot.waitUntil(lambda: notices.toPlainText() == "Imported laion, csv_stars for 3 pictures.")
    window.bar.sort.set_sort("-laion")
    assert names(desktop) == ["1.png", "2.png", "0.png"]
    window.bar.search.set_text("laion<6.5 csv_stars>1")
    assert names(desktop) == ["2.png", "0.png"]
    window.pane.gallery.set_layout(LayoutKind.LIST)
    shown = [span.column.key for span in window.pane.header.spans()]
    assert "extra:laion" in shown
    desktop = open_window()
    qtbot.waitUntil(lambda: names(desktop) == ["2.png", "0.png"], timeout=PATIENCE_MS)
    assert desktop.window.bar.sort.sort() == "-laion"
    assert [span.column.key for span in desktop.window.pane.header.spans()] == shown


def test_a_column_that_goes_takes_what_names_it_along(
    qtbot: QtBot, open_window: Callable[[], Desktop], pictures: Path
) -> None:
    desktop = open_window()
    window = desktop.window
    import_scores(qtbot, desktop, pictures / "scores.csv")
    window.bar.sort.set_sort("-laion")
    window.bar.search.set_text("laion<6.5")
    assert names(desktop) == ["2.png", "0.png"]
    window.menus.import_scores.trigger()
    dialog = window.importing.dialog
    assert dialog.kept.isVisible()
    key(dialog.kept.list, Qt.Key.Key_Down)
    click(dialog.kept.remove_button)
    qtbot.waitUntil(lambda: desktop.session.columns.extra_names == ("csv_stars",), timeout=PATIENCE_MS)
    dialog.close()
    assert len(names(desktop)) == 3
    assert (window.bar.search.text(), window.bar.sort.sort()) == ("", "-date")
    assert "extra:laion" not in [each.key for each in window.pane.header.columns]
    qtbot.waitUntil(lambda: window.history.last is not None and "laion" in window.history.last.text)
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: len(desktop.session.columns.extra_names) == 2, timeout=PATIENCE_MS)
    assert window.bar.sort.keys.findData("laion") >= 0


def test_what_another_process_imported_shows_with_the_next_change(
    qtbot: QtBot, open_window: Callable[[], Desktop], pictures: Path
) -> None:
    desktop = open_window()
    service = desktop.session.service
    plan = plan_import(service.library, pictures / "scores.csv", service.rubric.keys)
    run_import(service.library, plan, plan.columns)
    desktop.session._touch([int(desktop.session.columns.ids[0])])
    qtbot.waitUntil(
        lambda: desktop.session.columns.extra_names == ("csv_stars", "laion"), timeout=PATIENCE_MS
    )


def test_a_contact_sheet_of_what_is_shown(
    qtbot: QtBot, open_window: Callable[[], Desktop], tmp_path: Path
) -> None:
    desktop, out = open_window(), tmp_path / "sheet.html"
    desktop.window.bar.search.set_text("name:0 or name:1")
    desktop.window.bar.sort.set_sort("name")
    desktop.window.export_dialog.dialog.fileSelected.emit(str(out))
    notices = desktop.window.pane.notices.text
    qtbot.waitUntil(lambda: notices.toPlainText() == f"Wrote 2 rows to {out}", timeout=PATIENCE_MS)
    page = out.read_text(encoding="utf-8")
    assert page.index("<bdi>0.png</bdi>") < page.index("<bdi>1.png</bdi>")
    assert "<bdi>2.png" not in page
    assert page.count("data:image/jpeg;base64,/9j/") == 2
    assert "<code>name:0 or name:1</code>" in page
