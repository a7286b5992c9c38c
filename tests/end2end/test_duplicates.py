"""Duplicates in the real window: found by themselves, shown as one, and told with their places."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from curator.app import Desktop, build
from curator.core.settings import Options
from curator.images.paint import demo_pictures
from tests.helpers.hands import OFFSCREEN, click, key

pytestmark = OFFSCREEN
PATIENCE_MS = 30_000


@pytest.fixture
def desktop(qtbot: QtBot, undressed: QApplication, tmp_path: Path) -> Iterator[Desktop]:
    """Watches a folder of three pictures, of which the first is there twice and once more in another size."""
    folder = tmp_path / "outputs"
    folder.mkdir()
    for number, (_, picture) in enumerate(demo_pictures(3, seed=3)):
        picture.resize((256, 256)).save(folder / f"{number}.png")
        if number == 0:
            picture.resize((200, 200)).save(folder / "small.jpg", quality=80)
    shutil.copy2(folder / "0.png", folder / "copy.png")
    opened = build(Options(library=tmp_path / "library", rater="pixels"))
    qtbot.addWidget(opened.window)
    opened.window.resize(1200, 800)
    opened.start()
    opened.session.add_folder(folder)
    yield opened
    opened.stop()


def names(desktop: Desktop) -> list[str]:
    model = desktop.window.pane.model
    return [model.picture(row).name for row in range(model.rowCount())]


def test_duplicates_are_shown_as_one_and_their_places_told(qtbot: QtBot, desktop: Desktop) -> None:
    window, button = desktop.window, desktop.window.bar.folding
    window.bar.sort.set_sort("name")
    qtbot.waitUntil(lambda: len(names(desktop)) == 5, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: bool((desktop.session.columns.fingerprints > 0).all()), timeout=PATIENCE_MS)
    click(button)
    click(button.box.buttons["equal"])
    assert names(desktop) == ["0.png", "1.png", "2.png", "small.jpg"]
    assert button.box.state.text() == "1 picture stands behind others"
    click(button.box.buttons["near"])
    qtbot.waitUntil(lambda: names(desktop) == ["0.png", "1.png", "2.png"], timeout=PATIENCE_MS)
    assert [window.pane.model.picture(row).hidden for row in range(3)] == [2, 0, 0]
    key(button.box.buttons["near"], Qt.Key.Key_Escape)
    window.bar.sort.set_sort("-name")
    assert names(desktop) == ["small.jpg", "2.png", "1.png"]

    window.pane.gallery.set_current(window.pane.model.image_id(0))
    window.menus.show_copies.trigger()
    copies = window.copies.model
    qtbot.waitUntil(lambda: copies.rowCount() == 3, timeout=PATIENCE_MS)
    assert [copies.copies[0].path.name, *sorted(each.path.name for each in copies.copies[1:])] == [
        "small.jpg",
        "0.png",
        "copy.png",
    ]
    window.menus.undo.trigger()
    assert len(names(desktop)) == 5
    assert button.fold() == ""


def test_the_choice_is_kept_with_a_view_and_with_the_window(qtbot: QtBot, desktop: Desktop) -> None:
    from curator.gui.window_state import load_state

    window = desktop.window
    click(window.bar.folding)
    click(window.bar.folding.box.buttons["near"])
    window.bar.views.save_wanted.emit("Without twins")
    qtbot.waitUntil(lambda: len(desktop.session.views()) == 1, timeout=PATIENCE_MS)
    window.browsing.clear()
    window.bar.views.chosen.emit(desktop.session.views()[0])
    assert window.query().fold == "near:6"
    window.close()
    assert load_state().fold == "near:6"
