"""Another program holds the library locked while the window is used; also on a share, without a log."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from curator.app import Desktop, build, window_first
from curator.core.marks import MarkChange
from curator.core.settings import Options
from tests.end2end.faults.forms import forms, is_full, tell
from tests.helpers.hands import OFFSCREEN
from tests.helpers.pictures import write_png
from tests.helpers.process import rows
from tests.helpers.restless import Lateness, Restless

pytestmark = OFFSCREEN
FIRST, LATER = 16, 8
"""Pictures that are rated before the lock, and that arrive while it is held."""
MOST_MS = 100
_HOLD = (
    "import sqlite3, sys, time\n"
    "connection = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)\n"
    "connection.execute('BEGIN ' + sys.argv[2])\n"
    "print('held', flush=True)\n"
    "time.sleep(float(sys.argv[3]))\n"
    "connection.execute('COMMIT')\n"
)


@contextmanager
def held(library: Path, how: str, seconds: float) -> Iterator[subprocess.Popen[bytes]]:
    """By a process that is no Curator, from here on, for so long."""
    command = [sys.executable, "-c", _HOLD, str(library / "library.db"), how, str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        try:
            yield holder
        finally:
            holder.kill()


@forms(short=0.6, full=30.0, minutes=3)
def test_a_lock_costs_time_and_nothing_else(
    size: float, request: pytest.FixtureRequest, qtbot: QtBot, undressed: QApplication, tmp_path: Path
) -> None:
    used_while_locked(size, "own drive", is_full(request), qtbot, tmp_path)


@pytest.mark.soak
@pytest.mark.timeout(180)
def test_a_lock_on_a_share_costs_no_more(
    qtbot: QtBot, undressed: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There a lock keeps readers waiting, too."""
    monkeypatch.setattr("curator.store.place.filesystem", lambda _: ("nfs4", "rw"))
    used_while_locked(30.0, "share", True, qtbot, tmp_path)


def used_while_locked(size: float, place: str, full: bool, qtbot: QtBot, tmp_path: Path) -> None:
    """A window in use while another program has the library on that place locked for so many seconds."""
    folder, library = tmp_path / "outputs", tmp_path / "library"
    folder.mkdir()
    for number in range(FIRST):
        write_png(folder / f"a{number:03}.png", seed=number)
    desktop = build(Options(library=library, rater="pixels"))
    qtbot.addWidget(desktop.window)
    troubles: list[str] = []
    desktop.session.trouble.connect(lambda trouble: troubles.append(trouble.message))
    if full:
        window_first()
    lateness, user = Lateness(), Restless(desktop, 900 if full else 200)
    try:
        desktop.start()
        desktop.session.add_folder(folder)
        qtbot.waitUntil(lambda: rated(desktop) == FIRST, timeout=60_000)
        qtbot.wait(1500 if full else 50)
        with held(library, "EXCLUSIVE", size) as holder:
            lateness.start()
            user.start()
            asked = mark_while(qtbot, desktop, folder, holder)
        unlocked = time.monotonic()
        qtbot.waitUntil(lambda: rated(desktop) == FIRST + LATER, timeout=60_000)
        lateness.stop()
        qtbot.waitUntil(lambda: stored(library) == (FIRST + LATER, asked), timeout=60_000)
        seconds = time.monotonic() - unlocked
        told = [shown.message for shown in desktop.window.pane.notices._waiting if "locked" in shown.message]
    finally:
        lateness.stop()
        user.stop()
        desktop.stop()
    late = np.percentile(lateness.late, [50, 99, 100]).round(1).tolist()
    tell(
        13,
        f"another program locks a library on its {place}",
        locked_seconds=size,
        late_ms=dict(zip(("p50", "p99", "max"), late, strict=True)),
        marks=asked,
        lost=FIRST + LATER + asked - sum(stored(library)),
        written_after_seconds=round(seconds, 2),
        told=Counter(troubles),
        shown=len(told),
    )
    assert stored(library) == (FIRST + LATER, asked)
    assert len(told) <= 1
    if full:
        assert told
        assert late[2] < MOST_MS


def mark_while(qtbot: QtBot, desktop: Desktop, folder: Path, holder: "subprocess.Popen[bytes]") -> int:
    """Give pictures stars and let others arrive until the lock is gone; how many have stars."""
    ids = [int(number) for number in desktop.session.columns.ids[:FIRST]]
    marked = come = 0
    while holder.poll() is None or come < LATER or marked < len(ids):
        if marked < len(ids):
            desktop.session.mark([ids[marked]], MarkChange(stars=3), "3 stars")
            marked += 1
        if come < LATER:
            write_png(folder / f"b{come:03}.png", seed=1000 + come)
            come += 1
        qtbot.wait(15)
    return marked


def rated(desktop: Desktop) -> int:
    return int((desktop.session.columns.rated_at > 0).sum())


def stored(library: Path) -> tuple[int, int]:
    """Ratings and pictures with stars, as any other program reads them."""
    found = rows(
        library, "SELECT (SELECT count(*) FROM ratings), (SELECT count(*) FROM marks WHERE stars = 3)"
    )
    return (int(found[0][0]), int(found[0][1])) if found else (0, 0)
