"""The thread that makes backups: when, what it says, and that it ends at once."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from curator.pipeline import backups as keeping
from curator.pipeline.backups import BackupKeeper
from curator.pipeline.events import Trouble
from curator.store import backups as store
from curator.store.backups import Halt, NoRoomError, backups, make_backup
from curator.store.library import Library
from tests.helpers.killed_library import fill, give_stars
from tests.helpers.waiting import wait_until


class Bench:
    def __init__(self, folder: Path) -> None:
        fill(folder, 30)
        self.library = Library(folder)
        self.said: list[Trouble] = []
        self.bugs: list[BaseException] = []
        self.keeper = BackupKeeper(self.library, self.said.append, lambda _, error: self.bugs.append(error))

    @property
    def made(self) -> list[Path]:
        return [backup.path for backup in backups(self.library.folder)]

    def made_before(self, age: timedelta) -> Path:
        path = make_backup(self.library.folder, Halt()).path
        day = datetime.now().astimezone() - age
        return path.rename(path.with_name(f"library-{day:%Y-%m-%d-%H%M%S}.db"))


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setattr(keeping, "START_SECONDS", 0.05)
    monkeypatch.setattr(keeping, "AGAIN_SECONDS", 0.05)
    monkeypatch.setattr(keeping, "ROOM_SECONDS", 0.05)
    monkeypatch.setattr(keeping, "LOCKED_SECONDS", 0.05)
    bench = Bench(tmp_path / "library")
    yield bench
    bench.keeper.close(5)
    bench.library.close()
    assert bench.bugs == []


def test_the_first_is_made_at_the_start_and_no_second_one(bench: Bench) -> None:
    bench.keeper.start()
    assert wait_until(lambda: bench.made)
    (first,) = bench.made
    time.sleep(0.3)
    assert bench.made == [first]
    assert bench.said == []


@pytest.mark.parametrize(
    ("hours", "due"), [(23, False), (25, True), (24 * 400, True), (-1, True)], ids=lambda value: str(value)
)
def test_one_a_day(bench: Bench, hours: int, due: bool) -> None:
    """-1: the clock was put back since then."""
    before = bench.made_before(timedelta(hours=hours))
    bench.keeper.start()
    assert wait_until(lambda: len(bench.made) > 1, 2 if due else 0.3) == due
    assert before in bench.made


def test_damage_is_told_once_with_what_happens_next(bench: Bench) -> None:
    give_stars(bench.library, 3)
    newest = bench.made_before(timedelta(hours=30))
    bench.library.close()
    damage(bench.library.folder / "library.db")
    bench.keeper.start()
    assert wait_until(lambda: bench.said)
    time.sleep(0.2)
    (trouble,) = bench.said
    assert "is damaged (" in trouble.message
    assert "Close Curator and start it again: it sets the damaged file aside and puts back" in trouble.message
    assert bench.made == [newest]
    with closing(Library(bench.library.folder)) as library:
        assert "The backup of" in library.notices[0]


def test_what_needs_no_backup_is_checked(bench: Bench) -> None:
    bench.made_before(timedelta(hours=1))
    bench.library.close()
    damage(bench.library.folder / "library.db")
    bench.keeper.start()
    assert wait_until(lambda: bench.said)


def damage(database: Path) -> None:
    """Where only a look at all pages finds it."""
    with closing(sqlite3.connect(database)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'scores'").fetchone()
    with database.open("r+b") as file:
        file.seek(4096 * (page - 1))
        file.write(bytes(4096))


def test_a_full_disk_is_told_once_and_the_backup_made_later(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Path) -> None:
        raise NoRoomError("5 MB")

    with monkeypatch.context() as patched:
        patched.setattr(store, "_look_for_room", full)
        bench.keeper.start()
        assert wait_until(lambda: bench.said)
        time.sleep(0.3)
        assert [trouble.message for trouble in bench.said] == [
            f"No backup of the library {bench.library.folder} could be made, because the disk has less than"
            " 5 MB free; it is made once there is room."
        ]
    assert wait_until(lambda: bench.made)


def test_a_folder_that_can_not_be_made_is_told(bench: Bench) -> None:
    (bench.library.folder / "backups").write_text("in the way")
    bench.keeper.start()
    assert wait_until(lambda: bench.said)
    assert "File exists" in bench.said[0].message
    (bench.library.folder / "backups").unlink()
    assert wait_until(lambda: bench.made)


def test_it_ends_at_once(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[bool] = []

    def slow(part: Path, started: object) -> str:
        reached.append(True)
        with closing(sqlite3.connect(part)) as connection:
            bench.keeper._halt.started(connection)
            endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
            connection.execute(endless)
        return ""

    monkeypatch.setattr(store, "copy_fault", slow)
    bench.keeper.start()
    assert wait_until(lambda: reached)
    time.sleep(0.1)
    begun = time.monotonic()
    bench.keeper.close(10)
    assert time.monotonic() - begun < 2
    assert not bench.keeper._thread.is_alive()
    assert list((bench.library.folder / "backups").iterdir()) == []
