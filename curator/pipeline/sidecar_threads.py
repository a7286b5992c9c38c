"""Many small files written at once: a disk makes several of them durable in the time of one."""

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

THREADS = 8

T = TypeVar("T")
R = TypeVar("R")


def in_parallel(action: Callable[[T], R], things: Sequence[T]) -> list[R]:
    """What the action makes of each, in their order; the first thing it raises, once all are through.

    Daemons, unlike a pool's threads: one that hangs on a dead share can't keep a closed program alive.
    """
    results: dict[int, R] = {}
    raised: list[BaseException] = []
    rest = iter(list(enumerate(things)))
    taking = threading.Lock()

    def work() -> None:
        while True:
            with taking:
                at, thing = next(rest, (-1, None))
            if thing is None:
                return
            try:
                results[at] = action(thing)
            except BaseException as error:  # noqa: BLE001 - raised again below, in the caller's thread
                raised.append(error)

    threads = [
        threading.Thread(target=work, name=f"sidecars-{number}", daemon=True)
        for number in range(min(THREADS, len(things)) - 1)
    ]
    for thread in threads:
        thread.start()
    work()
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]
    return [results[at] for at in range(len(things))]
