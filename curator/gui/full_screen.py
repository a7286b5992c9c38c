"""The window without anything but its middle, on the whole screen, and back as it was."""

from PySide6.QtCore import QByteArray, QEvent, QObject, QTimer
from PySide6.QtWidgets import QDockWidget, QMainWindow, QToolBar, QWidget

SETTLE_MS = 200
"""A desktop tells of states on the way from one to another, too."""


class FullScreen(QObject):
    """Panels and bars go, and come back where and how they were, also where the desktop ends it."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._docks = QByteArray()
        self._hidden: list[QWidget] = []
        self._maximized = False
        self._geometry = window.geometry()
        self._settled = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settled.timeout.connect(self._on_settled)
        window.installEventFilter(self)

    @property
    def is_on(self) -> bool:
        return bool(self._hidden)

    def set_on(self, wanted: bool) -> None:
        """Idempotent. After `False` all is as it was, but for what waits for the window's new size."""
        if wanted and not self.is_on:
            self._enter()
        elif not wanted and self.is_on:
            self._leave()
        elif not wanted and self._settled.isActive():
            self._on_settled()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.is_on and event.type() is QEvent.Type.WindowStateChange:
            self._settled.start()
        elif event.type() is QEvent.Type.Hide:
            self._settled.stop()
        return super().eventFilter(watched, event)

    def _enter(self) -> None:
        window = self._window
        if not self._settled.isActive():
            self._docks, self._geometry = window.saveState(), window.geometry()
        self._settled.stop()
        self._maximized = window.isMaximized()
        around: list[QWidget] = [window.menuBar(), window.statusBar()]
        around += [*window.findChildren(QToolBar), *window.findChildren(QDockWidget)]
        self._hidden = [widget for widget in around if widget.isVisible()]
        for widget in self._hidden:
            widget.hide()
        window.showFullScreen()

    def _leave(self) -> None:
        hidden, self._hidden = self._hidden, []
        if self._maximized:
            self._window.showMaximized()
        else:
            self._window.showNormal()
            # At once, so that a window closed now is remembered in this size
            self._window.setGeometry(self._geometry)
        self._bring_back(hidden)
        self._settled.start()

    def _on_settled(self) -> None:
        """The desktop may have ended it, by a key or a button of its own."""
        self._settled.stop()
        if not self._window.isFullScreen():
            hidden, self._hidden = self._hidden, []
            # Once more where it was left before: panels share out a height that is known only now
            self._bring_back(hidden)

    def _bring_back(self, hidden: list[QWidget]) -> None:
        for widget in hidden:
            widget.show()
        self._window.restoreState(self._docks)
