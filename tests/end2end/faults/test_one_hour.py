"""Hours of arrivals leave the window's process as it was: memory, threads, open handles and watches."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
import pytest

from tests.end2end.faults.forms import forms, is_full, tell
from tests.helpers.bursts import write_burst
from tests.helpers.filled_library import fill_library
from tests.helpers.pictures import picture_bytes
from tests.helpers.process import curator_process, rows
from tests.helpers.waiting import wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="watches and handles are counted in /proc")
GROWTH = 0.05
"""What memory may grow by after the first ten minutes."""
RATED = "SELECT count(*) FROM images JOIN ratings USING (content)"


@dataclass(frozen=True, slots=True)
class Course:
    """How long it goes; times are seconds."""

    files: int
    """In the library before anything arrives."""
    arrivals: int
    every: float
    """Between two arrivals."""
    sampled: float
    """Between two samples."""
    warm: int
    """Arrivals after which nothing may grow any more."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The process at one moment."""

    seconds: float
    arrived: int
    rss: int
    """Bytes, as `uss`."""
    uss: int
    threads: int
    handles: int
    watches: int


@forms(short=Course(0, 48, 0.0, 0.2, 8), full=Course(100_000, 3_600, 1.0, 10.0, 600), minutes=110)
def test_arrivals_leave_memory_threads_handles_and_watches_as_they_were(
    size: Course, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    folder, library = tmp_path / "outputs", tmp_path / "library"
    paths = write_burst(folder, size.files)
    if paths:
        fill_library(library, paths)
    arguments = (folder, "--library", library, "--rater", "pixels")
    with curator_process(tmp_path / "log", *arguments) as process:
        samples = list(attend(process, size, folder, library, tmp_path / "samples.jsonl"))
        process.terminate()
        assert process.wait(20) == 0
    figures = grown(samples, size)
    tell(22, "what a process holds while files arrive", **asdict(size), **figures)
    assert rows(library, RATED) == [(size.files + size.arrivals,)]
    assert "Traceback" not in (tmp_path / "log").read_text(encoding="utf-8")
    # A thread that has its first work late opens its files late: far less than one for each file that came
    some = 0 if is_full(request) else (size.arrivals - size.warm) // 2
    assert max(figures[f"more_{what}"] for what in ("threads", "handles", "watches")) <= some
    assert not is_full(request) or figures["rss_growth"] < GROWTH


def attend(
    process: subprocess.Popen[bytes], course: Course, folder: Path, library: Path, log: Path
) -> Iterator[Sample]:
    """Let files arrive in the window's folder, and look at its process now and then, at the end for as long
    as it takes until all is rated; `log` gets each sample as a line."""
    looked = psutil.Process(process.pid)
    assert wait_until(lambda: rows(library, "SELECT 1 FROM folders") and is_calm(looked), 1800, 0.05)
    begun, arrived = time.monotonic(), 0
    with log.open("w", encoding="utf-8") as lines:
        while rows(library, RATED) != [(course.files + course.arrivals,)] or arrived < course.arrivals:
            sampled = time.monotonic() + course.sampled
            while arrived < course.arrivals and time.monotonic() < sampled:
                data = picture_bytes(course.files + arrived, (512, 512))
                (folder / f"arrived {arrived:06}.png").write_bytes(data)
                arrived += 1
                if arrived == course.warm:
                    wait_until(lambda: rows(library, RATED) == [(course.files + course.warm,)], 60)
                time.sleep(max(0.0, begun + arrived * course.every - time.monotonic()))
            time.sleep(max(0.0, sampled - time.monotonic()))
            sample = look(looked, time.monotonic() - begun, arrived)
            lines.write(json.dumps(asdict(sample)) + "\n")
            lines.flush()
            yield sample


def is_calm(process: psutil.Process) -> bool:
    """Whether it has read and scanned what was there: nothing is left to do but waiting."""
    return bool(process.cpu_percent(0.5) < 10)


def look(process: psutil.Process, seconds: float, arrived: int) -> Sample:
    memory = process.memory_full_info()
    infos = Path(f"/proc/{process.pid}/fdinfo").iterdir()
    watches = sum(text.startswith("inotify ") for path in infos for text in _lines(path))
    counts = process.num_threads(), process.num_fds(), watches
    return Sample(round(seconds, 1), arrived, memory.rss, memory.uss, *counts)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="ascii").splitlines()
    except OSError:  # closed meanwhile
        return []


def grown(samples: list[Sample], course: Course) -> dict[str, float]:
    """From when it was warm to the end: what the least of so many samples holds, for files that are just
    being read are no leak."""
    warm = [sample for sample in samples if sample.arrived >= course.warm]
    some = max(1, len(warm) // 10)
    first, last = warm[:some], warm[-some:]

    def middle(which: list[Sample], what: str) -> float:
        values: list[int] = [getattr(sample, what) for sample in which]
        return statistics.median(values)

    told: dict[str, float] = {f"{what}_mb": round(middle(last, what) / 1e6, 1) for what in ("rss", "uss")}
    for what in ("rss", "uss"):
        told[f"{what}_growth"] = round(middle(last, what) / middle(first, what) - 1, 4)
    for what in ("threads", "handles", "watches"):
        least = [min(getattr(sample, what) for sample in which) for which in (first, last)]
        told |= {what: least[1], f"more_{what}": least[1] - least[0]}
    return told
