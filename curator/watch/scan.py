"""A look through a whole folder: which picture files lie in it now."""

import os
import stat
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from curator.core.formats import SUFFIXES
from curator.core.records import FileFacts
from curator.watch.place import inside

Stamp = tuple[int, int]
"""Bytes and modification time in nanoseconds; an equal stamp means an unchanged file."""

SYSTEM_FOLDERS = frozenset(
    name.lower()
    for name in ("@eaDir", "#recycle", "$RECYCLE.BIN", "System Volume Information", "__MACOSX", "lost+found")
)
TEMPORARY = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download")
PAGE = 500
JUNCTION = 0xA0000003
"""IO_REPARSE_TAG_MOUNT_POINT of Windows."""
_ENDINGS = frozenset(suffix.removeprefix(".") for suffix in SUFFIXES)


def is_ignored_folder(name: str) -> bool:
    """Hidden folders and those that systems and network drives keep for themselves."""
    return name.startswith(".") or name.lower() in SYSTEM_FOLDERS


def is_ignored_file(name: str) -> bool:
    """Hidden and temporary files, and names that promise no picture."""
    stem, _, suffix = name.lower().rpartition(".")
    return suffix not in _ENDINGS or not stem or name[0] == "." or stem.endswith(TEMPORARY)


def is_ignored(path: Path, root: Path) -> bool:
    """Whether the file is left out when `root` is watched; the root's own folders may be called anything."""
    *folders, name = path.relative_to(root).parts
    return is_ignored_file(name) or any(is_ignored_folder(folder) for folder in folders)


def regular_stamp(path: str) -> Stamp | None:
    """The stamp of a regular file, links followed; None for all else (a pipe would block its reader)."""
    try:
        facts = Path(path).stat()
    except (OSError, ValueError):
        return None
    return (facts.st_size, facts.st_mtime_ns) if stat.S_ISREG(facts.st_mode) else None


class Links:
    """Which symbolic links to files count: those that lead outside all watched folders, one per target."""

    def __init__(self, roots: Sequence[str]) -> None:
        self._roots = tuple(inside(os.path.realpath(root)) for root in roots)
        self._owners: dict[str, str] = {}

    def counts(self, path: str) -> bool:
        target = os.path.realpath(path)
        if target.startswith(self._roots):
            return False
        owner = self._owners.setdefault(target, path)
        if owner != path and os.path.realpath(owner) != target:
            owner = self._owners[target] = path
        return owner == path


class Walk:
    """One pass over a folder, in pages so that its caller can do other things in between.

    Symbolic links to folders and junctions are not followed, and no folder is entered twice, however often it
    is mounted.
    """

    def __init__(self, root: str, links: Links) -> None:
        self.root = root
        self.folders: list[str] = []
        """Those entered so far, the root among them."""
        self.empty = True
        """Whether the root held nothing at all, not even an ignored file."""
        self.unreadable: list[str] = []
        """Folders below the root that could not be read, though they are there."""
        self.mounts: set[str] = set()
        """Folders below the root on another drive than the folder they lie in."""
        self._links = links
        self._entered: set[tuple[int, int]] = set()

    def pages(self) -> Iterator[list[tuple[str, Stamp]]]:
        """Up to 500 pictures of one folder at a time, or none. OSError: the root can't be read."""
        waiting: list[tuple[str, int | None]] = [(self.root, None)]
        while waiting:
            folder, drive = waiting.pop()
            try:
                drive, entries = self._enter(folder, drive)
            except OSError as error:
                self._unreadable(folder, error)
                entries = []
            page: list[tuple[str, Stamp]] = []
            for entry in entries:
                if is_real_folder(entry):
                    if not is_ignored_folder(entry.name):
                        waiting.append((entry.path, drive))
                elif not is_ignored_file(entry.name) and (stamp := self._stamp(entry)):
                    page.append((entry.path, stamp))
                    if len(page) == PAGE:
                        yield page
                        page = []
            yield page

    def _enter(self, folder: str, above: int | None) -> tuple[int, list[os.DirEntry[str]]]:
        """The folder's drive and what lies in it; `above` is the drive of the folder it lies in."""
        facts = Path(folder).stat()
        if above not in (None, facts.st_dev):
            self.mounts.add(folder)
        if facts.st_ino and (facts.st_dev, facts.st_ino) in self._entered:
            return facts.st_dev, []
        self._entered.add((facts.st_dev, facts.st_ino))
        with os.scandir(folder) as listing:
            entries = list(listing)
        self.folders.append(folder)
        self.empty = self.empty and not entries
        return facts.st_dev, entries

    def _unreadable(self, folder: str, error: OSError) -> None:
        if folder == self.root:
            raise error
        if not isinstance(error, (FileNotFoundError, NotADirectoryError)):
            self.unreadable.append(folder)

    def _stamp(self, entry: os.DirEntry[str]) -> Stamp | None:
        try:
            facts = entry.stat(follow_symlinks=False)
            if stat.S_ISREG(facts.st_mode):
                return facts.st_size, facts.st_mtime_ns
            counts = entry.is_symlink() and self._links.counts(entry.path)
        except OSError:
            return None
        return regular_stamp(entry.path) if counts else None


def is_real_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder, and no link to one."""
    try:
        return entry.is_dir(follow_symlinks=False) and not _is_junction(entry)
    except OSError:
        return False


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Windows's link to a folder; a drive mounted in a folder is marked the same and is none."""
    if sys.platform == "win32":
        tag = entry.stat(follow_symlinks=False).st_reparse_tag
        return tag == JUNCTION and not os.path.ismount(entry.path)
    return False


def scan(root: Path, stop: threading.Event | None = None) -> Iterator[FileFacts]:
    """Every picture below the root, each real file once. OSError: the root can't be read.

    Folders below it that can't be read, and files that vanish meanwhile, are left out.
    """
    start = str(root.absolute())
    for page in Walk(start, Links([start])).pages():
        if stop is not None and stop.is_set():
            return
        yield from (FileFacts(Path(path), *stamp) for path, stamp in page)
