"""One backup of the library a day, made and checked by a thread that gives way to everything else."""

import sqlite3
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from curator.core.errors import KnownError
from curator.pipeline.events import Trouble
from curator.pipeline.quiet import lower_priority
from curator.store.backups import DamageError, Halt, NoRoomError, StoppedError, backups, check, make_backup
from curator.store.library import Library

START_SECONDS = 10.0
"""From the start to the first look, which would compete with what the window shows first."""
AGAIN_SECONDS = 600.0
"""Between two looks whether a backup is due, and two tries to make one."""
ROOM_SECONDS = 5.0
"""The same while the disk has too little room, which is quickly seen."""
LOCKED_SECONDS = 60.0
"""The same while another program has the library locked, which those say who write into it."""
EVERY = timedelta(days=1)


class BackupKeeper:
    """Any thread may use it. `tell` hears what goes wrong, the same thing once, and `report` hears of a bug;
    both from its thread. `close` it before the library.

    Where no backup is due at the start, the library is checked instead.
    """

    def __init__(
        self,
        library: Library,
        tell: Callable[[Trouble], None],
        report: Callable[[str, BaseException], None],
    ) -> None:
        self._library, self._tell, self._report = library, tell, report
        self._halt = Halt()
        self._stopping = threading.Event()
        self._told = ""
        """What was said last; empty once a backup was made."""
        self._thread = threading.Thread(target=self._work, name="backups", daemon=True)

    def start(self) -> None:
        """Once."""
        self._thread.start()

    def stop(self) -> None:
        """A backup under way is given up at once."""
        self._stopping.set()
        self._halt.set()

    def close(self, seconds: float) -> None:
        """Stop and wait so long for that."""
        self.stop()
        if self._thread.ident is not None:
            self._thread.join(seconds)

    def _work(self) -> None:
        lower_priority()
        wait, checked = START_SECONDS, False
        while not self._stopping.wait(wait):
            wait = AGAIN_SECONDS
            try:
                if self._is_due():
                    make_backup(self._library.folder, self._halt)
                    self._told = ""
                elif not checked:
                    check(self._library.folder, self._halt)
                checked = True
            except StoppedError:
                return
            except DamageError as error:
                self._library.suspect()
                self._say(_damaged(self._library, error))
                return
            except Exception as error:  # noqa: BLE001 - told; the next try comes
                if _is_locked(error):
                    wait = LOCKED_SECONDS
                else:
                    wait = ROOM_SECONDS if isinstance(error, NoRoomError) else AGAIN_SECONDS
                    self._say_why(error)

    def _is_due(self) -> bool:
        """Also where the clock was put back to before the newest."""
        made = backups(self._library.folder)
        now = datetime.now().astimezone()
        return not made or not timedelta(0) <= now - made[0].made_at < EVERY

    def _say_why(self, error: Exception) -> None:
        about = f"No backup of the library {self._library.folder} could be made"
        again = f"it is tried again every {AGAIN_SECONDS / 60:.0f} minutes"
        if isinstance(error, NoRoomError):
            self._say(f"{about}, because the disk has less than {error} free; it is made once there is room.")
        elif isinstance(error, OSError):
            self._say(f"{about} ({error.strerror}); check the disk and the folder's permissions: {again}.")
        elif isinstance(error, sqlite3.OperationalError | KnownError):
            self._say(f"{about} ({error}); {again}.")
        elif self._told != repr(error):
            self._told = repr(error)
            self._report(f"{about}: Curator met an error of its own: {type(error).__name__}: {error}", error)

    def _say(self, message: str) -> None:
        if message != self._told:
            self._told = message
            self._tell(Trouble(message))


def _is_locked(error: Exception) -> bool:
    locks = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return isinstance(error, sqlite3.OperationalError) and (error.sqlite_errorcode & 0xFF) in locks


def _damaged(library: Library, error: DamageError) -> str:
    newest = next(iter(backups(library.folder)), None)
    come = f"puts back the backup of {newest.made_at:%Y-%m-%d %H:%M}" if newest else "begins a new one"
    return (
        f"The library {library.folder / 'library.db'} is damaged ({error}). Close Curator and start it again:"
        f" it sets the damaged file aside and {come}. Until then nothing that you do is sure to be kept."
    )
