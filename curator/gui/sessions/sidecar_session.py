"""The XMP sidecars as the window sees them."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from curator.core.marks import Marks
from curator.gui.history import Step
from curator.gui.sessions.taking_session import TakingSession
from curator.pipeline.events import Event, SidecarsRead, SidecarsState
from curator.pipeline.service import Service
from curator.pipeline.sidecar_merge import Side
from curator.pipeline.sidecar_work import Pair, SidecarSettings
from curator.store import marks


class SidecarSession(TakingSession):
    """The part of a Session that is about sidecars. Calls return at once."""

    sidecars_state = Signal(object)
    """SidecarsState."""
    sidecars_read = Signal(object)
    """SidecarsRead."""
    clashes_changed = Signal(object)
    """list[SidecarClash]: what the user is to decide on."""

    def __init__(self, service: Service) -> None:
        super().__init__(service)
        self._clashes = 0

    def set_sidecars(self, settings: SidecarSettings) -> None:
        """From now on; before `start`, from the start on."""
        self.service.sidecars.set_settings(settings)

    def write_all_sidecars(self) -> None:
        self.service.sidecars.write_all()

    def settle_sidecars(self, side: Side, pairs: Sequence[Pair]) -> None:
        """Let one side prevail; marks that were replaced can be brought back."""
        self.service.sidecars.settle(side, list(pairs), self._settled)

    def _settled(self, before: dict[str, Marks], after: dict[str, Marks]) -> None:
        """In the sidecars' thread."""
        step = Step(
            f"Take what {len(after):,} sidecar{'' if len(after) == 1 else 's'} said",
            lambda: self._do(lambda: self._turn_marks(after, before), lane=self._marks),
            lambda: self._do(lambda: self._turn_marks(before, after), lane=self._marks),
        )
        self._emit(self.done, step)

    def _show_files(self, contents: list[str]) -> None:
        super()._show_files(contents)
        self.service.sidecars.changed(marks.image_ids(self.service.library, contents))

    def _tell_of_sidecars(self, event: Event) -> None:
        """In whatever thread published."""
        if isinstance(event, SidecarsRead):
            self._emit(self.sidecars_read, event)
        elif isinstance(event, SidecarsState):
            self._emit(self.sidecars_state, event)
            if event.clashes or self._clashes:
                self._do(lambda: self._emit(self.clashes_changed, self.service.sidecars.clashes()))
            self._clashes = event.clashes
