"""When a file is completely written. Pure: the clock, the stamps and the decoder come from the caller."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass

from curator.watch.scan import Stamp

GRACE = 0.08
"""Seconds after a writer closed a file: some open it again at once to append what they wrote about it."""
STILL = 1.0
"""Seconds without a change where nobody said that the file was closed."""
GIVE_UP = 10.0
"""Seconds without a change after which an incomplete file is handed over, so that its failure is noted."""
SHORTEST, LONGEST = 0.5, 4.0
"""Seconds between two looks at a file that does not change and is not complete."""


@dataclass(slots=True)
class _Waiting:
    stamp: Stamp
    since: float
    """When the stamp was first seen."""
    closed: bool
    due: float
    delay: float = SHORTEST


class Settling:
    """The files that something happened to and that are not yet known to be complete.

    Times are seconds of any clock that never goes back. A path is looked at when it is due:
    `look` says whether it is to be handed over, and forgets it then.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, _Waiting] = {}
        self._order: list[tuple[float, str]] = []

    def __len__(self) -> int:
        return len(self._waiting)

    def touch(self, path: str, stamp: Stamp, now: float, *, closed: bool) -> None:
        """Something happened to the file. `closed`: its writer closed it or moved it into place."""
        known = self._waiting.get(path)
        if known is not None and known.stamp == stamp and not closed:
            return
        due = now + (GRACE if closed else STILL)
        self._waiting[path] = _Waiting(stamp, now, closed, due)
        heapq.heappush(self._order, (due, path))

    def forget(self, path: str) -> None:
        self._waiting.pop(path, None)

    def forget_below(self, prefix: str) -> None:
        for path in [path for path in self._waiting if path.startswith(prefix)]:
            del self._waiting[path]

    def next_due(self) -> float | None:
        """When the next look is due; None when nothing waits."""
        while self._order:
            due, path = self._order[0]
            known = self._waiting.get(path)
            if known is not None and known.due == due:
                return due
            heapq.heappop(self._order)
        return None

    def pop_due(self, now: float) -> str | None:
        """A path that must be looked at now; every path got here must be given to `look`."""
        due = self.next_due()
        return heapq.heappop(self._order)[1] if due is not None and due <= now else None

    def look(self, path: str, stamp: Stamp | None, now: float, is_whole: Callable[[], bool]) -> bool:
        """Whether the file is to be handed over now. `stamp` is None where it is no longer there."""
        known = self._waiting[path]
        if stamp is None:
            del self._waiting[path]
            return False
        if stamp != known.stamp:
            known.stamp, known.since, known.closed, known.delay = stamp, now, False, SHORTEST
            self._again(path, known, now + STILL)
            return False
        if is_whole() or now - known.since >= GIVE_UP:
            del self._waiting[path]
            return True
        self._again(path, known, now + known.delay)
        known.delay = min(2 * known.delay, LONGEST)
        return False

    def _again(self, path: str, known: _Waiting, due: float) -> None:
        known.due = due
        heapq.heappush(self._order, (due, path))
