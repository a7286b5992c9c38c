"""The system's trash, and on Linux the way back out of it (the trash specification of freedesktop.org)."""

import contextlib
import errno
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote_to_bytes

from curator.pipeline import file_place
from curator.pipeline.file_plan import FilePair

CAN_BRING_BACK = sys.platform not in ("win32", "darwin")
"""Whether what is in the trash can be found again."""
BY_HAND = "open the system's trash and put it back from there"
INFO = ".trashinfo"

Number = tuple[int, int]
"""Device and inode: what a file keeps when it only gets another name."""


def send(path: Path) -> Number:
    """Returns the file's number. Raises OSError; nothing is ever deleted for good instead."""
    from send2trash import send2trash

    facts = path.lstat()
    try:
        send2trash(path)
    except OSError as error:
        if error.errno is None:
            # Where the file's drive has no trash the words name its path, and there is no error of the system
            raise OSError(errno.ENOTSUP, "Its drive has no trash", str(path)) from error
        raise
    return facts.st_dev, facts.st_ino


def located(pairs: Iterable[FilePair], sent: Mapping[Path, Number]) -> list[FilePair]:
    """The pairs with their places in the trash as targets; where that is not known, it stays the source."""
    pairs = list(pairs)
    if not CAN_BRING_BACK or not pairs:
        return pairs
    found: dict[Number, Path] = {}
    for folder in {pair.source.parent for pair in pairs}:
        for trash in _trashes(folder):
            found |= _numbers_in(trash / "files")

    def placed(pair: FilePair) -> FilePair:
        at = found.get(sent.get(pair.source, (-1, -1)))
        along = tuple(placed(each) for each in pair.along)
        known = at is not None and _leads_back(at, pair.source)
        return replace(pair, target=at if at is not None and known else pair.source, along=along)

    return [placed(pair) for pair in pairs]


def bring_back(lies: Path, to: Path) -> None:
    """Put a file from the trash where it was.

    Raises FileExistsError where that name is taken, FileNotFoundError where the trash was emptied, OSError.
    """
    if not os.path.lexists(lies):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(lies))
    to.parent.mkdir(parents=True, exist_ok=True)
    if lies.is_symlink():
        # The trash left its text as it was, told from where it goes back to
        file_place.link(os.readlink(lies), to)  # noqa: PTH115 - a Path would change the text
        lies.unlink()
    else:
        file_place.move(lies, to, lambda: False)
    with contextlib.suppress(OSError):
        _info_of(lies).unlink()


def _trashes(folder: Path) -> Iterator[Path]:
    """Where files of the folder may have gone: the home's trash, else one at the top of their drive."""
    data = os.environ.get("XDG_DATA_HOME")
    yield (Path(data) if data else Path.home() / ".local" / "share") / "Trash"
    top = Path(os.path.realpath(folder))
    while not top.is_mount() and top != top.parent:
        top = top.parent
    if sys.platform != "win32":
        yield top / ".Trash" / str(os.getuid())
        yield top / f".Trash-{os.getuid()}"


def _numbers_in(folder: Path) -> dict[Number, Path]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        device = folder.stat().st_dev
        return {(device, entry.inode()): Path(entry.path) for entry in entries}
    return {}


def _info_of(lies: Path) -> Path:
    return lies.parent.parent / "info" / f"{lies.name}{INFO}"


def _leads_back(lies: Path, source: Path) -> bool:
    """Whether the trash says so itself: paths below the top of a drive are told from there."""
    with contextlib.suppress(OSError):
        for line in _info_of(lies).read_bytes().splitlines():
            if line.startswith(b"Path="):
                told = Path(os.fsdecode(unquote_to_bytes(line[5:])))
                return source == told or source.parts[-len(told.parts) :] == told.parts
    return False
