"""The scans of the watched folders: one at a time, in slices, so that events are never kept waiting."""

import logging
import math
import os
import time
from collections.abc import Callable, Set
from pathlib import Path

from curator.core.errors import KnownError
from curator.core.records import FolderState
from curator.watch.endings import ends_whole
from curator.watch.ledger import Ledger
from curator.watch.place import inside
from curator.watch.root import Root, Scan
from curator.watch.roots import AWAY, Roots
from curator.watch.scan import Stamp
from curator.watch.settle import Settling
from curator.watch.writers import is_being_written

log = logging.getLogger(__name__)

OLD = 3.0
"""Seconds since its last change after which a file may be complete without having been watched."""
OLDEST = 600.0
"""Seconds since its last change after which nobody is asked whether it is still written."""


class Scanner:
    """Compares what lies in the folders with what the listener was told. Owned by the watcher's thread."""

    def __init__(
        self,
        roots: Roots,
        ledger: Ledger,
        settling: Settling,
        scanned: Callable[[Path, Set[str]], None],
    ) -> None:
        self._roots = roots
        self._ledger = ledger
        self._settling = settling
        self._scanned = scanned
        self._scan: Scan | None = None

    def next_due(self) -> float:
        """When to come back: at once while a scan is in progress, infinity for never."""
        if self._scan is not None:
            return -math.inf
        root = self._roots.next_due()
        return root.rhythm.due() if root is not None else math.inf

    def break_off(self) -> None:
        """Give up the scan in progress; its folder is scanned anew."""
        scan, self._scan = self._scan, None
        if scan is not None:
            scan.root.loud = scan.root.loud or scan.loud
            scan.root.rhythm.demand(time.monotonic())

    def drop(self, root: Root) -> None:
        """Give up the scan of this folder, if one is in progress."""
        if self._scan is not None and self._scan.root is root:
            self._scan = None

    def advance(self, now: float, seconds: float) -> None:
        """Go on scanning for about so long."""
        scan = self._scan or self._begin(now)
        if scan is None:
            return
        begun = time.monotonic()
        try:
            done = self._slice(scan, seconds)
        except OSError:
            self._roots.leave(scan.root, AWAY)
            return
        scan.seconds += time.monotonic() - begun
        if done and self._scan is scan:
            self._scan = None
            self._finish(scan)

    def _begin(self, now: float) -> Scan | None:
        root = self._roots.next_due()
        if root is None or root.rhythm.due() > now:
            return None
        root.rhythm.started()
        self._scan = Scan(root, self._roots.links)
        root.loud = False
        return self._scan

    def _slice(self, scan: Scan, seconds: float) -> bool:
        """Whether the scan came to its end."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            page = scan.next_page()
            if page is None:
                return True
            clock, now = time.time(), time.monotonic()
            for path, stamp in page:
                if not self._ledger.knows(path, stamp):
                    self._take(scan, path, stamp, clock, now)
            if self._ledger.is_full:
                break
        return False

    def _take(self, scan: Scan, path: str, stamp: Stamp, clock: float, now: float) -> None:
        """A new or changed file. In a first scan an old file is complete; later its writer may be resting."""
        scan.news = True
        age = clock - stamp[1] / 1e9
        rests = age > OLDEST or (age > OLD and not is_being_written(path))
        if rests and (not scan.root.scanned or ends_whole(path)):
            self._settling.forget(path)
            self._ledger.offer(path, stamp)
        else:
            self._settling.touch(path, stamp, now, closed=False)

    def _finish(self, scan: Scan) -> None:
        root, now = scan.root, time.monotonic()
        if not self._roots.check(root, now):
            return
        root.mounts |= scan.walk.mounts
        root.away = tuple(inside(mount) for mount in root.mounts - scan.walk.mounts)
        self._lose_unseen(scan)
        root.scanned = True
        root.unreadable = len(scan.walk.unreadable) + len(root.away)
        root.rhythm.finished(now, scan.seconds, news=scan.news)
        self._roots.mend(root, scan.walk.folders)
        root.held = root.held or not scan.walk.empty
        if (scan.loud or scan.news) and root.held and not root.unreadable:
            self._tell_scanned(scan)
        if not root.loud:
            self._roots.tell(root, FolderState.WATCHING, root.detail())

    def _lose_unseen(self, scan: Scan) -> None:
        """Files that were there once: those that still are (they moved meanwhile) count as seen.

        What lies on a drive or in a watched folder that is away was not deleted.
        """
        offline = [root.key for root in self._roots if root.place is None]
        unreadable = (*(inside(folder) for folder in (*scan.walk.unreadable, *offline)), *scan.root.away)
        lost = []
        for path in self._ledger.below(scan.root.key):
            if path in scan.seen:
                continue
            if path.startswith(unreadable) or os.path.lexists(path):
                scan.seen.add(path)
            else:
                lost.append(path)
        scan.news = scan.news or bool(lost)
        self._ledger.lose(lost)

    def _tell_scanned(self, scan: Scan) -> None:
        try:
            self._scanned(scan.root.path, scan.seen)
        except KnownError as error:
            log.warning("what a scan saw could not be taken over: %s", error)
        except Exception:
            log.exception("what a scan saw could not be taken over")
