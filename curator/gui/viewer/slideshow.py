"""Picture after picture by itself, never before the next one is decoded."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

SECONDS = 3
SHORTEST, LONGEST = 1, 30


class Slideshow(QObject):
    """`next_id` gives the picture that comes next, -1 for none; `is_awaited` whether it is still decoded."""

    advanced = Signal()
    """The next picture is wanted now."""
    ran = Signal(bool)
    """It was started or has ended."""

    def __init__(
        self, next_id: Callable[[], int], is_awaited: Callable[[int], bool], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.seconds = SECONDS
        self.is_running = False
        self._next_id, self._is_awaited = next_id, is_awaited
        self._due = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_time)

    def start(self) -> None:
        """The picture that stands there has its time from now on."""
        if not self.is_running:
            self.is_running = True
            self.rest()
            self.ran.emit(True)

    def stop(self) -> None:
        """Idempotent."""
        self._timer.stop()
        if self.is_running:
            self.is_running = self._due = False
            self.ran.emit(False)

    def rest(self) -> None:
        """The picture is seen from now on; where it came late its time begins anew."""
        if self.is_running:
            self._due = False
            self._timer.start(self.seconds * 1000)

    def change_pace(self, seconds: int) -> None:
        """So many seconds longer or shorter for each picture, within 1 to 30."""
        self.seconds = min(max(self.seconds + seconds, SHORTEST), LONGEST)
        if not self._due:
            self.rest()

    def look(self) -> None:
        """Go on if it is time and the next picture has come; for every picture that was decoded."""
        if not self._due:
            return
        following = self._next_id()
        if following < 0:
            self.stop()
        elif not self._is_awaited(following):
            self.rest()
            self.advanced.emit()

    def _on_time(self) -> None:
        self._due = True
        self.look()
