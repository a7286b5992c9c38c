"""One thing after another, and an end within bounds."""

import threading
import time

import pytest

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


def test_an_action_that_raises_is_told_and_the_next_one_has_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    told, done = list[BaseException | None](), list[int]()
    monkeypatch.setattr(threading, "excepthook", lambda heard: told.append(heard.exc_value))
    fault = SystemExit(1)

    def fails() -> None:
        raise fault

    lane = Lane("test")
    lane.submit(fails)
    lane.submit(lambda: done.append(1))
    assert lane.close(10)
    assert (told, done) == ([fault], [1])
