"""What of the pipeline's events belongs in the log."""

import platform
import sqlite3
from collections.abc import Callable

from curator import __version__
from curator.core.errors import OWN_ERROR
from curator.core.log import note
from curator.core.settings import Options
from curator.pipeline.events import (
    Event,
    Events,
    Failed,
    Fetching,
    FetchState,
    FolderChanged,
    RaterChanged,
    RaterState,
    SelfChecked,
    Trouble,
)


def log_events(events: Events, options: Options) -> Callable[[], None]:
    """Note the start, and from now on what happens; call the result to stop."""
    note(
        "started: Curator %s, Python %s, SQLite %s, %s; library %s, rater %s",
        __version__,
        platform.python_version(),
        sqlite3.sqlite_version,
        platform.platform(),
        options.library,
        options.rater,
    )
    return events.subscribe(_Notes())


class _Notes:
    """A listener. Each state is written once, however often it is told."""

    def __init__(self) -> None:
        self._rater: RaterState | None = None
        self._fetching: FetchState | None = None

    def __call__(self, event: Event) -> None:
        if isinstance(event, FolderChanged):
            note("folder %s: %s. %s", event.folder, event.state.value, event.detail)
        elif isinstance(event, Failed):
            note("failed: %s: %s", event.path, _reason(event.reason))
        elif isinstance(event, Trouble):
            # A bug's own words may quote a picture; who reports it gives its traceback to the log
            note("trouble: %s", "a bug was reported" if event.report else _reason(event.message))
        elif isinstance(event, SelfChecked):
            note("the rater was checked: %s", "wrong" if event.check.wrong else "right")
        elif isinstance(event, RaterChanged) and event.state is not self._rater:
            self._rater = event.state
            note("rater %s (%s): %s", event.state.value, event.device or "no device", event.detail)
        elif isinstance(event, Fetching) and event.state is not self._fetching:
            self._fetching = event.state
            note("model %s: %s", event.state.value, _reason(event.detail))


def _reason(reason: str) -> str:
    """Of a bug only its kind."""
    before, own, after = reason.partition(OWN_ERROR)
    return f"{before}{own}{':'.join(after.split(':')[:2])}" if own else reason
