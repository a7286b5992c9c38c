"""Look for sidecars that other programs wrote, and take over what they say."""

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from curator.core.marks import Marks
from curator.export.sidecars.document import SidecarError
from curator.export.sidecars.marks import as_marks
from curator.export.sidecars.names import ENDING, FolderNames
from curator.export.sidecars.read import Stamp, read_stamped, stamp_of
from curator.pipeline.sidecar_merge import merge
from curator.pipeline.sidecar_places import states_of
from curator.pipeline.sidecar_work import Fault, Pair, Work, clashing, in_step
from curator.store import marks, sidecars
from curator.store.sidecars import ListedFile, SidecarState

ONE_TIME = 200
"""Sidecars read between two transactions."""
SETTLED_NS = 2_000_000_000
"""A folder that changed within so long may change again in the same tick of its clock."""
Names = tuple[str, str]
"""Of a picture and a sidecar in one folder."""


@dataclass(slots=True)
class Folder:
    """What lies in a folder, as far as it matters here."""

    path: Path
    names: FolderNames
    stamps: dict[str, Stamp]
    """Of files that may be sidecars."""

    def pairs(self) -> Iterator[tuple[Names, Stamp, bool]]:
        """Each with the sidecar's stamp, and whether other files may claim it too."""
        for sidecar in self.names.sidecars():
            for picture in sidecar.pictures:
                yield (picture, sidecar.name), self.stamps[sidecar.name], sidecar.shared


def list_folder(path: Path) -> Folder:
    """OSError: it can't be read, or is not there."""
    with os.scandir(path) as listing:
        names, stamps = [], {}
        for entry in listing:
            names.append(entry.name)
            if entry.name[-len(ENDING) :].lower() == ENDING:
                facts = _facts(entry)
                stamps[entry.name] = Stamp(facts.st_mtime_ns, facts.st_size) if facts else Stamp(0, 0)
    return Folder(path, FolderNames(names), stamps)


@dataclass(slots=True)
class Looker:
    """Remembers what was in step, so that a look at an unchanged folder costs no more than its listing."""

    work: Work
    known: dict[Path, dict[Names, Stamp]] = field(default_factory=dict)
    """By folder."""
    _settled: dict[Path, tuple[int, dict[str, Stamp]]] = field(default_factory=dict)
    """Folders with their modification times and sidecars when nothing was left to be read in them."""
    to_write: set[int] = field(default_factory=set)
    """Ids of pictures that have a sidecar which lacks what the library says."""

    def recall(self) -> None:
        """Begin from what the library knows."""
        self.known.clear()
        self._settled.clear()
        for path, sidecar, modified, size in sidecars.stamps(self.work.library):
            self.note((path, sidecar), Stamp(modified, size))

    def note(self, pair: Pair, stamp: Stamp) -> None:
        """These are in step."""
        path, sidecar = pair
        self.known.setdefault(path.parent, {})[path.name, sidecar.name] = stamp

    def among(self, folders: list[Path]) -> list[Path]:
        """The folders that hold pictures; what was known of others, renamed ones say, is forgotten."""
        for folder in self.known.keys() - set(folders):
            del self.known[folder]
            self._settled.pop(folder, None)
        return folders

    def look(self, folder: Path) -> None:
        """Read what is new or changed in it. A folder that is away says nothing."""
        try:
            at = folder.stat().st_mtime_ns
            if self._is_settled(folder, at):
                return
            found = list_folder(folder)
        except OSError:
            return
        self._forget_faults(found)
        self._take_over(found)
        known = self.known.get(folder, {})
        left = [names for names, stamp, _ in found.pairs() if known.get(names) != stamp]
        if not left and time.time_ns() - at > SETTLED_NS:
            self._settled[folder] = (at, found.stamps)

    def _is_settled(self, folder: Path, at: int) -> bool:
        """Whether no name in it changed since all its sidecars were in step, and none of them either."""
        before, stamps = self._settled.pop(folder, (-1, {}))
        if before != at or any(stamp_of(folder / name) != stamp for name, stamp in stamps.items()):
            return False
        self._settled[folder] = (before, stamps)
        return True

    def _take_over(self, found: Folder) -> None:
        folder, known = found.path, self.known.get(found.path, {})
        if not found.stamps and not known:
            return
        self._forget(folder, [names for names in known if names[1] not in found.stamps])
        news = [
            (folder / names[0], folder / names[1])
            for names, stamp, _ in found.pairs()
            if known.get(names) != stamp and self._is_usable(folder / names[1], stamp)
        ]
        for start in range(0, len(news), ONE_TIME):
            self.read(news[start : start + ONE_TIME])

    def read(self, pairs: Sequence[Pair]) -> None:
        """Take over what these say. Pictures that are not listed or were not read yet are left for later."""
        work, at = self.work, time.time()
        files = sidecars.listed(work.library, {path for path, _ in pairs})
        known = states_of(work.library, files.values())
        mine = marks.marks_of(work.library, {file.content for file in files.values()})
        wanted: dict[str, Marks] = {}
        news: list[SidecarState] = []
        names: list[str] = []
        for path, sidecar in pairs:
            if path not in files:
                continue
            file = files[path]
            read = self._read(file, sidecar, known.get((path, sidecar)), mine[file.content], at)
            if read is None:
                continue
            state, now = read
            news.append(state)
            if now != mine[file.content]:
                wanted[file.content] = mine[file.content] = now
                names.append(path.name)
        work.take(wanted, names)
        self.keep(news)

    def keep(self, states: Sequence[SidecarState]) -> None:
        """In the library and here."""
        if states:
            sidecars.save(self.work.library, states)
        for state in states:
            self.note((state.path, state.sidecar), Stamp(state.modified_ns, state.bytes))

    def _read(
        self, file: ListedFile, sidecar: Path, state: SidecarState | None, mine: Marks, at: float
    ) -> tuple[SidecarState, Marks] | None:
        """How they are in step now, or clash, and the picture's marks; None where it can't be read.

        What the sidecar lacks counts as not agreed on, so that it is written there when it may be.
        """
        try:
            told, stamp = read_stamped(sidecar)
        except FileNotFoundError:
            return None
        except SidecarError as error:
            self.work.unread[sidecar] = Fault(stamp_of(sidecar), str(error))
            return None
        theirs = as_marks(told, self.work.dimensions, mine)
        merged = merge(state, mine, theirs)
        if merged.clash:
            return clashing(state, file, sidecar, stamp, theirs), mine
        if merged.theirs != theirs:
            self.to_write.add(file.id)
        return in_step(file, sidecar, stamp, theirs, theirs, at), merged.mine

    def _is_usable(self, sidecar: Path, stamp: Stamp) -> bool:
        """Whether it is not the very one that could not be read before."""
        fault = self.work.unread.get(sidecar)
        if fault is not None and fault.stamp == stamp:
            return False
        self.work.unread.pop(sidecar, None)
        return True

    def _forget_faults(self, found: Folder) -> None:
        """Of damaged sidecars that were taken away."""
        for sidecar in list(self.work.unread):
            if sidecar.parent == found.path and sidecar.name not in found.stamps:
                del self.work.unread[sidecar]

    def _forget(self, folder: Path, gone: Sequence[Names]) -> None:
        """Where the picture went as well, both may be found in another place yet."""
        alone = [names for names in gone if os.path.lexists(folder / names[0])]
        if alone:
            pairs = [(folder / picture, folder / sidecar) for picture, sidecar in alone]
            sidecars.forget(self.work.library, pairs)
        for names in gone:
            del self.known[folder][names]


def _facts(entry: os.DirEntry[str]) -> os.stat_result | None:
    try:
        return entry.stat()
    except OSError:
        return None
