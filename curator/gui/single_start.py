"""One window per library: a second start hands its folders to the first window, on this machine alone.

Who has the window is told by a lock that the system gives back however a process ends. The first one listens
where only its own user may write; what comes there is a list of paths of bounded size.
"""

import contextlib
import hashlib
import os
import struct
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QObject, QThread, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from curator.core.errors import KnownError
from curator.core.log import note
from curator.core.paths import cache_folder

LOCK = "window.lock"
MOST_BYTES = 256 * 1024
ANSWER_MS = 10_000
"""What the first window gets to answer, also while it starts."""
LISTEN_MS = 500
"""In one try, for it to listen; it may rather be about to end."""
READ_MS = 5_000
"""What a second start gets to say what it wants."""
_LENGTH = struct.Struct(">I")
_TAKEN = b"taken\n"


@contextmanager
def window_claimed(library: Path) -> Iterator[bool]:
    """Whether this process may open the window of the library, which then is its own to the end of the block.

    A place that knows no locks, or can't be written, keeps nobody from it: the library itself tells of that.
    """
    with contextlib.ExitStack() as stack:
        try:
            library.mkdir(parents=True, exist_ok=True)
            file = stack.enter_context((library / LOCK).open("ab"))
        except OSError:
            yield True
            return
        yield _lock(file)


class NoAnswerError(KnownError):
    """A window has the library and does not answer: it is busy, or about to end or to listen."""

    def __init__(self) -> None:
        super().__init__(
            "Another window has this library open and does not answer."
            " Close it, or name another library with --library."
        )


def hand_over(library: Path, folders: Sequence[Path], patience_ms: int = ANSWER_MS) -> str:
    """Let the window that is open add the folders and come to the front; returns a line that says so.

    `patience_ms`: at most, for the window to listen and then for its answer. Raises NoAnswerError, and
    KnownError for too many folders.
    """
    _application = QCoreApplication.instance() or QCoreApplication(sys.argv[:1])
    message = b"\0".join(os.fsencode(Path(os.path.abspath(folder))) for folder in folders)  # noqa: PTH100
    if len(message) > MOST_BYTES:
        raise KnownError("These are too many folders at once. Name fewer of them.")
    if not _answers(library, _LENGTH.pack(len(message)) + message, patience_ms):
        raise NoAnswerError
    what = {0: "it comes", 1: "it watches the folder and comes"}.get(
        len(folders), f"it watches the {len(folders)} folders and comes"
    )
    return f"A window has this library open; {what} to the front."


class FirstWindow(QObject):
    """Hears of second starts, in the GUI thread, until it is closed."""

    asked = Signal(object)
    """List of the folders that a second start names, each an absolute path; maybe none."""

    def __init__(self, library: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._accept)
        place = _place(library)
        with contextlib.suppress(OSError):
            cache_folder().mkdir(parents=True, exist_ok=True)
        # Left by a window that was killed; this process has the lock
        QLocalServer.removeServer(place)
        if not self._server.listen(place):
            note("second starts can't be heard: %s", self._server.errorString())

    def close(self) -> None:
        self._server.close()

    def _accept(self) -> None:
        while self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            socket.setReadBufferSize(MOST_BYTES + _LENGTH.size)
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(partial(self._read, socket))
            QTimer.singleShot(READ_MS, socket, socket.abort)
            self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        """Once all is there, pass it on and say that it was taken; more than may come ends the talk."""
        came = bytes(socket.peek(MOST_BYTES + _LENGTH.size).data())
        if len(came) < _LENGTH.size:
            return
        (length,) = _LENGTH.unpack_from(came)
        if length > MOST_BYTES:
            socket.abort()
        elif len(came) >= _LENGTH.size + length:
            socket.readAll()
            socket.readyRead.disconnect()
            self.asked.emit(_folders(came[_LENGTH.size : _LENGTH.size + length]))
            socket.write(_TAKEN)
            socket.disconnectFromServer()


def _folders(message: bytes) -> list[Path]:
    paths = [Path(os.fsdecode(each)) for each in message.split(b"\0") if each]
    return [path for path in paths if path.is_absolute()]


def _answers(library: Path, message: bytes, patience_ms: int) -> bool:
    """Whether the first window took it."""
    connecting = QDeadlineTimer(min(patience_ms, LISTEN_MS))
    while not connecting.hasExpired():
        socket = QLocalSocket()
        socket.connectToServer(_place(library))
        if socket.waitForConnected(int(connecting.remainingTime())):
            return _is_taken(socket, message, QDeadlineTimer(patience_ms))
        QThread.msleep(50)
    return False


def _is_taken(socket: QLocalSocket, message: bytes, deadline: QDeadlineTimer) -> bool:
    socket.write(message)
    while socket.bytesToWrite() and socket.waitForBytesWritten(int(deadline.remainingTime())):
        pass
    while not socket.canReadLine() and socket.waitForReadyRead(int(deadline.remainingTime())):
        pass
    return bytes(socket.readAll().data()) == _TAKEN


def _place(library: Path) -> str:
    """Where the library's window listens: a pipe on Windows, elsewhere a socket in the user's own folder."""
    real = os.fsencode(os.path.normcase(os.path.realpath(library)))
    name = f"curator-{hashlib.sha256(real).hexdigest()[:24]}"
    return name if sys.platform == "win32" else str(cache_folder() / f"{name}.socket")


def _lock(file: IO[bytes]) -> bool:
    """Take the lock until the file is closed; False where another process has it."""
    try:
        _try_lock(file.fileno())
    except (BlockingIOError, PermissionError):
        return False
    except OSError as error:
        note("no lock on the library's window: %s", error.strerror)
    return True


_try_lock: Callable[[int], None]
if sys.platform == "win32":
    import msvcrt

    def _try_lock(number: int) -> None:
        """Far behind the end, where nothing is; any number of bytes can be locked."""
        os.lseek(number, 1 << 30, os.SEEK_SET)
        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try_lock(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
