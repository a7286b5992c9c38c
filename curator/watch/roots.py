"""The watched folders together: which are there, which send events, and what the user is told of them."""

import errno
import logging
import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from curator.core.errors import KnownError
from curator.core.records import FolderState
from curator.watch.observe import Observing
from curator.watch.place import find_place, inside, is_unmounted
from curator.watch.root import Root
from curator.watch.scan import Links

log = logging.getLogger(__name__)

ASLEEP = 5.0
"""Seconds by which the wall clock may run ahead before the machine counts as having slept."""
STOOD = 30.0
"""Seconds between two looks that say the same where the other clock runs on during sleep (Windows)."""

AWAY = "The folder is not there. Connect its drive or put it back, and it is watched again."
DENIED = "The folder can't be read: allow it in its permissions, and it is watched again."
UNMOUNTED = "The drive of this folder is not there. Connect it, and the folder is watched again."
OVERFLOW = "Changes came faster than the system tells of them: looking through the folder again."
RESTARTED = "Watching stopped and was started again: looking through the folder."
LIMIT = (
    "The system's limit of watched folders is reached, so this folder is looked through every few seconds "
    "instead. Raise fs.inotify.max_user_watches to see new pictures at once."
)
INSTANCES = (
    "The system's limit of programs that watch folders is reached, so this folder is looked through every "
    "few seconds instead. Raise fs.inotify.max_user_instances to see new pictures at once."
)
NO_EVENTS = (
    "The system tells of no changes in this folder, so it is looked through every few seconds instead."
)


class Roots:
    """Owned by the watcher's thread.

    `state` is the listener's; `left` is called with a folder that went offline.
    """

    def __init__(
        self,
        observing: Observing,
        state: Callable[[Path, FolderState, str], None],
        left: Callable[[Root], None],
    ) -> None:
        self._observing = observing
        self._state = state
        self._left = left
        self._roots: dict[str, Root] = {}
        self._clocks = time.time() - time.monotonic()
        self._checked = time.monotonic()
        self.links = Links([])

    def __iter__(self) -> Iterator[Root]:
        return iter(list(self._roots.values()))

    def get(self, key: str) -> Root | None:
        return self._roots.get(key)

    def add(self, path: Path, now: float) -> None:
        key = str(path.absolute())
        if key not in self._roots:
            root = self._roots[key] = Root(path, key)
            self.links = Links(list(self._roots))
            self.check(root, now)

    def remove(self, path: Path) -> Root | None:
        root = self._roots.pop(str(path.absolute()), None)
        if root is not None:
            self.links = Links(list(self._roots))
            self._unwatch(root)
        return root

    def rescan(self, path: Path | None, now: float) -> None:
        """Look through all folders again, or through those that hold the path or lie in it."""
        key = str(path.absolute()) if path is not None else None
        for root in self:
            if root.place and (key is None or root.covers(key) or root.key.startswith(inside(key))):
                self._look_again(root, now, root.detail())

    def overflowed(self, now: float) -> None:
        """Events of any folder were lost."""
        for root in self:
            if root.place and root.watched:
                root.rhythm.changed(now, urgent=True)
                root.loud = True
                self.tell(root, FolderState.SCANNING, OVERFLOW)

    def next_due(self) -> Root | None:
        """The folder whose scan is due first."""
        here = [root for root in self if root.place]
        return min(here, key=lambda root: root.rhythm.due(), default=None)

    def check_all(self, now: float) -> None:
        """Notice what no event tells: folders gone or back, a dead observer, a machine that slept."""
        if not self._observing.is_alive():
            log.warning("the observer's threads died; they are started again")
            self._observing.close()
        for root in self:
            if self.check(root, now) and root.drives_changed():
                self._look_again(root, now, root.detail())
            if root.watched and not root.rhythm.polled and self._observing.is_full(root.key):
                self._poll(root, LIMIT, now)
        clocks = time.time() - time.monotonic()
        if abs(clocks - self._clocks) > ASLEEP or now - self._checked > STOOD:
            self.rescan(None, now)
        self._clocks, self._checked = clocks, now

    def check(self, root: Root, now: float) -> bool:
        """Whether the folder is there; a folder that came back, or is another one, is watched and scanned."""
        place = find_place(root.key)
        if place is None:
            self.leave(root, AWAY)
        elif not os.access(root.key, os.R_OK | os.X_OK):
            self.leave(root, DENIED)
        elif root.last_place and is_unmounted(root.key, root.last_place, place):
            self.leave(root, UNMOUNTED)
        elif place != root.place or (root.watched and not self._observing.is_watched(root.key)):
            died = place == root.place
            root.place = root.last_place = place
            self.watch(root)
            self._look_again(root, now, RESTARTED if died else root.detail())
        return root.place is not None

    def leave(self, root: Root, why: str) -> None:
        """The folder is offline. Nothing in it counts as deleted."""
        if root.place is not None:
            root.place = None
            root.scanned = False
            self._unwatch(root)
            self._left(root)
        self.tell(root, FolderState.OFFLINE, why)

    def watch(self, root: Root) -> None:
        """Let events come from the folder; where they can't, or not from all of it, scans stand in."""
        self._unwatch(root)
        root.note = self._ask_for_events(root)
        root.rhythm.polled = bool(root.note)
        if not root.rhythm.polled:
            root.rhythm.demand(time.monotonic())  # for what came before the events

    def mend(self, root: Root, folders: Sequence[str]) -> None:
        """After a scan that entered these folders: whether events come from all of them, or do again."""
        if not root.watched:
            self.watch(root)
            return
        try:
            added = self._observing.mend(root.key, folders)
        except Exception:
            log.exception("whether events come from all of a folder could not be told")
            root.note, added = NO_EVENTS, 0
        else:
            root.note = LIMIT if self._observing.is_full(root.key) else ""
        root.rhythm.polled = bool(root.note)
        if added and not root.rhythm.polled:
            root.rhythm.demand(time.monotonic())  # for what came before the events

    def tell(self, root: Root, state: FolderState, detail: str) -> None:
        """Tell the listener, once for each change."""
        if root.told == (state, detail):
            return
        root.told = (state, detail)
        try:
            self._state(root.path, state, detail)
        except KnownError as error:
            log.warning("the state of a folder could not be told: %s", error)
        except Exception:
            log.exception("the state of a folder could not be told")

    def _look_again(self, root: Root, now: float, detail: str) -> None:
        root.loud = True
        root.rhythm.demand(now)
        self.tell(root, FolderState.SCANNING, detail)

    def _poll(self, root: Root, why: str, now: float) -> None:
        """Let scans stand in for events."""
        root.note, root.rhythm.polled = why, True
        self._look_again(root, now, why)

    def _ask_for_events(self, root: Root) -> str:
        try:
            self._observing.watch(root.key)
        except OSError as error:
            return {errno.ENOSPC: LIMIT, errno.EMFILE: INSTANCES}.get(error.errno or 0, NO_EVENTS)
        except Exception:
            log.exception("a folder can't be watched")
            return NO_EVENTS
        root.watched = True
        return LIMIT if self._observing.is_full(root.key) else ""

    def _unwatch(self, root: Root) -> None:
        if root.watched:
            root.watched = False
            try:
                self._observing.unwatch(root.key)
            except Exception:
                log.exception("the observer failed; it is started again")
                self._observing.close()
