"""Moves, copies, renames and trashes pictures of the library, whose rows follow at once; takes it back."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from curator.core.columns import Columns
from curator.core.name_pattern import Pattern
from curator.core.records import FileFacts
from curator.pipeline import file_undo
from curator.pipeline.events import Events
from curator.pipeline.file_carry import FileReport, Progress, carry_out
from curator.pipeline.file_keeper import Keeper, publish
from curator.pipeline.file_names import WRITTEN, names_for, positions_of
from curator.pipeline.file_plan import (
    MOVES,
    FileKind,
    FilePlan,
    plan_rename,
    plan_to,
    plan_trash,
)
from curator.store import files, generations, moved
from curator.store.library import Library

Stopped = Callable[[], bool]


def _nobody(done: int, total: int, name: str) -> None:
    """Hears of no progress."""


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class NamePreview:
    """What a pattern would make of files."""

    names: tuple[tuple[str, str], ...]
    """Names now and then, of the first few."""
    total: int
    numbered: int
    """How many would get a number because the name is taken."""
    unchanged: int


class FileDesk:
    """Works with files of the library, for one thread at a time.

    `columns` reads rows by id; `enqueue` takes files that nobody has read yet. Methods raise KnownError where
    a whole folder can't be used, LibraryError; what fails with one file is in the report. `stopped` is asked
    now and then.
    """

    def __init__(
        self,
        library: Library,
        events: Events,
        columns: Callable[[Sequence[int]], Columns],
        enqueue: Callable[[list[FileFacts]], object],
    ) -> None:
        self._library, self._events = library, events
        self._columns, self._enqueue = columns, enqueue

    def move_files(
        self, image_ids: Sequence[int], folder: Path, progress: Progress = _nobody, stopped: Stopped = _never
    ) -> FileReport:
        """Into a folder, sidecars along. What comes to lie outside the watched folders leaves the gallery."""
        plan = plan_to(FileKind.MOVE, self._paths(image_ids), folder.resolve())
        return self.carry_out(plan, progress, stopped)

    def copy_files(
        self,
        image_ids: Sequence[int],
        folder: Path,
        pattern: Pattern | None = None,
        kind: FileKind = FileKind.COPY,
        progress: Progress = _nobody,
        stopped: Stopped = _never,
    ) -> FileReport:
        """Copies or links in a folder, under their own names or by a pattern."""
        return self.carry_out(self.plan_copies(image_ids, folder, pattern, kind), progress, stopped)

    def rename_files(
        self,
        image_ids: Sequence[int],
        pattern: Pattern,
        progress: Progress = _nobody,
        stopped: Stopped = _never,
    ) -> FileReport:
        """By a pattern, in their folders."""
        return self.carry_out(self.plan_names(image_ids, pattern), progress, stopped)

    def trash_files(
        self, image_ids: Sequence[int], progress: Progress = _nobody, stopped: Stopped = _never
    ) -> FileReport:
        """Into the system's trash."""
        return self.carry_out(plan_trash(self._paths(image_ids)), progress, stopped)

    def plan_copies(
        self, image_ids: Sequence[int], folder: Path, pattern: Pattern | None, kind: FileKind = FileKind.COPY
    ) -> FilePlan:
        """What `copy_files` would do."""
        if pattern is None:
            return plan_to(kind, self._paths(image_ids), folder.resolve())
        paths, names = self._named(image_ids, pattern)
        return plan_to(kind, paths, folder.resolve(), names)

    def plan_names(self, image_ids: Sequence[int], pattern: Pattern) -> FilePlan:
        """What `rename_files` would do."""
        return plan_rename(*self._named(image_ids, pattern))

    def preview(self, plan: FilePlan, first: int) -> NamePreview:
        """The first so many names of a plan, with those that it leaves as they are not among them."""
        names = tuple((pair.source.name, pair.target.name) for pair in plan.pairs[:first])
        return NamePreview(names, len(plan.pairs) + plan.unchanged, plan.numbered, plan.unchanged)

    def carry_out(
        self, plan: FilePlan, progress: Progress = _nobody, stopped: Stopped = _never
    ) -> FileReport:
        """Do what was planned."""
        keeper = Keeper(self._library, self._events, self._enqueue, plan.kind)
        report = carry_out(plan, progress, stopped, keeper)
        return replace(report, notes=(*report.notes, *keeper.notes(), *_left_out(plan)))

    def undo_files(
        self, report: FileReport, progress: Progress = _nobody, stopped: Stopped = _never
    ) -> FileReport:
        """Take back what a report says was done."""
        if report.kind in MOVES:
            pairs = tuple(pair.back() for pair in reversed(report.done))
            plan = FilePlan(report.kind, pairs, exact=True)
            return replace(self.carry_out(plan, progress, stopped), undoes=True)
        if report.kind is FileKind.TRASH:
            undone = file_undo.bring_back(report, progress, stopped)
            self._tell_back([pair.source for pair in undone.done])
        else:
            undone = file_undo.remove_copies(report, progress, stopped)
            rows = moved.note_gone(self._library, [pair.target for pair in undone.done], time.time())
            publish(self._events, rows)
        return undone

    def again(
        self, report: FileReport, progress: Progress = _nobody, stopped: Stopped = _never
    ) -> FileReport:
        """Do once more what was undone."""
        pairs = report.done
        if report.kind is FileKind.TRASH:
            return self.carry_out(plan_trash([pair.source for pair in pairs]), progress, stopped)
        return self.carry_out(FilePlan(report.kind, pairs), progress, stopped)

    def _paths(self, image_ids: Sequence[int]) -> list[Path]:
        known = files.image_paths(self._library, image_ids)
        return [known[image_id] for image_id in image_ids if image_id in known]

    def _named(self, image_ids: Sequence[int], pattern: Pattern) -> tuple[list[Path], list[str]]:
        rows = self._columns(image_ids)
        positions = positions_of(rows, image_ids)
        asked = not pattern.fields.isdisjoint(WRITTEN)
        written = generations.generations(self._library, rows.written) if asked else {}
        return [rows.path(at) for at in positions], names_for(pattern, rows, positions, written)

    def _tell_back(self, paths: Sequence[Path]) -> None:
        rows = moved.note_moved(self._library, dict.fromkeys(paths), set(paths), time.time())
        publish(self._events, rows)
        self._enqueue(list(rows.unread))


def _left_out(plan: FilePlan) -> list[str]:
    """Which files there was nothing to do for, in a sentence."""
    if not plan.unchanged:
        return []
    one = plan.unchanged == 1
    files = "1 file" if one else f"{plan.unchanged:,} files"
    if plan.kind is FileKind.RENAME:
        return [f"{files} {'has' if one else 'have'} that name already."]
    return [f"{files} {'is' if one else 'are'} there already."]
