"""The bridge between the pipeline's threads and the window: events in, Qt signals on the GUI thread out.

Everything slow (SQL, decoding, export) runs in threads of its own; the window hears of finished values.
"""

import time
from collections.abc import Sequence
from pathlib import Path

from PIL.Image import Image
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QImage

from curator.core.columns import Columns
from curator.core.errors import KnownError
from curator.core.live import LiveColumns
from curator.core.records import Failure, Folder, FolderState
from curator.gui.generation.raw_text import raw_text
from curator.gui.parts.names import shown_file
from curator.gui.parts.qimage import to_qimage
from curator.gui.sessions.export_session import ExportSession
from curator.gui.sessions.mark_session import WRITE_SECONDS
from curator.gui.sessions.model_session import STOP_SECONDS
from curator.images.decode import open_upright
from curator.images.generation.read import read_blocks
from curator.pipeline.events import (
    Changed,
    Event,
    Failed,
    Fingerprinting,
    FolderChanged,
    Gone,
    RaterChanged,
    RaterState,
    Trouble,
    WarmProgress,
)
from curator.pipeline.lane import Lane
from curator.pipeline.service import Service
from curator.store import copies, files
from curator.store.copies import Place

PROGRESS_MS = 250
PREVIEW_SIDE = 1024


class Session(ExportSession):
    """Owns a started Service while the window is open. Public methods belong to the GUI thread."""

    progress = Signal(object)
    folders_changed = Signal()
    failures_changed = Signal()
    details_ready = Signal(object, object)
    """ImageDetails, QImage or None."""
    raw_ready = Signal(str, str)
    """Name of a file, and the texts in it."""
    warming = Signal(object)
    """WarmProgress."""
    fingerprinting = Signal(object)
    """Fingerprinting."""

    def __init__(self, service: Service) -> None:
        super().__init__(service)
        self.rubric = service.rubric
        self._folders: list[tuple[Folder, FolderState, str]] = []
        self._failures: list[Failure] = []
        self._failed = False
        """Whether failures came or went that the list does not tell yet: a thousand are one reading."""
        self._failed_ids: frozenset[int] = frozenset()
        self._wanted = -1
        self._preview: tuple[str, QImage | None] = ("", None)
        """Content and picture that were shown last: marks come one after another for the same picture."""
        self._pictures = Lane("preview")
        self._gather.timeout.connect(self._read_failures)
        self._ticker = QTimer(self, interval=PROGRESS_MS)
        self._ticker.timeout.connect(self._tell_progress)
        self._unsubscribe = service.events.subscribe(self._on_event)

    @property
    def rated_dimensions(self) -> tuple[str, ...]:
        return self.service.rated_dimensions

    def start(self) -> None:
        """Start the pipeline and load the gallery's rows; nothing happens after `stop`."""
        if self._quiet.is_set():
            return
        self.rater_changed.emit(self.service.rater_state)
        # The rows first: what the pipeline starts would compete with them.
        self._fetch()
        self._do(self.service.start)
        self._refresh_folders()
        self._refresh_failures()
        self.read_views()
        self.read_collections()
        self.read_extras()
        self._gather.start()
        self._ticker.start()

    def make_thumbnails(self) -> None:
        """Make all that are missing; `warming` tells how far it is."""
        self.service.warmer.start()

    def places(self, content: str) -> list[Place]:
        """Where a content is and was seen; may be called from any thread."""
        return copies.places(self.service.library, content)

    def stop_thumbnails(self) -> None:
        self.service.warmer.stop()

    def stop(self) -> None:
        """Finish what the user asked for, stop the pipeline; bounded. No signal comes afterwards."""
        self._gather.stop()
        self._rest.stop()
        self._ticker.stop()
        self._unsubscribe()
        self._silence()
        self._pictures.close(0, drop=True)
        self._close_model(0)
        self._close_files(STOP_SECONDS)
        self._close_exports()
        self._close_imports(STOP_SECONDS)
        self._close_taking(STOP_SECONDS)
        self._close_marks(WRITE_SECONDS)
        ends = time.monotonic() + STOP_SECONDS
        for close in (self._close_model, self._library.close, self._pictures.close):
            close(max(0.0, ends - time.monotonic()))
        self.service.stop()

    def folders(self) -> list[tuple[Folder, FolderState, str]]:
        return self._folders

    def failures(self) -> list[Failure]:
        return self._failures

    def add_folder(self, path: Path) -> None:
        self._do(lambda: self.service.add_folder(path), self._refresh_folders)

    def remove_folder(self, folder_id: int) -> None:
        def reload() -> None:
            self._read_all_again()
            self._refresh_folders()

        self._do(lambda: self.service.remove_folder(folder_id), reload)

    def rescan(self, folder_id: int | None = None) -> None:
        self._do(lambda: self.service.watched.rescan(folder_id))

    def rate_files(self, paths: list[Path]) -> None:
        self._do(lambda: self.service.rate_files(paths))

    def pause(self) -> None:
        self.service.pause()
        self._tell_progress()

    def resume(self) -> None:
        self.service.resume()
        self._tell_progress()

    def retry(self, image_ids: Sequence[int] = ()) -> None:
        """Rate failed files again: those of the ids, or all."""
        self._do(lambda: self.service.retry(list(image_ids) or None), self._refresh_failures)

    def thumbnail(self, image_id: int, content: str, size: int) -> bytes | None:
        """JPEG bytes; may be called from any thread."""
        return self.service.thumbnail(image_id, content, size)

    def picture(self, image_id: int) -> Image:
        """The whole picture, upright; may be called from any thread. Raises PictureError."""
        return self.service.picture(image_id)

    def request_details(self, image_id: int) -> None:
        """`details_ready` follows, unless another image is asked for meanwhile, or -1: none any more."""
        self._wanted = image_id
        if image_id >= 0:
            self._pictures.submit(lambda: self._guarded(lambda: self._load_details(image_id)))

    def request_raw(self, image_id: int) -> None:
        """`raw_ready` follows, or `trouble` where the file can't be read."""
        self._pictures.submit(lambda: self._guarded(lambda: self._load_raw(image_id)))

    def _load_details(self, image_id: int) -> None:
        if image_id != self._wanted:
            return
        details = self.service.details(image_id)
        if details is None:
            return
        if not details.content or details.content != self._preview[0] or not details.path.exists():
            try:
                self._preview = details.content or "", to_qimage(open_upright(details.path, PREVIEW_SIDE))
            except KnownError:
                self._preview = "", None
        picture = self._preview[1]
        if image_id == self._wanted:
            self._emit(self.details_ready, details, picture)

    def _load_raw(self, image_id: int) -> None:
        path = files.image_paths(self.service.library, [image_id]).get(image_id)
        if path is not None:
            self._emit(self.raw_ready, shown_file(path.name), raw_text(read_blocks(path)))

    def _on_event(self, event: Event) -> None:
        """In whatever thread published: note ids, hand the rest to the GUI thread."""
        if isinstance(event, Changed | Gone):
            self._touch(event.image_ids)
            if not self._failed_ids.isdisjoint(event.image_ids):
                self._failed = True
        elif isinstance(event, Failed):
            self._failed = True
        elif isinstance(event, FolderChanged):
            self._called.emit(self._refresh_folders)
        elif isinstance(event, RaterChanged) and event.state is RaterState.READY:
            self._rater_is_ready()
            self._failed = True
        elif isinstance(event, WarmProgress):
            self._emit(self.warming, event)
        elif isinstance(event, Fingerprinting):
            self._emit(self.fingerprinting, event)
        elif isinstance(event, Trouble):
            self.trouble.emit(event)
        self._tell_of_model(event)
        self._tell_of_sidecars(event)

    def _fetched(self, rows: LiveColumns | Columns, asked: list[int]) -> None:
        # After another rater took over, the scores of what the inspector shows are others, too
        super()._fetched(rows, [*asked, self._wanted] if isinstance(rows, LiveColumns) else asked)

    def _refresh_folders(self) -> None:
        def read() -> None:
            rows = self.service.folders()
            self._emit(self._called, lambda: self._set_folders(rows))

        self._do(read)

    def _set_folders(self, rows: list[tuple[Folder, FolderState, str]]) -> None:
        self._folders = rows
        self.folders_changed.emit()

    def _read_failures(self) -> None:
        if self._failed:
            self._failed = False
            self._refresh_failures()

    def _refresh_failures(self) -> None:
        def read() -> None:
            rows = self.service.failures()
            self._emit(self._called, lambda: self._set_failures(rows))

        self._do(read)

    def _set_failures(self, rows: list[Failure]) -> None:
        self._failures = rows
        self._failed_ids = frozenset(row.image_id for row in rows)
        self.failures_changed.emit()

    def _tell_progress(self) -> None:
        self.progress.emit(self.service.progress())
