"""The gallery's rows as the window has them, kept up with what the pipeline says."""

import threading
from collections.abc import Callable, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer, Signal

from curator.core.columns import Columns, empty_columns
from curator.core.live import LiveColumns
from curator.core.name_ranks import NameRanks
from curator.core.texts import Asked, Found, Texts
from curator.gui.sessions.file_session import FileSession
from curator.gui.sessions.unwritten import Unwritten
from curator.pipeline.service import Service
from curator.store import extras, generation_search

GATHER_MS = 100
REST_MS = 1500
"""From the first rows to those with all that is known of them."""


class RowSession(FileSession):
    """The part of a Session that is about rows: what changed within GATHER_MS is read and shown at once."""

    columns_changed = Signal()
    rows_changed = Signal(object)
    """list[int]: ids whose rows differ; comes just before columns_changed."""
    pictures_changed = Signal(object)
    """list[int]: ids whose file is gone or has another content; comes before columns_changed."""

    def __init__(self, service: Service) -> None:
        super().__init__(service)
        # With the names of what was imported, so that a search or an order that was left is understood
        self.live = LiveColumns(empty_columns(service.rubric.keys, extras.names(service.library)))
        self.brief = False
        """Whether to show at first, and sooner, rows without what only some filters need."""
        self._lock = threading.Lock()
        self._touched: set[int] = set()
        self._reload = True
        self._shown_rater: int | None = None
        """Whose scores the rows have."""
        self._fetching = False
        self._landed: set[int] = set()
        """Rows shown while a fetch was under way, which may have read them before they changed."""
        self._unwritten = Unwritten()
        self._gather = QTimer(self, interval=GATHER_MS)
        self._gather.timeout.connect(self._fetch)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._read_all_again)

    @property
    def columns(self) -> Columns:
        return self.live.columns

    def _touch(self, image_ids: Iterable[int]) -> None:
        """These rows differ; from any thread."""
        with self._lock:
            self._touched.update(image_ids)

    def _read_all_again(self) -> None:
        with self._lock:
            self._reload = True

    def _rater_is_ready(self) -> None:
        """Another rater has other scores; from any thread."""
        if self.service.rater_id != self._shown_rater:
            self._read_all_again()

    def _fetch(self) -> None:
        """Gathered changes become rows in the library's thread; one fetch at a time."""
        if self._fetching:
            return
        if self.live.texts.wanted:
            self._answer(self.live.texts)
            return
        if self.live.names_wanted:
            self._order_names()
            return
        with self._lock:
            touched, whole = self._touched, self._reload
            self._touched, self._reload = set(), False
        if touched or whole:
            self._read(sorted(touched), whole)

    def _read(self, touched: list[int], whole: bool) -> None:
        def read() -> None:
            rows = self._read_whole() if whole else self.service.columns(touched)
            self._emit(self._called, lambda: self._fetched(rows, touched))

        def failed() -> None:
            # The ids are kept for the next round, so that a busy database costs time, not rows.
            with self._lock:
                self._touched.update(touched)
                self._reload |= whole

        self._one_at_a_time(read, failed)

    def _read_whole(self) -> LiveColumns:
        self._shown_rater = self.service.rater_id
        brief, self.brief = self.brief, False
        if brief:
            # Once the window is painted, with which it would compete
            self._emit(self._called, self._rest_soon)
        return LiveColumns(self.service.columns(brief=brief), self.live.texts)

    def _rest_soon(self) -> None:
        if not self._quiet.is_set():
            self._rest.start()

    def _fetched(self, rows: LiveColumns | Columns, asked: list[int]) -> None:
        """All rows anew, or those that were asked for; of these, what comes back without a row is gone."""
        self._fetching = False
        if isinstance(rows, LiveColumns):
            rows.folds.take(self.live.folds.pairs)
            before, self.live = self.live.columns, rows
            other = rows.other_than(before)
        elif rows.extra_names != self.live.columns.extra_names:
            # A table was imported meanwhile, here or by another process
            self._touch(asked)
            self._read_all_again()
            return
        else:
            other = self.live.update(rows, asked)
        self._unwritten.show(self.live, all_of_them=True)
        self._unwritten.forget()
        self._touch(self._landed)
        self._landed.clear()
        self._tell_rows(other, asked)

    def _take_rows(self, rows: Columns, ids: list[int]) -> None:
        """Rows that were read besides, because somebody waits for them."""
        if self._fetching:
            self._landed.update(ids)
        else:
            self._unwritten.forget()
        other = self.live.update(rows, ids)
        self._unwritten.show(self.live, all_of_them=False)
        self._tell_rows(other, ids)

    def _tell_rows(self, other: list[int], changed: list[int]) -> None:
        if other:
            self.pictures_changed.emit(other)
        self.rows_changed.emit(changed)
        self.columns_changed.emit()

    def _answer(self, texts: Texts) -> None:
        """Look up what is asked of prompts; an old answer is only gone on with."""
        wanted = {asked: max(texts.reach(asked), 0) for asked in texts.wanted}
        texts.wanted.clear()

        def look() -> None:
            library = self.service.library
            found = {
                asked: generation_search.matching(library, asked, above) for asked, above in wanted.items()
            }
            self._emit(self._called, lambda: self._answered(found))

        # After a failure it is asked again with the next look at the rows
        self._one_at_a_time(look, lambda: None)

    def _answered(self, found: Mapping[Asked, Found]) -> None:
        self._fetching = False
        self.live.take_answers(found)
        self.columns_changed.emit()
        self._fetch()

    def _order_names(self) -> None:
        """So many names take a while to put in order."""
        live, changes, names = self.live, self.live.changes, self.live.columns.names.copy()

        def order() -> None:
            ranks = NameRanks(names)
            numbers = ranks.of(names)
            self._emit(
                self._called,
                lambda: self._named(live, ranks, numbers if live.changes == changes else None),
            )

        self._one_at_a_time(order, lambda: None)

    def _named(self, live: LiveColumns, names: NameRanks, ranks: NDArray[np.float64] | None) -> None:
        self._fetching = False
        live.take_names(names, ranks)
        self.columns_changed.emit()

    def _one_at_a_time(self, action: Callable[[], None], failed: Callable[[], None]) -> None:
        """In the library's thread; until it ends `_fetch` waits."""
        self._fetching = True

        def guarded() -> None:
            try:
                action()
            except Exception:
                failed()
                self._emit(self._called, self._end_fetching)
                raise

        self._library.submit(lambda: self._guarded(guarded))

    def _end_fetching(self) -> None:
        self._fetching = False
