"""A first curating session by key in the real window: rate, narrow, collect, take back, export."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from curator.app import Desktop, build
from curator.core.settings import Options
from tests.helpers.hands import OFFSCREEN, click, key, type_text
from tests.helpers.pictures import write_png

pytestmark = OFFSCREEN
PATIENCE_MS = 20_000
Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desktop(qtbot: QtBot, undressed: QApplication, tmp_path: Path) -> Iterator[Desktop]:
    folder = tmp_path / "outputs"
    folder.mkdir()
    for number in range(8):
        write_png(folder / f"{number}.png", seed=number)
    desktop = build(Options(library=tmp_path / "library", rater="pixels"))
    qtbot.addWidget(desktop.window)
    desktop.session.service.add_folder(folder)
    desktop.start()
    desktop.window.activateWindow()
    qtbot.waitUntil(lambda: int((desktop.session.columns.rated_at > 0).sum()) == 8, timeout=PATIENCE_MS)
    yield desktop
    desktop.stop()


def names(desktop: Desktop) -> list[str]:
    model = desktop.window.pane.model
    return [model.picture(row).name for row in range(model.rowCount())]


def marks(desktop: Desktop) -> dict[str, tuple[int, int]]:
    """Stars and flag of every picture that has any."""
    columns = desktop.session.columns
    rows = zip(columns.names.tolist(), columns.stars.tolist(), columns.flags.tolist(), strict=True)
    return {name: (stars, flag) for name, stars, flag in rows if stars or flag}


def test_a_session_of_culling_by_key(qtbot: QtBot, desktop: Desktop, tmp_path: Path) -> None:
    window, viewing = desktop.window, desktop.window.pane.viewing
    window.bar.sort.set_sort("name")
    window.pane.gallery.choose(window.pane.model.image_id(0))
    window.pane.gallery.setFocus()
    # Rate in the viewer: each key goes on to the next picture
    key(window.pane.gallery, Key.Key_Space)
    assert viewing.is_open
    for pressed in (Key.Key_P, Key.Key_X, Key.Key_4, Key.Key_P, Key.Key_Right, Key.Key_5):
        key(viewing.viewer, pressed)
    assert window.pane.model.row_of(viewing.current_id()) == 6
    rated = {"0.png": (0, 1), "1.png": (0, -1), "2.png": (4, 0), "3.png": (0, 1), "5.png": (5, 0)}
    assert marks(desktop) == rated
    key(viewing.viewer, Key.Key_Z, Control)
    qtbot.waitUntil(lambda: "5.png" not in marks(desktop), timeout=PATIENCE_MS)
    key(viewing.viewer, Key.Key_Z, Control | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: marks(desktop) == rated, timeout=PATIENCE_MS)
    key(viewing.viewer, Key.Key_Escape)
    # A filter hides what is rated, one after another, and the place is kept
    click(window.filters.marks.flag_buttons["none"])
    assert names(desktop) == ["2.png", "4.png", "5.png", "6.png", "7.png"]
    window.pane.gallery.setFocus()
    window.pane.gallery.choose(window.pane.model.image_id(1))
    for _ in range(2):
        key(window.pane.gallery, Key.Key_X)
    assert names(desktop) == ["2.png", "6.png", "7.png"]
    assert (
        window.pane.model.picture(window.pane.model.row_of(window.pane.gallery.current_id())).name == "6.png"
    )
    # The picks into a collection, which gets its name in the list
    click(window.filters.marks.flag_buttons["none"])
    click(window.filters.marks.flag_buttons["pick"])
    window.pane.gallery.setFocus()
    key(window.pane.gallery, Key.Key_A, Control)
    click(window.side.add_collection)
    side = window.side.collections
    qtbot.waitUntil(lambda: bool(side.findChildren(QLineEdit)), timeout=PATIENCE_MS)
    (field,) = side.findChildren(QLineEdit)
    field.selectAll()
    type_text(field, "Poster")
    key(field, Key.Key_Return)
    qtbot.waitUntil(lambda: [each.name for each in desktop.session.collections()] == ["Poster"])
    window.browsing.clear()
    click(side.viewport(), side.visualItemRect(side.item(0)).center())
    qtbot.waitUntil(lambda: names(desktop) == ["0.png", "3.png"], timeout=PATIENCE_MS)
    # What is shown leaves as a table, with what was given
    out = tmp_path / "poster.csv"
    with qtbot.waitSignal(desktop.session.exported, timeout=PATIENCE_MS):
        desktop.session.export(out, window.query())
    with out.open(encoding="utf-8", newline="") as file:
        assert [(row["name"], row["flag"]) for row in csv.DictReader(file)] == [
            ("0.png", "pick"),
            ("3.png", "pick"),
        ]
    # And everything can be taken back
    while window.history.last is not None:
        window.menus.undo.trigger()
    qtbot.waitUntil(lambda: not marks(desktop) and not desktop.session.collections(), timeout=PATIENCE_MS)
    assert len(names(desktop)) == 8
