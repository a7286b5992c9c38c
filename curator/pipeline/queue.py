"""Two queues: files waiting to be read (newest first, each once) and pictures read ahead of the rater."""

import heapq
import threading
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import Generic, TypeVar

from curator.core.records import FileFacts

T = TypeVar("T")


class WaitingFiles:
    """Files to rate, newest first. A path waits at most once, with its latest facts."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._latest: dict[Path, FileFacts] = {}
        # Superseded entries stay in the heap and are skipped when they surface.
        self._heap: list[tuple[int, int, FileFacts]] = []
        self._sequence = 0
        self._closed = False

    def put(self, files: Iterable[FileFacts]) -> int:
        """Add files; returns how many were not waiting already."""
        with self._changed:
            before = len(self._latest)
            for facts in files:
                if self._latest.get(facts.path) != facts:
                    self._latest[facts.path] = facts
                    self._sequence += 1
                    heapq.heappush(self._heap, (-facts.modified_ns, -self._sequence, facts))
            self._changed.notify_all()
            return len(self._latest) - before

    def take(self) -> FileFacts | None:
        """The newest file, waiting for one if need be; None once closed."""
        with self._changed:
            while not self._closed:
                while self._heap:
                    facts = heapq.heappop(self._heap)[2]
                    if self._latest.get(facts.path) == facts:
                        del self._latest[facts.path]
                        return facts
                self._changed.wait()
            return None

    def discard(self, paths: Iterable[Path]) -> int:
        """Forget files that need no rating any more; returns how many were waiting."""
        with self._changed:
            return sum(self._latest.pop(path, None) is not None for path in paths)

    def close(self) -> None:
        """Wake every taker with None."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def __len__(self) -> int:
        with self._changed:
            return len(self._latest)


class Handoff(Generic[T]):
    """A bounded queue between the readers and the rater that can be closed from either side."""

    def __init__(self, capacity: int) -> None:
        self._changed = threading.Condition()
        self._items: deque[T] = deque()
        self._capacity = capacity
        self._closed = False

    def put(self, item: T) -> bool:
        """Wait for room, then add; False once closed."""
        with self._changed:
            while len(self._items) >= self._capacity and not self._closed:
                self._changed.wait()
            if not self._closed:
                self._items.append(item)
                self._changed.notify_all()
            return not self._closed

    def take(self, limit: int) -> list[T]:
        """Wait for an item, then all that are there, at most `limit`; empty once closed."""
        with self._changed:
            while not self._items and not self._closed:
                self._changed.wait()
            if self._closed:
                return []
            taken = [self._items.popleft() for _ in range(min(limit, len(self._items)))]
            self._changed.notify_all()
            return taken

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
