"""What is told of work with files."""

from curator.gui.parts.names import shown_file, shown_name
from curator.gui.sessions.file_session import FileProgress
from curator.pipeline.file_carry import FileReport
from curator.pipeline.file_plan import FileKind
from curator.pipeline.file_trash import BY_HAND, CAN_BRING_BACK
from curator.pipeline.file_work import NamePreview

_DOING = {
    FileKind.MOVE: ("Moving", "Moving back"),
    FileKind.RENAME: ("Renaming", "Renaming back"),
    FileKind.COPY: ("Copying", "Removing copies"),
    FileKind.SYMLINK: ("Linking", "Removing links"),
    FileKind.HARDLINK: ("Linking", "Removing links"),
    FileKind.TRASH: ("Moving to the trash", "Bringing back from the trash"),
}
_DONE = {
    FileKind.MOVE: ("moved", "moved back"),
    FileKind.RENAME: ("renamed", "named as before"),
    FileKind.COPY: ("copied", "copies removed"),
    FileKind.SYMLINK: ("linked", "links removed"),
    FileKind.HARDLINK: ("linked", "links removed"),
    FileKind.TRASH: ("moved to the trash", "brought back from the trash"),
}


def files_word(count: int) -> str:
    """`1 file`, `1,204 files`."""
    return "1 file" if count == 1 else f"{count:,} files"


def progress_text(progress: FileProgress) -> str:
    """`Copying: 12 of 1,204 · fog.png`."""
    doing = _DOING[progress.kind][progress.undoes]
    name = f" · {shown_file(progress.name)}" if progress.name else ""
    return f"{doing}: {progress.done:,} of {progress.total:,}{name}"


def summary(report: FileReport) -> str:
    """`38 files moved · 2 could not be: fog.png: It is no longer there.`"""
    count, done = len(report.done), _DONE[report.kind][report.undoes]
    said = f"{count:,} {done}" if report.undoes and " removed" in done else f"{files_word(count)} {done}"
    parts = [f"Stopped: {said}" if report.stopped else said]
    if report.failed:
        path, reason = report.failed[0]
        more = " …" if len(report.failed) > 1 else ""
        parts.append(
            f"{len(report.failed):,} could not be: {shown_file(path.name)}: {shown_name(reason)}{more}"
        )
    return " · ".join([*parts, *(shown_name(note) for note in report.notes)])


def preview_text(told: NamePreview) -> str:
    """What the first names do not show."""
    parts = []
    rest = told.total - told.unchanged - len(told.names)
    if rest > 0:
        parts.append(f"and {rest:,} more")
    if told.unchanged:
        parts.append(f"{files_word(told.unchanged)} keep{'s' if told.unchanged == 1 else ''} the name")
    if told.numbered:
        names = "1 name is" if told.numbered == 1 else f"{told.numbered:,} names are"
        parts.append(f"{names} taken and get{'s' if told.numbered == 1 else ''} a number")
    return " · ".join(parts)


def trash_question(count: int) -> str:
    """Asked once."""
    return f"Move {files_word(count)} to the trash?"


def trash_detail() -> str:
    """How to get them back."""
    way = "Undo brings them back." if CAN_BRING_BACK else f"To have one back, {BY_HAND}."
    return f"Sidecars go along; ratings and marks are kept. {way}"
