"""Each fault check in two sizes: a short form that runs with all tests, the full one behind `-m soak`."""

import json
import os
import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

import pytest

T = TypeVar("T")
FIGURES = "CURATOR_FIGURES"
"""Names a file that figures are added to, one JSON line each."""
PACKAGES = ("PySide6_Essentials", "Pillow", "numpy", "watchdog", "torch")


def forms(short: T, full: T, *, minutes: float) -> pytest.MarkDecorator:
    """Runs the test with `size` = short, and in at most so many minutes with full when soak is asked for."""
    soak = (pytest.mark.soak, pytest.mark.timeout(60 * minutes))
    return pytest.mark.parametrize(
        "size", [pytest.param(short, id="short"), pytest.param(full, id="full", marks=soak)]
    )


def is_full(request: pytest.FixtureRequest) -> bool:
    """Whether the full form runs, which holds the row's figures; the short one only what must never fail."""
    return request.node.get_closest_marker("soak") is not None


def tell(row: int, what: str, **figures: object) -> None:
    """One JSON line: which row of the table, what was measured, and the versions it depends on."""
    versions = {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version}
    versions |= {name: version(name) for name in PACKAGES}
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    line = json.dumps({"row": row, "what": what, **figures, "machine": machine, "versions": versions})
    print(line)  # noqa: T201 - for whoever runs one check with -s
    if named := os.environ.get(FIGURES):
        with Path(named).open("a", encoding="utf-8") as file:
            file.write(line + "\n")
