"""A session that holds its rows in memory and answers at once, for tests of the window."""

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from curator.core.columns import (
    FLAGS,
    Columns,
    coded,
    digests,
    empty_columns,
    strings,
    uncertainty_of,
    unknown,
)
from curator.core.live import LiveColumns
from curator.core.marked import marked
from curator.core.marks import MarkChange
from curator.core.name_pattern import Pattern
from curator.core.paths import default_rules
from curator.core.query import Query
from curator.core.records import (
    Collection,
    DimensionScore,
    Failure,
    Folder,
    FolderState,
    ImageDetails,
    SavedView,
)
from curator.core.rules import read_rules
from curator.core.settings import RaterLimits
from curator.gui.history import Step
from curator.gui.main_window import MainWindow
from curator.gui.sessions.file_session import NameRequest
from curator.gui.sessions.take_in import Given
from curator.pipeline.file_plan import FileKind
from curator.pipeline.importing import ImportPlan, PlannedColumn
from curator.pipeline.sidecar_merge import Side
from curator.pipeline.sidecar_work import Pair, SidecarSettings
from curator.store.copies import Place
from curator.store.extras import ExtraColumn

FOLDER = Path("/pictures/outputs")
OUTPUTS = (Folder(1, FOLDER), FolderState.WATCHING, "")
PIXELS = ("clarity", "color brightness", "lighting distinction", "richness")
OpenWindow = Callable[[], MainWindow]


class MemorySession(QObject):
    """Real values and real signals; what the window asked for is in `calls`."""

    columns_changed = Signal()
    rows_changed = Signal(object)
    progress = Signal(object)
    pictures_changed = Signal(object)
    warming = Signal(object)
    fingerprinting = Signal(object)
    sidecars_state = Signal(object)
    sidecars_read = Signal(object)
    clashes_changed = Signal(object)
    folders_changed = Signal()
    rater_changed = Signal(object)
    fetching = Signal(object)
    model_status = Signal(object)
    model_planned = Signal(object)
    rules_known = Signal(object)
    self_checked = Signal(object)
    failures_changed = Signal()
    views_changed = Signal()
    collections_changed = Signal()
    done = Signal(object)
    dropped = Signal(object)
    files_progress = Signal(object)
    files_done = Signal(object, object)
    names_ready = Signal(object, object)
    trouble = Signal(object)
    details_ready = Signal(object, object)
    raw_ready = Signal(str, str)
    exporting = Signal(object)
    exported = Signal(object, int)
    export_failed = Signal(str)
    exports_left = 0

    import_planned = Signal(object)
    imported = Signal(object)
    extras_changed = Signal()

    def extra_columns(self) -> list[ExtraColumn]:
        return []

    def plan_import(self, path: Path, path_column: str = "") -> None:
        self.calls.append(("plan_import", path, path_column))

    def drop_plan(self) -> None:
        self.calls.append(("drop_plan",))

    def run_import(self, plan: ImportPlan, columns: Sequence[PlannedColumn], as_marks: bool) -> None:
        self.calls.append(("run_import", plan, columns, as_marks))

    def remove_extra(self, name: str) -> None:
        self.calls.append(("remove_extra", name))

    def stop_export(self) -> None:
        self.export_failed.emit("Stopped.")
        self.exporting.emit(None)

    def __init__(self) -> None:
        super().__init__()
        self.rubric = read_rules(default_rules())
        self.rated = self.rubric.keys
        self.brief = False
        self.live = LiveColumns(empty_columns(self.rubric.keys))
        self._given: list[Columns] = []
        self.calls: list[tuple[object, ...]] = []
        self.folder_rows: list[tuple[Folder, FolderState, str]] = []
        self.failure_rows: list[Failure] = []
        self.view_rows: list[SavedView] = []
        self.collection_rows: list[Collection] = []
        self.limits: RaterLimits | None = None
        self.failed: Callable[[], None] = lambda: None
        """What was to be called where a picture could not be saved."""
        self.looked = 0
        """How often it was asked for the model's status."""

    @property
    def name_fields(self) -> tuple[str, ...]:
        return self.rubric.keys

    def move_files(self, image_ids: Sequence[int], folder: Path) -> None:
        self.calls.append(("move_files", list(image_ids), folder))

    def copy_files(
        self,
        image_ids: Sequence[int],
        folder: Path,
        pattern: Pattern | None = None,
        kind: FileKind = FileKind.COPY,
    ) -> None:
        self.calls.append(("copy_files", list(image_ids), folder, pattern, kind))

    def rename_files(self, image_ids: Sequence[int], pattern: Pattern) -> None:
        self.calls.append(("rename_files", list(image_ids), pattern))

    def trash_files(self, image_ids: Sequence[int]) -> None:
        self.calls.append(("trash_files", list(image_ids)))

    def stop_files(self) -> None:
        self.calls.append(("stop_files",))

    def preview_names(self, request: NameRequest) -> None:
        self.calls.append(("preview_names", request))

    @property
    def rated_dimensions(self) -> tuple[str, ...]:
        return self.rated

    @property
    def columns(self) -> Columns:
        return self.live.columns

    def land(self, changed: Columns, gone: Sequence[int] = ()) -> None:
        """These rows are new or differ, and those of the ids are gone."""
        if other := self.live.update(changed, [*changed.ids.tolist(), *gone]):
            self.pictures_changed.emit(other)
        self._given.insert(0, changed)
        self.rows_changed.emit([*changed.ids.tolist(), *gone])
        self.columns_changed.emit()

    def show(self, columns: Columns) -> None:
        """These are the library's rows from now on."""
        self._given, self.live = [columns], LiveColumns(columns)
        self.rows_changed.emit(columns.ids.tolist())
        self.columns_changed.emit()

    def watch(self, *rows: tuple[Folder, FolderState, str]) -> None:
        """These are the watched folders from now on."""
        self.folder_rows = list(rows)
        self.folders_changed.emit()

    def fail(self, *failures: Failure) -> None:
        """These are the failed files from now on."""
        self.failure_rows = list(failures)
        self.failures_changed.emit()

    def folders(self) -> list[tuple[Folder, FolderState, str]]:
        return self.folder_rows

    def failures(self) -> list[Failure]:
        return self.failure_rows

    def views(self) -> list[SavedView]:
        return self.view_rows

    def save_view(self, view: SavedView) -> None:
        kept = [row for row in self.view_rows if row.name != view.name]
        self.view_rows = [*kept, replace(view, id=len(kept) + 1)]
        self.views_changed.emit()

    def rename_view(self, view_id: int, name: str) -> None:
        self.calls.append(("rename_view", view_id, name))

    def remove_view(self, view_id: int) -> None:
        self.view_rows = [row for row in self.view_rows if row.id != view_id]
        self.views_changed.emit()

    def order_views(self, view_ids: list[int]) -> None:
        places = {view_id: place for place, view_id in enumerate(view_ids)}
        self.view_rows = sorted(self.view_rows, key=lambda row: places.get(row.id, len(places)))
        self.views_changed.emit()

    def collections(self) -> list[Collection]:
        return self.collection_rows

    def mark(self, image_ids: Sequence[int], change: MarkChange, text: str) -> None:
        """Shown at once, as if it were written."""
        before = [self.live.position_of(image_id) for image_id in image_ids]
        given = self.columns.take(np.array([at for at in before if at is not None], np.intp))
        self.done.emit(Step(text, lambda: self.land(given), lambda: self.land(marked(given, change))))
        self.calls.append(("mark", tuple(image_ids), change))
        self.land(marked(given, change))

    def take_in(self, paths: Sequence[Path], given: Given | None, word: str) -> None:
        self.calls.append(("take_in", tuple(paths), given))

    def take_in_image(
        self, image: QImage, folder: Path, given: Given | None, word: str, failed: Callable[[], None]
    ) -> None:
        self.calls.append(("take_in_image", (image.width(), image.height()), folder, given))
        self.failed = failed

    def create_collection(self, name: str, image_ids: Sequence[int] = ()) -> None:
        self.calls.append(("create_collection", name, tuple(image_ids)))

    def rename_collection(self, collection_id: int, name: str) -> None:
        self.calls.append(("rename_collection", collection_id, name))

    def remove_collection(self, collection_id: int) -> None:
        self.calls.append(("remove_collection", collection_id))

    def order_collections(self, collection_ids: Sequence[int]) -> None:
        self.calls.append(("order_collections", tuple(collection_ids)))

    def collect(self, collection_id: int, image_ids: Sequence[int], text: str) -> None:
        self.calls.append(("collect", collection_id, tuple(image_ids)))

    def take_out(self, collection_id: int, image_ids: Sequence[int], text: str) -> None:
        self.calls.append(("take_out", collection_id, tuple(image_ids)))

    def add_folder(self, path: Path) -> None:
        self.calls.append(("add_folder", path))

    def remove_folder(self, folder_id: int) -> None:
        self.calls.append(("remove_folder", folder_id))

    def rescan(self, folder_id: int | None = None) -> None:
        self.calls.append(("rescan", folder_id))

    def rate_files(self, paths: list[Path]) -> None:
        self.calls.append(("rate_files", paths))

    def pause(self) -> None:
        self.calls.append(("pause",))

    def resume(self) -> None:
        self.calls.append(("resume",))

    def release_rater(self) -> None:
        self.calls.append(("release_rater",))

    def restart_rater(self) -> None:
        self.calls.append(("restart_rater",))

    def set_limits(self, limits: RaterLimits) -> None:
        self.limits = limits

    def plan_model(self) -> None:
        self.calls.append(("plan_model",))

    def get_model(self) -> None:
        self.calls.append(("get_model",))

    def pause_model(self) -> None:
        self.calls.append(("pause_model",))

    def remove_model(self) -> None:
        self.calls.append(("remove_model",))

    def request_model_status(self) -> None:
        self.looked += 1

    def retry(self, image_ids: Sequence[int] = ()) -> None:
        self.calls.append(("retry", tuple(image_ids)))

    def export(self, path: Path, query: Query) -> None:
        self.calls.append(("export", path, query))

    def thumbnail(self, image_id: int, content: str, size: int) -> bytes | None:
        file = io.BytesIO()
        painted(image_id, 256).save(file, "JPEG")
        return file.getvalue()

    def places(self, content: str) -> list[Place]:
        return []

    def picture(self, image_id: int) -> Image.Image:
        return painted(image_id, 1024)

    def set_sidecars(self, settings: SidecarSettings) -> None:
        self.sidecars = settings

    def write_all_sidecars(self) -> None:
        self.calls.append(("write_all_sidecars",))

    def settle_sidecars(self, side: Side, pairs: Sequence[Pair]) -> None:
        self.calls.append(("settle_sidecars", side, list(pairs)))

    def make_thumbnails(self) -> None:
        self.calls.append(("make_thumbnails",))

    def stop_thumbnails(self) -> None:
        self.calls.append(("stop_thumbnails",))

    def request_raw(self, image_id: int) -> None:
        self.calls.append(("request_raw", image_id))

    def request_details(self, image_id: int) -> None:
        given = next((columns for columns in self._given if image_id in columns.ids), None)
        if given is not None:
            at = int(np.flatnonzero(given.ids == image_id)[0])
            data = painted(image_id, 640).convert("RGBA").tobytes("raw", "BGRA")
            picture = QImage(data, 640, 480, QImage.Format.Format_RGB32).copy()
            self.details_ready.emit(details_at(given, at), picture)


def rows(
    count: int, dimensions: Sequence[str], *, rated: Sequence[str] | None = None, folder: Path = FOLDER
) -> Columns:
    """Ids 1..count, rated but for the last two: the one before the last failed, the last still waits."""
    random = np.random.default_rng(7)
    means = random.uniform(0.5, 1.6, len(dimensions))[:, None]
    scores = np.clip(random.normal(means, 0.3, (len(dimensions), count)), 0, 2).astype(np.float32)
    unrated = np.arange(count) >= count - 2
    scores[:, unrated] = np.nan
    if rated is not None:
        scores[[key not in rated for key in dimensions]] = np.nan
    probabilities = _probabilities(scores)
    if rated is not None:
        probabilities[:] = np.nan
    known = ~np.isnan(scores)
    levels = np.where(known, np.rint(np.nan_to_num(scores)), -1).astype(np.int8)
    names = [f"fog-{number:05}.png" for number in range(1, count + 1)]
    return replace(
        Columns(tuple(dimensions), **unknown(dimensions, count)),
        ids=np.arange(1, count + 1),
        folders=coded([str(folder)] * count),
        names=strings(names),
        contents=digests([f"{number:064x}" for number in range(count)]),
        formats=coded(["PNG"] * count),
        widths=np.full(count, 1024, np.int32),
        heights=np.full(count, 768, np.int32),
        bytes=np.arange(count, dtype=np.int64) * 1000 + 1_400_000,
        modified=np.linspace(1_795_000_000, 1_795_000_000 + 60 * count, count),
        rated_at=np.where(unrated, np.nan, 1_795_000_000.0),
        scores=scores,
        predictions=levels,
        uncertainty=uncertainty_of(probabilities),
        probabilities=probabilities,
        stars=np.zeros(count, np.int8),
        flags=np.zeros(count, np.int8),
        labels=coded([""] * count),
        failures=coded(["" if at != count - 2 else "The file ends too early." for at in range(count)]),
    )


def details_at(columns: Columns, at: int) -> ImageDetails:
    """The row as the inspector shows it."""
    scores = {}
    for number, key in enumerate(columns.dimensions):
        if columns.predictions[number, at] >= 0:
            shares = None
            if columns.probabilities is not None:
                low, middle, high = (float(share) for share in columns.probabilities[number, :, at])
                shares = None if np.isnan(low) else (low, middle, high)
            level = int(columns.predictions[number, at])
            scores[key] = DimensionScore(float(columns.scores[number, at]), level, shares)
    return ImageDetails(
        id=int(columns.ids[at]),
        path=columns.path(at),
        content=columns.content(at),
        format=columns.formats[at],
        width=int(columns.widths[at]),
        height=int(columns.heights[at]),
        bytes=int(columns.bytes[at]),
        modified=float(columns.modified[at]),
        rated_at=None if np.isnan(columns.rated_at[at]) else float(columns.rated_at[at]),
        failure=columns.failures[at] or None,
        stars=int(columns.stars[at]),
        flag=FLAGS[int(columns.flags[at])],
        label=columns.labels[at],
        scores=scores,
    )


def painted(number: int, side: int) -> Image.Image:
    """A landscape that differs with the number, side x 3/4 side pixels."""
    random = np.random.default_rng(number)
    sky, land = (tuple(int(v) for v in random.integers(20, 235, 3)) for _ in range(2))
    picture = Image.new("RGB", (side, side * 3 // 4), sky)
    draw = ImageDraw.Draw(picture)
    high = [side * 3 // 4 * v for v in random.uniform(0.35, 0.8, 9)]
    line = [(side * at / 8, y) for at, y in enumerate(high)]
    draw.polygon([*line, (side, side), (0, side)], fill=land)
    return picture


def _probabilities(scores: np.ndarray) -> np.ndarray:
    """[D, 3, N] whose expected value is the score."""
    middle = np.minimum(scores, 2 - scores) * 0.8
    high = (scores - middle) / 2
    return np.stack([1 - middle - high, middle, high], axis=1).astype(np.float32)
