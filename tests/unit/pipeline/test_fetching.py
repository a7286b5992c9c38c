"""The model fetched by a thread of its own, as the window asks for it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from curator.pipeline import fetching
from curator.pipeline.events import Event, Events, Fetching, FetchState, Trouble
from curator.pipeline.fetching import ModelFetcher
from tests.helpers.hub_server import MODEL, PROCESSOR, WEIGHTS, HubServer, example_hub
from tests.helpers.waiting import wait_until

ENDS = {FetchState.PAUSED, FetchState.DONE, FetchState.FAILED, FetchState.REMOVED}


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    with example_hub(tmp_path, tmp_path / "cache", monkeypatch) as server:
        yield server


class Ear:
    """What was published, in order."""

    def __init__(self, events: Events) -> None:
        self.heard: list[Event] = []
        events.subscribe(self.heard.append)

    def states(self) -> list[FetchState]:
        """Without repetitions."""
        states = [event.state for event in self.fetching()]
        return [state for at, state in enumerate(states) if at == 0 or states[at - 1] is not state]

    def fetching(self) -> list[Fetching]:
        return [event for event in self.heard if isinstance(event, Fetching)]

    def ended(self, state: FetchState) -> Fetching:
        """Waits until the last word is one of the final states, which must be this one."""
        assert wait_until(lambda: self.fetching() and self.fetching()[-1].state in ENDS, 10), self.states()
        last = self.fetching()[-1]
        assert last.state is state, last
        return last


@pytest.fixture
def made(hub: HubServer) -> Iterator[tuple[ModelFetcher, Ear]]:
    events = Events()
    ear = Ear(events)
    fetcher = ModelFetcher(events, MODEL, PROCESSOR)
    yield fetcher, ear
    fetcher.close(5)


def fetch_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "model-fetch"]


def test_it_plans_fetches_checks_and_is_done(made: tuple[ModelFetcher, Ear]) -> None:
    fetcher, ear = made
    assert not fetcher.status().complete
    assert fetch_threads() == []
    fetcher.start()
    done = ear.ended(FetchState.DONE)
    assert ear.states() == [
        FetchState.PLANNING,
        FetchState.FETCHING,
        FetchState.CHECKING,
        FetchState.DONE,
    ]
    assert fetcher.status().complete
    assert done.detail == fetcher.status().detail
    first = ear.fetching()[1]
    assert first.progress is not None
    assert (first.progress.done, first.progress.total) == (0, first.total)
    assert first.total > WEIGHTS
    assert first.free > 0
    assert wait_until(lambda: fetch_threads() == [])
    fetcher.start()
    assert wait_until(lambda: ear.states().count(FetchState.DONE) == 2)


def test_a_pause_keeps_what_is_here_and_start_goes_on(
    hub: HubServer, tmp_path: Path, made: tuple[ModelFetcher, Ear]
) -> None:
    fetcher, ear = made
    hub.faults.per_second = 400_000
    fetcher.start()
    assert wait_until(lambda: fetcher.status().begun > 100_000)
    fetcher.start()
    assert len(fetch_threads()) == 1
    fetcher.pause()
    paused = ear.ended(FetchState.PAUSED)
    assert paused.progress is not None
    assert paused.progress.done >= 100_000
    assert wait_until(lambda: fetch_threads() == [])
    hub.faults.per_second = None
    fetcher.start()
    ear.ended(FetchState.DONE)
    ranges = [one.range for one in hub.transfers(tmp_path / "model", "model.safetensors")]
    assert len(ranges) == 2
    assert int(str(ranges[1]).removeprefix("bytes=").removesuffix("-")) >= 100_000


def test_a_start_right_after_a_pause_is_not_lost(hub: HubServer, made: tuple[ModelFetcher, Ear]) -> None:
    fetcher, ear = made
    hub.faults.stall_after = 200_000
    fetcher.start()
    assert wait_until(lambda: fetcher.status().begun >= 200_000)
    hub.faults.stall_after = None
    fetcher.pause()
    fetcher.start()
    assert wait_until(lambda: FetchState.DONE in ear.states(), 10)
    assert ear.states().count(FetchState.PAUSED) == 1
    assert fetcher.status().complete


def test_a_pause_after_that_start_counts(hub: HubServer, made: tuple[ModelFetcher, Ear]) -> None:
    fetcher, ear = made
    hub.faults.stall_after = 200_000
    fetcher.start()
    assert wait_until(lambda: fetcher.status().begun >= 200_000)
    fetcher.pause()
    fetcher.start()
    fetcher.pause()
    assert wait_until(lambda: fetch_threads() == [])
    ear.ended(FetchState.PAUSED)
    assert not fetcher.status().complete


def test_it_is_removed_also_while_it_is_fetched(hub: HubServer, made: tuple[ModelFetcher, Ear]) -> None:
    fetcher, ear = made
    hub.faults.stall_after = 200_000
    fetcher.start()
    assert wait_until(lambda: fetcher.status().begun >= 200_000)
    fetcher.remove()
    assert wait_until(lambda: FetchState.REMOVED in ear.states())
    assert ear.states()[-2:] == [FetchState.PAUSED, FetchState.REMOVED]
    assert "that freed 200 kB" in ear.fetching()[-1].detail or fetcher.status().begun == 0
    assert fetcher.status().begun == 0
    assert fetcher.status().model_path is None


def test_a_failure_is_one_sentence_and_start_tries_again(
    hub: HubServer, made: tuple[ModelFetcher, Ear]
) -> None:
    fetcher, ear = made
    hub.faults.status["/api/"] = (403, "")
    fetcher.start()
    assert "forbids you to read someone/rater" in ear.ended(FetchState.FAILED).detail
    hub.faults.status.clear()
    fetcher.start()
    assert wait_until(lambda: FetchState.DONE in ear.states(), 10)


def test_a_model_of_another_kind_is_no_success(
    hub: HubServer, tmp_path: Path, made: tuple[ModelFetcher, Ear]
) -> None:
    fetcher, ear = made
    (tmp_path / "model" / "config.json").write_text('{"model_type": "llama"}', encoding="utf-8")
    hub.add(MODEL, tmp_path / "model")
    fetcher.start()
    assert "is not a qwen3_vl model (llama)" in ear.ended(FetchState.FAILED).detail


def test_a_missing_rubric_is_told_with_the_success(hub: HubServer, made: tuple[ModelFetcher, Ear]) -> None:
    fetcher, ear = made
    hub.faults.status["vision_reward"] = (404, "RepoNotFound")
    fetcher.start()
    assert "The rubric of the model's training can't be had" in ear.ended(FetchState.DONE).detail


def test_a_bug_is_reported(made: tuple[ModelFetcher, Ear], monkeypatch: pytest.MonkeyPatch) -> None:
    fetcher, ear = made

    def broken(*_: object) -> None:
        raise RuntimeError("odd")

    monkeypatch.setattr(fetching, "plan_fetch", broken)
    fetcher.start()
    assert "an error of its own: RuntimeError: odd" in ear.ended(FetchState.FAILED).detail
    assert wait_until(lambda: any(isinstance(event, Trouble) for event in ear.heard))
    (trouble,) = [event for event in ear.heard if isinstance(event, Trouble)]
    assert "Traceback" in trouble.report


def test_closing_stops_it_for_good(hub: HubServer, made: tuple[ModelFetcher, Ear]) -> None:
    fetcher, ear = made
    hub.faults.stall_after = 200_000
    fetcher.start()
    assert wait_until(lambda: fetcher.status().begun >= 200_000)
    fetcher.close(2)
    assert fetch_threads() == []
    ear.ended(FetchState.PAUSED)
    fetcher.start()
    fetcher.remove()
    assert fetch_threads() == []
    assert fetcher.status().begun >= 200_000
