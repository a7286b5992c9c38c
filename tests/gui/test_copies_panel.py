"""Where else a picture is and what looks like it: a real library behind the real panel."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from curator.core.errors import LibraryError
from curator.core.live import LiveColumns
from curator.gui.duplicates.copies import NOT_READ, Copies
from curator.gui.duplicates.copies_panel import HINT, CopiesPanel, copies_text
from curator.pipeline.events import Trouble
from curator.store import copies, files, fingerprints, gallery
from curator.store.copies import Place
from curator.store.library import Library
from tests.helpers.hands import OFFSCREEN, click, key
from tests.helpers.listed import Listed, list_file, list_pictures
from tests.helpers.pictures import write_png

pytestmark = OFFSCREEN


@dataclass
class Opened:
    """The panel over a library: seed 0 has a copy and a place that is gone, seeds 1 and 2 look like it."""

    library: Library
    panel: CopiesPanel
    pictures: list[Listed]
    away: list[Path] = field(default_factory=list)
    fault: Exception | None = None

    def __post_init__(self) -> None:
        self.live = LiveColumns(gallery.columns(self.library, None, ()))
        self.copies = Copies(self.panel, lambda: self.live, self.places, lambda: self.away)

    def places(self, content: str) -> list[Place]:
        if self.fault is not None:
            raise self.fault
        return copies.places(self.library, content)

    def rows(self) -> list[tuple[str, ...]]:
        model = self.panel.model
        return [tuple(model.index(row, at).data() for at in (0, 2, 3)) for row in range(model.rowCount())]


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    library = Library(tmp_path / "library")
    pictures = list_pictures(library, tmp_path, 4)
    for name in ("copy.png", "lost.png"):
        shutil.copy2(pictures[0].path, tmp_path / name)
        pictures.append(list_file(library, tmp_path / name))
    pictures[5].path.unlink()
    files.mark_gone(library, [pictures[5].path], 1.0)
    pictures.append(list_file(library, write_png(tmp_path / "unread.png", seed=9), read=False))
    hashes = (0b1111, 0b1, 0b11, 0xFFFF << 20)
    made = {each.content: number for each, number in zip(pictures, hashes, strict=False)}
    fingerprints.put_many(library, made)
    panel = CopiesPanel()
    qtbot.addWidget(panel)
    panel.resize(900, 300)
    made_up = Opened(library, panel, pictures)
    yield made_up
    made_up.copies.close()
    made_up.copies.close()
    library.close()


SEEN = [
    ("0000.png", "this picture", "there"),
    ("copy.png", "the same content", "there"),
    ("lost.png", "the same content", "no longer there"),
    ("0002.png", "2 of 64 bits differ", "there"),
    ("0001.png", "3 of 64 bits differ", "there"),
]


def look(qtbot: QtBot, opened: Opened, at: int) -> None:
    opened.panel.show()
    qtbot.waitExposed(opened.panel)
    opened.copies.show(opened.pictures[at].id)


def test_places_come_first_then_the_nearest(qtbot: QtBot, opened: Opened) -> None:
    look(qtbot, opened, 0)
    qtbot.waitUntil(lambda: opened.rows() == SEEN)
    assert opened.panel.count.text() == "In 3 places, now or before · 2 others look like it"
    opened.copies.show(opened.pictures[3].id)
    qtbot.waitUntil(lambda: opened.rows() == [("0003.png", "this picture", "there")])
    assert opened.panel.count.text() == "In this place only · none looks like it"
    opened.copies.show(-1)
    assert (opened.rows(), opened.panel.count.text()) == ([], HINT)
    assert not opened.panel.copy_button.isEnabled()


def test_nothing_is_looked_up_while_it_can_not_be_seen(qtbot: QtBot, opened: Opened) -> None:
    opened.fault = LibraryError("not to be asked")
    heard: list[Trouble] = []
    opened.copies.trouble.connect(heard.append)
    opened.copies.show(opened.pictures[0].id)
    opened.copies.refresh()
    qtbot.wait(20)
    assert heard == []
    opened.fault = None
    opened.panel.show()
    qtbot.waitUntil(lambda: opened.rows() == SEEN)


def test_the_copy_tells_its_original(qtbot: QtBot, opened: Opened) -> None:
    look(qtbot, opened, 4)
    qtbot.waitUntil(lambda: len(opened.rows()) == 5)
    assert opened.rows()[:2] == [
        ("copy.png", "this picture", "there"),
        ("0000.png", "the same content", "there"),
    ]


def test_a_picture_that_was_not_read_says_so(qtbot: QtBot, opened: Opened) -> None:
    look(qtbot, opened, 6)
    assert (opened.rows(), opened.panel.count.text()) == ([], NOT_READ)


def test_folders_that_are_away_are_told(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    opened.away = [tmp_path]
    look(qtbot, opened, 0)
    qtbot.waitUntil(lambda: len(opened.rows()) == 5)
    where = [row[2] for row in opened.rows()]
    assert where == [*["can’t be reached now"] * 2, "no longer there", *["can’t be reached now"] * 2]


def test_a_row_shows_its_picture_and_enter_opens_it(qtbot: QtBot, opened: Opened) -> None:
    look(qtbot, opened, 0)
    qtbot.waitUntil(lambda: opened.rows() == SEEN)
    shown: list[int] = []
    opened.panel.shown.connect(shown.append)
    opened.panel.table.setFocus()
    for _ in range(5):
        key(opened.panel.table, Qt.Key.Key_Down)
    ids = [each.id for each in opened.pictures]
    wanted = [ids[4], ids[2], ids[1]]
    assert [each for each in shown if each != ids[0]] == wanted, "what is gone has no picture to show"
    with qtbot.waitSignal(opened.panel.wanted) as told:
        key(opened.panel.table, Qt.Key.Key_Return)
    assert told.args == [ids[1]]
    opened.panel.table.selectRow(2)
    with qtbot.assertNotEmitted(opened.panel.wanted):
        key(opened.panel.table, Qt.Key.Key_Return)


def test_rows_that_come_or_go_leave_the_current_one(qtbot: QtBot, opened: Opened) -> None:
    look(qtbot, opened, 0)
    qtbot.waitUntil(lambda: opened.rows() == SEEN)
    opened.panel.table.selectRow(3)
    shown: list[int] = []
    opened.panel.shown.connect(shown.append)
    opened.live.update(gallery.columns(opened.library, None, (), []), [opened.pictures[4].id])
    opened.pictures[4].path.unlink()
    files.mark_gone(opened.library, [opened.pictures[4].path], 1.0)
    opened.copies.refresh()
    qtbot.waitUntil(lambda: opened.rows()[1] == ("copy.png", "the same content", "no longer there"))
    assert opened.panel.table.currentIndex().row() == 3
    opened.pictures[2].path.unlink()
    files.mark_gone(opened.library, [opened.pictures[2].path], 1.0)
    opened.live.update(gallery.columns(opened.library, None, (), []), [opened.pictures[2].id])
    opened.copies.refresh()
    qtbot.waitUntil(lambda: len(opened.rows()) == 4)
    assert shown == []


def test_paths_are_copied_with_button_and_key(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    look(qtbot, opened, 0)
    qtbot.waitUntil(lambda: opened.rows() == SEEN)
    click(opened.panel.copy_button)
    names = [name for name, _, _ in SEEN]
    assert QGuiApplication.clipboard().text() == "\n".join(str(tmp_path / name) for name in names)
    opened.panel.table.selectRow(1)
    opened.panel.table.setFocus()
    key(opened.panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == str(tmp_path / "copy.png")


@pytest.mark.parametrize(
    ("fault", "report"), [(LibraryError("The library is locked."), False), (ValueError("odd"), True)]
)
def test_what_goes_wrong_is_told(qtbot: QtBot, opened: Opened, fault: Exception, report: bool) -> None:
    opened.fault = fault
    with qtbot.waitSignal(opened.copies.trouble) as told:
        look(qtbot, opened, 0)
    assert told.args is not None
    (trouble,) = told.args
    assert (trouble.message, bool(trouble.report)) == (str(fault), report)


def test_the_words() -> None:
    assert copies_text(2, 1) == "In 2 places, now or before · 1 other looks like it"
    assert copies_text(1, 1200) == "In this place only · 1,200 others look like it"
