"""What the pipeline says, from any thread. Only ids and frozen values: a listener fetches what it shows."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from curator.core.records import FolderState

log = logging.getLogger(__name__)


class RaterState(Enum):
    """What the rater is doing."""

    IDLE = "not loaded"
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Changed:
    """Rows of these image ids are new or differ: found, rated, failed, renamed."""

    image_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rated:
    """The picture's rating is in the database."""

    image_id: int
    path: Path
    seconds_per_picture: float


@dataclass(frozen=True, slots=True)
class Failed:
    """The picture could not be rated; the reason is in the database."""

    image_id: int
    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Gone:
    """These files are no longer there; their rows leave the gallery, their ratings stay."""

    image_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FolderChanged:
    """A watched folder's state; `detail` is one sentence for the user, or empty."""

    folder: Path
    state: FolderState
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RaterChanged:
    """The rater's state; `detail` says which rater, or why it failed and what to do."""

    state: RaterState
    detail: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something went wrong that is no picture's fault; `report` is a traceback to copy when it is a bug."""

    message: str
    report: str = ""


Event = Changed | Rated | Failed | Gone | FolderChanged | RaterChanged | Trouble
Listener = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Progress:
    """Figures for the progress strip. `done`, `skipped` and `failed` count since this run of work began."""

    done: int
    skipped: int
    """Files of this run that were rated before or are gone."""
    waiting: int
    failed: int
    per_second: float
    """Over the last ten seconds or so; 0 when idle."""
    seconds_left: float | None
    paused: bool
    current: str
    """Name of the file being rated, or empty."""


class Events:
    """Hands each event to every listener, in the thread that published it. Listeners must be quick.

    A listener's exception is logged: it is no reason to stop rating, nor to keep the news from the others.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: tuple[Listener, ...] = ()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Start listening; call the result to stop."""
        with self._lock:
            self._listeners = (*self._listeners, listener)
        return lambda: self._remove(listener)

    def publish(self, event: Event) -> None:
        for listener in self._listeners:
            try:
                listener(event)
            except Exception:
                log.exception("a listener failed at %s", type(event).__name__)

    def _remove(self, listener: Listener) -> None:
        with self._lock:
            self._listeners = tuple(known for known in self._listeners if known != listener)
