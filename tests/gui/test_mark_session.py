"""Marks in the real window on the real session: what is shown, what is stored, what a step takes back."""

import contextlib
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from curator.app import Desktop, build
from curator.core.marks import MarkChange, Marks
from curator.core.settings import Options
from curator.gui.sessions import mark_session
from curator.pipeline.events import Trouble
from curator.store import library, marks
from tests.helpers.hands import OFFSCREEN
from tests.helpers.pictures import write_png, write_truncated_png

pytestmark = OFFSCREEN
PATIENCE_MS = 20_000
THREE = MarkChange(stars=3)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "outputs"
    folder.mkdir()
    for number in range(3):
        write_png(folder / f"{number}.png", seed=number)
    return folder


@pytest.fixture
def desktop(
    qtbot: QtBot, undressed: QApplication, tmp_path: Path, folder: Path
) -> Iterator[Callable[[], Desktop]]:
    opened: list[Desktop] = []

    def open_one() -> Desktop:
        desktop = build(Options(library=tmp_path / "library", rater="pixels"))
        opened.append(desktop)
        qtbot.addWidget(desktop.window)
        desktop.session.service.add_folder(folder)
        desktop.start()
        return desktop

    yield open_one
    for one in opened:
        one.stop()


def ids(desktop: Desktop) -> dict[str, int]:
    columns = desktop.session.columns
    return dict(zip(columns.names.tolist(), columns.ids.tolist(), strict=True))


def stars(desktop: Desktop) -> dict[str, int]:
    columns = desktop.session.columns
    return dict(zip(columns.names.tolist(), columns.stars.tolist(), strict=True))


def rated(desktop: Desktop) -> int:
    return int((desktop.session.columns.rated_at > 0).sum())


def stored(desktop: Desktop, name: str) -> Marks:
    library = desktop.session.service.library
    content = desktop.session.columns.content(desktop.session.columns.names.tolist().index(name))
    return marks.marks_of(library, [content])[content]


def settle(qtbot: QtBot, desktop: Desktop) -> None:
    over: list[bool] = []
    session = desktop.session
    session._do(lambda: None, lambda: over.append(True), lane=session._marks)
    qtbot.waitUntil(lambda: bool(over), timeout=PATIENCE_MS)


def test_what_is_undone_before_it_was_written_is_undone(qtbot: QtBot, desktop: Callable[[], Desktop]) -> None:
    opened = desktop()
    qtbot.waitUntil(lambda: rated(opened) == 3, timeout=PATIENCE_MS)
    held = threading.Event()
    opened.session._do(held.wait, lane=opened.session._marks)
    opened.window.marking.mark(THREE, [ids(opened)["1.png"]])
    opened.window.menus.undo.trigger()
    opened.window.menus.redo.trigger()
    opened.window.menus.undo.trigger()
    held.set()
    settle(qtbot, opened)
    assert stored(opened, "1.png") == Marks()
    opened.window.menus.redo.trigger()
    settle(qtbot, opened)
    assert stored(opened, "1.png") == Marks(stars=3)
    assert stars(opened) == {"0.png": 0, "1.png": 3, "2.png": 0}


def test_pictures_of_equal_content_share_their_marks(
    qtbot: QtBot, desktop: Callable[[], Desktop], folder: Path
) -> None:
    shutil.copy(folder / "2.png", folder / "copy.png")
    opened = desktop()
    qtbot.waitUntil(lambda: rated(opened) == 4, timeout=PATIENCE_MS)
    opened.window.marking.mark(MarkChange(stars=2, flag="pick"), [ids(opened)["copy.png"]])
    settle(qtbot, opened)
    assert stars(opened) == {"0.png": 0, "1.png": 0, "2.png": 2, "copy.png": 2}


def test_a_picture_nobody_read_yet_keeps_its_marks_and_scores_come_later(
    qtbot: QtBot, desktop: Callable[[], Desktop]
) -> None:
    opened = desktop()
    opened.session.pause()
    qtbot.waitUntil(lambda: len(opened.session.columns) == 3, timeout=PATIENCE_MS)
    opened.window.marking.mark(MarkChange(levels=(("clarity", 2),)), [ids(opened)["0.png"]])
    settle(qtbot, opened)
    assert stored(opened, "0.png") == Marks(levels=(("clarity", 2),))
    opened.session.resume()
    qtbot.waitUntil(lambda: rated(opened) == 3, timeout=PATIENCE_MS)
    assert stored(opened, "0.png") == Marks(levels=(("clarity", 2),))


def test_a_file_that_is_no_picture_says_so_and_leaves_no_step(
    qtbot: QtBot, desktop: Callable[[], Desktop], folder: Path
) -> None:
    opened = desktop()
    # A watched folder gives a file that ends too early some seconds to be written on
    opened.session.rate_files([write_truncated_png(folder / "cut.png")])
    said: list[Trouble] = []
    opened.session.trouble.connect(said.append)
    qtbot.waitUntil(lambda: len(opened.session.columns) == 4, timeout=PATIENCE_MS)
    opened.window.marking.mark(THREE, [ids(opened)["cut.png"]])
    settle(qtbot, opened)
    assert [each.message for each in said] == [
        "cut.png can't be read, so no rating is kept. Look into “Failed files”."
    ]
    assert opened.window.history.last is None
    opened.window.marking.mark(THREE, [ids(opened)["cut.png"], ids(opened)["0.png"]])
    settle(qtbot, opened)
    assert (len(said), stars(opened)["0.png"]) == (2, 3)
    assert opened.window.history.last is not None


def test_a_row_read_before_it_was_rated_is_read_again(qtbot: QtBot, desktop: Callable[[], Desktop]) -> None:
    opened = desktop()
    qtbot.waitUntil(lambda: rated(opened) == 3, timeout=PATIENCE_MS)
    session, image_id = opened.session, ids(opened)["1.png"]
    old = session.service.columns([image_id])
    # A fetch is under way, which read the row before the mark was written and comes after it
    session._fetching = True
    opened.window.marking.mark(THREE, [image_id])
    settle(qtbot, opened)
    assert stars(opened)["1.png"] == 3
    session._fetched(old, [image_id])
    qtbot.waitUntil(lambda: stars(opened)["1.png"] == 3, timeout=PATIENCE_MS)


def test_what_is_asked_for_stays_shown_until_it_is_written(
    qtbot: QtBot, desktop: Callable[[], Desktop]
) -> None:
    opened = desktop()
    qtbot.waitUntil(lambda: rated(opened) == 3, timeout=PATIENCE_MS)
    session, image_id, held = opened.session, ids(opened)["1.png"], threading.Event()
    old = session.service.columns([image_id])
    session._do(held.wait, lane=session._marks)
    opened.window.marking.mark(THREE, [image_id])
    opened.window.marking.mark(MarkChange(flag="pick"), [image_id])
    # Read before either was written, as after a rating of the rater
    session._fetched(old, [image_id])
    assert (stars(opened)["1.png"], session.columns.flags.tolist().count(1)) == (3, 1)
    held.set()
    settle(qtbot, opened)
    assert stored(opened, "1.png") == Marks(stars=3, flag="pick")
    assert (stars(opened)["1.png"], session.columns.flags.tolist().count(1)) == (3, 1)


def test_what_another_program_keeps_from_being_written_waits(
    qtbot: QtBot, desktop: Callable[[], Desktop], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mark_session, "AGAIN_SECONDS", 0.05)
    monkeypatch.setattr(library, "BUSY_SECONDS", 0.05)
    opened = desktop()
    said: list[Trouble] = []
    qtbot.waitUntil(lambda: rated(opened) == 3, timeout=PATIENCE_MS)
    opened.session.trouble.connect(said.append)
    image_id = ids(opened)["1.png"]
    with contextlib.closing(sqlite3.connect(opened.session.service.library.folder / "library.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        opened.window.marking.mark(THREE, [image_id])
        # Others wait for the library, too, and may say so
        waits = mark_session.WAITS
        qtbot.waitUntil(lambda: any(each.message.endswith(waits) for each in said), timeout=PATIENCE_MS)
        opened.window.marking.mark(MarkChange(stars=4), [image_id])
        opened.window.menus.undo.trigger()
        qtbot.wait(200)
    settle(qtbot, opened)
    assert (stars(opened)["1.png"], stored(opened, "1.png")) == (3, Marks(stars=3))
    assert opened.window.history.last is not None
    assert opened.window.history.next is not None


def test_what_can_not_be_written_is_said_and_not_shown(qtbot: QtBot, desktop: Callable[[], Desktop]) -> None:
    opened = desktop()
    said: list[Trouble] = []
    qtbot.waitUntil(lambda: rated(opened) == 3, timeout=PATIENCE_MS)
    opened.session.trouble.connect(said.append)
    opened.session.service.library._writer.execute("PRAGMA query_only = ON")
    opened.window.marking.mark(THREE, [ids(opened)["1.png"]])
    assert stars(opened)["1.png"] == 3
    settle(qtbot, opened)
    qtbot.waitUntil(lambda: stars(opened)["1.png"] == 0, timeout=PATIENCE_MS)
    assert any("can't be written" in each.message for each in said)
    assert opened.window.history.last is None


def test_collections_come_back_in_their_order_however_fast(
    qtbot: QtBot, desktop: Callable[[], Desktop]
) -> None:
    opened = desktop()
    qtbot.waitUntil(lambda: rated(opened) == 3, timeout=PATIENCE_MS)
    session, menus = opened.session, opened.window.menus
    for name in ("one", "two", "three"):
        session.create_collection(name)
    settle(qtbot, opened)
    for action in (menus.undo, menus.redo):
        for _ in range(3):
            action.trigger()
    settle(qtbot, opened)
    assert [each.name for each in session.collections()] == ["one", "two", "three"]
