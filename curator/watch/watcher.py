"""Watched folders: tells of pictures once they are complete, of those that went, and how each folder is.

Events alone miss files (a burst overflows the kernel's queue, new folders are entered too late, shares send
none), so every event only says where to look, and scans follow each burst and come now and then anyway.
"""

import logging
import os
import queue
import threading
import time
from collections.abc import Callable, Sequence, Set
from functools import partial
from pathlib import Path

from watchdog.events import FileClosedEvent, FileDeletedEvent, FileMovedEvent, FileSystemEvent

from curator.core.records import FileFacts, FolderState
from curator.watch.endings import ends_whole
from curator.watch.ledger import Ledger
from curator.watch.observe import Observing
from curator.watch.place import inside
from curator.watch.root import Root
from curator.watch.roots import Roots
from curator.watch.scan import Stamp, regular_stamp
from curator.watch.scanning import Scanner
from curator.watch.settle import Settling
from curator.watch.writers import ends_in_zeros, is_being_written

log = logging.getLogger(__name__)

TICK = 0.5
"""Seconds between two looks whether the folders are there and the observer lives."""
SLICE, LONGEST_SLICE = 0.05, 0.5
"""Seconds of scanning or settling before events are taken again."""
EVENTS_AT_ONCE = 2000
VANISH_DELAY = 0.2
"""Seconds before a file is told as gone: many programs save by deleting and writing anew."""


class Watcher:
    """Watches folders from a thread of its own, which all callbacks come from.

    `found`: complete pictures, new or changed since last told, in batches of up to 500.
    `gone`: files or folders that were deleted or moved away.
    `scanned`: every picture path in a folder (as a string), complete or not, after its first scan, a demanded
    one, and any that found a difference. Not called where that would mislead: the folder is offline, some
    folder in it can't be read, or it was empty from the start as the folder of an unmounted drive is.
    `state`: what a folder is doing, with one sentence for the user, or "".
    `is_complete`: decodes the picture to its end; asked only where the file's last bytes don't tell.
    `steady`: runs the body of the thread, and may run it again after an exception: then all folders are
    looked through anew, and the user is told so.

    An exception in a callback is logged; files that `found` did not take are offered again.
    """

    def __init__(
        self,
        *,
        found: Callable[[Sequence[FileFacts]], None],
        gone: Callable[[Sequence[Path]], None],
        scanned: Callable[[Path, Set[str]], None],
        state: Callable[[Path, FolderState, str], None],
        is_complete: Callable[[Path], bool],
        steady: Callable[[Callable[[], None]], None] = lambda body: body(),
    ) -> None:
        self._tasks: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._is_complete = is_complete
        self._steady = steady
        self._settling = Settling()
        self._ledger = Ledger(found, gone)
        self._observing = Observing(self._put_event, self._put_overflow)
        self._roots = Roots(self._observing, state, self._left)
        self._scanner = Scanner(self._roots, self._ledger, self._settling, scanned)
        self._vanishing: dict[str, tuple[float, Root, bool]] = {}
        self._next_tick = 0.0
        self._telling = 0.0
        """Seconds that the last telling of complete files took."""

    def start(self) -> None:
        """Start watching; a watcher that was stopped can't be started again."""
        if self._thread is None:
            # Daemon: a look into a network share that hangs must not keep a closed program alive.
            self._thread = threading.Thread(
                target=self._steady, args=(self._run,), name="curator-watcher", daemon=True
            )
            self._thread.start()

    def add(self, folder: Path) -> None:
        """Watch a folder and all below; it is scanned at once. Nothing happens where it is already."""
        self._tasks.put(lambda: self._roots.add(folder, time.monotonic()))

    def remove(self, folder: Path) -> None:
        """Watch it no more; files of other watched folders inside it stay known."""
        self._tasks.put(lambda: self._remove(folder))

    def rescan(self, path: Path | None = None, after: float = 0.0) -> None:
        """Look through all folders again, or those that hold the path, in so many seconds.

        Calls in the meantime are one.
        """
        self._tasks.put(lambda: self._roots.rescan(path, time.monotonic() + after))

    def stop(self, timeout: float = 5.0) -> None:
        """End all threads; waits for a callback in progress, at most so many seconds. Idempotent."""
        self._stopping.set()
        self._tasks.put(lambda: None)
        if self._thread is not None:
            self._thread.join(timeout)

    def _put_event(self, folder: str, event: FileSystemEvent) -> None:
        self._tasks.put(partial(self._take_event, folder, event))

    def _put_overflow(self) -> None:
        self._tasks.put(lambda: self._roots.overflowed(time.monotonic()))

    def _run(self) -> None:
        """Watch until stopped. What was at work when an earlier run ended, the scans of this one find."""
        self._settling.forget_below("")
        self._scanner.break_off()
        self._next_tick = 0.0
        try:
            while not self._stopping.is_set():
                self._turn()
        finally:
            self._observing.close()

    def _turn(self) -> None:
        self._take_tasks()
        now = time.monotonic()
        if now >= self._next_tick:
            self._next_tick = now + TICK
            self._roots.check_all(now)
        self._scanner.advance(now, SLICE)
        self._settle()
        self._tell_vanished(now)

    def _take_tasks(self) -> None:
        """Wait for something to do, then do what came, but not forever: settling has its turn too."""
        try:
            self._tasks.get(timeout=self._idle_seconds())()
            for _ in range(EVENTS_AT_ONCE):
                self._tasks.get_nowait()()
        except queue.Empty:
            return

    def _idle_seconds(self) -> float:
        times = [self._next_tick, self._scanner.next_due()]
        if (due := self._settling.next_due()) is not None:
            times.append(due)
        if self._vanishing:
            times.append(next(iter(self._vanishing.values()))[0])
        return max(0.0, min(times) - time.monotonic())

    def _take_event(self, folder: str, event: FileSystemEvent) -> None:
        root, now = self._roots.get(folder), time.monotonic()
        if root is None or root.place is None:
            return
        source, target = os.fsdecode(event.src_path), os.fsdecode(event.dest_path)
        if source == root.key:
            self._next_tick = now
            return
        root.rhythm.changed(now, urgent=event.is_directory)
        if event.event_type in ("moved", "deleted"):
            self._vanish(root, source, event.is_directory, now)
        if not event.is_directory and not isinstance(event, FileDeletedEvent):
            closed = isinstance(event, (FileClosedEvent, FileMovedEvent))
            self._arrive(root, target if isinstance(event, FileMovedEvent) else source, now, closed)

    def _arrive(self, root: Root, path: str, now: float, closed: bool) -> None:
        if root.ignores(path):
            return
        stamp = self._stamp(path)
        if stamp is not None and not self._ledger.knows(path, stamp):
            self._settling.touch(path, stamp, now, closed=closed)

    def _stamp(self, path: str) -> Stamp | None:
        if Path(path).is_symlink() and not self._roots.links.counts(path):
            return None
        return regular_stamp(path)

    def _settle(self) -> None:
        """Tell of what is complete: the longer the telling takes, as on a busy disk, the more at once."""
        until = time.monotonic() + max(SLICE, min(self._telling, LONGEST_SLICE))
        while (now := time.monotonic()) < until and not self._ledger.is_full:
            path = self._settling.pop_due(now)
            if path is None:
                break
            stamp = self._stamp(path)
            if self._settling.look(path, stamp, now, partial(self._is_whole, path)) and stamp is not None:
                self._ledger.offer(path, stamp)
        begun = time.monotonic()
        refused = self._ledger.flush()
        self._telling = time.monotonic() - begun
        for path, stamp in refused.items():
            self._settling.touch(path, stamp, begun, closed=False)

    def _is_whole(self, path: str) -> bool:
        written = is_being_written(path)
        if written or (written is None and ends_in_zeros(path)):
            return False
        if ends_whole(path):
            return True
        try:
            return self._is_complete(Path(path))
        except Exception:
            log.exception("whether a picture is complete could not be told")
            return False

    def _vanish(self, root: Root, path: str, folder: bool, now: float) -> None:
        if not root.ignores(path, folder=folder):
            self._vanishing.pop(path, None)
            self._vanishing[path] = (now + VANISH_DELAY, root, folder)

    def _tell_vanished(self, now: float) -> None:
        """Tell what is still away, unless its whole watched folder is: then nothing was deleted."""
        due: list[tuple[str, Root, bool]] = []
        for path, (when, root, folder) in self._vanishing.items():
            if when > now:
                break
            due.append((path, root, folder))
        for path, _, _ in due:
            del self._vanishing[path]
        if not due:
            return
        here = {root for root in {root for _, root, _ in due} if self._roots.check(root, now)}
        away = [(path, folder) for path, root, folder in due if root in here and self._is_gone(root, path)]
        files = [path for path, folder in away if not folder]
        self._ledger.lose(files, [path for path, folder in away if folder])

    def _is_gone(self, root: Root, path: str) -> bool:
        """Whether it was deleted, and not just its drive taken away; in a watched folder that one tells."""
        if os.path.lexists(path):
            return False
        if any(other.covers(path) and len(other.key) > len(root.key) for other in self._roots):
            return False
        return not any(path == mount or path.startswith(inside(mount)) for mount in root.mounts)

    def _remove(self, folder: Path) -> None:
        root = self._roots.remove(folder)
        if root is None:
            return
        self._left(root)
        if not any(other.covers(root.key) for other in self._roots):
            nested = [other.key for other in self._roots if root.covers(other.key)]
            self._ledger.forget_below(root.key, but=nested)

    def _left(self, root: Root) -> None:
        """The folder went offline or is no longer wanted: nothing in it is waited for."""
        self._scanner.drop(root)
        self._settling.forget_below(inside(root.key))
        for path in [path for path, (_, owner, _) in self._vanishing.items() if owner is root]:
            del self._vanishing[path]
