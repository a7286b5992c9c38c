"""What the window needs of a session: signals on the GUI thread, and calls that return at once."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from PIL.Image import Image
from PySide6.QtCore import SignalInstance
from PySide6.QtGui import QImage

from curator.core.columns import Columns
from curator.core.live import LiveColumns
from curator.core.marks import MarkChange
from curator.core.query import Query
from curator.core.records import Collection, Failure, Folder, FolderState, SavedView
from curator.core.rules import Rubric
from curator.core.settings import RaterLimits
from curator.gui.sessions.file_protocol import FilesSession
from curator.gui.sessions.take_in import Given
from curator.gui.sidecars.control import SidecarSession as SidecarCalls
from curator.pipeline.importing import ImportPlan, PlannedColumn
from curator.store.copies import Place
from curator.store.extras import ExtraColumn


class WindowSession(FilesSession, SidecarCalls, Protocol):
    """`gui.session.Session` is the real one."""

    rubric: Rubric
    live: LiveColumns
    brief: bool
    """Whether the first rows may lack what only prompts, facets and duplicates need."""

    @property
    def columns(self) -> Columns:
        """Those of `live`."""
        ...

    @property
    def rated_dimensions(self) -> tuple[str, ...]: ...
    @property
    def columns_changed(self) -> SignalInstance: ...
    @property
    def rows_changed(self) -> SignalInstance:
        """list[int]: ids of changed rows; comes just before columns_changed."""
        ...

    @property
    def pictures_changed(self) -> SignalInstance:
        """list[int]: ids whose file is gone or has another content; comes before columns_changed."""
        ...

    @property
    def warming(self) -> SignalInstance:
        """WarmProgress, after `make_thumbnails`."""
        ...

    @property
    def fingerprinting(self) -> SignalInstance:
        """Fingerprinting: how far that is by which duplicates are found."""
        ...

    @property
    def progress(self) -> SignalInstance:
        """Progress."""
        ...

    @property
    def folders_changed(self) -> SignalInstance: ...
    @property
    def rater_changed(self) -> SignalInstance:
        """RaterChanged."""
        ...

    @property
    def fetching(self) -> SignalInstance:
        """Fetching: how the model gets here or goes."""
        ...

    @property
    def model_status(self) -> SignalInstance:
        """ModelStatus, after `request_model_status`."""
        ...

    @property
    def model_planned(self) -> SignalInstance:
        """FetchPlan, or str: why there is none; after `plan_model`."""
        ...

    @property
    def rules_known(self) -> SignalInstance:
        """Rules, after `request_model_status`."""
        ...

    @property
    def self_checked(self) -> SignalInstance:
        """SelfCheck."""
        ...

    @property
    def failures_changed(self) -> SignalInstance: ...
    @property
    def views_changed(self) -> SignalInstance: ...
    @property
    def collections_changed(self) -> SignalInstance: ...
    @property
    def done(self) -> SignalInstance:
        """Step: what was done, or is being done, and can be taken back."""
        ...

    @property
    def dropped(self) -> SignalInstance:
        """Step: one that was told and changed nothing after all."""
        ...

    @property
    def trouble(self) -> SignalInstance:
        """Trouble."""
        ...

    @property
    def details_ready(self) -> SignalInstance:
        """ImageDetails, QImage or None."""
        ...

    @property
    def raw_ready(self) -> SignalInstance:
        """str name of a file and str texts in it, after `request_raw`."""
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

    @property
    def exports_left(self) -> int:
        """How many exports are asked for and not over."""
        ...

    def folders(self) -> list[tuple[Folder, FolderState, str]]: ...
    def failures(self) -> list[Failure]: ...
    def views(self) -> list[SavedView]:
        """In the user's order."""
        ...

    def save_view(self, view: SavedView) -> None:
        """Under its name; another of that name is replaced."""
        ...

    def rename_view(self, view_id: int, name: str) -> None: ...
    def remove_view(self, view_id: int) -> None: ...
    def order_views(self, view_ids: list[int]) -> None:
        """These first, in this order."""
        ...

    def collections(self) -> list[Collection]:
        """In the user's order."""
        ...

    def mark(self, image_ids: Sequence[int], change: MarkChange, text: str) -> None:
        """Rate the pictures; `text` is what the step is called."""
        ...

    def take_in(self, paths: Sequence[Path], given: Given | None, word: str) -> None:
        """Rate files and the pictures in folders, watched or not, and give them this, called `word`."""
        ...

    def take_in_image(
        self, image: QImage, folder: Path, given: Given | None, word: str, failed: Callable[[], None]
    ) -> None:
        """The same of a picture without a file, which is saved to the folder; `failed` where it can't be."""
        ...

    def create_collection(self, name: str, image_ids: Sequence[int] = ()) -> None: ...
    def rename_collection(self, collection_id: int, name: str) -> None: ...
    def remove_collection(self, collection_id: int) -> None: ...
    def order_collections(self, collection_ids: Sequence[int]) -> None:
        """These first, in this order."""
        ...

    def collect(self, collection_id: int, image_ids: Sequence[int], text: str) -> None:
        """Put the pictures into a collection."""
        ...

    def take_out(self, collection_id: int, image_ids: Sequence[int], text: str) -> None: ...
    def add_folder(self, path: Path) -> None: ...
    def remove_folder(self, folder_id: int) -> None: ...
    def rescan(self, folder_id: int | None = None) -> None:
        """Look through a folder again, or through all."""
        ...

    def rate_files(self, paths: list[Path]) -> None: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def retry(self, image_ids: Sequence[int] = ()) -> None: ...
    def release_rater(self) -> None:
        """Give the rater's device back at once; see RaterState.RELEASED."""
        ...

    def restart_rater(self) -> None:
        """Load it again, after it was released, lost or failed."""
        ...

    def set_limits(self, limits: RaterLimits) -> None: ...
    def plan_model(self) -> None:
        """Ask the Hub what would be fetched."""
        ...

    def get_model(self) -> None:
        """Fetch what is missing of the model, or go on with it."""
        ...

    def pause_model(self) -> None: ...
    def remove_model(self) -> None: ...
    def request_model_status(self) -> None: ...
    @property
    def import_planned(self) -> SignalInstance:
        """ImportPlan, or KnownError: why there is none; after `plan_import`."""
        ...

    @property
    def imported(self) -> SignalInstance:
        """Import, after `run_import`."""
        ...

    @property
    def extras_changed(self) -> SignalInstance: ...
    def extra_columns(self) -> list[ExtraColumn]: ...
    def plan_import(self, path: Path, path_column: str = "") -> None: ...
    def drop_plan(self) -> None: ...
    def run_import(self, plan: ImportPlan, columns: Sequence[PlannedColumn], as_marks: bool) -> None: ...
    def remove_extra(self, name: str) -> None: ...
    def stop_export(self) -> None: ...
    def thumbnail(self, image_id: int, content: str, size: int) -> bytes | None:
        """Called from other threads."""
        ...

    def places(self, content: str) -> list[Place]:
        """Where a content is and was seen. Called from other threads."""
        ...

    def picture(self, image_id: int) -> Image:
        """The whole picture, upright. Called from other threads. Raises PictureError."""
        ...

    def make_thumbnails(self) -> None:
        """All that are missing."""
        ...

    def stop_thumbnails(self) -> None: ...
    def request_details(self, image_id: int) -> None: ...
    def request_raw(self, image_id: int) -> None: ...
    def export(self, path: Path, query: Query) -> None: ...
