"""A rater that is released, lost, idle, short of memory or replaced: pictures wait, and none is lost."""

from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing import active_children
from pathlib import Path

import pytest
from PIL import Image

from curator.core.errors import RaterError
from curator.core.settings import Options, RaterLimits
from curator.pipeline import desk as desk_module
from curator.pipeline import worker as worker_module
from curator.pipeline.events import (
    Event,
    Fetching,
    FetchState,
    Rated,
    RaterChanged,
    RaterState,
    SelfChecked,
    Trouble,
)
from curator.pipeline.service import Service
from curator.rating.process import ProcessRater
from curator.rating.rater import Rater
from curator.rating.rubrics import rules_for
from tests.helpers.odd_raters import OddRater
from tests.helpers.pictures import write_png
from tests.helpers.waiting import wait_until

Make = Callable[[], Rater]


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for seed in range(4):
        write_png(folder / f"{seed}.png", seed=seed)
    return folder


@pytest.fixture
def open_service(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """`open_service(make, ...)`: a service whose rater is `make()`, in a process of its own."""
    opened: list[Service] = []

    monkeypatch.setattr(worker_module, "AGAIN_SECONDS", 0.05)

    def opened_with(make: Make, idle_minutes: float | None = None, rater: str = "qwen") -> Service:
        rules = rules_for("pixels", None)
        monkeypatch.setattr(desk_module, "rater_for", lambda _: (ProcessRater(make), rules))
        service = Service(Options(tmp_path / "library", rater, limits=RaterLimits(idle_minutes)))
        opened.append(service)
        return service

    yield opened_with
    for service in opened:
        service.stop()


def heard_by(service: Service) -> list[Event]:
    heard: list[Event] = []
    service.events.subscribe(heard.append)
    return heard


def reaches(service: Service, state: RaterState) -> bool:
    return wait_until(lambda: service.rater_state.state is state, 20)


def rates_all(service: Service, pictures: Path) -> bool:
    count = len(list(pictures.iterdir()))
    return wait_until(lambda: bool((service.columns().rated_at > 0).sum() == count), 20)


def test_loading_tells_how_far_it_is(
    open_service: Callable[..., Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "TELL_SECONDS", 0.0)
    service = open_service(partial(OddRater))
    heard = heard_by(service)
    service.start(watch=False)
    assert reaches(service, RaterState.READY)
    assert [event for event in heard if isinstance(event, RaterChanged)] == [
        RaterChanged(RaterState.LOADING, "an odd rater", "cpu", None),
        RaterChanged(RaterState.LOADING, "an odd rater", "cpu", 0.25),
        RaterChanged(RaterState.LOADING, "an odd rater, loaded", "cpu", 0.75),
        RaterChanged(RaterState.READY, "an odd rater, loaded", "cpu"),
    ]


@pytest.mark.parametrize("where", ["load", "rate"])
def test_a_release_ends_the_work_at_once_and_loses_nothing(
    open_service: Callable[..., Service], pictures: Path, tmp_path: Path, where: str
) -> None:
    service = open_service(partial(OddRater, fault="hang", where=where, note=tmp_path / "hung"))
    service.start(watch=False)
    service.rate_files([pictures])
    assert wait_until((tmp_path / "hung").exists, 20)
    assert reaches(service, RaterState.LOADING if where == "load" else RaterState.READY)
    service.desk.release()
    assert reaches(service, RaterState.RELEASED)
    assert service.rater_state.device == "cpu"
    assert "The model was unloaded; rating goes on 5 minutes after the last new picture" in (
        service.rater_state.detail
    )
    assert not service.idle()
    assert service.progress().waiting == 4
    service.desk.restart()
    assert rates_all(service, pictures)
    assert service.failures() == []
    assert service.progress().failed == 0
    assert wait_until(service.idle, 10)


def test_a_released_rater_comes_back_by_itself_once_it_is_quiet(
    open_service: Callable[..., Service], pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "QUIET_SECONDS", 2.0)
    service = open_service(partial(OddRater))
    service.start(watch=False)
    assert reaches(service, RaterState.READY)
    service.desk.release()
    assert reaches(service, RaterState.RELEASED)
    service.rate_files([pictures])
    assert not wait_until(lambda: service.rater_state.state is not RaterState.RELEASED, 1)
    assert rates_all(service, pictures)


@pytest.mark.parametrize(
    ("fault", "why"),
    [("lost", "It is lost"), ("exit", "The rater's process ended unexpectedly (exit status 7)")],
)
def test_a_lost_rater_is_started_again(
    open_service: Callable[..., Service], pictures: Path, tmp_path: Path, fault: str, why: str
) -> None:
    service = open_service(partial(OddRater, fault=fault, note=tmp_path / "done"))
    heard = heard_by(service)
    service.start(watch=False)
    service.rate_files([pictures])
    assert rates_all(service, pictures)
    assert [event for event in heard if isinstance(event, Trouble)] == [
        Trouble(f"{why}; it is started again by itself.")
    ]
    assert service.failures() == []
    assert (service.progress().done, service.progress().failed, service.progress().skipped) == (4, 0, 0)


def test_a_rater_lost_three_times_in_a_row_waits_for_a_restart(
    open_service: Callable[..., Service], pictures: Path, tmp_path: Path
) -> None:
    service = open_service(partial(OddRater, fault="exit", where="load", until=tmp_path / "mended"))
    service.start(watch=False)
    service.rate_files([pictures])
    assert reaches(service, RaterState.LOST)
    assert service.rater_state.detail == (
        "The rater's process ended unexpectedly (exit status 7); restart the rater. "
        "That was the third time in a row."
    )
    assert service.idle()
    assert service.failures() == []
    (tmp_path / "mended").touch()
    service.desk.restart()
    assert rates_all(service, pictures)


def test_a_picture_that_ends_the_rater_s_process_fails_and_all_others_are_rated(
    open_service: Callable[..., Service], pictures: Path
) -> None:
    Image.new("RGB", (64, 64), "red").save(pictures / "red.png")
    service = open_service(partial(OddRater, fault="exit", red=True))
    service.start(watch=False)
    service.rate_files([pictures])
    assert wait_until(service.idle, 30)
    assert service.rater_state.state is RaterState.READY
    (failure,) = service.failures()
    assert (failure.path.name, failure.stage) == ("red.png", "rate")
    assert "ended unexpectedly (exit status 7)" in failure.reason
    assert service.progress().done == 4


@pytest.mark.parametrize(
    ("fault", "told"), [("known", "It is known"), ("bug", "ZeroDivisionError: It is bug")]
)
def test_a_rater_that_fails_three_times_in_a_row_stops_and_burns_no_picture(
    open_service: Callable[..., Service], pictures: Path, tmp_path: Path, fault: str, told: str
) -> None:
    service = open_service(partial(OddRater, fault=fault, until=tmp_path / "mended"))
    service.start(watch=False)
    service.rate_files([pictures])
    assert reaches(service, RaterState.STOPPED)
    assert service.rater_state.detail == (
        f"The rater fails at every picture, a built-in one, too ({told}); restart it, or choose another one."
    )
    assert service.idle()
    assert service.progress().waiting == 4
    assert service.failures() == []
    (tmp_path / "mended").touch()
    service.desk.restart()
    assert rates_all(service, pictures)
    assert service.progress().failed == 0


def test_a_single_picture_tells_of_a_broken_rater_too(
    open_service: Callable[..., Service], tmp_path: Path
) -> None:
    service = open_service(partial(OddRater, fault="known"))
    service.start(watch=False)
    service.rate_files([write_png(tmp_path / "a.png")])
    assert reaches(service, RaterState.STOPPED)
    assert service.failures() == []


def test_a_rater_without_memory_at_three_pictures_rests_and_comes_back(
    open_service: Callable[..., Service], pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "MEMORY_SECONDS", 1.5)
    service = open_service(partial(OddRater, fault="memory", until=tmp_path / "mended"))
    service.start(watch=False)
    service.rate_files([pictures])
    assert reaches(service, RaterState.RELEASED)
    assert service.failures() == []
    (tmp_path / "mended").touch()
    assert rates_all(service, pictures)


def test_too_little_memory_is_waited_for(
    open_service: Callable[..., Service], pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "MEMORY_SECONDS", 1.5)
    service = open_service(partial(OddRater, fault="memory", where="load", note=tmp_path / "done"))
    service.start(watch=False)
    service.rate_files([pictures])
    assert reaches(service, RaterState.RELEASED)
    assert "It is memory. Until then it is tried again every minute." in service.rater_state.detail
    assert rates_all(service, pictures)


def test_an_idle_rater_is_unloaded_and_comes_back_for_a_picture(
    open_service: Callable[..., Service], pictures: Path
) -> None:
    service = open_service(partial(OddRater), idle_minutes=0.02)
    service.start(watch=False)
    assert reaches(service, RaterState.IDLE)
    assert service.rater_state.device == ""
    assert "an odd rater, loaded, unloaded after 0.02 idle minutes" in service.rater_state.detail
    assert service.idle()
    service.rate_files([pictures])
    assert rates_all(service, pictures)
    assert reaches(service, RaterState.IDLE)


def test_a_paused_rater_can_be_released_and_does_not_come_back_while_paused(
    open_service: Callable[..., Service], pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "QUIET_SECONDS", 0.5)
    service = open_service(partial(OddRater))
    service.start(watch=False)
    service.pause()
    service.rate_files([pictures])
    assert reaches(service, RaterState.READY)
    service.desk.release()
    assert reaches(service, RaterState.RELEASED)
    assert not wait_until(lambda: service.rater_state.state is not RaterState.RELEASED, 2)
    service.resume()
    assert rates_all(service, pictures)


def test_the_model_takes_over_as_it_arrives_and_the_old_scores_stay(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pictures: Path
) -> None:
    service = Service(Options(library=tmp_path / "library"))
    assert service.rated_dimensions != ("clarity",)
    service.add_folder(pictures)
    service.start()
    try:
        assert rates_all(service, pictures)
        measured = service.rater_id
        rules = rules_for("pixels", None)
        monkeypatch.setattr(desk_module, "rater_for", lambda _: (ProcessRater(partial(OddRater)), rules))
        service.events.publish(Fetching(FetchState.DONE, "The model is here.", None, 0, 0))
        assert wait_until(lambda: service.rater_id != measured, 20)
        assert rates_all(service, pictures)
        assert set(service.columns().scores[service.rubric.keys.index("clarity")].tolist()) == {1.5}
        assert service.rated_dimensions == ("clarity",)
        assert service.library.read("SELECT count(*) FROM ratings") == [(8,)]
    finally:
        service.stop()


def test_another_memory_ceiling_loads_the_model_anew(open_service: Callable[..., Service]) -> None:
    service = open_service(partial(OddRater))
    service.start(watch=False)
    assert reaches(service, RaterState.READY)
    heard = heard_by(service)
    service.desk.set_limits(RaterLimits(idle_minutes=5))
    service.desk.set_limits(RaterLimits(idle_minutes=5, memory_gb=8))
    assert wait_until(
        lambda: any(isinstance(one, RaterChanged) and one.state is RaterState.READY for one in heard), 20
    )
    assert sum(isinstance(one, RaterChanged) and one.fraction is None for one in heard) == 2


def test_a_rater_is_checked_once_and_the_result_is_kept(
    open_service: Callable[..., Service], pictures: Path
) -> None:
    service = open_service(partial(OddRater))
    heard = heard_by(service)
    service.start(watch=False)
    assert wait_until(lambda: any(isinstance(event, SelfChecked) for event in heard), 20)
    (told,) = [event for event in heard if isinstance(event, SelfChecked)]
    assert [(pair.dimension, pair.scores, pair.right) for pair in told.check.pairs] == [
        ("clarity", (1.5, 1.5), False)
    ]
    service.desk.release()
    assert reaches(service, RaterState.RELEASED)
    service.desk.restart()
    assert wait_until(lambda: [one for one in heard if isinstance(one, SelfChecked)] == [told, told], 20)
    kept = service.library.read("SELECT self_check FROM raters")
    assert kept == [('[["clarity", "sharp", "blurred", 1.5, 1.5]]',)]


def test_the_first_picture_is_rated_before_the_check(
    open_service: Callable[..., Service], pictures: Path
) -> None:
    service = open_service(partial(OddRater))
    heard = heard_by(service)
    service.rate_files([pictures])
    service.start(watch=False)
    assert wait_until(service.idle, 20)
    kinds = [type(event) for event in heard if isinstance(event, Rated | SelfChecked)]
    assert kinds.index(Rated) < kinds.index(SelfChecked)


@pytest.mark.parametrize("fault", ["known", "memory", "bug"])
def test_a_rater_that_could_not_be_loaded_keeps_no_process(
    open_service: Callable[..., Service], fault: str
) -> None:
    """It would hold memory that it rests for the lack of."""
    service = open_service(partial(OddRater, fault=fault, where="load"))
    service.start(watch=False)
    assert wait_until(lambda: service.rater_state.state in (RaterState.FAILED, RaterState.RELEASED), 20)
    assert wait_until(lambda: not active_children(), 5)


def test_what_can_not_be_chosen_is_told(
    open_service: Callable[..., Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    service = open_service(partial(OddRater, fault="known", where="load"))
    service.start(watch=False)
    assert reaches(service, RaterState.FAILED)
    heard = heard_by(service)

    def refuse(_: Options) -> None:
        raise RaterError("There is none.")

    monkeypatch.setattr(desk_module, "rater_for", refuse)
    service.desk.restart()
    assert wait_until(lambda: "There is none." in [getattr(one, "message", "") for one in heard], 5)
