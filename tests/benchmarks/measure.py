"""What the benchmarks share: one JSON line each, quantiles, versions, and a folder of a generator's PNGs."""

import json
import os
import platform
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

import numpy as np
from PIL import Image

from curator.images.paint import demo_pictures


def report(what: str, **figures: object) -> None:
    """Print one JSON line: what, figures, and the versions they depend on."""
    packages = ("PySide6_Essentials", "Pillow", "numpy", "watchdog", "sqlite-utils")
    versions = {"python": platform.python_version(), **{name: version(name) for name in packages}}
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    print(json.dumps({"what": what, **figures, "machine": machine, "versions": versions}))


def quantiles(values: Sequence[float], digits: int = 3) -> dict[str, float]:
    """Median, 95th and 99th percentile and maximum."""
    array = np.asarray(values)
    named = {"p50": 50, "p95": 95, "p99": 99, "max": 100}
    return {name: round(float(np.percentile(array, at)), digits) for name, at in named.items()}


def write_generator_pngs(folder: Path, count: int, side: int = 1024) -> None:
    """Painted pictures with the fine grain of a generator's, so that their PNGs cost as much to decode."""
    folder.mkdir(parents=True, exist_ok=True)

    def write(number: int, picture: Image.Image) -> None:
        pixels = np.asarray(picture.resize((side, side)), np.int16)
        grain = np.random.default_rng([5, number]).normal(0, 3, pixels.shape).astype(np.int16)
        Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8)).save(folder / f"{number:05}.png")

    with ThreadPoolExecutor() as pool:
        written = [pool.submit(write, *each) for each in enumerate(p for _, p in demo_pictures(count, 11))]
    for each in written:
        each.result()
