"""Two queues: files waiting to be read (newest first, each once) and pictures read ahead of the rater."""

import heapq
import threading
import time
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Generic, TypeVar

from curator.core.records import FileFacts

T = TypeVar("T")


class WaitingFiles:
    """Files to rate, newest first. A file waits or is in work at most once, with its latest facts."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._latest: dict[Path, FileFacts] = {}
        self._in_work: set[FileFacts] = set()
        """Of one path there may be two: the file was written over, and both are read."""
        # Superseded entries stay in the heap and are skipped when they surface.
        self._heap: list[tuple[int, int, FileFacts]] = []
        self._sequence = 0
        self._closed = False
        self._last_put = time.monotonic()

    def put(self, files: Iterable[FileFacts], expect: Callable[[int], None], last: bool = False) -> None:
        """Add files, newest first or behind all others.

        `expect` is told how many did not wait already, before any of them can be taken.
        """
        with self._changed:
            before = len(self._latest)
            for facts in files:
                if facts != self._latest.get(facts.path) and facts not in self._in_work:
                    self._push(facts, 0 if last else -facts.modified_ns)
            expect(len(self._latest) - before)
            self._last_put = time.monotonic()
            self._changed.notify_all()

    def quiet_seconds(self) -> float:
        """How long ago the last files came."""
        with self._changed:
            return time.monotonic() - self._last_put

    def take(self) -> FileFacts | None:
        """The newest file, waiting for one if need be; None once closed. It is in work until `done`."""
        with self._changed:
            while not self._closed:
                while self._heap:
                    facts = heapq.heappop(self._heap)[2]
                    if self._latest.get(facts.path) == facts:
                        self._in_work.add(self._latest.pop(facts.path))
                        return facts
                self._changed.wait()
            return None

    def done(self, facts: FileFacts) -> None:
        """The file was rated, failed or skipped: it may be put again."""
        with self._changed:
            self._in_work.discard(facts)

    def again(self, facts: FileFacts) -> bool | None:
        """Let a file in work wait again, behind all others. False where newer facts of it wait already, None
        where it is not in work."""
        with self._changed:
            if facts not in self._in_work:
                return None
            self._in_work.discard(facts)
            if facts.path in self._latest:
                return False
            self._push(facts, 0)
            self._changed.notify_all()
            return True

    def is_in_work(self, facts: FileFacts) -> bool:
        """Whether the file was taken and is not `done`."""
        with self._changed:
            return facts in self._in_work

    def discard(self, paths: Iterable[Path]) -> int:
        """Forget files that need no rating any more; returns how many were waiting."""
        with self._changed:
            return sum(self._latest.pop(path, None) is not None for path in paths)

    def discard_below(self, folder: Path, but: Collection[Path]) -> int:
        """Forget the files in a folder, but not those in the folders of `but`; returns how many waited."""
        with self._changed:
            inside = [path for path in self._latest if folder in path.parents]
            lost = [path for path in inside if not any(kept in path.parents for kept in but)]
            for path in lost:
                del self._latest[path]
            return len(lost)

    def close(self) -> None:
        """Wake every taker with None."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def __len__(self) -> int:
        with self._changed:
            return len(self._latest)

    def _push(self, facts: FileFacts, rank: int) -> None:
        """With the lock held; what has the lowest rank is taken first."""
        self._latest[facts.path] = facts
        self._sequence += 1
        heapq.heappush(self._heap, (rank, -self._sequence, facts))


class Handoff(Generic[T]):
    """What the readers have ready for the rater: the item of the highest `rank` is taken first."""

    def __init__(self, capacity: int, rank: Callable[[T], int]) -> None:
        self._changed = threading.Condition()
        self._items: list[T] = []
        self._capacity = capacity
        self._rank = rank
        self._closed = self._paused = self._woken = False

    def wait_for_room(self) -> bool:
        """Wait until fewer items than the capacity are there; False once closed.

        Readers wait before they choose what to read, so that a new file never stands behind an old one. Each
        of them may then put one item more than there was room for.
        """
        with self._changed:
            while len(self._items) >= self._capacity and not self._closed:
                self._changed.wait()
            return not self._closed

    def put(self, item: T) -> None:
        """Add an item; once closed it is dropped."""
        with self._changed:
            if not self._closed:
                self._items.append(item)
                self._changed.notify_all()

    def withdraw(self, item: T) -> bool:
        """Take this one back; whether it was there."""
        with self._changed:
            left = [known for known in self._items if known is not item]
            was_there, self._items = len(left) < len(self._items), left
            self._changed.notify_all()
            return was_there

    def take(self, limit: int) -> list[T]:
        """What is there, at most `limit`; empty where nothing is, while paused, and once closed."""
        with self._changed:
            if self._closed or self._paused:
                return []
            self._items.sort(key=self._rank, reverse=True)
            taken, self._items = self._items[:limit], self._items[limit:]
            self._changed.notify_all()
            return taken

    def wait(self, seconds: float | None = None, items: bool = True) -> None:
        """Wait until there is something to take, or until `wake`, the time is over or it is closed.

        Without `items` only for the others.
        """
        with self._changed:
            self._changed.wait_for(
                lambda: (items and self._can_take()) or self._woken or self._closed, seconds
            )
            self._woken = False

    def wake(self) -> None:
        """End a `wait`, or the next one: something else is to be seen to."""
        with self._changed:
            self._woken = True
            self._changed.notify_all()

    @property
    def paused(self) -> bool:
        """While paused nothing can be taken."""
        with self._changed:
            return self._paused

    def pause(self, paused: bool) -> None:
        with self._changed:
            self._paused = paused
            self._changed.notify_all()

    @property
    def offers(self) -> bool:
        """Whether there is something to take."""
        with self._changed:
            return self._can_take()

    def _can_take(self) -> bool:
        return bool(self._items) and not self._paused and not self._closed

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
