"""Which processes have a library open, so that none renames the files that another one writes."""

import contextlib
import os
import sys
import time
from pathlib import Path
from typing import IO

NAME = "library.in-use"
"""Empty; the system drops its lock with the process, however that ends."""
WAIT_SECONDS = 30.0
"""For another process that checks the library while it is alone with it."""
STEP_SECONDS = 0.02


class Use:
    """One library's lock: of one process alone while it looks the files over, then shared until `close`.

    Windows refuses to rename an open database by itself; there, and where the place knows no locks, nothing
    is locked and `alone` says what is safe to assume.
    """

    def __init__(self, folder: Path) -> None:
        self._file: IO[bytes] | None = None
        self.alone = sys.platform == "win32"
        """Whether no other process has the library open, nor opens it before `share`."""
        if sys.platform != "win32":
            with contextlib.suppress(OSError):
                self._file = (folder / NAME).open("ab")
                self.alone = self._lock(shared=False)
            if not self.alone:
                self.share()

    def share(self) -> None:
        """Others may open the files, too; one that looks them over is waited for."""
        deadline = time.monotonic() + WAIT_SECONDS
        while self._file is not None and not self._lock(shared=True) and time.monotonic() < deadline:
            time.sleep(STEP_SECONDS)

    def is_last(self) -> bool:
        """Whether no other process has it open now; then none can before `close`."""
        return self._file is None or self._lock(shared=False)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        self._file = None

    def _lock(self, shared: bool) -> bool:
        """Whether it was got; what was held before may be lost for a moment."""
        if sys.platform != "win32" and self._file is not None:
            import fcntl

            how = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
            with contextlib.suppress(OSError):
                fcntl.flock(self._file.fileno(), how | fcntl.LOCK_NB)
                return True
        return False


def sync_folder(folder: Path) -> None:
    """Names that were given in the folder survive a loss of power; Windows does that by itself."""
    if sys.platform != "win32":
        number = os.open(folder, os.O_RDONLY)
        try:
            # Shares and some drives know no such thing
            with contextlib.suppress(OSError):
                os.fsync(number)
        finally:
            os.close(number)
