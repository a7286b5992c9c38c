"""Events reach every listener until it stops listening."""

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
