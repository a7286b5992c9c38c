"""What the window needs of a session: signals on the GUI thread, and calls that return at once."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import SignalInstance

from curator.core.columns import Columns
from curator.core.query import Query
from curator.core.records import Failure, Folder, FolderState
from curator.core.rules import Rubric


class WindowSession(Protocol):
    """`gui.session.Session` is the real one."""

    rubric: Rubric
    columns: Columns

    @property
    def rated_dimensions(self) -> tuple[str, ...]: ...
    @property
    def columns_changed(self) -> SignalInstance: ...
    @property
    def rows_changed(self) -> SignalInstance:
        """list[int]: ids of changed rows; comes just before columns_changed."""
        ...

    @property
    def progress(self) -> SignalInstance:
        """Progress."""
        ...

    @property
    def folders_changed(self) -> SignalInstance: ...
    @property
    def rater_changed(self) -> SignalInstance:
        """RaterState, str."""
        ...

    @property
    def failures_changed(self) -> SignalInstance: ...
    @property
    def trouble(self) -> SignalInstance:
        """Trouble."""
        ...

    @property
    def details_ready(self) -> SignalInstance:
        """ImageDetails, QImage or None."""
        ...

    @property
    def exporting(self) -> SignalInstance:
        """Path of the table that is being written; None once it is over, whatever came of it."""
        ...

    @property
    def exported(self) -> SignalInstance:
        """Path, int rows."""
        ...

    @property
    def export_failed(self) -> SignalInstance:
        """str reason."""
        ...

    def folders(self) -> list[tuple[Folder, FolderState, str]]: ...
    def failures(self) -> list[Failure]: ...
    def add_folder(self, path: Path) -> None: ...
    def remove_folder(self, folder_id: int) -> None: ...
    def rate_files(self, paths: list[Path]) -> None: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def retry(self, image_ids: Sequence[int] = ()) -> None: ...
    def stop_export(self) -> None: ...
    def thumbnail(self, image_id: int) -> bytes | None:
        """Called from other threads."""
        ...

    def request_details(self, image_id: int) -> None: ...
    def export(self, path: Path, query: Query) -> None: ...
