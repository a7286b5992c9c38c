"""The only wiring of the desktop app: build, connect, start, stop, in this order."""

import ctypes
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QTimer
from PySide6.QtWidgets import QApplication

from curator.core.errors import KnownError
from curator.core.settings import Options
from curator.gui.crash import install_crash_report
from curator.gui.main_window import MainWindow
from curator.gui.session import Session
from curator.gui.theme import apply_theme
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
        return int(desktop.application.exec())
    finally:
        desktop.stop()


def main() -> int:
    """Entry of the GUI script: the default library, no arguments."""
    try:
        return run((), Options())
    except KnownError as error:
        sys.stderr.write(f"{error}\n")
        return 2


def require_screen() -> None:
    """Raises KnownError on a Linux machine that lacks a display or a library for it: Qt would end the process."""
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    if chosen or not sys.platform.startswith("linux"):
        return
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise KnownError("There is no screen here. Use `curator watch FOLDER` to rate without a window.")
    if not os.environ.get("WAYLAND_DISPLAY"):
        _require_x11_libraries(Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)))


def _require_x11_libraries(plugins: Path) -> None:
    """Qt ends the process where its X11 part lacks a system library: so it is loaded here first."""
    plugin = plugins / "platforms" / "libqxcb.so"
    if not plugin.exists():
        return
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        raise KnownError(
            f"The window needs a library of your system: {error}. Install it (on Debian and Ubuntu the "
            "README's first command does), or use `curator watch FOLDER` to rate without a window."
        ) from error


def has_screen() -> bool:
    """Whether a window would be seen by anybody."""
    try:
        require_screen()
    except KnownError:
        return False
    return not os.environ.get("QT_QPA_PLATFORM", "").startswith(("offscreen", "minimal"))
