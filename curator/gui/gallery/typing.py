"""Going to a picture by typing the beginning of its name."""

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from curator.gui.gallery.model import GalleryModel

NAMES_AT_ONCE = 1024
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
        now = time.monotonic()
        within = now - self._typed_at < QApplication.keyboardInputInterval() / 1000
        self._typed, self._typed_at = (self._typed + text if within else text), now
        anew = len(self._typed) == len(text)
        self._rows = self._walk(self._typed.casefold(), max(current, 0) + (anew and current >= 0))
        self._look_on()

    def pause(self) -> None:
        """As if nothing had been typed for a while."""
        self._typed_at = 0.0

    def stop(self) -> None:
        """Look no further."""
        self._later.stop()

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
