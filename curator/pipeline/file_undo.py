"""Takes copies away again and brings files back from the trash; what changed since stays as it is."""

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from curator.pipeline import file_trash
from curator.pipeline.file_carry import FileReport, Progress
from curator.pipeline.file_place import stamp_of
from curator.pipeline.file_plan import FileKind, FilePair
from curator.pipeline.file_reason import reason_of

Failed = list[tuple[Path, str]]


def bring_back(report: FileReport, progress: Progress, stopped: Callable[[], bool]) -> FileReport:
    """From the trash to where the files were."""

    def one(pair: FilePair) -> str:
        if pair.target == pair.source:
            return f"It can't be brought back from here; {file_trash.BY_HAND}."
        if not os.path.lexists(pair.target):
            return "It is no longer in the trash."
        return _tried(lambda: file_trash.bring_back(pair.target, pair.source), pair.back())

    return _each(report, one, progress, stopped)


def remove_copies(report: FileReport, progress: Progress, stopped: Callable[[], bool]) -> FileReport:
    """Copies and links that are as they were made, and whose original is still there."""

    def one(pair: FilePair) -> str:
        if not os.path.lexists(pair.target):
            return ""
        if stamp_of(pair.target) != pair.stamp:
            return "It was changed since, so it stays."
        if not os.path.lexists(pair.source) and not pair.target.is_symlink():
            return "Its original is gone, so it stays."
        return _tried(pair.target.unlink, FilePair(pair.target, pair.target))

    return _each(report, one, progress, stopped)


def _each(
    report: FileReport, one: Callable[[FilePair], str], progress: Progress, stopped: Callable[[], bool]
) -> FileReport:
    """`one` returns why it could not, or nothing. Sidecars follow what they belong to."""
    done, failed = [], []
    gave_up = False
    for number, pair in enumerate(report.done):
        gave_up = stopped()
        if gave_up:
            break
        progress(number, len(report.done), pair.source.name)
        if reason := one(pair):
            failed.append((_named(report.kind, pair), reason))
            continue
        failed += _sidecars(report.kind, pair.along, one)
        done.append(pair)
    progress(len(done), len(report.done), "")
    return replace(report, done=tuple(done), failed=tuple(failed), stopped=gave_up, notes=(), undoes=True)


def _sidecars(kind: FileKind, along: Iterable[FilePair], one: Callable[[FilePair], str]) -> Failed:
    return [(_named(kind, pair), reason) for pair in along if (reason := one(pair))]


def _named(kind: FileKind, pair: FilePair) -> Path:
    """The file that the reason is about."""
    return pair.source if kind is FileKind.TRASH else pair.target


def _tried(action: Callable[[], object], pair: FilePair) -> str:
    try:
        action()
    except OSError as error:
        return reason_of(error, pair.source, pair.target)
    return ""
