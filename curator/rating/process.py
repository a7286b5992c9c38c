"""A rater in a process of its own, so that it can be ended at any moment with all that it holds.

A model that is loading or rating can't be interrupted from within; a process can be ended by the system.
What it held is free at once, a driver that fails takes nothing else with it, and neither the imports nor the
work of a model hold up the window. Pictures go there and ratings come back through a pipe, as JSON and bytes.
"""

import contextlib
import json
import logging
import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from PIL import Image

from curator.core import errors
from curator.core.errors import KnownError, RaterError, RaterLostError
from curator.core.records import DimensionScore, RaterIdentity, Rating
from curator.rating.rater import SIDE, Rater, Tell, tell_nobody

NICENESS = 10
"""Of a process that rates on the processor."""
END_SECONDS = 3.0
"""What a process gets to end by itself."""


class ProcessRater:
    """Follows `rater.Rater`. `make` makes the rater there: it travels, so it is a partial of a class."""

    def __init__(self, make: Callable[[], Rater]) -> None:
        here = make()
        self.name = here.name
        self.description = here.description
        self.device = here.device
        self.dimensions = here.dimensions
        self.rated_dimensions = here.rated_dimensions
        self.batch_size = here.batch_size
        self._make = make
        self._lock = threading.Lock()
        """Held while the process begins or ends."""
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._unwanted = self._loaded = False

    def load(self, tell: Tell = tell_nobody) -> RaterIdentity:
        """Start the process and load the rater there; see `rater.Rater`."""
        self._start()
        self._send({"do": "load"})
        while "identity" not in (told := self._receive()):
            self._take_over(told)
            tell(float(told["fraction"]))
        self._take_over(told)
        self._loaded = True
        return RaterIdentity(*told["identity"])

    def rate(self, pictures: Sequence[Image.Image], dimensions: Sequence[str] | None = None) -> list[Rating]:
        """See `rater.Rater`."""
        if self._pipe is None:
            raise RuntimeError("load() comes before rate()")
        wanted = None if dimensions is None else list(dimensions)
        self._send({"do": "rate", "count": len(pictures), "dimensions": wanted})
        for picture in pictures:
            self._send(picture.tobytes())
        return [_rating(told) for told in self._receive()["ratings"]]

    def close(self) -> None:
        """Let the process end by itself, or end it; at once where it still loads, and would not listen."""
        with self._lock:
            process, pipe, loaded = self._process, self._pipe, self._loaded
            self._process = self._pipe = None
        if process is None or pipe is None:
            return
        pipe.close()
        if loaded:
            process.join(END_SECONDS)
        process.kill()
        process.join()
        process.close()

    def abandon(self) -> None:
        """End the process now."""
        with self._lock:
            self._unwanted = True
            if self._process is not None:
                self._process.kill()

    def _start(self) -> None:
        self.close()
        mine, theirs = multiprocessing.Pipe()
        context = multiprocessing.get_context("spawn")
        level = logging.getLogger().getEffectiveLevel()
        # Daemon: it ends with the program, however that ends
        process = context.Process(
            target=serve,
            args=(theirs, self._make, level),
            name="rater",
            daemon=True,
        )
        with self._lock:
            self._unwanted = self._loaded = False
            try:
                process.start()
            except OSError as error:
                raise RaterError(
                    f"The rater's process can't be started ({error.strerror}); close other programs."
                ) from error
            finally:
                theirs.close()
            self._process, self._pipe = process, mine

    def _take_over(self, told: dict[str, Any]) -> None:
        self.description, self.device = str(told["description"]), str(told["device"])
        self.batch_size = int(told["batch_size"])

    def _send(self, message: dict[str, Any] | bytes) -> None:
        data = message if isinstance(message, bytes) else json.dumps(message).encode()
        try:
            if self._pipe is not None:
                self._pipe.send_bytes(data)
        except OSError as error:
            raise self._lost() from error

    def _receive(self) -> dict[str, Any]:
        """The next answer. Raises what the rater raised there; RaterLostError where the process ended."""
        try:
            if self._pipe is None:
                raise EOFError
            told: dict[str, Any] = json.loads(self._pipe.recv_bytes())
        except (EOFError, OSError) as error:
            raise self._lost() from error
        if "error" in told:
            raise _error(told)
        return told

    def _lost(self) -> RaterLostError:
        if self._unwanted:
            return RaterLostError("The rater was stopped.")
        if self._process is not None:
            self._process.join(END_SECONDS)
        code = None if self._process is None else self._process.exitcode
        advice = "restart the rater."
        if code == -signal.SIGTERM or (sys.platform != "win32" and code == -signal.SIGKILL):
            why, advice = "was ended by the system", f"memory may have run out: free some, then {advice}"
        else:
            why = f"ended unexpectedly (exit status {code})"
        return RaterLostError(f"The rater's process {why}; {advice}")


def serve(pipe: Connection, make: Callable[[], Rater], level: int) -> None:
    """Body of the process: do what is asked until the pipe is closed at its other end.

    `level`: from which on its log is written to the program's stderr.
    """
    logging.basicConfig(level=level, format="%(name)s: %(message)s")
    _end_with_program()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program, which closes the pipe
    rater = make()
    try:
        while True:
            asked = json.loads(pipe.recv_bytes())
            pictures = [_picture(pipe.recv_bytes()) for _ in range(asked.get("count", 0))]
            pipe.send_bytes(json.dumps(_done(rater, asked, pictures, pipe)).encode())
    except (EOFError, OSError):
        rater.close()


def _end_with_program() -> None:
    """Where the program is killed this process ends, too, in the middle of a picture or of loading: what it
    holds would be missing when the program starts again."""
    program = multiprocessing.parent_process()

    def wait() -> None:
        if program is not None:
            program.join()
            os._exit(1)

    threading.Thread(target=wait, name="program", daemon=True).start()


def _done(
    rater: Rater, asked: dict[str, Any], pictures: Sequence[Image.Image], pipe: Connection
) -> dict[str, Any]:
    def tell(fraction: float) -> None:
        pipe.send_bytes(json.dumps({"fraction": fraction, **_state(rater)}).encode())

    try:
        if asked["do"] == "load":
            identity = rater.load(tell)
            _step_back(rater)
            return {"identity": [identity.name, identity.version, identity.rules], **_state(rater)}
        return {"ratings": [_told(rating) for rating in rater.rate(pictures, asked["dimensions"])]}
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - raised again in the other process
        return {"error": type(error).__name__, "message": str(error), "trace": traceback.format_exc()}


def _step_back(rater: Rater) -> None:
    """On the processor, whatever else wants it goes first: the window stays smooth."""
    import psutil

    if rater.device != "cpu":
        return
    process = psutil.Process()
    with contextlib.suppress(psutil.AccessDenied):
        if sys.platform == "win32":
            process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        else:
            process.nice(max(NICENESS, process.nice()))  # it may have been begun with a higher one


def _state(rater: Rater) -> dict[str, Any]:
    return {"description": rater.description, "device": rater.device, "batch_size": rater.batch_size}


def _picture(data: bytes) -> Image.Image:
    return Image.frombytes("RGB", (SIDE, SIDE), data)


def _told(rating: Rating) -> dict[str, Any]:
    return {key: [score.score, score.prediction, score.probabilities] for key, score in rating.scores.items()}


def _rating(told: dict[str, Any]) -> Rating:
    return Rating(
        {
            key: DimensionScore(score, prediction, tuple(probabilities) if probabilities else None)
            for key, (score, prediction, probabilities) in told.items()
        }
    )


def _error(told: dict[str, Any]) -> Exception:
    """What was raised in the other process: known errors as they were, bugs with their traceback."""
    kind = getattr(errors, told["error"], None)
    if isinstance(kind, type) and issubclass(kind, KnownError):
        known: Exception = kind(told["message"])
        return known
    bug = RuntimeError(f"{told['error']}: {told['message']}")
    bug.add_note(f"In the rater's process:\n{told['trace']}")
    return bug
