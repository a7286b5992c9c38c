"""Fingerprints are compared in a thread of their own, once rows are shown for which that was not done yet."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from curator.core.live import LiveColumns
from curator.core.log import bug_report
from curator.core.similar import Pairs, StoppedError, near_pairs
from curator.pipeline.events import Trouble
from curator.pipeline.lane import Lane

CLOSE_SECONDS = 3.0


class Comparing(QObject):
    """Belongs to the GUI thread. `close` it before what listens goes."""

    compared = Signal()
    """More is known of the rows: find them anew."""
    busy_changed = Signal(bool)
    trouble = Signal(object)
    """Trouble: a bug."""
    _done = Signal(object, object)

    def __init__(self, live: Callable[[], LiveColumns], parent: QObject | None = None) -> None:
        """`live`: the rows as they are, asked each time."""
        super().__init__(parent)
        self._live = live
        self._lane = Lane("compare")
        self._halt = threading.Event()
        self._reach: int | None = None
        """What is being compared up to."""
        self._done.connect(self._take)

    def look(self) -> None:
        """Rows were found: begin what they ask for, and give up what they ask for no more."""
        live = self._live()
        wanted = live.folds.wanted
        if wanted == self._reach:
            return
        self._halt.set()
        self._set_reach(wanted)
        if wanted is None:
            return
        self._halt = halt = threading.Event()
        hashes, before = live.columns.fingerprints.copy(), live.folds.pairs
        self._lane.submit(
            lambda: self._compare(halt, lambda: near_pairs(hashes, wanted, before, halt.is_set))
        )

    def close(self) -> None:
        """Give up what is under way; nothing is told any more. Idempotent."""
        self._halt.set()
        self._lane.close(CLOSE_SECONDS, drop=True)

    def _compare(self, halt: threading.Event, action: Callable[[], Pairs]) -> None:
        """In the lane's thread."""
        try:
            pairs = action()
        except StoppedError:
            return
        except Exception as error:  # noqa: BLE001 - shown as a report to copy; the window goes on
            if not halt.is_set():
                self.trouble.emit(Trouble(f"{type(error).__name__}: {error}", bug_report(error)))
            return
        if not halt.is_set():
            self._done.emit(halt, pairs)

    def _take(self, halt: threading.Event, pairs: Pairs) -> None:
        if halt is self._halt and not halt.is_set():
            self._set_reach(None)
            self._live().folds.take(pairs)
            self.compared.emit()

    def _set_reach(self, reach: int | None) -> None:
        before, self._reach = self._reach, reach
        if (before is None) != (reach is None):
            self.busy_changed.emit(reach is not None)
