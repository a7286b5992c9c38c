"""The window is ended at any moment: within three seconds, and all that it showed as marked is stored."""

import contextlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.end2end.faults.forms import forms, is_full, tell
from tests.helpers.bursts import write_burst
from tests.helpers.closing_window import READY, SCENES
from tests.helpers.filled_library import fill_library
from tests.helpers.process import ROOT, rows
from tests.helpers.tiny_checkpoint import write_tiny_checkpoint

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to send")
KNOWN, MORE = 20_000, 20_000
"""Files in the library, and files that are yet to be found."""
SECONDS = 3.0
LATEST = 3.0
"""Seconds after the scene began."""
LOCKED = 5.0
"""Seconds for which another program holds the library: what was marked waits for that."""
TIMES = 3
"""Of each scene."""


@forms(short=("burst",), full=("start", *SCENES), minutes=25)
def test_the_window_ends_in_time_and_nothing_is_lost(
    size: tuple[str, ...], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    full = is_full(request)
    stock = prepared(tmp_path / "stock", full)
    chance = random.Random(21)
    taken: dict[str, list[float]] = {}
    lost: dict[str, list[dict[str, int]]] = {}
    for scene in size * (TIMES if full else 1):
        place = tmp_path / f"{scene} {len(taken.get(scene, []))}"
        relink(stock, place)
        seconds, missing = ended(
            scene, place, chance.uniform(0.0 if full else 0.4, LATEST if full else 0.6), chance
        )
        taken.setdefault(scene, []).append(round(seconds, 2))
        if missing:
            lost.setdefault(scene, []).append(missing)
        shutil.rmtree(place)
    slowest = {scene: max(times) for scene, times in taken.items()}
    tell(21, "seconds until the window's process ends", moments=len(size) * len(taken["burst"]), times=taken)
    assert not lost
    assert not full or max(slowest.values()) < SECONDS


def ended(scene: str, place: Path, after: float, chance: random.Random) -> tuple[float, dict[str, int]]:
    """Seconds that ending took, and the stars that were shown and are not in the library."""
    # A window that the user closes waits for the table and says so, see tests/gui/test_finishing.py
    how = signal.SIGTERM if scene == "export" else chance.choice((signal.SIGTERM, signal.SIGUSR1))
    with window(scene, place) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().strip() == READY, process.stderr.read()
        with meanwhile(scene, place) as freed:
            time.sleep(after)
            begun = time.monotonic()
            process.send_signal(how)
            out, errors = process.communicate(timeout=120)
            seconds = time.monotonic() - max([begun, *freed])
    assert process.returncode == 0, errors
    assert "Traceback" not in errors, errors
    shown = json.loads(out.splitlines()[-1])
    stored = dict(rows(place / "library", "SELECT i.id, m.stars FROM images i JOIN marks m USING (content)"))
    assert rows(place / "library", "PRAGMA integrity_check") == [("ok",)]
    assert not list(place.glob(".curator-*"))
    return seconds, {key: stars for key, stars in shown.items() if stars != stored.get(int(key), 0)}


@contextlib.contextmanager
def window(scene: str, place: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.helpers.closing_window", scene]
    command += [str(place / "library"), str(place / "known")]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


@contextlib.contextmanager
def meanwhile(scene: str, place: Path) -> Iterator[list[float]]:
    """What others do while the window is open; a lock's end is told in the list, by the monotonic clock."""
    freed: list[float] = []
    if scene == "burst":
        command = [sys.executable, "-m", "tests.helpers.bursts", str(place / "more"), "4000", "4", "9"]
        with subprocess.Popen(command, cwd=ROOT) as writing:
            try:
                yield freed
            finally:
                writing.kill()
    elif scene == "locked":
        database = place / "library" / "library.db"
        with closing(sqlite3.connect(database, isolation_level=None, check_same_thread=False)) as other:
            other.execute("BEGIN IMMEDIATE")

            def free() -> None:
                other.rollback()
                freed.append(time.monotonic())

            freeing = threading.Timer(LOCKED, free)
            freeing.start()
            try:
                yield freed
            finally:
                freeing.join()
    elif scene == "unplugged":
        (place / "known").rename(place / "away")
        yield freed
    else:
        yield freed


def prepared(stock: Path, full: bool) -> Path:
    """What the scenes need: a library that knows the files of a folder and watches it, other files, a table
    and a model. Without `full` folders with nothing in them."""
    if not full:
        (stock / "known").mkdir(parents=True)
        (stock / "more").mkdir()
        return stock
    paths = write_burst(stock / "known", KNOWN)
    write_burst(stock / "more", MORE, seed=1)
    fill_library(stock / "library", paths)
    with (stock / "table.csv").open("w", encoding="utf-8") as table:
        table.write("path,other score\n")
        table.writelines(f"{path.name},{number % 7}\n" for number, path in enumerate(paths))
    write_tiny_checkpoint(stock / "model", scale=8)
    return stock


def relink(stock: Path, place: Path) -> None:
    """The pictures as they are, in a place of their own that the library knows."""
    for name in ("known", "more", "model", "table.csv"):
        if (stock / name).is_dir():
            shutil.copytree(stock / name, place / name, copy_function=os.link)
        elif (stock / name).exists():
            os.link(stock / name, place / name)
    (place / "copies").mkdir()
    if not (stock / "library").exists():
        return
    shutil.copytree(stock / "library", place / "library")
    was, now = str(stock / "known"), str(place / "known")
    with closing(sqlite3.connect(place / "library" / "library.db")) as library, library:
        for table, column in (("images", "path"), ("images", "folder"), ("places", "path")):
            library.execute(f"UPDATE {table} SET {column} = replace({column}, ?, ?)", (was, now))
        library.execute("INSERT INTO folders (path) VALUES (?)", (now,))
