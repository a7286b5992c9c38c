"""What shows the keys and lets the user change them, for the commands of one window."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QWidget

from curator.gui.keys.dialog import KeyDialog
from curator.gui.keys.key_map import KeyMap
from curator.gui.keys.overlay import QUESTION, KeyOverlay


class KeyHelp(QObject):
    """Follows the two commands. A `?` is heard by its character, too: where it lies, and whether it needs
    Shift, differs between keyboards, and not every desktop tells Qt."""

    def __init__(self, keys: KeyMap, show: QAction, change: QAction, window: QWidget) -> None:
        super().__init__(window)
        self._keys, self._show, self._window = keys, show, window
        self.overlay: KeyOverlay | None = None
        self.dialog: KeyDialog | None = None
        show.triggered.connect(self.toggle)
        change.triggered.connect(self.change)
        window.installEventFilter(self)

    def toggle(self) -> None:
        """Show the keys; where they are shown already, hide them."""
        if self.overlay is not None:
            self.overlay.end()
            return
        self.overlay = KeyOverlay(self._keys, self._window)
        self.overlay.change_wanted.connect(self.change)
        self.overlay.closed.connect(self._on_closed)

    def change(self) -> None:
        """Let the user change keys, beside the window."""
        if self.overlay is not None:
            self.overlay.end()
        if self.dialog is None:
            self.dialog = KeyDialog(self._keys, self._window)
        self.dialog.open_again()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What nothing in the window had a use for comes here: text fields keep what is typed."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and self._is_question(event):
            self.toggle()
            return True
        return False

    def _is_question(self, event: QKeyEvent) -> bool:
        wanted = QUESTION in [key.toString() for key in self._show.shortcuts()]
        return wanted and event.text() == QUESTION and not event.isAutoRepeat()

    def _on_closed(self) -> None:
        self.overlay = None
