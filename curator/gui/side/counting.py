"""How many pictures a saved view has now, worked out a view at a time so that the window stays free."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from curator.core.errors import QueryError
from curator.core.records import SavedView
from curator.gui.saved.values import filters_of
from curator.gui.sessions.protocol import WindowSession

PAUSE_MS = 1000
"""After a change; while pictures arrive all the time the counts follow once in so long."""


class ViewCounts(QObject):
    """`told` carries the counts known by view id; a view whose query makes no sense any more has none."""

    told = Signal(object)

    def __init__(self, session: WindowSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._waiting: list[SavedView] = []
        self._counts: dict[int, int] = {}
        self._later = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._later.timeout.connect(self._begin)
        self._next = QTimer(self, interval=0)
        self._next.timeout.connect(self._count_one)

    def renew(self, *, at_once: bool = False) -> None:
        """The rows or the views changed."""
        if at_once:
            self._begin()
        elif not self._later.isActive() and not self._next.isActive():
            self._later.start()

    def stop(self) -> None:
        """Nobody looks."""
        self._later.stop()
        self._next.stop()

    def _begin(self) -> None:
        views: Sequence[SavedView] = self._session.views()
        self._waiting = list(views)
        self._counts = {view.id: self._counts[view.id] for view in views if view.id in self._counts}
        self._next.start()

    def _count_one(self) -> None:
        if not self._waiting:
            self._next.stop()
            self.told.emit(dict(self._counts))
            return
        view = self._waiting.pop(0)
        query = filters_of(view).query(view.sort)
        live = self._session.live
        try:
            # What is asked of prompts is not known at once; then the old number stays
            if not live.lacks(query):
                self._counts[view.id] = int(np.count_nonzero(live.mask(query)))
        except QueryError:
            self._counts.pop(view.id, None)
