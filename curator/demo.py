"""The demo: a throwaway library and a folder into which painted pictures arrive, in the real window."""

import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from curator.app import Desktop, build, execute
from curator.core.errors import KnownError
from curator.core.settings import Options
from curator.gui.crash import install_crash_report
from curator.gui.screen import require_screen
from curator.gui.sessions.session import Session
from curator.pipeline.demo import drop_pictures
from curator.pipeline.events import BROKEN

PICTURES = 48
PAUSE_SECONDS = 0.7
PATIENCE_SECONDS = 600.0
PAINT_SECONDS = 10.0
"""A picture of the window with one thumbnail missing is worth more than none."""
_ended = threading.Event()
"""Set by the signals that end the demo."""


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What the headless demo leaves behind."""

    folder: Path
    table: Path
    screenshot: Path
    rows: int


def show(options: Options) -> int:
    """A throwaway library and a folder into which pictures arrive, in a real window."""
    require_screen()
    _application = _start_qt()
    folder = Path(tempfile.mkdtemp(prefix="curator-demo-"))
    try:
        desktop = _build_demo(options, folder)
        install_crash_report(desktop.window)
        desktop.start()
        with _Artist(folder / "pictures", PAUSE_SECONDS):
            try:
                return execute(desktop.application)
            finally:
                desktop.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_headless(options: Options, tell: Callable[[str], None]) -> DemoResult:
    """The same window without a screen: wait until all is rated, keep a picture of it and the table.

    Leaves nothing where that fails. Raises KnownError.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    qInstallMessageHandler(_tell_of_qt)
    _application = _start_qt()
    folder = Path(tempfile.mkdtemp(prefix="curator-demo-"))
    try:
        desktop = _build_demo(options, folder)
        try:
            with _signals_between_events():
                return _rate_and_keep(desktop, folder, tell)
        finally:
            desktop.stop()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _rate_and_keep(desktop: Desktop, folder: Path, tell: Callable[[str], None]) -> DemoResult:
    desktop.window.resize(1440, 900)
    desktop.start()
    with _Artist(folder / "pictures", 0.02) as artist:
        tell(f"Drawing {PICTURES} pictures into {folder / 'pictures'}, rating them as they arrive ...")
        _spin(desktop.application, partial(_all_rated, desktop.session, artist))
    desktop.window.show_for_picture()
    _spin(desktop.application, desktop.window.painted, patience=PAINT_SECONDS)
    # Once more: the inspector finds its layout after its picture came
    desktop.application.processEvents()
    screenshot, table = folder / "gallery.png", folder / "scores.csv"
    if not desktop.window.grab().save(str(screenshot), "PNG"):
        raise KnownError(f"{screenshot} could not be written. Check the free space there.")
    return DemoResult(folder, table, screenshot, _export(desktop, table))


def _export(desktop: Desktop, table: Path) -> int:
    """Write the table as the window does; returns its rows."""
    written: list[int] = []
    failed: list[str] = []
    desktop.session.exported.connect(lambda _path, rows: written.append(rows))
    desktop.session.export_failed.connect(failed.append)
    desktop.session.trouble.connect(lambda trouble: failed.append(trouble.message))
    desktop.session.export(table, desktop.window.query())
    _spin(desktop.application, lambda: bool(written or failed))
    if not written:
        raise KnownError(failed[0])
    return written[0]


@contextmanager
def _signals_between_events() -> Iterator[None]:
    """Ctrl+C and the like end the demo between two of Qt's events: an exception within one can crash Qt."""
    _ended.clear()
    names = ("SIGINT", "SIGTERM", "SIGBREAK")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = [signal.signal(number, lambda *_: _ended.set()) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _start_qt() -> QCoreApplication:
    """Before any folder is made: Qt ends the process at once where its platform can't start."""
    return QApplication.instance() or QApplication(sys.argv[:1])


def _tell_of_qt(kind: QtMsgType, context: QMessageLogContext, message: str | None) -> None:
    """Qt's warnings as ever, but for the one that its screenless platform prints for every window."""
    if message and "propagateSizeHints" not in message:
        sys.stderr.write(f"{message}\n")


def _build_demo(options: Options, folder: Path) -> Desktop:
    pictures = folder / "pictures"
    pictures.mkdir()
    os.environ["CURATOR_CONFIG"] = str(folder / "config")
    desktop = build(replace(options, library=folder / "library"))
    desktop.session.service.add_folder(pictures)
    return desktop


def _all_rated(session: Session, artist: "_Artist") -> bool:
    """Whether nothing is left to do. Raises KnownError where nothing more can be done."""
    if session.service.rater_state.state in BROKEN:
        raise KnownError(session.service.rater_state.detail)
    rated = int((session.columns.rated_at > 0).sum()) if len(session.columns) else 0
    failed = len(session.failures())
    return not artist.drawing() and session.service.idle() and rated + failed >= PICTURES


def _spin(application: QApplication, done: Callable[[], bool], patience: float = PATIENCE_SECONDS) -> None:
    deadline = time.monotonic() + patience
    while not done():
        if _ended.is_set():
            raise KeyboardInterrupt
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
