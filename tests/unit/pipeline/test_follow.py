"""Events gathered from threads, and the figures of one run."""

import threading
from pathlib import Path

import pytest

from curator.pipeline.events import Changed, Event, Events, Failed, Rated, RaterChanged, RaterState
from curator.pipeline.follow import Heard, Tally

PATH = Path("a.png")


def test_heard_hands_over_what_other_threads_published_in_order() -> None:
    events = Events()
    heard = Heard(events)
    assert list(heard.take()) == []

    def publish() -> None:
        for number in range(3):
            events.publish(Changed((number,)))

    thread = threading.Timer(0.05, publish)
    thread.start()
    first = next(iter(heard.take(5.0)))
    thread.join()
    assert [event for _, event in (first, *heard.take())] == [Changed((0,)), Changed((1,)), Changed((2,))]
    assert list(heard.take(0.01)) == []


def counted(*told: tuple[float, Event]) -> Tally:
    tally = Tally()
    for at, event in told:
        tally.count(at, event)
    return tally


@pytest.mark.parametrize("loading", [0.0, 50.0])
def test_speed_leaves_out_the_time_of_loading(loading: float) -> None:
    tally = counted(
        (0.0, RaterChanged(RaterState.LOADING, "loading")),
        (loading, RaterChanged(RaterState.READY, "pixels")),
        (loading + 1, Rated(1, PATH, 0.1)),
        (loading + 1, Changed((1,))),
        (loading + 2, Failed(2, PATH, "cut off")),
        (loading + 4, Rated(3, PATH, 0.1)),
    )
    assert tally.summary(found=10) == "2 rated, 7 rated before, 1 failed, 0.5 images/s, rater: pixels"


def test_no_speed_where_nothing_was_rated() -> None:
    assert counted((0.0, RaterChanged(RaterState.READY, "pixels"))).summary(0) == (
        "0 rated, 0 rated before, 0 failed, rater: pixels"
    )
