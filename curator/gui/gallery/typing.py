"""Going to a picture by typing the beginning of its name."""

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from curator.gui.gallery.model import GalleryModel

NAMES_AT_ONCE = 1024
_NO_TEXT = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)
SLICE_S = 0.02
"""A longer search goes on after the window has handled its events."""


class NameSearch(QObject):
    """Looks for the next name, once round, that begins with what was typed without a pause, ignoring case."""

    found = Signal(int)
    """The row."""

    def __init__(self, model: GalleryModel) -> None:
        super().__init__()
        self._model = model
        self._typed, self._typed_at = "", 0.0
        self._rows: Iterator[int] = iter(())
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._look_on)

    def type(self, text: str, current: int) -> None:
        """From the current row (-1 for none) on; what begins anew starts one further, so that typing the same
        letter again and again goes through all names with it.
        """
        within = self._is_going_on()
        self._typed, self._typed_at = (self._typed + text if within else text), time.monotonic()
        anew = len(self._typed) == len(text)
        self._rows = self._walk(self._typed.casefold(), max(current, 0) + (anew and current >= 0))
        self._look_on()

    def goes_on(self, event: QKeyEvent) -> bool:
        """Whether the key is the next letter of a name that is being typed: it is no command then."""
        return self._is_going_on() and _is_text(event)

    def takes(self, event: QKeyEvent, view: QWidget) -> bool:
        """Whether the key, which came to the view, is for this search. One that a command has is the
        command's, even while that can't be used: a hand that rates is not to be led elsewhere.
        """
        begins = _is_text(event) and event.key() != Qt.Key.Key_Space and not _is_a_command(event, view)
        return begins or self.goes_on(event)

    def pause(self) -> None:
        """As if nothing had been typed for a while."""
        self._typed_at = 0.0

    def stop(self) -> None:
        """Look no further."""
        self._later.stop()

    def _is_going_on(self) -> bool:
        return time.monotonic() - self._typed_at < QApplication.keyboardInputInterval() / 1000

    def _look_on(self) -> None:
        self._later.stop()
        until = time.monotonic() + SLICE_S
        for row in self._rows:
            if row >= 0:
                self.found.emit(row)
                return
            if time.monotonic() > until:
                self._later.start()
                return

    def _walk(self, start: str, first: int) -> Iterator[int]:
        """The row with such a name, or -1 now and then while there is none yet."""
        count, length = len(self._model.ids), len(start)
        for rows in (range(first, count), range(min(first, count))):
            for at in range(rows.start, rows.stop, NAMES_AT_ONCE):
                wanted = self._model.positions[at : min(at + NAMES_AT_ONCE, rows.stop)]
                for row, name in enumerate(self._model.columns.names[wanted].tolist(), at):
                    if name[:length].casefold() == start:
                        yield row
                        return
                yield -1


def _is_text(event: QKeyEvent) -> bool:
    text = event.text()
    return bool(text) and text.isprintable() and not event.modifiers() & _NO_TEXT


def _is_a_command(event: QKeyEvent, view: QWidget) -> bool:
    """Whether the view or what it stands in has a command with this key: by its character, too, for which
    some keyboards need Shift.
    """
    keys = [QKeySequence(event.keyCombination()), QKeySequence(event.text())]
    place: QWidget | None = view
    while place is not None:
        if any(key in keys for action in place.actions() for key in action.shortcuts()):
            return True
        place = place.parentWidget()
    return False
