"""Threads that end with the pipeline and not before: one that ends sooner is told of, and begins anew."""

import threading
import time
from collections.abc import Callable

FIRST_SECONDS = 1.0
"""From the end of a thread to its new beginning; twice as long each time, at most:"""
LONGEST_SECONDS = 60.0
WELL_SECONDS = 60.0
"""A thread that ran for so long went well: the next pause is short again."""

Ended = Callable[[BaseException], None]


def keep_going(body: Callable[[], None], stopping: threading.Event, ended: Ended) -> None:
    """Run the body until it returns or the pipeline stops; `ended` hears what it raised instead."""
    pause = FIRST_SECONDS
    while True:
        began = time.monotonic()
        try:
            body()
        except BaseException as error:  # noqa: BLE001 - SystemExit, too, must not end a thread
            if stopping.is_set():
                return
            ended(error)
        else:
            return
        if time.monotonic() - began > WELL_SECONDS:
            pause = FIRST_SECONDS
        if stopping.wait(pause):
            return
        pause = min(2 * pause, LONGEST_SECONDS)


def ended_sentence(name: str, error: BaseException) -> str:
    """For the user: which thread it was, and that it begins anew."""
    return (
        f"Curator met an error of its own in its thread {name!r} ({type(error).__name__}: {error}); "
        "it is begun anew and goes on."
    )
