"""The log: a file of bounded size that tells what the program did, and nothing of what stands in pictures.

Prompts, negative prompts and other texts of files never get there. A message of ours has none in it; that of
any other exception might quote one, so of those only the kind and the places in the code are written.
"""

import copy
import logging
import os
import sqlite3
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from curator.core.errors import KnownError
from curator.core.paths import log_folder

MOST_BYTES = 1_000_000
BACKUPS = 3
"""Older files that are kept: `curator.log.1` is the youngest of them."""
LONGEST_MESSAGE = 2_000
MOST_FRAMES = 40
_QUOTES_NOTHING = (
    KnownError,
    ArithmeticError,
    AttributeError,
    ImportError,
    IndexError,
    MemoryError,
    NameError,
    OSError,
    RecursionError,
    sqlite3.Error,
)
"""Their messages name things of the code or of the system."""
_told = logging.getLogger("curator.told")
_told.propagate = False  # What the log is told is not for the terminal
_told.setLevel(logging.INFO)
_told.addHandler(logging.NullHandler())


def log_file() -> Path:
    """The file that is written to now."""
    return log_folder() / "curator.log"


def note(message: str, *values: object) -> None:
    """A line for the log, as `logging` puts it together; nowhere where no log is kept."""
    _told.info(message, *values)


def bug_report(error: BaseException) -> str:
    """The whole traceback, to be shown and copied; the log gets it without what might quote a picture."""
    _told.error("A bug", exc_info=error)
    return "".join(traceback.format_exception(error))


@contextmanager
def log_kept(kind: str) -> Iterator[None]:
    """Until the end of the block the log is written, by a process of that kind, such as `window`.

    Also warnings of the program's own loggers. Whatever keeps it from being written is no fault of the work.
    """
    handler = _SharedLog(log_file(), kind)
    loggers = (_told, logging.getLogger("curator"))
    for logger in loggers:
        logger.addHandler(handler)
    try:
        yield
        note("ended")
    except BaseException as error:
        _told.error("ended", exc_info=error)
        raise
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
        handler.close()


class _SharedLog(RotatingFileHandler):
    """Opens the file for each record: other processes write and rename it, too, which Windows refuses for a
    file that is open."""

    def __init__(self, path: Path, kind: str) -> None:
        super().__init__(
            path, maxBytes=MOST_BYTES, backupCount=BACKUPS, encoding="utf-8", delay=True, errors="replace"
        )
        self.setFormatter(_Discreet(f"%(asctime)s {kind} %(process)d %(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        try:
            if self._is_writable():
                super().emit(record)
        except Exception:  # noqa: BLE001 - see `log_kept`
            self.handleError(record)
        finally:
            self._let_go()

    def doRollover(self) -> None:
        """Unless another process just did so, or keeps the file open: then it grows a little longer."""
        self._let_go()
        with suppress(OSError):
            if Path(self.baseFilename).stat().st_size >= MOST_BYTES // 2:
                super().doRollover()

    def handleError(self, record: logging.LogRecord) -> None:
        """See `log_kept`."""

    def _is_writable(self) -> bool:
        """Whether the file may grow; makes its folder."""
        path = Path(self.baseFilename)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not os.path.lexists(path):
            return True
        return path.is_file() and path.stat().st_size < 2 * MOST_BYTES

    def _let_go(self) -> None:
        stream, self.stream = self.stream, None
        if stream is not None:
            with suppress(OSError, ValueError):
                stream.close()


class _Discreet(logging.Formatter):
    """One line a record, before its traceback; see the module for what is left out."""

    def format(self, record: logging.LogRecord) -> str:
        own = copy.copy(record)
        # Kept by whichever formatter came first, for all: the other one's has everything in it
        own.exc_text, own.stack_info = None, None
        own.msg, own.args = _one_line(record.getMessage()), ()
        error = record.exc_info[1] if record.exc_info else None
        own.exc_info = None
        lines = [super().format(own), *(_places(error) if error else ())]
        return "\n".join(lines)


def _one_line(message: str) -> str:
    cut = message[:LONGEST_MESSAGE]
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in cut)


def _places(error: BaseException) -> Iterator[str]:
    """Where it was raised and what it was, and so on for what it came from; indented."""
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        for part in traceback.format_tb(each.__traceback__, -MOST_FRAMES):
            yield from (f"    {line}" for line in part.splitlines())
        said = f": {_one_line(str(each))}" if isinstance(each, _QUOTES_NOTHING) else ""
        yield f"    {type(each).__qualname__}{said}"
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
        if each is not None and id(each) not in seen:
            yield "    which came from"
