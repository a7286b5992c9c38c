"""A rater that fails in its process: no picture is lost, two smaller tries at most, and at last it rests."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest

from curator.core.paths import default_rules
from curator.core.rules import Rubric, read_rules
from curator.core.settings import Options
from curator.pipeline import desk as desk_module
from curator.pipeline import strikes
from curator.pipeline import worker as worker_module
from curator.pipeline.events import BROKEN, Event, RaterChanged, RaterState, Trouble
from curator.pipeline.self_check import PAIRS
from curator.pipeline.service import Service
from curator.rating.process import ProcessRater
from curator.rating.rater import Rater
from curator.rating.rubrics import rules_for
from tests.end2end.faults.faulty_raters import FaultyQwen, Plan, StrayRater, named
from tests.end2end.faults.forms import forms, is_full, tell
from tests.helpers.pictures import picture_bytes
from tests.helpers.tiny_checkpoint import write_tiny_checkpoint
from tests.helpers.waiting import wait_until

ENDLESS = 10**9
CHANCES = {"device": 0.02, "killed": 0.02}
"""Of one pass; after each of these the model is read anew, which takes a few seconds."""
PATIENCE = 120.0
"""Seconds for what takes a moment on a machine that has nothing else to do, and so many more a picture:"""
EACH = 5.0
STRIKES = ("memory", "ten memory", "nan", "bug", "device", "killed")
REST = {*BROKEN, RaterState.RELEASED}
Open = Callable[[Callable[[], Rater], Path], Service]


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    whole = read_rules(default_rules())
    return Rubric(tuple(whole.dimension(key) for key in ("clarity", "color brightness")))


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_tiny_checkpoint(tmp_path_factory.mktemp("checkpoint") / "tiny"))


@pytest.fixture
def open_service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    monkeypatch.setattr(worker_module, "AGAIN_SECONDS", 0.05)
    monkeypatch.setattr(worker_module, "MEMORY_SECONDS", 0.5)
    opened: list[Service] = []

    def opened_with(make: Callable[[], Rater], library: Path) -> Service:
        rules = rules_for("pixels", None)
        monkeypatch.setattr(desk_module, "rater_for", lambda _: (ProcessRater(make), rules))
        service = Service(Options(library, "qwen"))
        opened.append(service)
        return service

    yield opened_with
    for service in opened:
        service.stop()


@dataclass
class Run:
    """A service whose rater is a process that fails by a plan; the real model in the full form."""

    request: pytest.FixtureRequest
    open_service: Open
    folder: Path

    def __post_init__(self) -> None:
        self.is_full = is_full(self.request)
        self.note, self.passes = self.folder / "thrown", self.folder / "passes"
        self.pictures = self.folder / "pictures"
        self.pictures.mkdir(parents=True)

    def rater(self, plan: Plan) -> Callable[[], Rater]:
        if not self.is_full:
            return partial(StrayRater, plan=plan)
        rubric, tiny = self.request.getfixturevalue("rubric"), self.request.getfixturevalue("tiny")
        return partial(FaultyQwen, rubric, tiny, plan, self.passes)

    def start(self, plan: Plan, count: int) -> Service:
        """With so many pictures to rate."""
        for number in range(count):
            (self.pictures / f"{number:04}.png").write_bytes(picture_bytes(number, (32, 32)))
        service = self.open_service(self.rater(plan), self.folder / "library")
        service.start(watch=False)
        service.rate_files([self.pictures])
        return service

    def passes_of_a_picture(self) -> int:
        """The most that any picture was in, not counting the built-in ones."""
        known = {named(picture) for pair in PAIRS for picture in pair.paint()} | {named(strikes._built_in())}
        words = self.passes.read_text("utf-8").split() if self.passes.exists() else []
        return max(Counter(word for word in words if word not in known).values(), default=0)


def goes_on(service: Service) -> bool:
    """Whether it does by itself; where somebody is needed, that one is here."""
    if service.rater_state.state in BROKEN:
        service.desk.restart()
        return False
    return True


def is_done(service: Service, count: int) -> bool:
    def done() -> bool:
        return goes_on(service) and not service.progress().waiting and service.idle()

    return wait_until(done, PATIENCE + EACH * count, 0.05)


def rests(service: Service) -> bool:
    return wait_until(lambda: service.rater_state.state in REST, 4 * PATIENCE, 0.05)


def seed_of_a_fault(chance: float) -> int:
    """One of which at least one fault comes in the first 40 passes."""
    while True:
        seed = random.SystemRandom().randrange(2**32)
        dice = random.Random(seed)
        if any(dice.random() < chance for _ in range(40)):
            return seed


def rated(service: Service) -> int:
    return int((service.columns().rated_at > 0).sum())


@forms((("mixed",), 12), (("memory", "nan", "bug", "device", "killed"), 300), minutes=40)
def test_random_faults_lose_no_picture(
    request: pytest.FixtureRequest, size: tuple[tuple[str, ...], int], tmp_path: Path, open_service: Open
) -> None:
    kinds, count = size
    for kind in kinds:
        run = Run(request, open_service, tmp_path / kind)
        chance = CHANCES.get(kind, 0.05) if run.is_full else 0.3
        seed = seed_of_a_fault(chance)
        plan = Plan(kind, chance, ENDLESS, run.note, seed)
        begun, heard = time.monotonic(), list[Event]()
        service = run.start(plan, count)
        service.events.subscribe(heard.append)
        done = is_done(service, count)
        failures, found, waiting = service.failures(), rated(service), service.progress().waiting
        states = [event.state for event in heard if isinstance(event, RaterChanged) and event.state in REST]
        passes = run.passes_of_a_picture()
        service.stop()
        tell(
            19,
            f"random faults: {kind}",
            seed=seed,
            pictures=count,
            thrown=plan.thrown(),
            rated=found,
            failed=len(failures),
            waiting=waiting,
            lost=count - found - len(failures) - waiting,
            passes_of_a_picture=passes,
            restarts_by_itself=sum(
                "started again" in one.message for one in heard if isinstance(one, Trouble)
            ),
            rests=dict(Counter(state.value for state in states)),
            seconds=round(time.monotonic() - begun, 1),
        )
        assert done
        assert plan.thrown() > 0 or not run.is_full
        assert found + len(failures) == count
        assert all(one.reason and "\n" not in one.reason for one in failures)
        if kind == "memory" and not states:
            assert passes <= 3, "as many as fit, and at most two smaller tries"


@forms((("known", 8),), tuple((kind, 200) for kind in STRIKES), minutes=40)
def test_three_strikes_let_the_rater_rest_and_no_picture_fails(
    request: pytest.FixtureRequest,
    size: tuple[tuple[str, int], ...],
    tmp_path: Path,
    open_service: Open,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for what, count in size:
        run = Run(request, open_service, tmp_path / what)
        plan = Plan(what.removeprefix("ten "), 1.0, 10 if what.startswith("ten ") else ENDLESS, run.note)
        begun = time.monotonic()
        service = run.start(plan, count)
        at_rest = rests(service)
        told, seconds = service.rater_state, time.monotonic() - begun
        burnt, thrown, waiting = len(service.failures()), plan.thrown(), service.progress().waiting
        mended = (ProcessRater(run.rater(replace(plan, most=0))), rules_for("pixels", None))
        monkeypatch.setattr(desk_module, "rater_for", lambda _, mended=mended: mended)
        service.desk.restart()
        done = is_done(service, count)
        found, failed = rated(service), len(service.failures())
        service.stop()
        tell(
            19,
            f"three strikes: {what}",
            pictures=count,
            state=told.state.value,
            told=told.detail,
            thrown_before_rest=thrown,
            failed_before_rest=burnt,
            waiting_at_rest=waiting,
            seconds_to_rest=round(seconds, 1),
            rated_after_restart=found,
            failed_after_restart=failed,
        )
        assert at_rest
        assert done
        assert burnt == 0
        assert waiting == count
        assert (found, failed) == (count, 0)
