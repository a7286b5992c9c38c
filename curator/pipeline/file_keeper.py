"""The library's rows of files that are being moved, copied or trashed."""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from curator.core.records import FileFacts, PictureFacts
from curator.pipeline.events import Changed, Events, Gone
from curator.pipeline.file_carry import Done
from curator.pipeline.file_plan import MOVES, FileKind, FilePair
from curator.store import files, folders, moved, sidecars
from curator.store.library import Library
from curator.store.sidecars import SidecarState
from curator.watch.scan import is_ignored


class Keeper:
    """Lets the library's rows follow, before the watcher sees that something moved."""

    def __init__(
        self,
        library: Library,
        events: Events,
        enqueue: Callable[[list[FileFacts]], object],
        kind: FileKind,
    ) -> None:
        self._library, self._events, self._enqueue, self._kind = library, events, enqueue, kind
        self._watched = [folder.path for folder in folders.folders(library)]
        self._shown: set[Path] = set()
        """Sources that the gallery showed."""
        self._pictures: dict[Path, PictureFacts] = {}
        """What was known of the sources."""
        self._states: dict[tuple[Path, Path], SidecarState] = {}
        """How the sources and their sidecars were in step."""
        self._ahead: set[Path] = set()
        """Sources whose rows are at the target before the file is."""
        self._left: set[Path] = set()

    def before(self, pairs: Sequence[FilePair]) -> None:
        if self._kind not in MOVES:
            return
        sources = {pair.source for pair in pairs}
        self._shown |= moved.shown_among(self._library, sources)
        self._pictures |= moved.pictures_at(self._library, sources)
        beside = [pair.source for pair in pairs if pair.along]
        self._states |= sidecars.states_of(self._library, beside) if beside else {}
        free = [pair for pair in pairs if pair.target in sources or not os.path.lexists(pair.target)]
        self._ahead |= {pair.source for pair in free}
        self._follow([(pair.source, pair.target) for pair in free])

    def after(self, done: Sequence[Done]) -> None:
        if self._kind in MOVES:
            self._moved(done)
            return
        made = [pair for _, pair in done if pair is not None]
        now = time.time()
        if self._kind is FileKind.TRASH:
            publish(self._events, moved.note_gone(self._library, [pair.source for pair in made], now))
        elif self._kind is not FileKind.SYMLINK:
            pictures = moved.pictures_at(self._library, [pair.source for pair in made])
            found = [(pair.source, facts_of(pair.target)) for pair in made if self._is_watched(pair.target)]
            copies = [(facts, pictures.get(source)) for source, facts in found if facts is not None]
            self._tell(moved.note_made(self._library, copies, now))

    def notes(self) -> list[str]:
        """One sentence where pictures left the gallery."""
        if not self._left:
            return []
        names = ", ".join(sorted(folder.name or str(folder) for folder in self._left))
        return [f"They left the gallery, as {names} is not a watched folder."]

    def _moved(self, done: Sequence[Done]) -> None:
        """Rows of what did not move, or got another name than planned, go to where the file is."""
        facts: dict[Path, FileFacts | None] = {}
        shown: set[Path] = set()
        mended: list[tuple[Path, Path]] = []
        taken: dict[Path, Path] = {}
        for planned, actual in done:
            source, here = planned.source, planned.source if actual is None else actual.target
            row = planned.target if source in self._ahead else source
            # What could not be moved is left as it was: only the watcher can tell whether its drive is away
            facts[here] = None if actual is None else facts_of(here)
            if self._is_shown(source, here):
                shown.add(here)
            elif actual is not None and source in self._shown:
                self._left.add(here.parent)
            if row != here and row != source and os.path.lexists(row):
                taken[here] = row
            elif row != here:
                mended.append((row, here))
        self._follow(mended)
        self._move_states([actual for _, actual in done if actual is not None])
        self._part({here: row for here, row in taken.items() if here in shown}, done)
        self._tell(moved.note_moved(self._library, facts, shown, time.time()))

    def _move_states(self, pairs: Sequence[FilePair]) -> None:
        """What a sidecar and the library agreed on goes along, so that neither seems to have changed."""
        went: list[tuple[Path, Path]] = []
        came: list[SidecarState] = []
        for pair in pairs:
            for beside in pair.along:
                if state := self._states.pop((pair.source, beside.source), None):
                    went.append((state.path, state.sidecar))
                    came.append(replace(state, path=pair.target, sidecar=beside.target))
        if came:
            sidecars.forget(self._library, went)
            sidecars.save(self._library, came)

    def _part(self, taken: Mapping[Path, Path], done: Sequence[Done]) -> None:
        """Another file took the planned name in the last moment: it keeps the row that was put there, which
        others may have seen, and the picture gets a new one.
        """
        if not taken:
            return
        sources = {
            (planned.source if actual is None else actual.target): planned.source for planned, actual in done
        }
        found = [(here, facts_of(here)) for here in taken]
        made = [(facts, self._pictures.get(sources[here])) for here, facts in found if facts is not None]
        self._tell(moved.note_made(self._library, made, time.time()))
        strangers = [facts for row in taken.values() if self._is_watched(row) and (facts := facts_of(row))]
        ids = files.note_files(self._library, strangers, time.time())
        self._events.publish(Changed(tuple(ids)))

    def _is_shown(self, source: Path, here: Path) -> bool:
        """A watched one is; one that was shown without being watched, rated once say, stays so."""
        if source == here:
            return source in self._shown
        return self._is_watched(here) or (source in self._shown and not self._is_watched(source))

    def _is_watched(self, path: Path) -> bool:
        return any(root in path.parents and not is_ignored(path, root) for root in self._watched)

    def _follow(self, pairs: Sequence[tuple[Path, Path]]) -> None:
        if pairs and (gone := moved.follow(self._library, pairs)):
            self._events.publish(Gone(gone))

    def _tell(self, rows: moved.Rows) -> None:
        publish(self._events, rows)
        if rows.unread:
            self._enqueue(list(rows.unread))


def facts_of(path: Path) -> FileFacts | None:
    """The file as it is now, None when it is gone."""
    try:
        facts = path.stat()
    except OSError:
        return None
    return FileFacts(path, facts.st_size, facts.st_mtime_ns)


def publish(events: Events, rows: moved.Rows) -> None:
    if rows.changed:
        events.publish(Changed(rows.changed))
    if rows.gone:
        events.publish(Gone(rows.gone))
