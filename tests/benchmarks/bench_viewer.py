"""The viewer: from the key to the next picture, which was decoded ahead, on the screen.

    python -m tests.benchmarks.bench_viewer [COUNT]

COUNT PNGs of two megapixels. Runs offscreen unless QT_QPA_PLATFORM says otherwise.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from curator.core.settings import Options
from tests.benchmarks.bench_gallery import Bench
from tests.benchmarks.measure import quantiles, report, write_generator_pngs
from tests.helpers.process import run_curator

SIDE = 1414


def main(count: int) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as name:
        os.environ["CURATOR_CONFIG"] = str(Path(name) / "config")
        folder, library = Path(name) / "pictures", Path(name) / "library"
        write_generator_pngs(folder, count, SIDE)
        run_curator("rate", folder, "--library", library, "--rater", "pixels", timeout=3600)
        bench = Bench(library, Options(library=library, rater="pixels"))
        taken = times(bench)
        bench.desktop.stop()
        report("viewer: next picture, decoded ahead, ms", size=len(taken), side=SIDE, ms=quantiles(taken, 1))


def times(bench: Bench) -> list[float]:
    viewing, ids = bench.window.pane.viewing, bench.window.pane.model.ids.tolist()
    bench.window.activateWindow()
    viewing.view(ids[0])
    taken = []
    for image_id in ids[1:]:
        bench.until(lambda image_id=image_id: viewing.is_decoded(image_id))  # type: ignore[misc]
        bench.rest()
        begin = time.perf_counter()
        QTest.keyClick(viewing.viewer, Qt.Key.Key_Right)
        bench.settle()
        taken.append((time.perf_counter() - begin) * 1000)
        if viewing.current_id() != image_id:
            raise RuntimeError("the key led elsewhere")
    return taken


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
