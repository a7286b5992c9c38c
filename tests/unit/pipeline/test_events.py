"""Events reach every listener until it stops listening."""

import logging

import pytest

from curator.pipeline.events import Changed, Event, Events


def test_each_listener_hears_until_it_stops() -> None:
    events = Events()
    first: list[Event] = []
    second: list[Event] = []
    stop = events.subscribe(first.append)
    events.subscribe(second.append)
    events.publish(Changed((1,)))
    stop()
    events.publish(Changed((2,)))
    assert first == [Changed((1,))]
    assert second == [Changed((1,)), Changed((2,))]


def test_a_listener_that_fails_costs_nobody_else_the_news(caplog: pytest.LogCaptureFixture) -> None:
    events = Events()
    heard: list[Event] = []

    def fail(event: Event) -> None:
        raise ZeroDivisionError

    events.subscribe(fail)
    events.subscribe(heard.append)
    with caplog.at_level(logging.CRITICAL + 1):
        events.publish(Changed((1,)))
    assert heard == [Changed((1,))]
