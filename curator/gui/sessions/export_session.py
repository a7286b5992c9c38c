"""Tables and contact sheets as the window has them written."""

import threading
from pathlib import Path

from PySide6.QtCore import Signal

from curator.core.errors import KnownError
from curator.core.query import Query
from curator.gui.sessions.import_session import ImportSession
from curator.pipeline.export_shown import write_shown
from curator.pipeline.lane import Lane
from curator.pipeline.service import Service

EXPORT_SECONDS = 1.0
"""How long stopping waits for a table. A window that is closed waits for all of it before it stops anything,
see `gui.finishing`; a system that shuts down does not."""
UNWANTED_SECONDS = 1.0
"""And for its being given up without a trace."""


class ExportSession(ImportSession):
    """The part of a Session that is about exports; one is written after the other, in a lane of their own."""

    exporting = Signal(object)
    """Path of the table that is being written; None once it is over, whatever came of it."""
    exported = Signal(object, int)
    """Path, rows."""
    export_failed = Signal(str)

    def __init__(self, service: Service) -> None:
        super().__init__(service)
        self._unwanted = threading.Event()
        self._exports = Lane("export")
        self._exports_left = 0

    @property
    def exports_left(self) -> int:
        """How many are asked for and not over."""
        return self._exports_left

    def export(self, path: Path, query: Query) -> None:
        """Write the rows that the query shows, as a table, or where the path ends with .html as a contact
        sheet; `exported` or `export_failed` follow."""

        def write() -> None:
            try:
                count = write_shown(self.service, path, query, self._unwanted.is_set)
            except KnownError as error:
                self._emit(self.export_failed, str(error))
            else:
                self._emit(self.exported, path, count)

        def guarded() -> None:
            self._unwanted.clear()
            self._emit(self.exporting, path)
            self._guarded(write)
            self._emit(self._called, self._end_export)

        self._exports_left += 1
        self._exports.submit(guarded)

    def stop_export(self) -> None:
        """Give up the table that is being written; `export_failed` follows."""
        self._unwanted.set()

    def _end_export(self) -> None:
        self._exports_left -= 1
        self.exporting.emit(None)

    def _close_exports(self) -> None:
        """What takes longer than a moment is given up; nothing of it is left then."""
        if not self._exports.close(EXPORT_SECONDS):
            self._unwanted.set()
            self._exports.close(UNWANTED_SECONDS, drop=True)
