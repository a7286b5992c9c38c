"""What the commands for files need of a session: signals on the GUI thread, and calls that return at once."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import SignalInstance

from curator.core.name_pattern import Pattern
from curator.gui.sessions.file_session import NameRequest
from curator.pipeline.file_plan import FileKind


class FilesSession(Protocol):
    """What is needed of a session; `FileSession` is the real one."""

    @property
    def files_progress(self) -> SignalInstance:
        """FileProgress."""
        ...

    @property
    def files_done(self) -> SignalInstance:
        """FileReport, and the Step that it belongs to."""
        ...

    @property
    def names_ready(self) -> SignalInstance:
        """NameRequest, and NamePreview or str: why there is none."""
        ...

    @property
    def name_fields(self) -> tuple[str, ...]: ...
    def move_files(self, image_ids: Sequence[int], folder: Path) -> None: ...
    def copy_files(
        self,
        image_ids: Sequence[int],
        folder: Path,
        pattern: Pattern | None = None,
        kind: FileKind = FileKind.COPY,
    ) -> None: ...
    def rename_files(self, image_ids: Sequence[int], pattern: Pattern) -> None: ...
    def trash_files(self, image_ids: Sequence[int]) -> None: ...
    def stop_files(self) -> None: ...
    def preview_names(self, request: NameRequest) -> None: ...
