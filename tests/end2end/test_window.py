"""The real window, offscreen: real pipeline, real files, real database, driven by keys and mouse."""

import csv
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from curator.app import Desktop, build
from curator.core.records import FolderState
from curator.core.settings import Options
from curator.gui.notice_bar import WORK_MS
from tests.helpers.hands import OFFSCREEN, key, type_text
from tests.helpers.pictures import write_png, write_truncated_png
from tests.helpers.process import curator_process, rows
from tests.helpers.waiting import wait_until

pytestmark = OFFSCREEN
PATIENCE_MS = 30_000


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "outputs"
    folder.mkdir()
    return folder


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def open_window(qtbot: QtBot, undressed: QApplication, library: Path) -> Iterator[Callable[[], Desktop]]:
    opened: list[Desktop] = []

    def open_one() -> Desktop:
        desktop = build(Options(library=library, rater="pixels"))
        opened.append(desktop)
        qtbot.addWidget(desktop.window)
        desktop.window.resize(1200, 800)
        desktop.start()
        return desktop

    yield open_one
    for desktop in opened:
        desktop.stop()


def names(desktop: Desktop) -> list[str]:
    """What the gallery shows, in its order."""
    model = desktop.window.pane.model
    return [model.picture(row).name for row in range(model.rowCount())]


def rated(desktop: Desktop) -> int:
    return int((desktop.session.columns.rated_at > 0).sum())


def test_a_picture_that_lands_in_a_watched_folder_shows_up_rated(
    qtbot: QtBot, open_window: Callable[[], Desktop], pictures: Path, library: Path
) -> None:
    desktop = open_window()
    desktop.session.add_folder(pictures)
    qtbot.waitUntil(lambda: len(desktop.session.folders()) == 1, timeout=PATIENCE_MS)
    for seed in range(3):
        write_png(pictures / f"{seed}.png", seed=seed, size=(96, 64))
    qtbot.waitUntil(lambda: rated(desktop) == 3, timeout=PATIENCE_MS)

    desktop.window.bar.sort.set_sort("-clarity")
    model = desktop.window.pane.model
    shown = [model.picture(row).score for row in range(3)]
    stored = rows(library, "select clarity from score_table order by clarity desc")
    assert shown == pytest.approx([score for (score,) in stored])
    qtbot.waitUntil(desktop.window.pane.all_painted, timeout=PATIENCE_MS)

    (pictures / "0.png").unlink()
    qtbot.waitUntil(lambda: sorted(names(desktop)) == ["1.png", "2.png"], timeout=PATIENCE_MS)


def test_a_picture_overwritten_while_all_rows_are_read_anew_is_shown_anew(
    qtbot: QtBot, open_window: Callable[[], Desktop], pictures: Path
) -> None:
    write_png(pictures / "0.png", size=(96, 64))
    desktop = open_window()
    session, viewing = desktop.session, desktop.window.pane.viewing
    session.add_folder(pictures)
    qtbot.waitUntil(lambda: rated(desktop) == 1, timeout=PATIENCE_MS)
    (image_id,) = session.columns.ids.tolist()
    viewing.view(image_id)
    qtbot.waitUntil(lambda: viewing.is_decoded(image_id), timeout=PATIENCE_MS)
    session._gather.stop()
    write_png(pictures / "0.png", seed=1, size=(64, 96))
    library = session.service.library
    query = "SELECT 1 FROM images JOIN ratings USING (content) WHERE height = 96"
    qtbot.waitUntil(lambda: bool(library.read(query)), timeout=PATIENCE_MS)
    session._read_all_again()
    session._gather.start()

    def size() -> tuple[int, int] | None:
        picture = viewing._loader.picture(image_id)
        return picture.size if picture else None

    qtbot.waitUntil(lambda: size() == (64, 96), timeout=PATIENCE_MS)


def test_a_folder_that_comes_back_brings_back_the_picture_that_is_looked_at(
    qtbot: QtBot, open_window: Callable[[], Desktop], pictures: Path
) -> None:
    write_png(pictures / "0.png", size=(96, 64))
    desktop = open_window()
    session, viewing = desktop.session, desktop.window.pane.viewing
    session.add_folder(pictures)
    qtbot.waitUntil(lambda: rated(desktop) == 1, timeout=PATIENCE_MS)
    away = pictures.rename(pictures.with_name("away"))
    qtbot.waitUntil(lambda: session.folders()[0][1] is FolderState.OFFLINE, timeout=PATIENCE_MS)
    (image_id,) = session.columns.ids.tolist()
    viewing.view(image_id)
    qtbot.waitUntil(lambda: bool(viewing._loader.reason(image_id)), timeout=PATIENCE_MS)
    preview = desktop.window.inspector.picture
    qtbot.waitUntil(lambda: bool(preview.words), timeout=PATIENCE_MS)
    away.rename(pictures)
    qtbot.waitUntil(lambda: viewing.is_decoded(image_id), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not preview.image().isNull(), timeout=PATIENCE_MS)


def test_a_window_closed_before_anything_ran_stays_closed(
    qtbot: QtBot, open_window: Callable[[], Desktop]
) -> None:
    desktop = open_window()
    desktop.stop()
    qtbot.wait(10)
    assert not [timer for timer in desktop.session.findChildren(QTimer) if timer.isActive()]


def test_the_inspector_follows_the_keys_while_pictures_arrive(
    qtbot: QtBot, open_window: Callable[[], Desktop], pictures: Path
) -> None:
    for seed in range(12):
        write_png(pictures / f"{seed:02}.png", seed=seed)
    desktop = open_window()
    window, gallery = desktop.window, desktop.window.pane.gallery
    desktop.session.add_folder(pictures)
    qtbot.waitUntil(lambda: rated(desktop) == 12, timeout=PATIENCE_MS)
    window.bar.sort.set_sort("name")
    gallery.setFocus()
    key(gallery, Qt.Key.Key_Home)
    for seed in range(12, 23):
        write_png(pictures / f"{seed:02}.png", seed=seed)
        key(gallery, Qt.Key.Key_Right)
        qtbot.waitUntil(lambda: window.inspector.image_id == gallery.current_id(), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: rated(desktop) == 23, timeout=PATIENCE_MS)
    assert names(desktop)[window.pane.model.row_of(gallery.current_id())] == "11.png"
    window.bar.search.focus()
    type_text(window.bar.search.edit, "name:nothing*")
    qtbot.waitUntil(lambda: names(desktop) == [], timeout=PATIENCE_MS)
    assert gallery.current_id() == -1


def test_an_export_that_is_stopped_leaves_no_table_and_says_so(
    qtbot: QtBot, open_window: Callable[[], Desktop], tmp_path: Path
) -> None:
    desktop, out = open_window(), tmp_path / "scores.csv"
    session, notices = desktop.session, desktop.window.pane.notices
    told: list[object] = []
    session.exporting.connect(told.append)
    # In the thread that writes, when it begins: the earliest that anybody can press Stop
    session.exporting.connect(lambda _path: session.stop_export(), Qt.ConnectionType.DirectConnection)
    session.export(out, desktop.window.query())
    qtbot.waitUntil(lambda: told == [out, None], timeout=PATIENCE_MS)
    assert notices.text.toPlainText() == "Writing the table was stopped; nothing was changed."
    assert not out.exists()


def test_a_bug_in_an_export_does_not_look_like_one_that_goes_on(
    qtbot: QtBot, open_window: Callable[[], Desktop], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("curator.pipeline.export_shown.write_table", broken)
    desktop = open_window()
    notices = desktop.window.pane.notices
    told: list[object] = []
    desktop.session.exporting.connect(told.append)
    desktop.session.export(tmp_path / "scores.csv", desktop.window.query())
    qtbot.waitUntil(lambda: len(told) == 2, timeout=PATIENCE_MS)
    qtbot.wait(WORK_MS + 100)
    assert notices.text.toPlainText() == "RuntimeError: a bug"
    assert not notices.stop_button.isVisible()


def test_a_failed_file_is_listed_and_tried_again(
    qtbot: QtBot, open_window: Callable[[], Desktop], pictures: Path
) -> None:
    write_truncated_png(pictures / "cut.png")
    desktop = open_window()
    desktop.session.rate_files([pictures])
    panel = desktop.window.failures
    qtbot.waitUntil(lambda: len(panel.model.failures) == 1, timeout=PATIENCE_MS)
    assert "cut short" in panel.model.failures[0].reason
    write_png(pictures / "cut.png", seed=1)
    panel.retry_button.click()
    qtbot.waitUntil(lambda: rated(desktop) == 1 and not panel.model.failures, timeout=PATIENCE_MS)


def test_what_is_shown_is_exported_even_when_the_window_closes_at_once(
    qtbot: QtBot, open_window: Callable[[], Desktop], pictures: Path, tmp_path: Path
) -> None:
    for seed in range(6):
        write_png(pictures / f"{seed}.png", seed=seed)
    desktop = open_window()
    desktop.session.rate_files([pictures])
    qtbot.waitUntil(lambda: rated(desktop) == 6, timeout=PATIENCE_MS)
    desktop.window.bar.search.set_text("not name:5*")
    for number in range(3):
        desktop.session.export(tmp_path / f"{number}.csv", desktop.window.query())
    desktop.session.add_folder(pictures)
    desktop.window.close()
    assert desktop.window.finishing.box.isVisible()
    qtbot.waitUntil(lambda: not desktop.window.isVisible(), timeout=PATIENCE_MS)
    desktop.stop()
    for number in range(3):
        with (tmp_path / f"{number}.csv").open(encoding="utf-8", newline="") as file:
            assert sorted(row["name"] for row in csv.DictReader(file)) == [f"{seed}.png" for seed in range(5)]
    again = open_window()
    qtbot.waitUntil(lambda: len(again.session.folders()) == 1, timeout=PATIENCE_MS)


def test_the_window_opens_again_as_it_was_left(
    qtbot: QtBot, open_window: Callable[[], Desktop], pictures: Path
) -> None:
    for seed in range(4):
        write_png(pictures / f"{seed}.png", seed=seed)
    first = open_window()
    first.session.add_folder(pictures)
    qtbot.waitUntil(lambda: rated(first) == 4, timeout=PATIENCE_MS)
    first.window.bar.sort.set_sort("name")
    first.window.bar.search.set_text("not name:2*")
    first.stop()
    second = open_window()
    qtbot.waitUntil(lambda: names(second) == ["0.png", "1.png", "3.png"], timeout=PATIENCE_MS)
    assert second.window.bar.search.text() == "not name:2*"
    qtbot.waitUntil(second.session.service.idle, timeout=PATIENCE_MS)
    assert second.session.service.progress().done == 0, "nothing is rated twice"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to send")
def test_a_window_that_is_told_to_end_keeps_its_layout(pictures: Path, library: Path, tmp_path: Path) -> None:
    write_png(pictures / "a.png", seed=1)
    log, settings = tmp_path / "log", Path(os.environ["CURATOR_CONFIG"]) / "window.ini"
    with curator_process(log, pictures, "--library", library, "--rater", "pixels") as process:
        rated = "select count(*) from score_table where rated_at is not null"
        assert wait_until(lambda: rows(library, rated) == [(1,)], 60)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0, log.read_text(encoding="utf-8")
    assert settings.exists()
    assert "Traceback" not in log.read_text(encoding="utf-8")
