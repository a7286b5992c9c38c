"""What every part of the session does alike: slow work in a thread of its own, its result in the window's."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, SignalInstance

from curator.core.errors import KnownError
from curator.core.log import bug_report
from curator.pipeline.events import Trouble
from curator.pipeline.lane import Lane


class SessionLane(QObject):
    """Errors of what runs in a lane become `trouble`; nothing is told any more after `_silence`."""

    trouble = Signal(object)
    """Trouble."""
    done = Signal(object)
    """Step: what was done, or is being done, and can be taken back."""
    dropped = Signal(object)
    """Step: one that was told and changed nothing after all."""
    _called = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._library = Lane("session")
        self._quiet = threading.Event()
        self._called.connect(lambda action: action())

    def _do(
        self, action: Callable[[], object], then: Callable[[], None] | None = None, lane: Lane | None = None
    ) -> None:
        """Run in a lane's thread, the library's where none is named, then `then` in the GUI thread."""

        def run() -> None:
            action()
            if then is not None:
                self._emit(self._called, then)

        (lane or self._library).submit(lambda: self._guarded(run))

    def _guarded(self, action: Callable[[], None]) -> None:
        try:
            action()
        except KnownError as error:
            self._emit(self.trouble, Trouble(str(error), topic=str(error)))
        except Exception as error:  # noqa: BLE001 - shown as a report to copy; the window goes on
            self._emit(self.trouble, Trouble(f"{type(error).__name__}: {error}", bug_report(error)))

    def _emit(self, signal: SignalInstance, *values: object) -> None:
        """From a lane, which may outlive what listens."""
        if not self._quiet.is_set():
            signal.emit(*values)

    def _silence(self) -> None:
        self._quiet.set()
