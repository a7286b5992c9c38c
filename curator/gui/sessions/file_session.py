"""Moving, copying, renaming and trashing files, as the window sees it."""

import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Signal

from curator.core.errors import KnownError
from curator.core.name_pattern import Pattern
from curator.core.records import FileFacts
from curator.gui.history import Step
from curator.gui.sessions.view_session import ViewSession
from curator.pipeline.file_carry import FileReport, Progress
from curator.pipeline.file_names import known_fields
from curator.pipeline.file_plan import MOVES, FileKind
from curator.pipeline.file_work import FileDesk, NamePreview
from curator.pipeline.lane import Lane
from curator.pipeline.service import Service

TELL_SECONDS = 0.1
"""Between two tellings of how far it is."""
PREVIEWED = 5

Work = Callable[[Progress, Callable[[], bool]], FileReport]


@dataclass(frozen=True, slots=True)
class FileProgress:
    """How far it is."""

    kind: FileKind
    done: int
    total: int
    name: str = ""
    """The file in work; empty at the end."""
    undoes: bool = False


@dataclass(frozen=True, slots=True)
class NameRequest:
    """What a pattern would make of pictures: in their own folders, or as copies or links in another."""

    image_ids: tuple[int, ...]
    pattern: Pattern
    folder: Path | None = None
    kind: FileKind = FileKind.COPY


@dataclass(slots=True)
class _Act:
    """What was done and can be taken back; belongs to the lane's thread."""

    done: FileReport
    undone: FileReport
    asked: int = 0
    """How often it was to be undone or done again; belongs to the GUI thread."""
    answered: int = 0
    """How often it was by now."""

    @property
    def is_settled(self) -> bool:
        """Whether nothing of it waits in the lane, so that the reports tell how it is."""
        return self.asked == self.answered


class FileSession(ViewSession):
    """The part of a Session that is about files. Calls return at once; one is worked at after the other.

    `done` tells of each at once; `dropped` follows where nothing came of it.
    """

    files_progress = Signal(object)
    """FileProgress."""
    files_done = Signal(object, object)
    """FileReport, and the Step that it belongs to."""
    names_ready = Signal(object, object)
    """NameRequest, and NamePreview or str: why there is none."""

    def __init__(self, service: Service) -> None:
        super().__init__(service)
        self._file_lane, self._name_lane = Lane("files"), Lane("file-names")
        self._files_given_up = threading.Event()
        self._names_asked: NameRequest | None = None
        self._file_desk = FileDesk(service.library, service.events, service.columns, self._rate_unread)

    @property
    def name_fields(self) -> tuple[str, ...]:
        """What a pattern may name besides `name_pattern.FIELDS`."""
        return known_fields(self.service.rubric.keys)

    def move_files(self, image_ids: Sequence[int], folder: Path) -> None:
        """Into a folder."""
        ids, desk = list(image_ids), self._file_desk
        self._begin_files(FileKind.MOVE, len(ids), folder, lambda *told: desk.move_files(ids, folder, *told))

    def copy_files(
        self,
        image_ids: Sequence[int],
        folder: Path,
        pattern: Pattern | None = None,
        kind: FileKind = FileKind.COPY,
    ) -> None:
        """Copies or links in a folder."""
        ids, desk = list(image_ids), self._file_desk
        self._begin_files(
            kind, len(ids), folder, lambda *told: desk.copy_files(ids, folder, pattern, kind, *told)
        )

    def rename_files(self, image_ids: Sequence[int], pattern: Pattern) -> None:
        """By a pattern."""
        ids, desk = list(image_ids), self._file_desk
        self._begin_files(
            FileKind.RENAME, len(ids), None, lambda *told: desk.rename_files(ids, pattern, *told)
        )

    def trash_files(self, image_ids: Sequence[int]) -> None:
        """Into the system's trash."""
        ids, desk = list(image_ids), self._file_desk
        self._begin_files(FileKind.TRASH, len(ids), None, lambda *told: desk.trash_files(ids, *told))

    def stop_files(self) -> None:
        """Give up after the file in work; what was done stays done."""
        self._files_given_up.set()

    def preview_names(self, request: NameRequest) -> None:
        """`names_ready` follows, unless another request comes meanwhile."""
        self._names_asked = request

        def look() -> None:
            if self._names_asked is not request:
                return
            try:
                told: NamePreview | str = self._preview_of(request)
            except KnownError as error:
                told = str(error)
            self._emit(self.names_ready, request, told)

        self._do(look, lane=self._name_lane)

    def _preview_of(self, request: NameRequest) -> NamePreview:
        ids, desk = request.image_ids, self._file_desk
        if request.folder is None:
            plan = desk.plan_names(ids, request.pattern)
        else:
            plan = desk.plan_copies(ids, request.folder, request.pattern, request.kind)
        return desk.preview(plan, PREVIEWED)

    def _begin_files(self, kind: FileKind, count: int, folder: Path | None, work: Work) -> None:
        """Do it in the lane; an act that did nothing, or failed, leaves no step."""
        nothing = FileReport(kind)
        act = _Act(nothing, nothing)
        step = Step(
            step_text(kind, count, folder),
            lambda: self._turn(act, lambda: act.done, lambda: self._undo_files(act, step)),
            lambda: self._turn(act, lambda: act.undone, lambda: self._redo_files(act, step)),
        )

        def run() -> None:
            try:
                act.done = self._do_files(work, kind, count, step)
            finally:
                act.answered += 1
                if not act.done.done:
                    self._emit(self.dropped, step)

        act.asked += 1
        self.done.emit(step)
        self._do(run, lane=self._file_lane)

    def _turn(self, act: _Act, left: Callable[[], FileReport], action: Callable[[], None]) -> bool:
        """Undo it or do it again, in the lane. False where nothing is `left` for that: what could not be
        taken back need not be done again, and the step of another kind beside it is meant.
        """
        if act.is_settled and not left().done:
            return False

        def run() -> None:
            try:
                action()
            finally:
                act.answered += 1

        act.asked += 1
        self._do(run, lane=self._file_lane)
        return True

    # In the lane's thread

    def _undo_files(self, act: _Act, step: Step) -> None:
        """What could not be taken back is tried again with the next undo."""
        done = act.done
        told = self._do_files(
            lambda *told: self._file_desk.undo_files(done, *told),
            done.kind,
            len(done.done),
            step,
            undoes=True,
        )
        undone = {pair.target if done.kind in MOVES else pair.source for pair in told.done}
        act.undone = replace(done, done=tuple(pair for pair in done.done if pair.source in undone))
        act.done = replace(done, done=tuple(pair for pair in done.done if pair.source not in undone))

    def _redo_files(self, act: _Act, step: Step) -> None:
        undone = act.undone
        told = self._do_files(
            lambda *told: self._file_desk.again(undone, *told), undone.kind, len(undone.done), step
        )
        act.done = replace(told, done=(*act.done.done, *told.done))

    def _do_files(
        self, work: Work, kind: FileKind, count: int, step: Step, undoes: bool = False
    ) -> FileReport:
        """With its progress told; `files_done` follows in any case."""
        self._files_given_up.clear()
        report = FileReport(kind, undoes=undoes)
        last = [0.0]

        def tell(done: int, total: int, name: str) -> None:
            if time.monotonic() - last[0] > TELL_SECONDS:
                last[0] = time.monotonic()
                self._emit(self.files_progress, FileProgress(kind, done, total, name, undoes))

        self._emit(self.files_progress, FileProgress(kind, 0, count, "", undoes))
        try:
            report = work(tell, self._files_given_up.is_set)
        finally:
            self._emit(self.files_done, report, step)
        return report

    def _rate_unread(self, found: list[FileFacts]) -> None:
        """Pictures that came to another place before they were ever read; links are left to the watcher."""
        with contextlib.suppress(KnownError):  # Those that went meanwhile
            self.service.rate_files(facts.path for facts in found if not facts.path.is_symlink())

    def _close_files(self, seconds: float) -> None:
        """Give up what is in work, without a trace of a half copied file."""
        self._files_given_up.set()
        self._name_lane.close(0, drop=True)
        self._file_lane.close(seconds, drop=True)
        self._name_lane.close(seconds)


def step_text(kind: FileKind, count: int, folder: Path | None) -> str:
    """`Move 38 files to poster`."""
    files = "1 file" if count == 1 else f"{count:,} files"
    to = f" to {folder.name or folder}" if folder is not None else ""
    match kind:
        case FileKind.MOVE:
            return f"Move {files}{to}"
        case FileKind.RENAME:
            return f"Rename {files}"
        case FileKind.TRASH:
            return f"Move {files} to the trash"
        case FileKind.COPY:
            return f"Copy {files}{to}"
    return f"Link {files}{to}"
