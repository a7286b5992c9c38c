"""Rating by dragging in the real window: real pipeline, real files, real library."""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from curator.app import Desktop, build
from curator.core.errors import KnownError
from curator.core.settings import Options
from curator.gui.sessions.take_in import keep_image
from curator.gui.shelf.keeping import TITLE
from tests.helpers.dnd import carried, drop, files_mime, image_mime, pull, target
from tests.helpers.hands import OFFSCREEN, click, key, type_text
from tests.helpers.pictures import write_png, write_truncated_png
from tests.helpers.process import rows

pytestmark = OFFSCREEN
PATIENCE_MS = 30_000


@pytest.fixture
def desktop(qtbot: QtBot, undressed: QApplication, tmp_path: Path) -> Iterator[Desktop]:
    """On an empty library, with the shelf in sight."""
    desktop = build(Options(library=tmp_path / "library", rater="pixels"))
    qtbot.addWidget(desktop.window)
    desktop.window.resize(1200, 800)
    desktop.start()
    desktop.window.shelf.set_pinned(True)
    yield desktop
    desktop.stop()


@pytest.fixture
def filled(qtbot: QtBot, desktop: Desktop, tmp_path: Path) -> Desktop:
    """Watching a folder of fourteen pictures, all rated, sorted by clarity."""
    folder = tmp_path / "outputs"
    folder.mkdir()
    for seed in range(14):
        write_png(folder / f"{seed:02}.png", seed=seed)
    desktop.session.add_folder(folder)
    qtbot.waitUntil(lambda: rated(desktop) == 14, timeout=PATIENCE_MS)
    desktop.window.bar.sort.set_sort("-clarity")
    return desktop


def rated(desktop: Desktop) -> int:
    return int((desktop.session.columns.rated_at > 0).sum())


def wait_said(qtbot: QtBot, desktop: Desktop, text: str) -> None:
    """Until the shelf says so of the last thing done."""
    qtbot.waitUntil(lambda: desktop.window.shelf.shelf.last.text() == text, timeout=PATIENCE_MS)


def wait_counted(qtbot: QtBot, desktop: Desktop, name: str, count: int) -> None:
    """Until so many pictures have what a target gives."""
    qtbot.waitUntil(lambda: target(desktop.window, name).count == count, timeout=PATIENCE_MS)


def drag(desktop: Desktop, count: int, to: str) -> None:
    """The first so many pictures, by a real press and move on the first of them."""
    gallery = desktop.window.pane.gallery
    gallery.choose(desktop.window.pane.model.image_id(0))
    gallery._choose_range(count - 1, add=False)
    with carried(desktop.window, to) as taken:
        pull(gallery.viewport(), gallery.visualRect(desktop.window.pane.model.index(0)).center())
    assert taken == [True]


def given(desktop: Desktop) -> list[tuple[Any, ...]]:
    """What the library has of marks, levels and collections."""
    library = desktop.session.service.library.folder
    marks = rows(library, "select stars, flag, label from marks where stars or flag != '' or label != ''")
    levels = rows(library, "select dimension, level from mark_levels")
    return [*marks, *levels, *rows(library, "select collection_id from collection_images")]


def test_dragging_rates_and_undo_takes_all_of_it_back(qtbot: QtBot, filled: Desktop, tmp_path: Path) -> None:
    window, session = filled.window, filled.session
    session.create_collection("poster")
    qtbot.waitUntil(lambda: len(session.collections()) == 1, timeout=PATIENCE_MS)
    poster = f"collection:{session.collections()[0].id}"
    outside = [write_png(tmp_path / f"outside {seed}.png", seed=20 + seed) for seed in range(2)]

    drag(filled, 12, "stars:4")
    drag(filled, 12, poster)
    drag(filled, 1, "level:clarity:2")
    assert drop(target(window, "flag:pick"), files_mime(*outside))
    counts = {"stars:4": 12, poster: 12, "level:clarity:2": 1, "flag:pick": 2}
    qtbot.waitUntil(
        lambda: {name: target(window, name).count for name in counts} == counts, timeout=PATIENCE_MS
    )
    wait_said(qtbot, filled, "Pick for 2 pictures")
    collected = (session.collections()[0].id,)
    assert Counter(given(filled)) == {
        (4, "", ""): 12,
        (0, "pick", ""): 2,
        ("clarity", 2): 1,
        collected: 12,
    }

    # A picture without a file is saved, shown and rated
    assert drop(window.pane.gallery.viewport(), image_mime(64, 48))
    dialog = next(one for one in window.findChildren(QFileDialog) if one.windowTitle() == TITLE)
    dialog.fileSelected.emit(str(tmp_path))
    dialog.close()
    qtbot.waitUntil(lambda: rated(filled) == 17, timeout=PATIENCE_MS)
    (saved,) = tmp_path.glob("dropped *.png")
    with Image.open(saved) as image:
        assert (image.format, image.size) == ("PNG", (64, 48))
        assert image.convert("RGB").getpixel((5, 5)) == (255, 0, 0)

    for _ in range(5):
        click(window.shelf.shelf.undo_button)
    qtbot.waitUntil(lambda: not given(filled), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not session.collections(), timeout=PATIENCE_MS)
    assert rows(session.service.library.folder, "select count(*) from collections") == [(0,)]
    assert target(window, "stars:4").count == target(window, "flag:pick").count == 0


def test_a_folder_on_a_target_is_watched_and_its_pictures_are_rated(
    qtbot: QtBot, desktop: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curator.gui.sessions.take_in.AT_ONCE", 2)
    window, session = desktop.window, desktop.session
    folder = tmp_path / "more" / "deeper"
    folder.mkdir(parents=True)
    for seed in range(3):
        write_png(folder / f"{seed}.png", seed=50 + seed)
    write_truncated_png(folder / "torn.png")
    assert drop(target(window, "label:green"), files_mime(tmp_path / "more", tmp_path / "gone.png"))
    wait_counted(qtbot, desktop, "label:green", 3)
    qtbot.waitUntil(lambda: len(session.folders()) == 1, timeout=PATIENCE_MS)
    told = window.pane.notices.text
    qtbot.waitUntil(lambda: "torn.png keeps no rating" in told.toPlainText(), timeout=PATIENCE_MS)
    assert "gone.png does not exist" in told.toPlainText()
    wait_said(qtbot, desktop, "Green label for 3 pictures")
    click(window.shelf.shelf.undo_button)
    wait_counted(qtbot, desktop, "label:green", 0)


def test_a_folder_makes_a_new_collection_and_fills_one_that_is_there(
    qtbot: QtBot, desktop: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curator.gui.sessions.take_in.AT_ONCE", 2)
    window, session = desktop.window, desktop.session
    for seed in range(3):
        write_png(tmp_path / f"{seed}.png", seed=60 + seed)
    assert drop(target(window, "collection:new"), files_mime(tmp_path))
    type_text(window.shelf.shelf.strip.name, "night")
    key(window.shelf.shelf.strip.name, Qt.Key.Key_Return)
    wait_said(qtbot, desktop, "New collection night for 3 pictures")
    assert given(desktop) == [(1,)] * 3
    session.take_out(1, window.pane.model.ids.tolist(), "out")
    assert drop(target(window, "collection:1"), files_mime(tmp_path))
    wait_said(qtbot, desktop, "Add to night for 3 pictures")
    wait_counted(qtbot, desktop, "collection:1", 3)
    for count in (0, 3):
        click(window.shelf.shelf.undo_button)
        wait_counted(qtbot, desktop, "collection:1", count)
    click(window.shelf.shelf.undo_button)
    qtbot.waitUntil(lambda: not session.collections(), timeout=PATIENCE_MS)
    assert not given(desktop)


def test_what_was_dropped_last_is_written_though_the_window_is_closed(
    qtbot: QtBot, desktop: Desktop, tmp_path: Path
) -> None:
    outside = write_png(tmp_path / "outside.png", seed=90)
    library = desktop.session.service.library.folder
    # It has not even begun when the window closes
    desktop.session._do(lambda: time.sleep(0.1), lane=desktop.session._taking)
    assert drop(target(desktop.window, "stars:5"), files_mime(outside))
    desktop.stop()
    assert rows(library, "select stars from marks") == [(5,)]


@pytest.fixture
def red() -> QImage:
    image = QImage(8, 8, QImage.Format.Format_ARGB32)
    image.fill(0x80FF0000)
    return image


def test_a_saved_picture_never_takes_another_s_place(tmp_path: Path, red: QImage) -> None:
    now = datetime(2026, 11, 25, 18, 30, 12)  # noqa: DTZ001 - names are in local time
    names = [keep_image(red, tmp_path, now).name for _ in range(3)]
    stem = "dropped 2026-11-25 18.30.12"
    assert names == [f"{stem}.png", f"{stem} (2).png", f"{stem} (3).png"]
    with Image.open(tmp_path / names[0]) as image:
        assert image.convert("RGBA").getpixel((0, 0)) == (255, 0, 0, 128)


def test_a_folder_that_can_t_be_written_is_told(
    qtbot: QtBot, desktop: Desktop, tmp_path: Path, red: QImage
) -> None:
    with pytest.raises(KnownError, match=r"can't be saved to .*gone.* Choose another folder\."):
        keep_image(red, tmp_path / "gone", datetime.now())  # noqa: DTZ005
    failed: list[bool] = []
    desktop.session.take_in_image(red, tmp_path / "gone", None, "", lambda: failed.append(True))
    qtbot.waitUntil(lambda: bool(failed), timeout=PATIENCE_MS)
    assert "Choose another folder" in desktop.window.pane.notices.text.toPlainText()
