"""A window that is closed while a table is written stays until that is done, and says so."""

from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from curator.gui.parts.names import shown_file
from curator.gui.sessions.protocol import WindowSession

WAITS = "Curator closes as soon as the table is written."


class Finishing(QObject):
    """Asked before the window closes; closes it in the end, unless the user wants it to stay."""

    def __init__(self, window: QWidget, session: WindowSession) -> None:
        super().__init__(window)
        self._window, self._session = window, session
        self._unwanted = False
        self._path: Path | None = None
        session.exporting.connect(self._on_exporting)

    @cached_property
    def box(self) -> QMessageBox:
        """Made when it is first needed: hardly any window has to wait."""
        box = QMessageBox(QMessageBox.Icon.NoIcon, "Curator", WAITS, parent=self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        stop = box.addButton("Close without the table", QMessageBox.ButtonRole.ActionRole)
        stay = box.addButton("Don’t close", QMessageBox.ButtonRole.RejectRole)
        box.setEscapeButton(stay)
        box.setDefaultButton(stay)
        # A message box closes with any of its buttons; this one has to wait until what was stopped has ended
        stop.clicked.connect(self._stop)
        return box

    def holds(self) -> bool:
        """Whether the window has to wait; it is told why."""
        if not self._session.exports_left:
            return False
        self._unwanted = False
        self._tell()
        self.box.open()
        return True

    def _stop(self) -> None:
        self._unwanted = True
        self._session.stop_export()
        self.box.open()

    def _on_exporting(self, path: Path | None) -> None:
        self._path = path or self._path
        if not self._waits():
            return
        if path is not None:
            self._tell()
            if self._unwanted:
                self._session.stop_export()
        elif not self._session.exports_left:
            self.box.hide()
            self._window.close()

    def _waits(self) -> bool:
        return "box" in vars(self) and self.box.isVisible()

    def _tell(self) -> None:
        name = shown_file(str(self._path)) if self._path else ""
        self.box.setInformativeText(f"Writing {name} …" if name else "")
