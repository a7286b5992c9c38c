"""Files moved, renamed and trashed in the real window, by keys, on real files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from curator.app import Desktop, build
from curator.core.settings import Options
from curator.gui.files.rename_dialog import RenameDialog
from tests.helpers.hands import OFFSCREEN, key, type_text
from tests.helpers.pictures import write_png
from tests.helpers.trash import own_trash

pytestmark = OFFSCREEN
PATIENCE_MS = 30_000


@pytest.fixture
def trash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with own_trash(tmp_path / "home", monkeypatch) as folder:
        yield folder


@pytest.fixture
def desktop(qtbot: QtBot, undressed: QApplication, tmp_path: Path) -> Iterator[Desktop]:
    """Six rated pictures in a watched folder, by name."""
    (tmp_path / "out" / "kept").mkdir(parents=True)
    for seed in range(6):
        write_png(tmp_path / "out" / f"{seed}.png", seed=seed)
    opened = build(Options(library=tmp_path / "library", rater="pixels"))
    qtbot.addWidget(opened.window)
    opened.window.resize(1200, 800)
    opened.start()
    opened.session.add_folder(tmp_path / "out")
    rated = lambda: int((opened.session.columns.rated_at > 0).sum()) == 6  # noqa: E731
    qtbot.waitUntil(rated, timeout=PATIENCE_MS)
    opened.window.bar.sort.set_sort("name")
    opened.window.pane.gallery.setFocus()
    yield opened
    opened.stop()


def names(desktop: Desktop) -> list[str]:
    model = desktop.window.pane.model
    return [model.picture(row).name for row in range(model.rowCount())]


def choose(desktop: Desktop, first: int, count: int) -> list[int]:
    gallery, model = desktop.window.pane.gallery, desktop.window.pane.model
    gallery.set_current(model.image_id(first))
    for _ in range(count - 1):
        key(gallery, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    return [model.image_id(first + at) for at in range(count)]


def test_pictures_renamed_by_f2_stay_selected_and_rated(qtbot: QtBot, desktop: Desktop) -> None:
    ids = choose(desktop, 1, 2)
    gallery = desktop.window.pane.gallery
    key(gallery, Qt.Key.Key_F2)
    (dialog,) = desktop.window.findChildren(RenameDialog)
    dialog.editor.edit.selectAll()
    type_text(dialog.editor.edit, "fog_{n:2}")
    qtbot.waitUntil(dialog.go_button.isEnabled, timeout=PATIENCE_MS)
    key(dialog.editor.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "fog_02.png" in names(desktop), timeout=PATIENCE_MS)
    assert sorted(gallery.selected_ids()) == ids
    assert (desktop.session.columns.rated_at > 0).all()
    desktop.window.menus.undo.trigger()
    qtbot.waitUntil(lambda: names(desktop) == [f"{n}.png" for n in range(6)], timeout=PATIENCE_MS)
    assert sorted(gallery.selected_ids()) == ids


def test_delete_asks_once_and_undo_brings_back(
    qtbot: QtBot, desktop: Desktop, trash: Path, tmp_path: Path
) -> None:
    choose(desktop, 0, 3)
    key(desktop.window.pane.gallery, Qt.Key.Key_Delete)
    (box,) = desktop.window.findChildren(QMessageBox)
    again = box.findChild(QCheckBox)
    assert again is not None
    again.setChecked(True)
    key(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: names(desktop) == ["3.png", "4.png", "5.png"], timeout=PATIENCE_MS)
    # A desktop does so by itself when a dialog closes
    desktop.window.activateWindow()
    desktop.window.pane.gallery.setFocus()
    qtbot.waitUntil(desktop.window.pane.gallery.hasFocus)
    choose(desktop, 0, 1)
    key(desktop.window.pane.gallery, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: names(desktop) == ["4.png", "5.png"], timeout=PATIENCE_MS)
    for _ in range(2):
        desktop.window.history.undo()
    qtbot.waitUntil(lambda: len(names(desktop)) == 6, timeout=PATIENCE_MS)
    assert len(list((tmp_path / "out").glob("*.png"))) == 6


def test_a_move_to_an_unwatched_folder_is_told(qtbot: QtBot, desktop: Desktop, tmp_path: Path) -> None:
    (tmp_path / "poster").mkdir()
    choose(desktop, 4, 2)
    desktop.window.file_control.actions.move.trigger()
    (dialog,) = [each for each in desktop.window.findChildren(QFileDialog) if "Move" in each.windowTitle()]
    dialog.fileSelected.emit(str(tmp_path / "poster"))
    dialog.reject()
    said = desktop.window.pane.files.text
    told = "2 files moved · They left the gallery, as poster is not a watched folder."
    qtbot.waitUntil(lambda: said.toPlainText() == told, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: len(names(desktop)) == 4, timeout=PATIENCE_MS)
