"""Tables of other programs and their columns as the window sees them."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal

from curator.core.columns import Columns
from curator.core.errors import KnownError
from curator.core.live import LiveColumns
from curator.gui.history import Step
from curator.gui.sessions.sidecar_session import SidecarSession
from curator.pipeline.importing import (
    Import,
    ImportPlan,
    PlannedColumn,
    do_again,
    plan_import,
    run_import,
    take_back,
)
from curator.pipeline.lane import Lane
from curator.pipeline.service import Service
from curator.store import extras
from curator.store.extras import ExtraChange, ExtraColumn


class ImportSession(SidecarSession):
    """The part of a Session that is about imported tables.

    Calls return at once; tables are read in a lane of their own. What is asked for while another table is
    read takes its place.
    """

    import_planned = Signal(object)
    """ImportPlan, or KnownError: why there is none; after `plan_import`."""
    imported = Signal(object)
    """Import, after `run_import`."""
    extras_changed = Signal()
    """The imported columns differ; the rows follow."""

    def __init__(self, service: Service) -> None:
        super().__init__(service)
        self._imports = Lane("import")
        self._extras: list[ExtraColumn] = []
        self._asked = 0
        """Counts what was asked for; only the last plan is of use."""
        self._import_ends = threading.Event()

    def extra_columns(self) -> list[ExtraColumn]:
        """By name, as last read."""
        return self._extras

    def read_extras(self) -> None:
        """Read which there are from the library."""
        self._do(self._tell_extras, lane=self._imports)

    def plan_import(self, path: Path, path_column: str = "") -> None:
        """Read a table and find its pictures; `import_planned` follows, unless another is asked for."""
        self._asked += 1
        number, keys = self._asked, self.service.rubric.keys

        def unwanted() -> bool:
            return number != self._asked or self._import_ends.is_set()

        def plan() -> None:
            if unwanted():
                return
            try:
                told: ImportPlan | KnownError = plan_import(
                    self.service.library, path, keys, path_column, stopped=unwanted
                )
            except KnownError as error:
                told = error
            if not unwanted():
                self._emit(self.import_planned, told)

        self._do(plan, lane=self._imports)

    def drop_plan(self) -> None:
        """Nobody waits for it any more."""
        self._asked += 1

    def run_import(self, plan: ImportPlan, columns: Sequence[PlannedColumn], as_marks: bool) -> None:
        """Take the columns over, with `as_marks` the human's own ratings, too; `imported` and a step follow.

        Ratings wait for those that were given before, and those after for them.
        """
        lane = self._marks if as_marks else self._imports

        def run() -> None:
            done = run_import(self.service.library, plan, columns, as_marks)
            self._show(done)
            self._emit(self.imported, done)
            if done.pictures:
                self._emit(self.done, self._import_step(done, plan.path, lane))

        self._do(run, lane=lane)

    def remove_extra(self, name: str) -> None:
        """Forget an imported column; a step follows."""
        library = self.service.library
        removed = ExtraChange()

        def remove() -> None:
            nonlocal removed
            removed = extras.remove(library, name)
            self._after_extras()

        def undo() -> None:
            extras.put(library, removed)
            self._after_extras()

        def run() -> None:
            remove()
            if removed.values:
                self._emit(self.done, self._undoable(f"remove column {name}", undo, remove, self._imports))

        self._do(run, lane=self._imports)

    def _import_step(self, done: Import, path: Path, lane: Lane) -> Step:
        library = self.service.library

        def undo() -> None:
            take_back(library, done)
            self._show(done)

        def redo() -> None:
            do_again(library, done)
            self._show(done)

        return self._undoable(f"import of {path.name}", undo, redo, lane)

    def _undoable(self, text: str, undo: Callable[[], None], redo: Callable[[], None], lane: Lane) -> Step:
        return Step(text, lambda: self._do(undo, lane=lane), lambda: self._do(redo, lane=lane))

    # In a lane's thread

    def _show(self, done: Import) -> None:
        if done.columns:
            self._after_extras()
        elif done.marks_after:
            self._show_files(list(done.marks_after))

    def _after_extras(self) -> None:
        """Every row may have other numbers, or other columns."""
        self._read_all_again()
        self._tell_extras()

    def _tell_extras(self) -> None:
        rows = extras.extra_columns(self.service.library)
        self._emit(self._called, lambda: self._set_extras(rows))

    # In the GUI thread

    def _fetched(self, rows: LiveColumns | Columns, asked: list[int]) -> None:
        # Another process may have imported a table or removed a column
        before = self.columns.extra_names
        super()._fetched(rows, asked)
        if self.columns.extra_names != before:
            self.read_extras()

    def _set_extras(self, rows: list[ExtraColumn]) -> None:
        self._extras = rows
        self.extras_changed.emit()

    def _close_imports(self, seconds: float) -> None:
        """A table that is being read is given up; what is being taken over is finished."""
        self._import_ends.set()
        self._imports.close(seconds)
