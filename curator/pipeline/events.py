"""What the pipeline says, from any thread. Only ids and frozen values: a listener fetches what it shows."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from curator.core.records import FetchProgress, FolderState, SelfCheck

log = logging.getLogger(__name__)


class RaterState(Enum):
    """What the rater is doing."""

    IDLE = "not loaded"
    """It loads by itself as soon as a picture waits for it."""
    LOADING = "loading"
    READY = "ready"
    RELEASED = "released"
    """Its device was given back, on request or for lack of memory; it comes back by itself, see `detail`."""
    LOST = "lost"
    """Its device or process is gone, three times in a row. What was in work waits again; a restart helps."""
    STOPPED = "stopped"
    """It can rate nothing, as three faults in a row tell. What was in work waits again; a restart helps."""
    FAILED = "failed"
    """It can't be loaded; once what `detail` says is done, a restart helps."""


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
    """The rater's state; `detail` says which rater, or why it does not rate and what comes next."""

    state: RaterState
    detail: str
    device: str = ""
    """`cuda`, `mps` or `cpu` where it holds a model there; empty where there is nothing to give back."""
    fraction: float | None = None
    """How much is loaded, 0..1; None where that is not known."""


@dataclass(frozen=True, slots=True)
class SelfChecked:
    """A rater was tried on the built-in pairs, or was so before; its result is in the database."""

    check: SelfCheck


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something went wrong that is no picture's fault; `report` is a traceback to copy when it is a bug."""

    message: str
    report: str = ""
    topic: str = ""
    """Of several on one topic only the newest is shown: the same fault met in different work."""


class FetchState(Enum):
    """What is being done about the model's files."""

    PLANNING = "planning"
    FETCHING = "fetching"
    CHECKING = "checking"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Fetching:
    """How the model gets onto this machine; `detail` is one sentence, where it failed with what to do."""

    state: FetchState
    detail: str
    progress: FetchProgress | None = None
    """The last there was; None before the first byte."""
    total: int = 0
    """Bytes of all that the model needs; 0 where the Hub was not asked yet."""
    free: int = 0
    """Bytes that were free on the disk before it began."""


class WarmState(Enum):
    """Where the making of thumbnails is."""

    LOOKING = "looking what is missing"
    MAKING = "making"
    DONE = "done"
    STOPPED = "stopped"
    FULL = "full"
    """The cache holds no more; what is left is made when it is looked at."""


@dataclass(frozen=True, slots=True)
class WarmProgress:
    """How far it is."""

    state: WarmState
    done: int = 0
    """Of the total, with those that failed."""
    total: int = 0
    """How many were missing."""
    failed: int = 0
    per_second: float = 0.0
    """Over the last ten seconds; 0 while that is not known."""
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class SidecarsRead:
    """Marks that other programs wrote into XMP sidecars are in the database; `Changed` comes besides."""

    count: int
    """Pictures."""
    names: tuple[str, ...]
    """Of the first few."""


@dataclass(frozen=True, slots=True)
class SidecarsState:
    """Where the sidecars are; comes when it differs."""

    known: int = 0
    """Sidecars that are in step with the library."""
    waiting: int = 0
    """Pictures whose sidecars are yet to be written."""
    clashes: int = 0
    """Pictures marked differently here and by another program; the user decides."""
    faults: tuple[str, ...] = ()
    """One sentence on each sidecar that can't be read or written."""


@dataclass(frozen=True, slots=True)
class Fingerprinting:
    """How far the fingerprints are: so many of those that were missing when it was last looked."""

    done: int
    total: int


Event = (
    Changed
    | Rated
    | Failed
    | Gone
    | FolderChanged
    | RaterChanged
    | SelfChecked
    | Fetching
    | WarmProgress
    | Fingerprinting
    | SidecarsRead
    | SidecarsState
    | Trouble
)
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


BROKEN = frozenset({RaterState.FAILED, RaterState.LOST, RaterState.STOPPED})
"""Nothing is rated before somebody restarts the rater."""


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
