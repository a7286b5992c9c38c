"""The rater and its model as the window sees them: what they are doing, and what can be asked of them."""

from collections.abc import Callable

from PySide6.QtCore import Signal

from curator.core.errors import KnownError
from curator.core.settings import RaterLimits
from curator.gui.sessions.lane import SessionLane
from curator.pipeline.events import Event, Fetching, RaterChanged, SelfChecked
from curator.pipeline.lane import Lane
from curator.pipeline.service import Service
from curator.rating.fetch_plan import FetchPlan

STOP_SECONDS = 1.0
"""How long closing waits for what was asked for before, of each kind."""


class ModelSession(SessionLane):
    """The part of a Session that is about the rater.

    What may wait for the Hub has a lane of its own, so that neither a long scan nor a dead network delays
    the other.
    """

    rater_changed = Signal(object)
    """RaterChanged."""
    fetching = Signal(object)
    """Fetching: how the model gets here or goes."""
    model_planned = Signal(object)
    """FetchPlan, or str: why there is none; after `plan_model`."""
    model_status = Signal(object)
    """ModelStatus, after `request_model_status`."""
    rules_known = Signal(object)
    """Rules, after `request_model_status`."""
    self_checked = Signal(object)
    """SelfCheck."""

    def __init__(self, service: Service) -> None:
        super().__init__()
        self.service = service
        self._model = Lane("model")

    def release_rater(self) -> None:
        """At once, in the middle of its work."""
        self.service.desk.release()

    def restart_rater(self) -> None:
        """`rater_changed` follows, or `trouble`."""
        self._do(self.service.desk.restart)

    def set_limits(self, limits: RaterLimits) -> None:
        """From now on; before `start`, from the first load on."""
        self._do(lambda: self.service.desk.set_limits(limits))

    def plan_model(self) -> None:
        """Ask the Hub what would be fetched; `model_planned` follows."""

        def plan() -> None:
            try:
                told: FetchPlan | str = self.service.desk.fetcher.plan()
            except KnownError as error:
                told = str(error)
            self._emit(self.model_planned, told)

        self._about_model(plan)

    def get_model(self) -> None:
        """Fetch what is missing; `fetching` follows. Goes on where it was paused or failed."""
        self._about_model(self.service.desk.fetcher.start)

    def pause_model(self) -> None:
        """Stop fetching; what is here stays."""
        self._about_model(self.service.desk.fetcher.pause)

    def remove_model(self) -> None:
        """Delete the model's files from this machine."""
        self._about_model(self.service.desk.fetcher.remove)

    def request_model_status(self) -> None:
        """`rules_known` and `model_status` follow; the first time it takes a second."""

        def look() -> None:
            self._emit(self.rules_known, self.service.desk.rules)
            self._emit(self.model_status, self.service.desk.fetcher.status())

        self._about_model(look)

    def _about_model(self, action: Callable[[], object]) -> None:
        self._do(action, lane=self._model)

    def _tell_of_model(self, event: Event) -> None:
        """In whatever thread published."""
        if isinstance(event, RaterChanged):
            self.rater_changed.emit(event)
        elif isinstance(event, SelfChecked):
            self.self_checked.emit(event.check)
        elif isinstance(event, Fetching):
            self.fetching.emit(event)

    def _close_model(self, seconds: float = STOP_SECONDS) -> None:
        self._model.close(seconds, drop=True)
