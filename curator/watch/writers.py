"""Whether some program has a file open for writing: then it is not complete, however its bytes look."""

import errno
import os
import signal
import sys

if sys.platform == "linux":
    import fcntl

ZEROS = 64
"""Bytes at the end of a file by which one that was given its size before its content is known."""


def is_being_written(path: str) -> bool | None:
    """None where the system can't tell: elsewhere than on Linux, on shares, for the files of other users."""
    if sys.platform != "linux":
        return None
    try:
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        # Linux gives a lease to read only while nobody has the file open for writing. Who opens it so in the
        # microsecond until it is given back waits for that; the signal that tells of it is one nobody minds.
        fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return True if error.errno == errno.EAGAIN else None
    finally:
        os.close(file)
    return False


def ends_in_zeros(path: str) -> bool:
    """Whether the file may have been given its size first, to be filled from its start."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - a Path costs more than the look
            file.seek(-min(ZEROS, file.seek(0, os.SEEK_END)), os.SEEK_END)
            return not any(file.read(ZEROS))
    except OSError:
        return False
