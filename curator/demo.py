"""The demo: a throwaway library and a folder into which painted pictures arrive, in the real window."""

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QApplication

from curator.app import Desktop, build
from curator.core.errors import KnownError
from curator.core.settings import Options
from curator.gui.crash import install_crash_report
from curator.gui.session import Session
from curator.pipeline.demo import drop_pictures

PICTURES = 48
PAUSE_SECONDS = 0.7
PATIENCE_SECONDS = 600.0
PAINT_SECONDS = 10.0
"""A picture of the window with one thumbnail missing is worth more than none."""


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What the headless demo leaves behind."""

    folder: Path
    table: Path
    screenshot: Path
    rows: int


def show(options: Options) -> int:
    """A throwaway library and a folder into which pictures arrive, in a real window."""
    folder = Path(tempfile.mkdtemp(prefix="curator-demo-"))
    try:
        desktop = _build_demo(options, folder)
        install_crash_report(desktop.window)
        desktop.start()
        with _Artist(folder / "pictures", PAUSE_SECONDS):
            try:
                return int(desktop.application.exec())
            finally:
                desktop.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_headless(options: Options, tell: Callable[[str], None]) -> DemoResult:
    """The same window without a screen: wait until all is rated, keep a picture of it and the table."""
    os.environ["QT_QPA_PLATFORM"] = os.environ.get("QT_QPA_PLATFORM") or "offscreen"
    folder = Path(tempfile.mkdtemp(prefix="curator-demo-"))
    desktop = _build_demo(options, folder)
    desktop.window.resize(1440, 900)
    desktop.start()
    try:
        with _Artist(folder / "pictures", 0.02) as artist:
            tell(f"Drawing {PICTURES} pictures into {folder / 'pictures'}, rating them as they arrive ...")
            _spin(desktop.application, partial(_all_rated, desktop.session, artist))
        desktop.window.show_for_picture()
        _spin(desktop.application, desktop.window.painted, patience=PAINT_SECONDS)
        screenshot, table = folder / "gallery.png", folder / "scores.csv"
        if not desktop.window.grab().save(str(screenshot), "PNG"):
            raise KnownError(f"{screenshot} could not be written. Check the free space there.")
        written: list[int] = []
        desktop.session.exported.connect(lambda _path, rows: written.append(rows))
        desktop.session.export(table, desktop.window.query())
        _spin(desktop.application, lambda: bool(written))
        return DemoResult(folder, table, screenshot, written[0])
    finally:
        desktop.stop()


def _build_demo(options: Options, folder: Path) -> Desktop:
    pictures = folder / "pictures"
    pictures.mkdir()
    os.environ["CURATOR_CONFIG"] = str(folder / "config")
    desktop = build(replace(options, library=folder / "library"))
    desktop.session.service.add_folder(pictures)
    return desktop


def _all_rated(session: Session, artist: "_Artist") -> bool:
    rated = int((session.columns.rated_at > 0).sum()) if len(session.columns) else 0
    failed = len(session.failures())
    return not artist.drawing() and session.service.idle() and rated + failed >= PICTURES


def _spin(application: QApplication, done: Callable[[], bool], patience: float = PATIENCE_SECONDS) -> None:
    deadline = time.monotonic() + patience
    while not done():
        if time.monotonic() > deadline:
            if patience == PAINT_SECONDS:
                return
            raise KnownError("The demo took over ten minutes. Run `curator doctor` to see what lacks.")
        application.processEvents()
        time.sleep(0.01)


class _Artist:
    """The thread that drops the demo's pictures, stopped on leaving the block."""

    def __init__(self, folder: Path, pause: float) -> None:
        self._stop = threading.Event()
        body = partial(drop_pictures, folder, PICTURES, pause, self._stop)
        self._thread = threading.Thread(target=body, name="curator-demo")

    def __enter__(self) -> "_Artist":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def drawing(self) -> bool:
        return self._thread.is_alive()
