"""One thing after another, and an end within bounds."""

import threading
import time

from curator.pipeline.lane import Lane


def test_actions_run_in_order_and_are_finished_at_the_end() -> None:
    lane, done = Lane("test"), list[int]()
    for number in range(50):
        lane.submit(lambda number=number: done.append(number))  # type: ignore[misc]
    assert lane.close(10)
    lane.submit(lambda: done.append(-1))
    assert lane.close(10)
    assert done == list(range(50))


def test_what_has_not_begun_can_be_given_up() -> None:
    lane, begun, gate, done = Lane("test"), threading.Event(), threading.Event(), list[int]()

    def first() -> None:
        begun.set()
        gate.wait(10)
        done.append(1)

    lane.submit(first)
    lane.submit(lambda: done.append(2))
    assert begun.wait(10)
    started = time.monotonic()
    assert not lane.close(0.1, drop=True), "it is still at the first"
    assert time.monotonic() - started < 5
    gate.set()
    assert lane.close(10)
    assert done == [1]
