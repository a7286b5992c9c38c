"""The model's way onto this machine, in a thread of its own: begun, paused, gone on with, taken off again."""

import threading
from collections.abc import Callable

from curator.core.errors import KnownError
from curator.core.log import bug_report
from curator.core.records import FetchProgress
from curator.pipeline.events import Events, Fetching, FetchState, Trouble
from curator.rating.fetch import CHECKING, fetch
from curator.rating.fetch_plan import FetchPlan, plan_fetch
from curator.rating.fetch_text import progress_text, size_text
from curator.rating.models import ModelStatus, model_status
from curator.rating.remove import remove

__all__ = ["FetchState", "Fetching", "ModelFetcher"]


class ModelFetcher:
    """One thread at most. The methods may be called from any; what comes of them is told as Fetching."""

    def __init__(self, events: Events, model: str, processor: str, revision: str | None = None) -> None:
        self._events = events
        self._model = model
        self._processor = processor
        self._revision = revision
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._doing: Callable[[], None] | None = None
        self._next: Callable[[], None] | None = None
        self._closed = False

    def start(self) -> None:
        """Fetch what is missing, or go on; nothing where it is under way."""
        with self._lock:
            self._ask_for(self._fetch)

    def pause(self) -> None:
        """Stop fetching, within a second or so; what is here stays."""
        with self._lock:
            self._next = None
            if self._doing == self._fetch:
                self._stop.set()

    def remove(self) -> None:
        """Delete the model's files from this machine, once what is under way has stopped."""
        with self._lock:
            self._ask_for(self._remove)

    def plan(self) -> FetchPlan:
        """Ask the Hub what would be fetched; may take ten seconds. Raises RaterError."""
        return plan_fetch(self._model, self._processor, self._revision)

    def status(self) -> ModelStatus:
        """What is on this machine. Raises RaterError."""
        return model_status(self._model, self._processor, self._revision)

    def close(self, seconds: float) -> None:
        """Stop for good, waiting so long for it; what is here stays."""
        with self._lock:
            self._closed = True
            self._next = None
            self._stop.set()
            thread = self._thread
        if thread is not None:
            thread.join(seconds)

    def _ask_for(self, action: Callable[[], None]) -> None:
        """With the lock held: run it now, or after what is under way, which stops for it."""
        if self._closed:
            return
        if self._thread is None:
            self._doing = action
            self._stop.clear()
            self._thread = threading.Thread(target=self._run, name="model-fetch", daemon=True)
            self._thread.start()
        elif self._doing != action or self._stop.is_set():
            self._next = action
            self._stop.set()

    def _run(self) -> None:
        action = self._doing
        while action is not None:
            self._guarded(action)
            with self._lock:
                action = self._doing = self._next
                self._next = None
                if action is None:
                    self._thread = None
                else:
                    self._stop.clear()

    def _guarded(self, action: Callable[[], None]) -> None:
        try:
            action()
        except KnownError as error:
            self._say(FetchState.FAILED, str(error))
        except BaseException as error:  # noqa: BLE001 - a bug is reported; the program goes on
            message = f"Curator met an error of its own: {type(error).__name__}: {error}"
            self._say(FetchState.FAILED, message)
            self._events.publish(Trouble(message, bug_report(error)))

    def _fetch(self) -> None:
        self._say(FetchState.PLANNING, "Asking the Hub what the model consists of.")
        plan = self.plan()
        last: list[FetchProgress] = []

        def tell(progress: FetchProgress) -> None:
            last[:] = [progress]
            state = FetchState.CHECKING if progress.stage == CHECKING else FetchState.FETCHING
            self._say(state, f"{progress_text(progress)}.", plan, progress)

        done = fetch(plan, tell, self._stop)
        progress = last[0] if last else None
        if done:
            self._tell_done(plan, progress)
        else:
            self._say(FetchState.PAUSED, "Paused; what is here stays.", plan, progress)

    def _tell_done(self, plan: FetchPlan, progress: FetchProgress | None) -> None:
        status = self.status()
        state = FetchState.DONE if status.complete else FetchState.FAILED
        self._say(state, " ".join(filter(None, (status.detail, plan.note))), plan, progress)

    def _remove(self) -> None:
        freed = remove(self._model, self._processor)
        self._say(FetchState.REMOVED, f"The model is off this machine; that freed {size_text(freed)}.")

    def _say(
        self,
        state: FetchState,
        detail: str,
        plan: FetchPlan | None = None,
        progress: FetchProgress | None = None,
    ) -> None:
        total, free = (plan.total, plan.free) if plan else (0, 0)
        self._events.publish(Fetching(state, detail, progress, total, free))
