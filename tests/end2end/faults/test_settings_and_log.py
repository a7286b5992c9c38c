"""The real window over damaged settings, on a full disk, and what it leaves in its log."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from curator.app import Desktop, build
from curator.core import log
from curator.core.errors import KnownError
from curator.core.log import log_kept
from curator.core.settings import Options
from curator.gui.crash import CrashReport
from curator.gui.keys.key_file import key_file
from curator.gui.settings_files import set_aside_damaged
from curator.gui.window_state import WindowState, load_state, save_state, state_file
from curator.images.decode import read_unless_known
from curator.pipeline import generations, reader
from curator.pipeline.logged import log_events
from tests.helpers.hands import OFFSCREEN
from tests.helpers.pictures import write_png, write_truncated_png
from tests.helpers.process import ROOT, rows

pytestmark = OFFSCREEN
PATIENCE_MS = 30_000
MARK = "zqx foxglove"
"""Stands in every text of the pictures."""


@pytest.fixture
def open_window(qtbot: QtBot, undressed: QApplication, tmp_path: Path) -> Iterator[Callable[[], Desktop]]:
    opened: list[Desktop] = []

    def open_one() -> Desktop:
        desktop = build(Options(library=tmp_path / "library", rater="pixels"))
        opened.append(desktop)
        qtbot.addWidget(desktop.window)
        desktop.start()
        return desktop

    yield open_one
    for desktop in opened:
        desktop.stop()


def write_generated(path: Path, seed: int) -> None:
    """As A1111 and ComfyUI write them, the second not to be understood."""
    write_png(path, seed=seed)
    told = PngImagePlugin.PngInfo()
    told.add_text("parameters", f"{MARK}, rain\nNegative prompt: {MARK} blur\nSteps: 20, Sampler: {MARK}")
    told.add_itxt("prompt", f'{{"3": {{"class_type": "{MARK}", "inputs": {{"text": "{MARK}"')
    with Image.open(path) as picture:
        picture.save(path, pnginfo=told)


def logs() -> str:
    folder = Path(os.environ["CURATOR_LOGS"])
    return "".join(file.read_text(encoding="utf-8") for file in sorted(folder.glob("curator.log*")))


def test_the_window_opens_over_damaged_settings_and_tells_what_became_of_them(
    open_window: Callable[[], Desktop], qtbot: QtBot
) -> None:
    state_file().parent.mkdir(parents=True)
    state_file().write_bytes(os.urandom(3000))
    key_file().mkdir()
    with log_kept("test"):
        desktop = open_window()
    notices = desktop.window.pane.notices
    first = notices.text.toPlainText()
    notices.close_button.click()
    for file, sentence in ((state_file(), first), (key_file(), notices.text.toPlainText())):
        (kept,) = file.parent.glob(f"{file.stem}-*.damaged")
        assert kept.name in sentence
        assert f"settings: The settings in {file}" in logs()
    notices.close_button.click()
    assert notices.isHidden()
    desktop.stop()
    assert state_file().is_file()
    assert set_aside_damaged() == [], "it is told once"


def test_settings_that_may_not_be_read_are_told(unprivileged: list[str]) -> None:
    assert save_state(WindowState(theme="dark"))
    for path, mode in ((state_file(), 0o000), (state_file().parent, 0o500)):
        path.chmod(mode)
    code = (
        "from curator.gui.settings_files import set_aside_damaged\n"
        "from curator.gui.window_state import load_state\n"
        "told = set_aside_damaged()\n"
        "print(load_state().theme, *told)"
    )
    command = [*unprivileged, sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    state_file().parent.chmod(0o700)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("system The settings in ")
    assert "the usual ones hold. Move it away." in done.stdout


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can't be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            pass


def test_a_full_disk_leaves_the_settings_as_they_were_and_the_log_stops(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CURATOR_CONFIG", str(small_disk / "config"))
    monkeypatch.setenv("CURATOR_LOGS", str(small_disk / "logs"))
    assert save_state(WindowState(theme="dark"))
    before = state_file().read_bytes()
    fill(small_disk / "filler")
    assert not save_state(WindowState(theme="light", where="x" * 5000))
    assert state_file().read_bytes() == before, "old or new, but whole"
    with log_kept("test"):
        log.note("nobody can write this")
        (small_disk / "filler").unlink()
        log.note("there is room again")
    assert "there is room again\n" in logs()
    assert save_state(WindowState(theme="light"))
    assert load_state().theme == "light"


def test_the_log_tells_what_happened_and_quotes_no_picture(
    open_window: Callable[[], Desktop], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    folder = tmp_path / "outputs"
    folder.mkdir()
    for seed in range(3):
        write_generated(folder / f"{seed}.png", seed)
    cut = write_truncated_png(tmp_path / "cut.png", seed=9)
    odd = write_png(tmp_path / "odd.png", seed=8)
    real = read_unless_known
    met: list[str] = []

    def broken(path: Path, *rest: object) -> object:
        text = path.read_bytes().decode("latin-1")
        met.append(text)
        raise ValueError(f"can't read\n    {text[text.index(MARK) :][:200]}")

    def undecodable(path: Path, *rest: object) -> object:
        if path == odd:
            raise KeyError(MARK)
        return real(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(generations, "read_generation", broken)
    monkeypatch.setattr(reader, "read_unless_known", undecodable)
    monkeypatch.setattr(log, "MOST_BYTES", 20_000)
    with log_kept("window"):
        desktop = open_window()
        log_events(desktop.session.service.events, Options())
        desktop.session.add_folder(folder)
        desktop.session.rate_files([cut, odd])
        count = "select count(*) from ratings"
        qtbot.waitUntil(
            lambda: rows(tmp_path / "library", count) == [(3,)] and len(met) >= 3, timeout=PATIENCE_MS
        )
        report = CrashReport(desktop.window)
        for error in (KeyError(MARK), KnownError("A known fault.")):
            report.on_exception(type(error), error, None)
        qtbot.waitUntil(
            lambda: {"cut.png", "odd.png"} <= set(re.findall(r"failed: .*?(\w+\.png)", logs())),
            timeout=PATIENCE_MS,
        )
        desktop.stop()
    text = logs()
    assert MARK not in text
    assert "zqx" not in text
    assert "KnownError: A known fault." in text
    for told in ("started: Curator ", f"folder {folder}: watching", "rater ready"):
        assert told in text
    assert "test_settings_and_log.py" in text, "where the bug was raised"
    assert "    ValueError\n" in text
    assert "    KeyError\n" in text
    assert "cut short" in text
