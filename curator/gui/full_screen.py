"""The window without anything but its middle, on the whole screen, and back as it was."""

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QDockWidget, QMainWindow, QToolBar, QWidget


class FullScreen:
    """Panels and bars go, and come back where and how they were."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._docks = QByteArray()
        self._hidden: list[QWidget] = []
        self._maximized = False

    @property
    def is_on(self) -> bool:
        return bool(self._hidden)

    def set_on(self, wanted: bool) -> None:
        """Idempotent."""
        if wanted and not self.is_on:
            self._enter()
        elif not wanted and self.is_on:
            self._leave()

    def _enter(self) -> None:
        window = self._window
        self._docks, self._maximized = window.saveState(), window.isMaximized()
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
        for widget in hidden:
            widget.show()
        self._window.restoreState(self._docks)
