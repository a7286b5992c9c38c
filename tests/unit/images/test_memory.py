"""Threads that decode have their memory together."""

import threading
import time

from curator.images.memory import SMALL_BYTES, Budget
from tests.helpers.waiting import wait_until

LARGE = 2 * SMALL_BYTES


def test_no_more_is_taken_than_there_is() -> None:
    budget, most, held, lock = Budget(4 * LARGE), 0, 0, threading.Lock()

    def take(size: int) -> None:
        nonlocal most, held
        with budget.taken(size):
            with lock:
                held += size
                most = max(most, held)
            time.sleep(0.01)
            with lock:
                held -= size

    threads = [threading.Thread(target=take, args=(LARGE * (1 + number % 3),)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert LARGE < most <= 4 * LARGE


def test_the_first_is_served_first() -> None:
    """A picture that takes all is not passed by for ever, and small ones wait for nobody."""
    budget, order = Budget(4 * LARGE), list[str]()

    def take(name: str, size: int) -> None:
        with budget.taken(size):
            order.append(name)

    with budget.taken(LARGE):
        whole = threading.Thread(target=take, args=("whole", 9 * LARGE))
        whole.start()
        assert wait_until(budget._turn.locked)
        second = threading.Thread(target=take, args=("second", LARGE))
        second.start()
        take("small", SMALL_BYTES)
        time.sleep(0.05)
        assert order == ["small"]
    whole.join(5)
    second.join(5)
    assert order == ["small", "whole", "second"]


def test_what_fails_gives_back() -> None:
    budget = Budget(LARGE)
    for _ in range(3):
        try:
            with budget.taken(LARGE):
                raise MemoryError
        except MemoryError:
            pass
    with budget.taken(LARGE):
        pass
