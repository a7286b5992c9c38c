"""A rater in a process of its own: the same ratings, and an end at any moment."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psutil
import pytest
from PIL import Image

from curator.core.errors import MemoryShortError, RaterError, RaterLostError
from curator.core.paths import default_rules
from curator.core.records import RaterIdentity
from curator.core.rules import Rubric, read_rules
from curator.rating.process import ProcessRater
from curator.rating.qwen import QwenRater
from tests.helpers.odd_raters import OddRater
from tests.helpers.process import ROOT
from tests.helpers.tiny_checkpoint import write_tiny_checkpoint
from tests.helpers.waiting import wait_until

GREY = Image.new("RGB", (512, 512), (90, 90, 90))
NOISE = Image.effect_noise((512, 512), 90).convert("RGB")


@pytest.fixture
def odd() -> Iterator[list[ProcessRater]]:
    """Raters put in here are closed."""
    raters: list[ProcessRater] = []
    yield raters
    for rater in raters:
        rater.close()


def test_it_rates_as_the_same_rater_here(tmp_path: Path, odd: list[ProcessRater]) -> None:
    tiny = str(write_tiny_checkpoint(tmp_path / "tiny"))
    whole = read_rules(default_rules())
    rubric = Rubric((whole.dimension("clarity"), whole.dimension("richness")))
    make = partial(QwenRater, rubric, tiny, tiny, "cpu", dtype="float32")
    here, there = make(), ProcessRater(make)
    odd.append(there)
    assert (there.name, there.device, there.rated_dimensions) == ("qwen", "cpu", rubric.keys)
    told: list[float] = []
    assert there.load(told.append) == here.load()
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)
    assert len(told) > 10
    assert there.description == here.description == "qwen on cpu, float32"
    for mine, theirs in zip(here.rate([GREY, NOISE]), there.rate([GREY, NOISE]), strict=True):
        assert set(theirs.scores) == {"clarity", "richness"}
        for key, score in mine.scores.items():
            assert theirs.scores[key].score == pytest.approx(score.score, abs=1e-5)
            assert theirs.scores[key].probabilities == pytest.approx(score.probabilities, abs=1e-5)
    assert set(there.rate([NOISE], ["richness"])[0].scores) == {"richness"}
    here.close()


def test_loading_tells_how_far_it_is(odd: list[ProcessRater]) -> None:
    rater = ProcessRater(partial(OddRater))
    odd.append(rater)
    told: list[float] = []
    with pytest.raises(RuntimeError, match="load"):
        rater.rate([GREY])
    assert rater.load(told.append) == RaterIdentity("odd", "1", "rules")
    assert told == [0.25, 0.75]
    assert (rater.description, rater.device, rater.batch_size) == ("an odd rater, loaded", "cpu", 2)


@pytest.mark.parametrize(
    ("fault", "kind"), [("memory", MemoryShortError), ("lost", RaterLostError), ("known", RaterError)]
)
def test_known_errors_are_raised_as_they_were(odd: list[ProcessRater], fault: str, kind: type) -> None:
    rater = ProcessRater(partial(OddRater, fault=fault))
    odd.append(rater)
    rater.load()
    with pytest.raises(RaterError, match=f"It is {fault}") as caught:
        rater.rate([GREY])
    assert type(caught.value) is kind


def test_a_bug_comes_with_its_traceback_and_does_not_end_the_process(
    odd: list[ProcessRater], tmp_path: Path
) -> None:
    rater = ProcessRater(partial(OddRater, fault="bug", note=tmp_path / "done"))
    odd.append(rater)
    rater.load()
    with pytest.raises(RuntimeError, match="ZeroDivisionError: It is bug") as caught:
        rater.rate([GREY])
    assert "in _fail" in "".join(caught.value.__notes__)
    assert len(rater.rate([GREY])) == 1


@pytest.mark.parametrize("where", ["load", "rate"])
def test_a_process_that_ends_is_a_lost_rater(odd: list[ProcessRater], tmp_path: Path, where: str) -> None:
    rater = ProcessRater(partial(OddRater, fault="exit", where=where, note=tmp_path / "done"))
    odd.append(rater)
    with pytest.raises(RaterLostError, match=r"ended unexpectedly \(exit status 7\); restart the rater"):
        use(rater)
    rater.load()
    assert len(rater.rate([GREY, NOISE])) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal there")
def test_a_process_ended_by_the_system_is_said_to_be(odd: list[ProcessRater]) -> None:
    rater = ProcessRater(partial(OddRater, fault="hang"))
    odd.append(rater)
    rater.load()
    (process,) = raters()
    threading.Timer(0.3, process.kill).start()
    with pytest.raises(RaterLostError, match="was ended by the system; memory may have run out"):
        rater.rate([GREY])


@pytest.mark.parametrize("where", ["load", "rate"])
def test_it_can_be_ended_in_the_middle_of_its_work(odd: list[ProcessRater], where: str) -> None:
    rater = ProcessRater(partial(OddRater, fault="hang", where=where))
    odd.append(rater)
    timer = threading.Timer(2.0, rater.abandon)
    timer.start()
    started = time.monotonic()
    with pytest.raises(RaterLostError, match="was stopped"):
        use(rater)
    timer.join()
    assert time.monotonic() - started < 10
    rater.close()
    assert wait_until(lambda: not raters(), 5)


def test_closing_ends_the_process_and_loading_begins_another() -> None:
    rater = ProcessRater(partial(OddRater))
    for _ in range(2):
        rater.load()
        assert len(raters()) == 1
        rater.close()
        rater.close()
        assert not raters()


@pytest.mark.parametrize("fault", ["", "hang"], ids=["at rest", "in the middle of a picture"])
def test_the_process_ends_with_a_program_that_is_killed(fault: str, tmp_path: Path) -> None:
    code = (
        "import sys, time; from functools import partial; from pathlib import Path; from PIL import Image\n"
        "from curator.rating.process import ProcessRater; from tests.helpers.odd_raters import OddRater\n"
        "rater = ProcessRater(partial(OddRater, sys.argv[1], 'rate', Path(sys.argv[2])))\n"
        "rater.load(); print('loaded', flush=True)\n"
        "rater.rate([Image.new('RGB', (512, 512))]); time.sleep(60)\n"
    )
    note = tmp_path / "note"
    program = subprocess.Popen([sys.executable, "-c", code, fault, note], stdout=subprocess.PIPE, cwd=ROOT)
    assert program.stdout is not None
    with program.stdout:
        assert program.stdout.readline().strip() == b"loaded"
    assert not fault or wait_until(note.exists, 10)
    children = psutil.Process(program.pid).children(recursive=True)
    assert children
    program.kill()
    program.wait()
    assert wait_until(lambda: not any(child.is_running() for child in children), 10)


def use(rater: ProcessRater) -> None:
    rater.load()
    rater.rate([GREY])


def raters() -> list[psutil.Process]:
    """The processes of raters of this program (not the one that multiprocessing keeps for itself)."""
    alive = psutil.Process().children(recursive=True)
    return [one for one in alive if "spawn_main" in " ".join(one.cmdline())]


def test_loading_and_unloading_ten_times_leaves_memory_where_it_was(tmp_path: Path) -> None:
    """Within one process, where it would show; what ends with a process can't leave anything."""
    tiny = write_tiny_checkpoint(tmp_path / "tiny", scale=8)
    code = (
        "import gc, sys, psutil, torch; from PIL import Image; from curator.core.paths import default_rules\n"
        "from curator.core.rules import read_rules; from curator.rating.qwen import QwenRater\n"
        "rater = QwenRater(read_rules(default_rules()), sys.argv[1], sys.argv[1], 'cpu')\n"
        "for _ in range(10):\n"
        "    rater.load(); rater.rate([Image.new('RGB', (512, 512))], ['clarity']); rater.close()\n"
        "    alive = sum(one.nbytes for one in gc.get_objects() if isinstance(one, torch.Tensor))\n"
        "    print(alive, psutil.Process().memory_info().rss)\n"
    )
    # What the arenas of many threads keep for later wanders by half the weights; one shows what is held.
    steady = {"MALLOC_ARENA_MAX": "1"}  # of glibc; elsewhere nobody reads it
    done = subprocess.run(
        [sys.executable, "-c", code, str(tiny)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=os.environ | steady,
    )
    told = [[int(number) for number in line.split()] for line in done.stdout.splitlines()]
    weights = sum(path.stat().st_size for path in tiny.glob("*.safetensors"))
    assert len(told) == 10
    assert told[-1][0] == told[1][0] < weights / 10
    first, last = (max(held for _, held in part) for part in (told[:5], told[5:]))
    assert last - first < weights / 2, told  # a single one wanders by as much


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere niceness is not told of threads")
def test_a_program_begun_with_a_high_niceness_keeps_it() -> None:
    """Whoever may not lower it would be refused, and nobody wants it lower."""
    code = (
        "import os; os.nice(15)\n"
        "from curator.pipeline.quiet import lower_priority\n"
        "from curator.rating.process import _step_back\n"
        "from tests.helpers.odd_raters import OddRater\n"
        "_step_back(OddRater(device='cpu')); lower_priority(); print(os.nice(0))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) == 15
