"""Tells through the desktop that a long job has ended while nobody looked; only where that was asked for."""

import time
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from curator.gui.parts.icons import app_icon
from curator.pipeline.events import Progress

LONG_SECONDS, LONG_PICTURES = 60.0, 20
"""A job is long that worked so long, pauses left out, and rated so many."""
TITLE = "Curator"


class Desktop(Protocol):
    """Where a message goes; `Tray` is the real one."""

    @property
    def clicked(self) -> SignalInstance:
        """The user answered the message."""
        ...

    def say(self, title: str, text: str) -> None:
        """Show a message, in place of the one before."""
        ...

    def hush(self) -> None:
        """Take away what is still there of it. Idempotent."""
        ...


class JobNotifier(QObject):
    """Fed with every Progress there is; off until `set_enabled`."""

    def __init__(
        self,
        window: QWidget,
        desktop: Desktop | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._desktop: Desktop = Tray(window, self) if desktop is None else desktop
        self._clock = clock
        self._enabled = False
        self._before = Progress(0, 0, 0, 0, 0.0, None, False, "")
        self._seen = 0.0
        self._worked = 0.0
        """Seconds of this job."""
        self._desktop.clicked.connect(self._bring_forward)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusWindowChanged.connect(self._on_focus)

    def set_enabled(self, enabled: bool) -> None:
        """Whether to notify from now on."""
        self._enabled = enabled
        if not enabled:
            self._desktop.hush()

    def set_progress(self, progress: Progress) -> None:
        """Notice how the job goes on, and say so where a long one has just ended."""
        now, before = self._clock(), self._before
        if _done(progress) < _done(before) or not before.waiting:
            self._worked = 0.0
        elif not before.paused:
            self._worked += now - self._seen
        self._before, self._seen = progress, now
        ended = progress.waiting == 0 and self._is_long(progress)
        if ended and self._enabled and not _is_looked_at():
            self._desktop.say(TITLE, ended_text(progress))

    def close(self) -> None:
        """Leave nothing on the desktop. Idempotent."""
        self._desktop.hush()

    def _is_long(self, progress: Progress) -> bool:
        return self._worked >= LONG_SECONDS and progress.done >= LONG_PICTURES

    def _on_focus(self, window: QWindow | None) -> None:
        if window is not None:
            self._desktop.hush()

    def _bring_forward(self) -> None:
        self._desktop.hush()
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()


class Tray(QObject):
    """A message of an icon in the system's tray, which is there until the user has come back.

    Without a tray, and beside it, the window asks for attention in the way of the desktop: its entry in the
    task bar is marked, or its icon in the dock jumps, until it is active.
    """

    clicked = Signal()

    def __init__(self, window: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self.icon: QSystemTrayIcon | None = None

    def say(self, title: str, text: str) -> None:
        self.hush()
        QApplication.alert(self._window)
        if QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
            self.show_icon(title, text)

    def show_icon(self, title: str, text: str) -> None:
        """The tray's part of `say`."""
        self.icon = QSystemTrayIcon(app_icon(), self)
        self.icon.setToolTip(f"{title}: {text}")
        self.icon.messageClicked.connect(self.clicked)
        self.icon.activated.connect(self._on_activated)
        self.icon.show()
        self.icon.showMessage(title, text, app_icon())

    def hush(self) -> None:
        if self.icon is not None:
            self.icon.hide()
            self.icon.deleteLater()
            self.icon = None

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is not QSystemTrayIcon.ActivationReason.Context:
            self.clicked.emit()


def ended_text(progress: Progress) -> str:
    """`1,204 pictures rated, 3 failed`."""
    text = "1 picture rated" if progress.done == 1 else f"{progress.done:,} pictures rated"
    return f"{text}, {progress.failed:,} failed" if progress.failed else text


def _done(progress: Progress) -> int:
    return progress.done + progress.skipped + progress.failed


def _is_looked_at() -> bool:
    """Whether a window of the program, be it a dialog, has the keyboard."""
    return QApplication.activeWindow() is not None
