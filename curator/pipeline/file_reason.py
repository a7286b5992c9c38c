"""Why something could not be done with a file, in words that name the next step."""

import errno
import os
from pathlib import Path

_DENIED = (errno.EACCES, errno.EPERM)
_FULL = (errno.ENOSPC, errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC)
_ODD_NAME = (errno.EILSEQ, errno.EINVAL)


def reason_of(error: OSError | ValueError, source: Path, target: Path) -> str:
    """One sentence that need not name the file."""
    number = error.errno if isinstance(error, OSError) else errno.EINVAL
    folder = target.parent
    if number == errno.ENOENT:
        if not os.path.lexists(source):
            return "It is no longer there."
        return f"{folder} is no longer there; choose another folder."
    if number in _FULL:
        return f"The drive of {folder} is full; make room and try again."
    if number in _DENIED:
        return _denied(error, source, target)
    if number == errno.EROFS:
        return f"The drive of {folder if source != target else source.parent} can only be read."
    if number == errno.ENAMETOOLONG and source == target:
        return "Its name is too long for the trash; rename it first."
    if number == errno.ENAMETOOLONG:
        return "The name is too long for that drive; choose a shorter one."
    if number == errno.EEXIST:
        return f"{target.name} is there already, and nothing is overwritten."
    if number in _ODD_NAME and source != target:
        return "The drive does not take such a name; choose another."
    return _told(error)


def _denied(error: OSError | ValueError, source: Path, target: Path) -> str:
    """A file that can't be read, a folder that nothing may be put into, or one that nothing may leave."""
    if not os.access(source, os.R_OK):
        return "It may not be read; check its permissions."
    if source != target and target.parent.exists() and not os.access(target.parent, os.W_OK):
        return f"Nothing may be put into {target.parent}; check its permissions."
    if not os.access(source.parent, os.W_OK):
        return f"Nothing may be taken out of {source.parent}; check its permissions."
    if not os.access(source, os.W_OK):
        return "It is write-protected; take that off and try again."
    return _told(error)


def _told(error: OSError | ValueError) -> str:
    words = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
    return f"{words.rstrip('.')}."
