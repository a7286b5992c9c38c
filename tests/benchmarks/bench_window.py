"""The window: seconds from process start to a painted gallery, and event-loop lateness while rating.

    python -m tests.benchmarks.bench_window [IMAGES] [RATED]
    python -m tests.benchmarks.bench_window model [RATED]     # lateness while a model is loaded and rates

Runs offscreen unless QT_QPA_PLATFORM says otherwise. Each figure comes from a process of its own.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from curator.core.settings import Options
from tests.benchmarks.measure import quantiles, report, write_generator_pngs
from tests.helpers.process import run_curator

TICK_MS = 5
RUNS = 5


def main(images: int, rated: int) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as name:
        folder, library = Path(name) / "pictures", Path(name) / "library"
        os.environ["CURATOR_CONFIG"] = str(Path(name) / "config")
        write_generator_pngs(folder, images, side=256)
        run_curator("rate", folder, "--library", library, "--rater", "pixels", timeout=3600)
        starts = [in_process("start", library, folder) for _ in range(RUNS)]
        seconds = sorted(float(start["seconds"]) for start in starts)
        report(
            "process start to painted gallery",
            size=images,
            runs=RUNS,
            seconds={"min": seconds[0], "median": seconds[RUNS // 2], "max": seconds[-1]},
            torch_imported=any(start["torch"] for start in starts),
        )
        fresh, other = Path(name) / "fresh", Path(name) / "other"
        write_generator_pngs(fresh, rated)
        told = in_process("lateness", other, fresh)
        report("event-loop lateness while rating, ms", size=rated, images=told["images"], ms=told["ms"])


def with_model(rated: int) -> None:
    """The model is of random weights, and large enough to keep every core busy for most of the time."""
    from tests.helpers.tiny_checkpoint import write_tiny_checkpoint

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as name:
        os.environ["CURATOR_CONFIG"] = str(Path(name) / "config")
        model = write_tiny_checkpoint(Path(name) / "model", scale=16)
        write_generator_pngs(Path(name) / "fresh", rated)
        told = in_process("lateness", Path(name) / "library", Path(name) / "fresh", model)
        report(
            "event-loop lateness while a model on the processor is loaded and rates, ms",
            size=rated,
            rater=told["rater"],
            images_per_second=told["images_per_second"],
            ms=told["ms"],
        )


def in_process(
    what: str, library: Path, folder: Path, model: Path | None = None, device: str = "cpu"
) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.benchmarks.bench_window", what, str(library), str(folder)]
    command += [str(model), device] if model else []
    command += [repr(time.time())] if what == "start" else []
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        raise RuntimeError(done.stderr)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def measure_start(library: Path, folder: Path, begun: float) -> None:
    """`begun`: when the process was asked for. What the system tells of that is rounded to a second."""
    from curator.app import build

    desktop = build(Options(library=library, rater="pixels"))
    desktop.window.resize(1440, 900)
    desktop.start()
    while not (len(desktop.session.columns) and desktop.window.painted()):
        desktop.application.processEvents()
    seconds = time.time() - begun
    print(json.dumps({"seconds": round(seconds, 3), "torch": "torch" in sys.modules, "folder": str(folder)}))
    desktop.stop()


def measure_lateness(library: Path, folder: Path, model: str | None = None, device: str = "cpu") -> None:
    from PySide6.QtCore import Qt, QTimer

    from curator.app import build

    options = Options(library=library, rater="pixels")
    if model is not None:
        options = Options(library=library, rater="qwen", model=model, processor=model, device=device)
    desktop = build(options)
    desktop.window.resize(1440, 900)
    desktop.session.service.add_folder(folder)
    late: list[float] = []
    due = [0.0]

    def tick() -> None:
        now = time.perf_counter()
        late.append(max(0.0, (now - due[0]) * 1000))
        due[0] = now + TICK_MS / 1000

    timer = QTimer(interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    total = sum(1 for _ in folder.iterdir())
    desktop.start()
    while not len(desktop.session.columns):
        desktop.application.processEvents()
    due[0] = time.perf_counter() + TICK_MS / 1000
    timer.start()
    check = QTimer(interval=100)
    check.timeout.connect(
        lambda: desktop.application.exit() if (desktop.session.columns.rated_at > 0).sum() >= total else None
    )
    check.start()
    desktop.application.exec()
    timer.stop()
    first, last = desktop.session.columns.rated_at.min(), desktop.session.columns.rated_at.max()
    told = {
        "images": total,
        "ms": quantiles(late, 1),
        "rater": desktop.session.service.rater_state.detail,
        "images_per_second": round((total - 1) / (last - first), 2),
    }
    print(json.dumps(told))
    desktop.stop()


if __name__ == "__main__":
    if sys.argv[1:2] == ["start"]:
        measure_start(Path(sys.argv[2]), Path(sys.argv[3]), float(sys.argv[4]))
    elif sys.argv[1:2] == ["lateness"]:
        measure_lateness(Path(sys.argv[2]), Path(sys.argv[3]), *sys.argv[4:6])
    elif sys.argv[1:2] == ["model"]:
        with_model(int(sys.argv[2]) if len(sys.argv) > 2 else 60)
    else:
        main(*(int(argument) for argument in sys.argv[1:3] or ("1000", "300")))
