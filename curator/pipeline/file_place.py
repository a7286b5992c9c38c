"""A file gets to another place without ever overwriting one, on every system and between drives."""

import contextlib
import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

from curator.core.part_file import part_beside
from curator.core.safe_name import folded

BLOCK = 1 << 20


class Stopped(Exception):  # noqa: N818 - the user's wish, no error
    """The user gave up; nothing half done is left."""


def move(source: Path, target: Path, stopped: Callable[[], bool]) -> None:
    """Rename, or between drives copy, compare and only then remove the source.

    Raises FileExistsError where the target is taken, OSError, Stopped.
    """
    try:
        rename(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _move_between_drives(source, target, stopped)


def rename(source: Path, target: Path) -> None:
    """Within one drive. Raises FileExistsError where the target is taken, OSError (EXDEV: another drive).

    POSIX's own rename would overwrite: a second name is made, which fails where there is one, then the first
    one is taken away. Windows' does what is wanted.
    """
    if os.name == "nt" or _is_same_entry(source, target):
        source.rename(target)
    elif source.is_symlink():
        link(_target_of(source, target.parent), target)
        _unlink_or_undo(source, target)
    else:
        try:
            os.link(source, target, follow_symlinks=False)
        except FileExistsError:
            raise
        except OSError:  # Most likely a drive without hard links; else this fails for the same reason
            _rename_over_place(source, target)
        else:
            _unlink_or_undo(source, target)


def copy(source: Path, target: Path, stopped: Callable[[], bool], *, last: bool = False) -> None:
    """Copy content, times and permissions; the target appears whole or not at all.

    `last`: it will be the only one, so it is flushed to the disk, read again and compared. Raises
    FileExistsError where the target is taken, OSError, Stopped.
    """
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    waiting = part_beside(target)
    try:
        told = _copy_content(source, waiting, stopped, flush=last)
        if last and _digest(waiting) != told:
            raise OSError(errno.EIO, "The copy differs from the original", str(target))
        rename(waiting, target)
    finally:
        with contextlib.suppress(OSError):
            waiting.unlink()


def link(leads_to: str | Path, target: Path) -> None:
    """A symbolic link. Raises FileExistsError where the name is taken, OSError where links are refused."""
    target.symlink_to(leads_to)


def hard_link(source: Path, target: Path) -> None:
    """A second name of the file itself. Raises FileExistsError, OSError where the drive has none."""
    os.link(os.path.realpath(source), target)


def stamp_of(path: Path) -> tuple[int, int] | None:
    """Bytes and modification time in nanoseconds; None where it can't be told. A link is not followed."""
    try:
        facts = path.lstat()
    except OSError:
        return None
    return facts.st_size, facts.st_mtime_ns


def _move_between_drives(source: Path, target: Path, stopped: Callable[[], bool]) -> None:
    if source.is_symlink():
        link(_target_of(source, target.parent), target)
        _unlink_or_undo(source, target)
        return
    before = source.stat()
    copy(source, target, stopped, last=True)
    after = source.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        target.unlink()
        raise OSError(errno.EBUSY, "It was written to meanwhile", str(source))
    _sync_folder(target.parent)
    _unlink_or_undo(source, target)


def _unlink_or_undo(source: Path, target: Path) -> None:
    try:
        source.unlink()
    except OSError:
        target.unlink()
        raise


def _rename_over_place(source: Path, target: Path) -> None:
    """For a drive without hard links: an empty file of our own keeps the name until ours replaces it."""
    target.open("xb").close()
    try:
        source.replace(target)
    except OSError:
        if stamp_of(target) is not None and target.stat().st_size == 0:
            target.unlink()
        raise


def _is_same_entry(source: Path, target: Path) -> bool:
    """Whether a name differs only in what this drive does not tell apart, such as `A.png` and `a.png`."""
    if source.parent != target.parent or folded(source.name) != folded(target.name):
        return False
    return os.path.lexists(target) and target.name not in {path.name for path in target.parent.iterdir()}


def _target_of(symlink: Path, folder: Path) -> str:
    """Where a link leads, told so that it still does from another folder."""
    leads_to = os.readlink(symlink)  # noqa: PTH115 - a Path would change the text
    if os.path.isabs(leads_to):  # noqa: PTH117
        return leads_to
    return os.path.relpath(os.path.join(symlink.parent, leads_to), folder)  # noqa: PTH118


def _copy_content(source: Path, waiting: Path, stopped: Callable[[], bool], flush: bool) -> bytes:
    """Returns the digest of what was read."""
    digest = hashlib.blake2b()
    with source.open("rb") as given, waiting.open("xb") as made:
        if not stat.S_ISREG(os.fstat(given.fileno()).st_mode):
            raise OSError(errno.EINVAL, "It is no file", str(source))
        while block := given.read(BLOCK):
            if stopped():
                raise Stopped
            digest.update(block)
            made.write(block)
        if flush:
            made.flush()
            os.fsync(made.fileno())
    with contextlib.suppress(OSError):  # A drive that keeps no permissions still keeps the picture
        shutil.copystat(source, waiting)
    return digest.digest()


def _digest(path: Path) -> bytes:
    digest = hashlib.blake2b()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.digest()


def _sync_folder(folder: Path) -> None:
    """The name must be on the disk before the source goes; Windows has no way to ask for that."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
