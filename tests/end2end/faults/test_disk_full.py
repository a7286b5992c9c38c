"""A disk that is full, and has room again: a real drive of a few megabytes, filled with one file."""

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from curator.app import build
from curator.core.errors import KnownError, LibraryError
from curator.core.marks import MarkChange
from curator.core.query import Query
from curator.core.settings import Options
from curator.gui import window_state
from curator.pipeline import backups as keeping
from curator.pipeline.export_shown import write_shown
from curator.pipeline.sidecar_work import SidecarSettings
from curator.store import marks
from curator.store.backups import backups
from curator.store.library import Library
from tests.end2end.faults.forms import forms, is_full, tell
from tests.end2end.faults.live import Live, live
from tests.end2end.faults.mounts import mounts
from tests.helpers.hands import OFFSCREEN
from tests.helpers.pictures import picture_bytes, write_png
from tests.helpers.process import rows
from tests.helpers.waiting import wait_until

FORMATS = (".csv", ".tsv", ".json", ".jsonl", ".parquet", ".xlsx", ".html")
QUICK = (".csv", ".jsonl", ".html")
"""Those that need no large package."""
LIMIT = 10.0
"""Seconds from room on the disk to the work that goes on."""


@pytest.fixture
def drive(tmp_path: Path) -> Iterator[Path]:
    """64 MB of its own."""
    with mounts() as mounted:
        folder = tmp_path / "drive"
        folder.mkdir()
        mounted.drive(folder)
        yield folder


def fill(drive: Path, left: int = 0) -> Path:
    """One file that takes all room but so many bytes."""
    ballast = drive / "ballast"
    with ballast.open("ab", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1 << 20))
        except OSError:
            pass
    with ballast.open("ab", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    os.truncate(ballast, ballast.stat().st_size // 4096 * 4096 - left)
    return ballast


@forms(short=6, full=300, minutes=5)
def test_work_goes_on_once_there_is_room(
    size: int, request: pytest.FixtureRequest, drive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "START_SECONDS", 0.3)
    formats = FORMATS if is_full(request) else QUICK
    if not is_full(request):
        monkeypatch.setattr("curator.pipeline.context.RETRY_SECONDS", 0.2)
        monkeypatch.setattr("curator.pipeline.sidecars.LOOK_SECONDS", 0.2)
        monkeypatch.setattr(keeping, "ROOM_SECONDS", 0.2)
    folder, library = drive / "outputs", drive / "library"
    folder.mkdir()
    images = [picture_bytes(seed) for seed in range(2 * size)]
    place(folder, images[:size])
    with live(library, [folder]) as running:
        assert running.seconds_until(lambda: len(running.rated()) == size, 60) < 60
        running.service.sidecars.set_settings(SidecarSettings(write=True))
        marked = stars(running, size // 2)
        ballast = fill(drive)
        place(tmp_path, images[size:], begin=size)
        for number in range(size, 2 * size):
            # As a link: the picture itself takes no room
            (folder / f"{number:04}.png").symlink_to(tmp_path / f"{number:04}.png")
        said = running.seconds_until(lambda: full_said(running), 30)
        refused = exports_refused(running, drive / "tables", formats)
        running.service.sidecars.changed(range(1, size + 1))
        time.sleep(6 if is_full(request) else 0.2)
        kept = len(running.rated()), rows(library, "SELECT count(*) FROM marks WHERE stars > 0")
        troubles = [trouble.message for trouble in running.troubles]
        ballast.unlink()
        goes_on = running.seconds_until(lambda: len(running.rated()) > kept[0], 60)
        done = running.seconds_until(lambda: len(running.rated()) == 2 * size, 120)
        backed_up = running.seconds_until(lambda: backups(library), 30)
        written = running.seconds_until(lambda: sidecars(folder) == marked, 30)
        exported = [suffix for suffix in formats if write(running, drive / f"after{suffix}")]
    whole = rows(library, "PRAGMA integrity_check")
    tell(
        12,
        "a disk that is full, and has room again",
        size=size,
        said_after_seconds=round(said, 1),
        goes_on_after_seconds=round(goes_on, 1),
        all_rated_after_seconds=round(goes_on + done, 1),
        backup_after_seconds=round(goes_on + done + backed_up, 1),
        sidecars_after_seconds=round(goes_on + done + backed_up + written, 1),
        lost=2 * size - len(rows(library, "SELECT id FROM ratings")),
        troubles=len(troubles),
    )
    assert refused == formats == tuple(exported)
    assert (kept[1], whole) == ([(marked,)], [("ok",)])
    assert len(troubles) == len(set(troubles)) <= 3, troubles
    assert [path for path in drive.rglob("*") if path.suffix in (".part", ".tmp")] == []
    assert len(rows(library, "SELECT id FROM ratings")) == 2 * size
    assert sidecars(folder) == marked
    assert not is_full(request) or max(goes_on, backed_up, written) < LIMIT


def place(folder: Path, images: Sequence[bytes], begin: int = 0) -> None:
    for number, image in enumerate(images, begin):
        (folder / f"{number:04}.png").write_bytes(image)


def stars(running: Live, count: int) -> int:
    """Given to so many pictures, and acknowledged."""
    contents = [content for (content,) in rows(running.library, "SELECT content FROM images LIMIT 100000")]
    marks.change_marks(running.service.library, contents[:count], MarkChange(stars=4), time.time())
    return count


def full_said(running: Live) -> bool:
    return any("disk is full" in trouble.message for trouble in running.troubles)


def sidecars(folder: Path) -> int:
    return sum(path.suffix == ".xmp" and path.stat().st_size > 100 for path in folder.iterdir())


def exports_refused(running: Live, folder: Path, formats: Sequence[str]) -> tuple[str, ...]:
    """The formats whose table was refused in a sentence, with the one before as it was."""
    refused = []
    for suffix in formats:
        path = folder.with_suffix(suffix)
        try:
            write_shown(running.service, path, Query())
        except KnownError as error:
            if "No space left" in str(error) and not path.exists():
                refused.append(suffix)
    return tuple(refused)


def write(running: Live, path: Path) -> bool:
    return write_shown(running.service, path, Query()) > 0 and path.stat().st_size > 0


@OFFSCREEN
def test_the_window_says_so_and_keeps_its_settings(
    drive: Path, tmp_path: Path, qtbot: QtBot, undressed: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CURATOR_CONFIG", str(drive / "config"))
    monkeypatch.setattr("curator.gui.sessions.mark_session.AGAIN_SECONDS", 0.1)
    window_state.save_state(window_state.WindowState(sort="name"))
    settings = {path: path.read_bytes() for path in (drive / "config").iterdir()}
    desktop = build(Options(library=drive / "library", rater="pixels"))
    qtbot.addWidget(desktop.window)
    try:
        desktop.start()
        desktop.session.rate_files([write_png(tmp_path / "first.png")])
        qtbot.waitUntil(lambda: bool((desktop.session.columns.rated_at > 0).any()), timeout=20_000)
        ballast = fill(drive)
        for number in range(1, 6):
            desktop.session.mark([int(desktop.session.columns.ids[0])], MarkChange(stars=number), "stars")
        notices = desktop.window.pane.notices
        qtbot.waitUntil(lambda: "disk is full" in notices.text.toPlainText(), timeout=10_000)
        assert len(notices._waiting) == 1
        desktop.window.bar.sort.set_sort("-name")
        desktop.window.close()
        assert {path: path.read_bytes() for path in (drive / "config").iterdir()} == settings
        assert rows(drive / "library", "SELECT stars FROM marks") == []
        ballast.unlink()
        assert wait_until(lambda: rows(drive / "library", "SELECT stars FROM marks") == [(5,)], LIMIT)
    finally:
        desktop.stop()


def test_a_full_disk_is_told_of_when_the_library_is_opened(drive: Path, tmp_path: Path) -> None:
    Library(drive / "library").close()
    ballast = fill(drive)
    with pytest.raises(LibraryError, match="disk is full; make room"):
        Library(drive / "library")
    ballast.unlink()
    Library(drive / "library").close()
