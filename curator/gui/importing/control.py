"""What the window does with imported tables: the dialog, its news, and columns that come and go."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, SignalInstance
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from curator.core.columns import Columns
from curator.core.rules import Rubric
from curator.gui.importing.dialog import ImportDialog
from curator.gui.importing.import_text import done_text
from curator.gui.listing.header import ListHeader
from curator.gui.listing.list_columns import list_columns
from curator.gui.notice_bar import NoticeBar
from curator.pipeline.importing import Import, ImportPlan, PlannedColumn
from curator.store.extras import ExtraColumn


class ImportingSession(Protocol):
    """What this needs of a session; `gui.sessions.import_session` is the real one."""

    rubric: Rubric

    @property
    def columns(self) -> Columns: ...
    @property
    def rows_changed(self) -> SignalInstance: ...
    @property
    def import_planned(self) -> SignalInstance:
        """ImportPlan, or KnownError: why there is none; after `plan_import`."""
        ...

    @property
    def imported(self) -> SignalInstance:
        """Import, after `run_import`."""
        ...

    @property
    def extras_changed(self) -> SignalInstance: ...
    def extra_columns(self) -> list[ExtraColumn]: ...
    def plan_import(self, path: Path, path_column: str = "") -> None: ...
    def drop_plan(self) -> None: ...
    def run_import(self, plan: ImportPlan, columns: Sequence[PlannedColumn], as_marks: bool) -> None: ...
    def remove_extra(self, name: str) -> None: ...


class ExtraSorts(Protocol):
    """Whoever offers to sort by imported columns, too."""

    def set_extras(self, names: Sequence[str]) -> None: ...


class ImportControl(QObject):
    """Opens the dialog when the action is triggered; keeps the list's columns true to what is imported."""

    def __init__(
        self,
        window: QWidget,
        session: ImportingSession,
        header: ListHeader,
        sort: ExtraSorts,
        notices: NoticeBar,
        action: QAction,
    ) -> None:
        super().__init__(window)
        self._session, self._header, self._sort, self._notices = session, header, sort, notices
        self._names = session.columns.extra_names
        self.dialog = ImportDialog(window)
        self.dialog.plan_requested.connect(session.plan_import)
        self.dialog.plan_dropped.connect(session.drop_plan)
        self.dialog.import_requested.connect(session.run_import)
        self.dialog.remove_requested.connect(session.remove_extra)
        session.import_planned.connect(self.dialog.set_plan)
        session.imported.connect(self._on_imported)
        session.extras_changed.connect(self._on_extras_changed)
        session.rows_changed.connect(self._on_rows_changed)
        action.triggered.connect(self.dialog.start)
        sort.set_extras(self._names)

    def _on_imported(self, done: Import) -> None:
        self._notices.show_news(done_text(done))

    def _on_extras_changed(self) -> None:
        self.dialog.set_extras(self._session.extra_columns())

    def _on_rows_changed(self) -> None:
        """Comes before the rows are shown."""
        names = self._session.columns.extra_names
        if names != self._names:
            self._names = names
            self._header.set_columns(list_columns(self._session.rubric.keys, names))
            self._sort.set_extras(names)
