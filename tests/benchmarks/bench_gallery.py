"""The gallery over a large library: start, sort, filter, scroll, merge, page jumps, resize, brushing, memory.

    python -m tests.benchmarks.bench_gallery [IMAGES] [LIBRARY]

A real window over a real library file that is made for it, or kept in LIBRARY for the next time. Runs
offscreen unless QT_QPA_PLATFORM says otherwise. Every figure is the time from the user's act until Qt has
painted everything that it changed.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from PySide6.QtCore import QEventLoop, Qt, QTimer

from curator.core.settings import Options
from curator.pipeline.events import RaterState
from tests.benchmarks.big_library import make_library, model_options
from tests.benchmarks.measure import quantiles, report

RUNS = 5
THUMBNAILS = 100_000
"""The newest so many have one in the cache."""
SIZE = 1600, 1000
TIMES = 60
PAGES = 160
LOOK_MS = 2


def main(images: int, library: Path | None) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as name:
        os.environ["CURATOR_CONFIG"] = str(Path(name) / "config")
        folder = library or Path(name) / "library"
        if not (folder / "library.db").exists():
            make_library(folder, images, min(images, THUMBNAILS))
        in_process("start", folder)  # its file cache is warm afterwards
        starts = sorted((in_process("start", folder) for _ in range(RUNS)), key=lambda told: told["seconds"])
        report(
            "process start to painted gallery, s",
            size=images,
            runs=RUNS,
            seconds={
                name: starts[at]["seconds"] for name, at in (("min", 0), ("median", RUNS // 2), ("max", -1))
            },
            megabytes_then=starts[RUNS // 2]["megabytes"],
        )
        for process in ("memory", "use"):
            for what, figures in in_process(process, folder).items():
                report(what, size=images, **figures)


def in_process(what: str, library: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.benchmarks.bench_gallery", what, str(library), repr(time.time())]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    if done.returncode:
        raise RuntimeError(done.stderr)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


class Bench:
    """The window of a library, loaded and painted."""

    def __init__(self, library: Path, options: Options | None = None) -> None:
        from curator.app import build

        self.desktop = build(options or model_options(library))
        self.window, self.session = self.desktop.window, self.desktop.session
        self.window.resize(*SIZE)
        self.desktop.start()
        self.until(lambda: bool(len(self.session.columns)) and self.window.painted())

    def settle(self) -> None:
        """Everything that waits to be done or painted is."""
        self.desktop.application.processEvents()

    def until(self, done: Callable[[], bool]) -> None:
        """Wait as a window does, asleep between events; a loop that spins keeps Python from its threads."""
        if done():
            return
        loop, look = QEventLoop(), QTimer(interval=LOOK_MS, timerType=Qt.TimerType.PreciseTimer)
        look.timeout.connect(lambda: loop.quit() if done() else None)
        look.start()
        loop.exec()
        look.stop()

    def times(self, act: Callable[[int], None], times: int = TIMES) -> dict[str, object]:
        """Milliseconds of an act with everything it has painted."""
        taken = []
        for number in range(times):
            self.rest()
            begin = time.perf_counter()
            act(number)
            self.settle()
            taken.append((time.perf_counter() - begin) * 1000)
        return {"ms": quantiles(taken, 1), "times": times, "megabytes": megabytes()}

    def rest(self) -> None:
        """Let the thumbnails of the last act come in, which are not part of the next."""
        end = time.perf_counter() + 0.05
        self.until(lambda: time.perf_counter() > end)


def measure_start(library: Path, begun: float) -> None:
    """`begun`: when the process was asked for. What the system tells of that is rounded to a second."""
    bench = Bench(library)
    seconds = time.time() - begun
    print(json.dumps({"seconds": round(seconds, 3), "megabytes": megabytes()}))
    bench.desktop.stop()


def measure_use(library: Path) -> None:
    bench = Bench(library)
    bench.until(lambda: bench.session.service.rater_state.state is RaterState.READY)
    told = {
        "sort + filter + repaint, ms": bench.times(sort_and_filter(bench)),
        "sort by name for the first time, ms": bench.times(
            lambda _: bench.window.bar.sort.set_sort("name"), 1
        ),
        "merge 1,000 scored rows in sort order, painted, ms": bench.times(merge(bench)),
        "merge 1,000 new rows in sort order, painted, ms": bench.times(merge_new(bench), 20),
        "brush a histogram: gallery, counts, other histograms, ms": bench.times(brush(bench)),
        "resize, relayout and paint, grid, ms": bench.times(resize(bench)),
        "scroll frame, idle, ms": bench.times(scroll(bench), 300),
        "page jump to every thumbnail shown, cached, ms": bench.times(page_jump(bench)),
    }
    told |= in_rows(bench)
    told["memory after all of this, with 20,000 more rows, MB"] = {"megabytes": megabytes()}
    print(json.dumps(told))
    bench.desktop.stop()


def measure_memory(library: Path) -> None:
    """Page through until the thumbnails' memory is full."""
    bench = Bench(library)
    bench.until(lambda: bench.session.service.rater_state.state is RaterState.READY)
    bar = bench.window.pane.gallery.verticalScrollBar()
    for _ in range(PAGES):
        bar.setValue(bar.value() + bar.pageStep())
        bench.settle()
        bench.until(bench.window.pane.all_painted)
    told = {"memory with the thumbnail budget full, MB": {"megabytes": megabytes(), "pages": PAGES}}
    print(json.dumps(told))
    bench.desktop.stop()


def in_rows(bench: Bench) -> dict[str, dict[str, object]]:
    from curator.gui.gallery.geometry import LayoutKind

    bench.window.pane.gallery.set_layout(LayoutKind.ROWS)
    told = {
        "sort + filter + repaint, justified rows, ms": bench.times(sort_and_filter(bench)),
        "resize, relayout and paint, justified rows, ms": bench.times(resize(bench)),
        "scroll frame, justified rows, idle, ms": bench.times(scroll(bench), 300),
        "page jump, justified rows, ms": bench.times(page_jump(bench)),
    }
    bench.window.pane.gallery.set_layout(LayoutKind.LIST)
    told["scroll frame, list, idle, ms"] = bench.times(scroll(bench), 300)
    bench.window.pane.gallery.set_layout(LayoutKind.GRID)
    return told


def sort_and_filter(bench: Bench) -> Callable[[int], None]:
    """Another order and three other ranges each time, in one step as a saved view is chosen."""
    from curator.core.query import Range
    from curator.gui.narrowing.filters import Filters

    keys = bench.session.rubric.keys

    def act(number: int) -> None:
        wanted = tuple(
            Range(keys[(number + at) % len(keys)], 0.05 * (number % 7), 1.9 - 0.02 * at) for at in range(3)
        )
        sort = ("-" if number % 2 else "") + keys[number % len(keys)]
        bench.window.browsing.show(Filters(ranges=wanted), sort)

    return act


def merge(bench: Bench) -> Callable[[int], None]:
    """What a batch of ratings does to the window once its rows were read."""
    random = np.random.default_rng(2)
    bench.window.browsing.clear()
    bench.window.bar.sort.set_sort("-clarity")
    bench.settle()

    def act(number: int) -> None:
        live = bench.session.live
        rows = live.columns.take(random.choice(len(live.columns), 1000, replace=False))
        rows.scores[:] = random.random(rows.scores.shape) * 2
        bench.session._fetched(rows, rows.ids.tolist())

    return act


def merge_new(bench: Bench) -> Callable[[int], None]:
    from dataclasses import replace

    random = np.random.default_rng(3)

    def act(number: int) -> None:
        live = bench.session.live
        rows = live.columns.take(random.choice(len(live.columns), 1000, replace=False))
        rows = replace(rows, ids=np.arange(1000) + len(live.columns) + 1)
        bench.session._fetched(rows, rows.ids.tolist())

    return act


def brush(bench: Bench) -> Callable[[int], None]:
    """A handle of one dimension moves, as under the mouse."""
    slider = bench.window.filters.rows["clarity"].slider
    bench.window.filters.rows["emotion"].slider.set_range(0.3, 1.8)
    bench.settle()
    return lambda number: slider.set_range(0.01 * number, 1.7)


def resize(bench: Bench) -> Callable[[int], None]:
    bench.window.browsing.clear()
    bench.settle()
    width, height = SIZE
    return lambda number: bench.window.resize(width - 9 * (number % 20 + 1), height - 5 * (number % 20 + 1))


def scroll(bench: Bench) -> Callable[[int], None]:
    bar = bench.window.pane.gallery.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    return lambda number: bar.setValue(bar.value() + 60)


def page_jump(bench: Bench) -> Callable[[int], None]:
    """To anywhere among the pictures whose thumbnails are cached: the newest."""
    bench.window.bar.sort.set_sort("-date")
    bench.settle()
    random = np.random.default_rng(4)
    gallery = bench.window.pane.gallery
    reach = min(1.0, THUMBNAILS / len(bench.session.columns)) * 0.98

    def act(number: int) -> None:
        bar = gallery.verticalScrollBar()
        bar.setValue(round(bar.maximum() * random.uniform(0, reach)))
        bench.settle()
        bench.until(bench.window.pane.all_painted)

    return act


def megabytes() -> int:
    return int(psutil.Process().memory_info().rss / 1e6)


if __name__ == "__main__":
    if sys.argv[1:2] == ["start"]:
        measure_start(Path(sys.argv[2]), float(sys.argv[3]))
    elif sys.argv[1:2] == ["memory"]:
        measure_memory(Path(sys.argv[2]))
    elif sys.argv[1:2] == ["use"]:
        measure_use(Path(sys.argv[2]))
    else:
        main(
            int(sys.argv[1]) if len(sys.argv) > 1 else 100_000,
            Path(sys.argv[2]) if len(sys.argv) > 2 else None,
        )
