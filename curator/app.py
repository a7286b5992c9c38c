"""The only wiring of the desktop app: build, connect, start, stop, in this order."""

import gc
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from curator.core.errors import KnownError
from curator.core.log import log_kept
from curator.core.settings import Options
from curator.gui.crash import install_crash_report, tell_end
from curator.gui.main_window import MainWindow
from curator.gui.parts.theme import apply_theme
from curator.gui.screen import require_screen
from curator.gui.sessions.session import Session
from curator.gui.settings_files import set_aside_damaged
from curator.gui.single_start import ANSWER_MS, FirstWindow, NoAnswerError, hand_over, window_claimed
from curator.pipeline.logged import log_events
from curator.pipeline.service import Service

SWITCH_SECONDS = 0.001
"""After which a thread that computes in Python lets the window go on; usually that is five times as long."""


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
        self.window.end()
        self.window.close()
        self.session.stop()


def start_qt() -> QApplication:
    """This process's application. Raises TypeError where there is one without windows."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(application, QApplication):
        raise TypeError("another kind of Qt application is running in this process")
    return application


def build(options: Options) -> Desktop:
    """Raises KnownError when there is no screen or the library, rules or rater can't be used."""
    require_screen()
    application = start_qt()
    application.setApplicationName("Curator")
    application.setDesktopFileName("curator")
    apply_theme(application)
    damaged = set_aside_damaged()
    session = Session(Service(options))
    window = MainWindow(session)
    for sentence in damaged:
        window.pane.notices.show_failure(sentence)
    return Desktop(application, session, window)


def run(folders: Sequence[Path], options: Options, tell: Callable[[str], None] = lambda _: None) -> int:
    """Open the window, watching the folders given; returns the exit status.

    Where a window has the library open already, that one gets the folders, and `tell` the line on it.
    """
    require_screen()
    _application = start_qt()
    until = time.monotonic() + ANSWER_MS / 1000
    while True:
        with window_claimed(options.library) as ours:
            if ours:
                with log_kept("window"):
                    return _run(folders, options)
        try:
            tell(hand_over(options.library, folders))
        except NoAnswerError:
            # It may have been about to end, or to listen
            if time.monotonic() > until:
                raise
        else:
            return 0


def _run(folders: Sequence[Path], options: Options) -> int:
    desktop = build(options)
    stop_notes = log_events(desktop.session.service.events, options)
    first = FirstWindow(options.library)
    first.asked.connect(lambda more: _come_forward(desktop, more))
    try:
        for folder in folders:
            desktop.session.service.add_folder(folder)
        install_crash_report(desktop.window)
        desktop.start()
        return execute(desktop.application)
    finally:
        first.close()
        desktop.stop()
        stop_notes()


def _come_forward(desktop: Desktop, folders: Sequence[Path]) -> None:
    """What a second start asks for: watch these, too, and be seen."""
    for folder in folders:
        desktop.session.add_folder(folder)
    window = desktop.window
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
    # Where the system lets no program take the front, it shows that this one wants to
    QApplication.alert(window)


def execute(application: QApplication) -> int:
    """Qt's event loop; Ctrl+C, SIGTERM and the like end it as closing the window does."""
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)]
    # Not raised: an exception in the middle of one of Qt's events can crash it. Nor `quit`: that asks the
    # window first, which may want to wait for a table
    before = [signal.signal(number, lambda *_: application.exit()) for number in numbers]
    window_first()
    try:
        return int(application.exec())
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def window_first() -> None:
    """From now on threads give way to the window sooner, and garbage is looked for only in what is made
    later: going through all that is there holds every thread for a tenth of a second each time.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    # For good: what is looked through again while the program ends takes Qt's objects apart in a wrong order
    gc.freeze()


def main() -> int:
    """Entry of the GUI script: the default library, no arguments."""
    try:
        return run((), Options())
    except KnownError as error:
        tell_end(str(error))
        return 2
