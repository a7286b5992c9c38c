"""Many at once, told in their order."""

import threading
import time

import pytest

from curator.pipeline.sidecar_threads import THREADS, in_parallel


def test_results_come_in_order_and_several_are_at_work_at_once() -> None:
    names = set[str]()

    def slow(number: int) -> int:
        names.add(threading.current_thread().name)
        time.sleep(0.01 * (number % 3))
        return number * 2

    assert in_parallel(slow, list(range(30))) == [number * 2 for number in range(30)]
    assert 1 < len(names) <= THREADS
    assert in_parallel(slow, []) == []


def test_what_one_raises_is_raised_once_the_others_are_through() -> None:
    done = list[int]()

    def action(number: int) -> None:
        if number == 3:
            raise ValueError(number)
        done.append(number)

    with pytest.raises(ValueError, match="3"):
        in_parallel(action, range(10))
    assert sorted(done) == [number for number in range(10) if number != 3]
