"""Which picture the panel of copies shows: the current one, while the panel can be seen."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from curator.core.errors import KnownError
from curator.core.live import LiveColumns
from curator.core.log import bug_report
from curator.gui.duplicates.copies_model import alike, same_files
from curator.gui.duplicates.copies_panel import CopiesPanel
from curator.pipeline.events import Trouble
from curator.pipeline.lane import Lane
from curator.store.copies import Place

CLOSE_SECONDS = 3.0
NOT_READ = "This picture was not read yet; its copies show up once it was"


class Copies(QObject):
    """Belongs to the GUI thread. `close` it before the library."""

    trouble = Signal(object)
    """Trouble."""
    _found = Signal(int, object)

    def __init__(
        self,
        panel: CopiesPanel,
        live: Callable[[], LiveColumns],
        places: Callable[[str], Sequence[Place]],
        away: Callable[[], Sequence[Path]],
    ) -> None:
        """`live` are the rows and `away` the folders that can't be reached, asked each time; `places` tells
        those of a content, in another thread."""
        super().__init__(panel)
        self._panel, self._live = panel, live
        self._places, self._away = places, away
        self._lane = Lane("copies")
        self._closed = False
        self._current = -1
        self._found.connect(self._on_found)
        panel.appeared.connect(self.refresh)

    def show(self, image_id: int) -> None:
        """Another picture is the current one; -1 is none."""
        if image_id != self._current:
            self._current = image_id
            self.refresh()

    def refresh(self) -> None:
        """The rows changed, or the panel came into sight."""
        if not self._panel.isVisible():
            return
        live, image_id = self._live(), self._current
        at = live.position_of(image_id)
        content = "" if at is None else live.columns.content(at)
        if content:
            self._lane.submit(lambda: self._look(image_id, content))
        else:
            self._panel.clear(NOT_READ if at is not None else "")

    def close(self) -> None:
        """Nothing is told any more. Idempotent."""
        self._closed = True
        self._lane.close(CLOSE_SECONDS, drop=True)

    def _look(self, image_id: int, content: str) -> None:
        """In the lane's thread."""
        if self._closed or image_id != self._current:
            return
        try:
            places = self._places(content)
        except Exception as error:  # noqa: BLE001 - shown; the window goes on
            if not self._closed:
                report = "" if isinstance(error, KnownError) else bug_report(error)
                self.trouble.emit(Trouble(str(error), report))
            return
        if not self._closed:
            self._found.emit(image_id, places)

    def _on_found(self, image_id: int, places: Sequence[Place]) -> None:
        if image_id == self._current and not self._closed:
            live, away = self._live(), self._away()
            self._panel.set_copies(same_files(live, image_id, places, away), alike(live, image_id, away))
