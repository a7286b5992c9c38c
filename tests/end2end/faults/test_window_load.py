"""A burst of pictures into a watched folder of the open window, which is used all the time."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from curator.app import Desktop, build, window_first
from curator.core.settings import Options
from curator.pipeline.events import Rated
from tests.end2end.faults.forms import forms, is_full, tell
from tests.helpers.bursts import burst_paths
from tests.helpers.hands import OFFSCREEN
from tests.helpers.process import ROOT, rows
from tests.helpers.restless import Lateness, Restless

pytestmark = OFFSCREEN
WRITERS = 4
P99_MS, MOST_MS = 100, 250


@forms(short=40, full=20_000, minutes=15)
def test_the_window_stays_in_hand_while_a_burst_arrives_and_is_rated(
    size: int, request: pytest.FixtureRequest, qtbot: QtBot, undressed: QApplication, tmp_path: Path
) -> None:
    folder, library = tmp_path / "outputs", tmp_path / "library"
    folder.mkdir()
    desktop = build(Options(library=library, rater="pixels"))
    qtbot.addWidget(desktop.window)
    desktop.window.resize(1440, 900)
    events: list[Path] = []
    desktop.session.service.events.subscribe(
        lambda event: events.append(event.path) if isinstance(event, Rated) else None
    )
    if is_full(request):
        window_first()
    lateness, user = Lateness(), Restless(desktop, 900 if is_full(request) else 100)
    try:
        desktop.start()
        desktop.session.add_folder(folder)
        qtbot.waitUntil(lambda: len(desktop.session.folders()) == 1, timeout=30_000)
        lateness.start()
        user.start()
        with burst(folder, size) as writing:
            qtbot.waitUntil(lambda: rated(desktop) == size, timeout=20_000 + 40 * size)
            assert writing.wait(60) == 0
    finally:
        lateness.stop()
        user.stop()
        desktop.stop()
    stored = "SELECT path FROM images JOIN ratings USING (content) WHERE gone_at IS NULL"
    listed = Counter(Path(path) for (path,) in rows(library, stored))
    late = np.percentile(lateness.late, [50, 99, 100]).round(1).tolist()
    figures = {
        "missed": len(set(burst_paths(folder, size)) - set(listed)),
        "twice": sum(listed.values()) - len(listed) + len(events) - len(set(events)),
        "late_ms": dict(zip(("p50", "p99", "max"), late, strict=True)),
        "acts": user.acts,
    }
    tell(21, "lateness of the window while a burst arrives and is rated", size=size, **figures)
    assert (figures["missed"], figures["twice"]) == (0, 0)
    assert not is_full(request) or (late[1] < P99_MS and late[2] < MOST_MS)


def burst(folder: Path, count: int) -> subprocess.Popen[bytes]:
    """Written by another process, as a generator's pictures are."""
    command = [sys.executable, "-m", "tests.helpers.bursts", str(folder), str(count), str(WRITERS), "0"]
    return subprocess.Popen(command, cwd=ROOT)


def rated(desktop: Desktop) -> int:
    return int((desktop.session.columns.rated_at > 0).sum())
