"""The saved views as the window sees them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal

from curator.core.records import SavedView
from curator.gui.history import Step
from curator.gui.sessions.model_session import ModelSession
from curator.pipeline.service import Service
from curator.store import views
from curator.store.library import Library


class ViewSession(ModelSession):
    """The part of a Session that is about saved views. Calls return at once; `views_changed` follows.

    The parts follow each other in one line: of a second base class Qt learns the signals too late.
    """

    views_changed = Signal()

    def __init__(self, service: Service) -> None:
        super().__init__(service)
        self._views: list[SavedView] = []

    def views(self) -> list[SavedView]:
        """In the user's order, as last read; none before `read_views`."""
        return self._views

    def read_views(self) -> None:
        """Read them from the library, at the start or where another process may have changed them."""
        self._about_views(lambda: None)

    def save_view(self, view: SavedView) -> None:
        """Under its name; another of that name is replaced."""
        self._change(f"save view {view.name}", lambda library: views.save(library, view))

    def rename_view(self, view_id: int, name: str) -> None:
        """`trouble` comes where another view has the name."""
        self._change(f"rename view to {name}", lambda library: views.rename(library, view_id, name))

    def remove_view(self, view_id: int) -> None:
        name = next((view.name for view in self._views if view.id == view_id), "")
        self._change(f"remove view {name}", lambda library: views.remove(library, view_id))

    def order_views(self, view_ids: list[int]) -> None:
        """These first, in this order."""
        self._change("order of saved views", lambda library: views.reorder(library, view_ids))

    def _change(self, text: str, change: Callable[[Library], object]) -> None:
        """A step whose undo puts all views back as they were."""
        library, states = self.service.library, _States()
        step = Step(
            text,
            lambda: self._about_views(lambda: views.restore(library, states.before)),
            lambda: self._about_views(lambda: views.restore(library, states.after)),
        )

        def act() -> None:
            states.before = states.after = views.views(library)
            try:
                change(library)
                states.after = views.views(library)
            finally:
                if states.after == states.before:
                    self._emit(self.dropped, step)

        self.done.emit(step)
        self._about_views(act)

    def _about_views(self, change: Callable[[], object]) -> None:
        """What the library holds afterwards is told in any case, also after a change that failed."""

        def act() -> None:
            try:
                change()
            finally:
                rows = views.views(self.service.library)
                self._emit(self._called, lambda: self._set_views(rows))

        self._do(act)

    def _set_views(self, rows: list[SavedView]) -> None:
        self._views = rows
        self.views_changed.emit()


@dataclass(slots=True)
class _States:
    """All views before and after a change; belongs to the library's thread."""

    before: Sequence[SavedView] = ()
    after: Sequence[SavedView] = ()
