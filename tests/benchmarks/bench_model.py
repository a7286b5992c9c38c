"""A model with random weights in the whole program: loading, first picture, images per second, lateness.

    python -m tests.benchmarks.bench_model [cpu | cuda] [PICTURES]

Of a middle size on the CPU, of the true size (4B, 8.9 GB on disk) on CUDA. The pictures are PNGs of
1024x1024, found in a folder that is watched, decoded, rated on eleven dimensions and stored.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from curator.core.settings import Options
from curator.pipeline.events import Event, Rated, RaterChanged, RaterState
from curator.pipeline.service import Service
from tests.benchmarks.bench_window import in_process
from tests.benchmarks.measure import report, write_generator_pngs
from tests.benchmarks.random_model import write_checkpoint
from tests.helpers.waiting import wait_until

SECONDS = 3600


def main(device: str, count: int) -> None:
    size = "4B" if device == "cuda" else "middle"
    with tempfile.TemporaryDirectory() as name:
        folder = write_checkpoint(Path(name) / "model", size, device)
        model = str(folder)
        pictures = Path(name) / "pictures"
        write_generator_pngs(pictures, count)
        figures = rated(Options(Path(name) / "one", "qwen", model, model, device=device), pictures, count)
        report("a model in the whole pipeline", size=count, model=size, **figures)
        os.environ["CURATOR_CONFIG"] = str(Path(name) / "config")
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        told = in_process("lateness", Path(name) / "other", pictures, folder, device)
        report("event-loop lateness of the window meanwhile, ms", size=count, model=size, **told)


def rated(options: Options, pictures: Path, count: int) -> dict[str, object]:
    """Load the model and rate the pictures: seconds, images per second, failures."""
    heard: list[tuple[float, Event]] = []
    service = Service(options)
    service.events.subscribe(lambda event: heard.append((time.perf_counter(), event)))
    begun = time.perf_counter()
    service.start()
    service.add_folder(pictures)
    done = wait_until(lambda: len(times_of(heard, Rated)) + len(service.failures()) >= count, SECONDS)
    failures, detail = len(service.failures()), service.rater_state.detail
    ending = time.perf_counter()
    service.stop()
    stopped = time.perf_counter() - ending
    ready = next((at for at, event in heard if is_ready(event)), float("nan"))
    told = times_of(heard, Rated)
    return {
        "rater": detail,
        "done": done,
        "failures": failures,
        "seconds_to_ready": round(ready - begun, 2),
        "seconds_from_ready_to_first": round(told[0] - ready, 2),
        "images_per_second": round((len(told) - 1) / (told[-1] - told[0]), 2),
        "seconds_to_stop": round(stopped, 2),
    }


def times_of(heard: list[tuple[float, Event]], kind: type) -> list[float]:
    return [at for at, event in list(heard) if isinstance(event, kind)]


def is_ready(event: Event) -> bool:
    return isinstance(event, RaterChanged) and event.state is RaterState.READY


if __name__ == "__main__":
    where = sys.argv[1] if len(sys.argv) > 1 else "cpu"
    main(where, int(sys.argv[2]) if len(sys.argv) > 2 else (8 if where == "cpu" else 300))
