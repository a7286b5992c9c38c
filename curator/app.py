"""The only wiring of the desktop app: build, connect, start, stop, in this order."""

import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from curator.core.errors import KnownError
from curator.core.settings import Options
from curator.gui.crash import install_crash_report, tell_end
from curator.gui.main_window import MainWindow
from curator.gui.parts.theme import apply_theme
from curator.gui.screen import require_screen
from curator.gui.sessions.session import Session
from curator.pipeline.service import Service


@dataclass(frozen=True, slots=True)
class Desktop:
    """The built app; nothing runs and nothing shows before `start`."""

    application: QApplication
    session: Session
    window: MainWindow

    def start(self) -> None:
        self.window.show()
        # After the first paint, so that the window is there before the library is read.
        QTimer.singleShot(0, self.session.start)

    def stop(self) -> None:
        """Save the layout, stop the pipeline, close the window. Idempotent."""
        self.window.close()
        self.session.stop()


def build(options: Options) -> Desktop:
    """Raises KnownError when there is no screen or the library, rules or rater can't be used."""
    require_screen()
    application = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(application, QApplication):
        raise TypeError("another kind of Qt application is running in this process")
    application.setApplicationName("Curator")
    application.setDesktopFileName("curator")
    apply_theme(application)
    session = Session(Service(options))
    return Desktop(application, session, MainWindow(session))


def run(folders: Sequence[Path], options: Options) -> int:
    """Open the window, watching the folders given; returns the exit status."""
    desktop = build(options)
    for folder in folders:
        desktop.session.service.add_folder(folder)
    install_crash_report(desktop.window)
    desktop.start()
    try:
        return execute(desktop.application)
    finally:
        desktop.stop()


def execute(application: QApplication) -> int:
    """Qt's event loop; Ctrl+C, SIGTERM and the like end it as closing the window does."""
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)]
    # Not raised: an exception in the middle of one of Qt's events can crash it.
    before = [signal.signal(number, lambda *_: application.quit()) for number in numbers]
    try:
        return int(application.exec())
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def main() -> int:
    """Entry of the GUI script: the default library, no arguments."""
    try:
        return run((), Options())
    except KnownError as error:
        tell_end(str(error))
        return 2
