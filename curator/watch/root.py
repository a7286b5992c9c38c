"""One watched folder: where it is, what it is doing, and the scan in progress."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from curator.core.records import FolderState
from curator.watch.place import Place, inside
from curator.watch.rhythm import Rhythm
from curator.watch.scan import Links, Stamp, Walk, is_ignored_file, is_ignored_folder


@dataclass(slots=True, eq=False)
class Root:
    """A watched folder, owned by the watcher's thread."""

    path: Path
    """As the listener named it."""
    key: str
    """The absolute path that files and events are named by."""
    rhythm: Rhythm = field(default_factory=Rhythm)
    place: Place | None = None
    """None while the folder is offline."""
    last_place: Place | None = None
    """Where it was when it was last online."""
    watched: bool = False
    """Whether events are asked for."""
    loud: bool = False
    """Whether the next scan is shown to the user."""
    scanned: bool = False
    """Whether it was scanned to the end since it was last offline."""
    held: bool = False
    """Whether it held anything in an earlier scan: a folder that never did may be an unmounted drive's."""
    note: str = ""
    """Why no events come, as a sentence for the user."""
    mounts: set[str] = field(default_factory=set)
    """Folders in it that were seen to be on a drive of their own."""
    away: tuple[str, ...] = ()
    """What every path starts with that lies on such a drive and is not there now."""
    unreadable: int = 0
    told: tuple[FolderState, str] | None = None
    """The state that the listener knows."""

    def covers(self, path: str) -> bool:
        return path == self.key or path.startswith(inside(self.key))

    def ignores(self, path: str, *, folder: bool = False) -> bool:
        """Whether nobody cares for what happens at the path."""
        prefix = inside(self.key)
        if not path.startswith(prefix):
            return True
        *folders, name = Path(path[len(prefix) :]).parts
        ignored = is_ignored_folder(name) if folder else is_ignored_file(name)
        return ignored or any(is_ignored_folder(above) for above in folders)

    def drives_changed(self) -> bool:
        """Whether a drive in it went or came back since the last scan: no event tells of that."""
        return any(os.path.ismount(mount) == (inside(mount) in self.away) for mount in self.mounts)

    def detail(self) -> str:
        """What the user should know while it is watched."""
        count = self.unreadable
        folders = "A folder in it" if count == 1 else f"{count} folders in it"
        unreadable = f"{folders} can't be read: check the permissions and the drives." if count else ""
        return " ".join(sentence for sentence in (self.note, unreadable) if sentence)


class Scan:
    """A scan in progress, advanced in slices."""

    def __init__(self, root: Root, links: Links) -> None:
        self.root = root
        self.walk = Walk(root.key, links)
        self.loud = root.loud
        self.seen: set[str] = set()
        self.seconds = 0.0
        """Time spent in its slices."""
        self.news = False
        self._pages = self.walk.pages()

    def next_page(self) -> list[tuple[str, Stamp]] | None:
        """None at the end. OSError: the root can't be read."""
        page = next(self._pages, None)
        if page:
            self.seen.update(path for path, _ in page)
        return page
