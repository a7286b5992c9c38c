"""Threads that begin anew, and bugs that are told once."""

import threading
import time

import pytest

from curator.core.errors import LibraryError
from curator.pipeline.events import Trouble
from curator.pipeline.reports import Reports
from curator.pipeline.steady import ended_sentence, keep_going


class Stopping(threading.Event):
    """Notes how long it was waited for, and waits for nothing."""

    def __init__(self, at: int = 0) -> None:
        super().__init__()
        self.waits: list[float] = []
        self._at = at

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout or 0.0)
        if len(self.waits) == self._at:
            self.set()
        return self.is_set()


@pytest.mark.parametrize("error", [ValueError("a bug"), SystemExit(1), LibraryError("It is locked.")])
def test_a_body_that_raises_is_run_again_until_it_returns(error: BaseException) -> None:
    runs, heard, stopping = list[int](), list[BaseException](), Stopping()

    def body() -> None:
        runs.append(1)
        if len(runs) < 4:
            raise error

    keep_going(body, stopping, heard.append)
    assert len(runs) == 4
    assert heard == [error] * 3
    assert stopping.waits == [1.0, 2.0, 4.0]


def test_pauses_grow_to_a_minute_and_are_short_again_after_it_went_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, runs, stopping = [0.0], list[int](), Stopping(at=10)
    monkeypatch.setattr(time, "monotonic", lambda: now[0])

    def body() -> None:
        runs.append(1)
        now[0] += 61 if len(runs) == 9 else 1
        raise ValueError

    keep_going(body, stopping, lambda _: None)
    assert stopping.waits == [1, 2, 4, 8, 16, 32, 60, 60, 1, 2]


def test_what_is_raised_while_all_stops_is_no_news() -> None:
    heard, stopping = list[BaseException](), threading.Event()

    def body() -> None:
        stopping.set()
        raise ValueError

    keep_going(body, stopping, heard.append)
    assert heard == []


def raised(kind: type[Exception], *words: str) -> Exception:
    try:
        raise kind(*words)
    except Exception as error:  # noqa: BLE001 - any
        return error


def test_one_fault_is_told_once_and_after_an_hour_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now, told = [0.0], list[Trouble]()
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    reports = Reports(told.append)
    for number in range(100):
        reports.tell(f"{number}.png: a bug", raised(ValueError, str(number)))
    reports.tell("another", raised(KeyError, "x"))
    assert [trouble.message for trouble in told] == ["0.png: a bug", "another"]
    assert "ValueError: 0" in told[0].report
    now[0] = 3601.0
    reports.tell("again", raised(ValueError))
    assert [trouble.message for trouble in told][2:] == ["again"]


def test_a_known_error_is_its_sentence_and_no_report() -> None:
    told = list[Trouble]()
    reports = Reports(told.append)
    for name in ("a", "b", "a"):
        reports.tell(f"{name} is locked.", LibraryError(f"{name} is locked."))
    assert [trouble.message for trouble in told] == ["a is locked.", "b is locked."]
    assert {trouble.report for trouble in told} == {""}


def test_the_sentence_names_the_thread_and_the_error() -> None:
    told = ended_sentence("reader-1", ValueError("x"))
    assert told == (
        "Curator met an error of its own in its thread 'reader-1' (ValueError: x); "
        "it is begun anew and goes on."
    )
