"""The window in use while a model rates and files arrive: lateness of the event loop, and frames.

    python -m tests.benchmarks.bench_session [SECONDS] [IMAGES] [LIBRARY]

A script scrolls, jumps, sorts, filters and types in a window over a library of IMAGES, while a model of
random weights rates on the processor and a new picture arrives every ARRIVES seconds.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent

from curator.gui.gallery.view import GalleryView
from tests.benchmarks.bench_gallery import Bench
from tests.benchmarks.big_library import make_library
from tests.benchmarks.measure import quantiles, report, write_generator_pngs
from tests.helpers.restless import Lateness

ARRIVES = 0.35
STEP_MS = 16
ACT_MS = 900


def main(seconds: float, images: int, library: Path | None) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as name:
        os.environ["CURATOR_CONFIG"] = str(Path(name) / "config")
        folder = library or Path(name) / "library"
        if not (folder / "library.db").exists():
            make_library(folder, images, min(images, 100_000))
        stock, fresh = Path(name) / "stock", Path(name) / "fresh"
        write_generator_pngs(stock, 40)
        fresh.mkdir()
        command = [sys.executable, "-m", "tests.benchmarks.bench_session", "use", str(folder)]
        command += [str(stock), str(fresh), str(seconds)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds + 300)
        if done.returncode:
            raise RuntimeError(done.stderr)
        told = json.loads(done.stdout.splitlines()[-1])
        report("the window in use while a model rates and files arrive", size=images, seconds=seconds, **told)


def use(library: Path, stock: Path, fresh: Path, seconds: float) -> None:
    frames, begun = frame_times(), time.time()
    bench = Bench(library)
    bench.session.service.add_folder(fresh)
    lateness = Lateness()
    ending = threading.Event()
    arrivals = threading.Thread(target=drop, args=(stock, fresh, ending))
    arrivals.start()
    scroll, act = script(bench)
    for interval, what in ((STEP_MS, scroll), (ACT_MS, act)):
        timer = QTimer(bench.window, interval=interval)
        timer.timeout.connect(what)
        timer.start()
    lateness.start()
    QTimer.singleShot(round(seconds * 1000), bench.desktop.application.quit)
    bench.desktop.application.exec()
    ending.set()
    arrivals.join()
    rated = int((bench.session.columns.rated_at >= begun).sum())
    told = {
        "lateness_ms": quantiles(lateness.late, 1),
        "frame_ms": quantiles(frames, 1),
        "frames": len(frames),
        "arrived": sum(1 for _ in fresh.iterdir()),
        "rated": rated,
        "acts": act.times,
    }
    bench.desktop.stop()
    print(json.dumps(told))


def frame_times() -> list[float]:
    """Milliseconds that each painting of a gallery made from now on takes."""
    taken: list[float] = []
    paint = GalleryView.paintEvent

    def timed(self: GalleryView, event: QPaintEvent) -> None:
        begin = time.perf_counter()
        paint(self, event)
        taken.append((time.perf_counter() - begin) * 1000)

    setattr(GalleryView, "paintEvent", timed)  # noqa: B010 - mypy forbids the plain form
    return taken


def drop(stock: Path, fresh: Path, ending: threading.Event) -> None:
    """One picture after another, each with another content."""
    sources = [path.read_bytes() for path in sorted(stock.iterdir())]
    number = 0
    while not ending.wait(ARRIVES):
        # Bytes behind the end of a PNG change its content and not its picture
        (fresh / f"new-{number:05}.png").write_bytes(sources[number % len(sources)] + b"%d" % number)
        number += 1


class Script:
    """What a restless user does next, the same in every run."""

    def __init__(self, bench: Bench) -> None:
        self._bench, self._random = bench, random.Random(6)
        self.times = 0

    def __call__(self) -> None:
        self.times += 1
        window, chance = self._bench.window, self._random
        keys = self._bench.session.rubric.keys
        acts: list[Callable[[], object]] = [
            lambda: window.bar.sort.set_sort(
                chance.choice(("", "-")) + chance.choice((*keys, "date", "name"))
            ),
            lambda: window.filters.rows[chance.choice(keys)].slider.set_range(
                chance.uniform(0, 0.6), chance.uniform(1.2, 2)
            ),
            window.history.undo,
            lambda: window.bar.search.set_text(chance.choice(("", "0001", "stars>=3", "clarity<1.2"))),
            self._jump,
            window.browsing.clear,
        ]
        chance.choice(acts)()

    def _jump(self) -> None:
        bar = self._bench.window.pane.gallery.verticalScrollBar()
        bar.setValue(round(bar.maximum() * self._random.random()))


def script(bench: Bench) -> tuple[Callable[[], None], Script]:
    bar = bench.window.pane.gallery.verticalScrollBar()
    script = Script(bench)

    def scroll() -> None:
        bar.setValue(bar.value() + 20)
        if bar.value() == bar.maximum():
            bar.setValue(0)

    return scroll, script


if __name__ == "__main__":
    if sys.argv[1:2] == ["use"]:
        use(Path(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]), float(sys.argv[5]))
    else:
        given = sys.argv[1:4]
        main(
            float(given[0]) if given else 600.0,
            int(given[1]) if len(given) > 1 else 100_000,
            Path(given[2]) if len(given) > 2 else None,
        )
