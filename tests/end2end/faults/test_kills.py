"""Killed at any moment, again and again, the program loses nothing, rates nothing twice, goes on at once."""

import random
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from curator.store import migrations
from tests.end2end.faults.forms import forms, is_full, tell
from tests.end2end.faults.kills import Bench, Life, drawn, killed, other_drive
from tests.helpers.hands import OFFSCREEN
from tests.helpers.process import rows, run_curator

pytestmark = OFFSCREEN
SEED = 10
RESUME_SECONDS = 5.0
FEW = [Life("watch", None), Life("mark", 0.5), Life("watch", 0.6)]
OLD_RATINGS = 3000


@pytest.fixture
def bench(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Bench]:
    drive = other_drive(tmp_path)
    aside = Path(tempfile.mkdtemp(prefix="curator-kills-", dir=drive or tmp_path))
    bench = Bench(tmp_path, aside, random.Random(SEED))
    if "full" in request.node.name:
        from tests.helpers.tiny_checkpoint import write_tiny_checkpoint

        bench.tiny = write_tiny_checkpoint(tmp_path / "tiny")
    yield bench
    shutil.rmtree(aside, ignore_errors=True)


@forms(len(FEW), 200, minutes=25)
def test_killed_at_random_points(size: int, bench: Bench, request: pytest.FixtureRequest) -> None:
    full, began = is_full(request), time.monotonic()
    lives = drawn(bench.choose, size, model=True) if full else FEW
    bench.arrive(40 if full else 5)
    for number, life in enumerate(lives):
        bench.live(life)
        if number % 20 == 0:
            bench.check_files()
    left = len(bench.leftovers())
    done = run_curator("rate", bench.outputs, "--library", bench.library, "--rater", "pixels")
    assert done.returncode == 0, done.stderr
    bench.check()
    bench.check_files()
    bench.write_on()
    resume = {
        doing: {
            "starts": len(seconds),
            "median": round(statistics.median(seconds), 2),
            "most": round(max(seconds), 2),
        }
        for doing, seconds in bench.resumed.items()
        if seconds
    }
    waiting = "select count(*) from score_table where rated_at is null"
    tell(
        10,
        "kills",
        seed=SEED,
        kills=size,
        pictures=len(bench.written),
        ratings=len(bench.rated),
        marks=len(bench.marked),
        moved=len([*bench.outputs.glob("kept/*.png"), *bench.aside.glob("*.png")]),
        sidecars=len(list(bench.outputs.rglob("*.xmp"))),
        resume_seconds=resume,
        temporary_files=left,
        temporary_files_after_the_next_write=len(bench.leftovers()),
        minutes=round((time.monotonic() - began) / 60, 1),
    )
    assert rows(bench.library, waiting) == [(0,)]
    assert rows(bench.library, "select count(*) from failures") == [(0,)]
    assert not bench.leftovers()
    assert all(told["most"] < (RESUME_SECONDS if full else 60) for told in resume.values())


@forms(1, 40, minutes=5)
def test_killed_while_an_old_library_is_brought_up_to_date(size: int, tmp_path: Path) -> None:
    choose, library = random.Random(SEED), tmp_path / "library"
    old = old_library(tmp_path / "old.db")
    cut, whole = 0, 0.5
    for number in range(size + 1):
        shutil.rmtree(library, ignore_errors=True)
        library.mkdir()
        shutil.copyfile(old, library / "library.db")
        with killed(["-m", "curator", "list", "--library", library], tmp_path / "output") as process:
            began = time.monotonic()
            # The first one tells how long it takes
            seconds = choose.uniform(0.05, whole) if number else 60.0
            while process.poll() is None and time.monotonic() - began < seconds:
                time.sleep(0.005)
            whole = whole if number else time.monotonic() - began
            cut += process.poll() is None
        assert rows(library, "pragma integrity_check") == [("ok",)]
        assert rows(library, "select count(*), sum(rated_at) from ratings") == OLD
    if size > 1:
        assert run_curator("list", "--library", library).returncode == 0
        assert rows(library, "select count(*), sum(rated_at) from ratings") == OLD
        assert rows(library, "select count(packed) from ratings") != []
    tell(10, "kills while migrating", seed=SEED, starts=size, killed=cut, ratings=OLD_RATINGS)


OLD = [(OLD_RATINGS, float(sum(range(OLD_RATINGS))))]


def old_library(path: Path) -> Path:
    """As the first release made it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(migrations, "STEPS", migrations.STEPS[:1])
            migrations.migrate(connection)
        connection.execute("BEGIN")
        connection.execute(
            "INSERT INTO raters VALUES (1, 'pixels', '1', 'r', '[\"clarity\"]', 1)",
        )
        for number in range(OLD_RATINGS):
            connection.execute("INSERT INTO ratings VALUES (?, ?, 1, ?)", (number, f"{number:064}", number))
            connection.execute("INSERT INTO scores VALUES (?, 'clarity', 1.5, 2, 0, 0.5, 0.5)", (number,))
        connection.execute("COMMIT")
    return path
