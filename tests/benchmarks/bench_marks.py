"""Rating a thousand selected pictures at once: until the gallery shows it, and until the disk has it.

python -m tests.benchmarks.bench_marks [IMAGES] [LIBRARY]
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import numpy as np
import psutil

from curator.core.marks import MOST_STARS
from tests.benchmarks.bench_gallery import Bench
from tests.benchmarks.big_library import make_library
from tests.benchmarks.measure import quantiles, report

SELECTED = 1000
TIMES = 40
QUIET = 0.2
"""Share of a processor."""


def main(images: int, library: Path | None) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as name:
        os.environ["CURATOR_CONFIG"] = str(Path(name) / "config")
        folder = library or Path(name) / "library"
        if not (folder / "library.db").exists():
            make_library(folder, images, min(images, 10_000))
        command = [sys.executable, "-m", "tests.benchmarks.bench_marks", "use", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
        if done.returncode:
            raise RuntimeError(done.stderr)
        told = json.loads(done.stdout.splitlines()[-1])
        report(f"{SELECTED:,} selected pictures rated at once", size=images, **told)


def use(library: Path) -> None:
    bench = Bench(library)
    bench.window.bar.sort.set_sort("clarity")
    gallery = bench.window.pane.gallery
    random = np.random.default_rng()
    until_quiet(bench)
    columns = bench.session.live.columns
    known = columns.ids[columns.contents != np.zeros(1, columns.contents.dtype)].copy()
    shown, durable, undone = [], [], []
    # Every content marked at least once, so that each time a thousand rows differ
    for number in range(TIMES):
        ids = random.choice(known, SELECTED, replace=False)
        gallery._tell(gallery._selection.choose(ids))
        stars = 1 + number % MOST_STARS
        bench.rest()
        begin = time.perf_counter()
        bench.window.menus.mark.stars[stars].trigger()
        bench.until(partial(given, bench, ids, stars))
        bench.settle()
        shown.append((time.perf_counter() - begin) * 1000)
        while not stored(library, bench, ids, stars):
            bench.rest()  # to look costs the window's thread some milliseconds
        durable.append((time.perf_counter() - begin) * 1000)
        begin = time.perf_counter()
        bench.window.history.undo()
        bench.until(partial(taken_back, bench, ids, stars))
        bench.settle()
        undone.append((time.perf_counter() - begin) * 1000)
    print(
        json.dumps(
            {
                "shown_ms": quantiles(shown, 1),
                "shown_and_found_in_the_database_ms": quantiles(durable, 1),
                "undone_ms": quantiles(undone, 1),
                "times": TIMES,
            }
        )
    )
    bench.desktop.stop()


def until_quiet(bench: Bench) -> None:
    """What is read of the library's files in the background after a start is done."""
    process, seconds = psutil.Process(), 1.0
    while seconds > QUIET:
        before, begin = sum(process.cpu_times()[:2]), time.perf_counter()
        while time.perf_counter() - begin < 1:
            bench.rest()
        seconds = sum(process.cpu_times()[:2]) - before


def given(bench: Bench, ids: np.ndarray, stars: int) -> bool:
    live = bench.session.live
    at = np.array([live.position_of(int(image_id)) for image_id in ids], np.intp)
    return bool((live.columns.stars[at] == stars).all())


def taken_back(bench: Bench, ids: np.ndarray, stars: int) -> bool:
    return not given(bench, ids, stars)


def stored(library: Path, bench: Bench, ids: np.ndarray, stars: int) -> bool:
    """Whether another connection, which sees only what is committed, finds it."""
    live = bench.session.live
    contents = [live.columns.content(live.position_of(int(image_id)) or 0) for image_id in ids]
    with sqlite3.connect(library / "library.db") as connection:
        query = "SELECT count(*) FROM marks WHERE stars = ? AND content IN (SELECT value FROM json_each(?))"
        found: int = connection.execute(query, (stars, json.dumps(contents))).fetchone()[0]
    connection.close()
    return found == len(set(contents))


if __name__ == "__main__":
    if sys.argv[1:2] == ["use"]:
        use(Path(sys.argv[2]))
    else:
        main(
            int(sys.argv[1]) if len(sys.argv) > 1 else 100_000,
            Path(sys.argv[2]) if len(sys.argv) > 2 else None,
        )
