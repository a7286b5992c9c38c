"""A real GPU, where there is one: right scores, memory that a generator takes, memory that is given back."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from curator.core.paths import default_rules
from curator.core.prompts import prompts
from curator.core.rules import Rubric, read_rules
from curator.core.settings import Options, RaterLimits
from curator.pipeline import desk, worker
from curator.pipeline.events import Event, RaterChanged, RaterState, Trouble
from curator.pipeline.service import Service
from curator.rating.process import ProcessRater
from curator.rating.qwen import QwenRater
from curator.rating.rubrics import rules_for
from tests.end2end.faults.faulty_raters import FaultyQwen, Plan
from tests.end2end.faults.forms import forms, is_full, tell
from tests.helpers.gpu_neighbour import neighbour
from tests.helpers.pictures import picture_bytes
from tests.helpers.reference import Reference, expected
from tests.helpers.tiny_checkpoint import write_tiny_checkpoint
from tests.helpers.waiting import wait_until

PATIENCE = 120.0
CLOSE = {"float32": 1e-4, "bfloat16": 0.05}
"""How far a score may be from the reference; of bfloat16 on a model whose scores differ by 0.5."""
TIGHT = 60_000_000
"""Bytes that a generator leaves: too few for a device's own library."""


@pytest.fixture(scope="module", autouse=True)
def gpu() -> None:
    import torch

    if not torch.cuda.is_available():
        pytest.skip("no GPU that torch can use is on this machine")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_checkpoint(tmp_path_factory.mktemp("checkpoint") / "tiny")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of the true size."""
    from tests.benchmarks.random_model import write_checkpoint

    return write_checkpoint(tmp_path_factory.mktemp("checkpoint") / "large", "4B", "cuda")


@pytest.fixture
def rubric() -> Rubric:
    whole = read_rules(default_rules())
    return Rubric(tuple(whole.dimension(key) for key in ("clarity", "color brightness", "richness")))


@dataclass
class Run:
    """Pictures that are rated on the GPU while something happens to it."""

    service: Service
    heard: list[Event]
    count: int

    def is_done(self) -> bool:
        return wait_until(lambda: not self.service.progress().waiting and self.service.idle(), 4 * PATIENCE)

    def rated(self) -> int:
        return int((self.service.columns().rated_at > 0).sum())

    def reaches(self, state: RaterState) -> bool:
        return wait_until(lambda: self.service.rater_state.state is state, PATIENCE)

    def states(self) -> list[str]:
        return [event.state.value for event in self.heard if isinstance(event, RaterChanged)]


@pytest.fixture
def begin(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Run]]:
    monkeypatch.setattr(worker, "MEMORY_SECONDS", 0.5)
    begun: list[Service] = []

    def started(count: int, limits: RaterLimits | None = None) -> Run:
        model = str(request.getfixturevalue("large" if is_full(request) else "tiny"))
        pictures = tmp_path / f"pictures{len(begun)}"
        pictures.mkdir()
        for number in range(count):
            (pictures / f"{number:04}.png").write_bytes(picture_bytes(number, (32, 32)))
        library = tmp_path / f"library{len(begun)}"
        options = Options(library, "qwen", model, model, device="cuda", limits=limits or RaterLimits())
        service = Service(options)
        begun.append(service)
        heard: list[Event] = []
        service.events.subscribe(heard.append)
        service.start(watch=False)
        service.rate_files([pictures])
        return Run(service, heard, count)

    yield started
    for service in begun:
        service.stop()


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_scores_equal_the_reference(tiny: Path, rubric: Rubric, dtype: str) -> None:
    reference, asked = Reference(tiny), prompts(rubric)
    dice = np.random.default_rng(3)
    shown = [Image.fromarray(dice.integers(0, 256, (512, 512, 3), np.uint8)) for _ in range(3)]
    shown += [Image.new("RGB", (512, 512), (200, 30, 90)), shown[0].resize((8, 8)).resize((512, 512))]
    rater = ProcessRater(partial(QwenRater, rubric, str(tiny), str(tiny), "cuda", dtype=dtype))
    rater.load()
    assert rater.description == f"qwen on cuda, {dtype}"
    told = rater.rate(shown)
    rater.close()
    wrong = [
        abs(rating.scores[key].score - expected(reference.probabilities(prompt, picture)))
        for picture, rating in zip(shown, told, strict=True)
        for key, prompt in asked.items()
    ]
    tell(19, f"scores on a GPU, {dtype}", scores=len(wrong), largest_difference=float(f"{max(wrong):.2g}"))
    assert max(wrong) < CLOSE[dtype]


@forms(("device", 8), ("device", 60), minutes=15)
def test_a_device_that_fails_by_itself_is_begun_anew(
    tiny: Path, rubric: Rubric, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[str, int]
) -> None:
    """A kernel that reads past its tensor: the device refuses every later call of that process.

    A picture that was alone with it both times is told as the cause.
    """
    kind, count = size
    plan = Plan(kind, 0.5, 2, tmp_path / "thrown", seed=random.SystemRandom().randrange(2**31))
    make = partial(FaultyQwen, rubric, str(tiny), plan, tmp_path / "passes")
    monkeypatch.setattr(desk, "rater_for", lambda _: (ProcessRater(make), rules_for("pixels", None)))
    service = Service(Options(tmp_path / "library", "qwen"))
    run = Run(service, [], count)
    service.events.subscribe(run.heard.append)
    for number in range(count):
        (tmp_path / f"{number:04}.png").write_bytes(picture_bytes(number, (32, 32)))
    service.start(watch=False)
    service.rate_files(sorted(tmp_path.glob("*.png")))
    done = run.is_done()
    rated, failed = run.rated(), len(service.failures())
    service.stop()
    told = [event.message for event in run.heard if isinstance(event, Trouble)]
    told = [message for message in told if "stopped working" in message]
    tell(
        19,
        f"real faults: {kind}",
        pictures=count,
        thrown=plan.thrown(),
        rated=rated,
        failed=failed,
        told=told,
    )
    assert done
    assert rated + failed == count
    assert failed <= 1
    assert len(told) == plan.thrown()
    assert all("The device cuda stopped working (CUDA error: device-side assert" in one for one in told)


@forms(12, 60, minutes=15)
def test_a_generator_that_takes_all_memory_is_waited_for(begin: Callable[..., Run], size: int) -> None:
    with neighbour(TIGHT):
        run = begin(size)
        short, said = run.reaches(RaterState.RELEASED), run.service.rater_state.detail
        failed = len(run.service.failures())
    ended = time.monotonic()
    ready = run.reaches(RaterState.READY)
    seconds = time.monotonic() - ended
    done = run.is_done()
    tell(
        19,
        "a GPU without free memory",
        pictures=size,
        told=said,
        rated=run.rated(),
        seconds=round(seconds, 1),
    )
    assert short
    assert "memory" in said
    assert failed == 0
    assert ready
    assert done
    assert (run.rated(), len(run.service.failures())) == (size, 0)


@forms((12, 0, 2**28), (300, 0, 2**34), minutes=15)
def test_a_generator_that_takes_memory_and_gives_it_back(
    begin: Callable[..., Run], size: tuple[int, int, int]
) -> None:
    count, least, most = size
    run = begin(count)
    run.reaches(RaterState.READY)
    seed = random.SystemRandom().randrange(2**31)
    begun = time.monotonic()
    with neighbour(least, most, seed) as other:
        done = run.is_done()
        left = other.end()
    tell(
        19,
        "a generator that takes memory at random",
        seed=seed,
        pictures=count,
        rated=run.rated(),
        failed=len(run.service.failures()),
        least_free=left,
        states=run.states(),
        seconds=round(time.monotonic() - begun, 1),
    )
    assert done
    assert (run.rated(), len(run.service.failures())) == (count, 0)


@forms(12, 100, minutes=15)
def test_a_released_gpu_is_free_at_once(begin: Callable[..., Run], size: int) -> None:
    free = _free()
    run = begin(size)
    run.reaches(RaterState.READY)
    wait_until(lambda: run.rated() > 0, PATIENCE)
    used = free - _free()
    asked = time.monotonic()
    run.service.desk.release()
    released = run.reaches(RaterState.RELEASED)
    seconds = time.monotonic() - asked
    left = free - _free()
    run.service.desk.restart()
    done = run.is_done()
    tell(19, "a GPU released", bytes_used=used, bytes_left=left, seconds=round(seconds, 2), rated=run.rated())
    assert released
    assert used > 0
    assert left <= 0
    assert done
    assert (run.rated(), len(run.service.failures())) == (size, 0)


@forms((12, 1.0), (100, 11.0), minutes=15)
def test_the_rater_stays_below_its_ceiling(begin: Callable[..., Run], size: tuple[int, float]) -> None:
    count, gigabytes = size
    with neighbour() as other:
        free = _free()
        run = begin(count, RaterLimits(memory_gb=gigabytes))
        done = run.is_done()
        used = free - other.end()
    tell(19, "a memory ceiling", ceiling=gigabytes, most_used=used, rated=run.rated())
    assert done
    assert (run.rated(), len(run.service.failures())) == (count, 0)
    assert used < gigabytes * 1e9 + 1e9, "the device's own library is not counted by torch"


def _free() -> int:
    with neighbour() as other:
        return other.end()
