"""Backups: whole, made while others write, given up at once, and never of a damaged database."""

import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from curator.store import backups as store
from curator.store.backups import (
    DamageError,
    Halt,
    NoRoomError,
    StoppedError,
    backups,
    make_backup,
    newest_good,
)
from curator.store.library import Library
from tests.helpers.killed_library import fill, give_stars, stars


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Library]:
    fill(tmp_path / "library", 60)
    library = Library(tmp_path / "library")
    yield library
    library.close()


def made_on(folder: Path, day: int) -> Path:
    """A backup of that day of May, by its name."""
    path = make_backup(folder, Halt()).path
    return path.rename(path.with_name(f"library-2026-05-{day:02}-120000.db"))


def zero(database: Path, table: str) -> None:
    """Damage that only a look at all pages finds."""
    with closing(sqlite3.connect(database)) as connection:
        sql = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        (page,) = connection.execute(sql, (table,)).fetchone()
    with database.open("r+b") as file:
        file.seek(4096 * (page - 1))
        file.write(bytes(4096))


def test_a_backup_is_a_database_of_its_own(filled: Library) -> None:
    give_stars(filled, 7)
    backup = make_backup(filled.folder, Halt())
    give_stars(filled, 9)
    with closing(sqlite3.connect(backup.path)) as connection:
        assert connection.execute("SELECT count(*) FROM marks").fetchone() == (7,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert list((filled.folder / "backups").iterdir()) == [backup.path]
    assert [known.path for known in backups(filled.folder)] == [backup.path]


class Writing(Halt):
    """Others write between any two pages that are copied."""

    def __init__(self, library: Library) -> None:
        super().__init__()
        self._library = library
        self.writes = 0

    def check(self) -> None:
        with self._library.transaction() as connection:
            connection.execute("INSERT INTO folders (path) VALUES (?)", (f"/{self.writes}",))
            connection.execute(
                "INSERT INTO views (name, place, state) VALUES (?, 0, '')", (f"{self.writes}",)
            )
        self.writes += 1


def test_one_state_is_copied_and_writers_do_not_wait(
    filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "PAGES", 8)
    others = Writing(filled)
    backup = make_backup(filled.folder, others)
    assert others.writes > 2
    with closing(sqlite3.connect(backup.path)) as connection:
        sql = "SELECT (SELECT count(*) FROM folders), (SELECT count(*) FROM views)"
        assert connection.execute(sql).fetchone() == (1, 1)


def test_seven_are_kept(filled: Library) -> None:
    made = [made_on(filled.folder, day) for day in range(1, 10)]
    newest = make_backup(filled.folder, Halt()).path
    kept = [backup.path for backup in backups(filled.folder)]
    assert kept == [newest, *reversed(made[-6:])]


def test_a_damaged_library_pushes_no_backup_out(filled: Library) -> None:
    made = {made_on(filled.folder, day) for day in range(1, 8)}
    filled.close()
    zero(filled.folder / "library.db", "scores")
    with pytest.raises(DamageError):
        make_backup(filled.folder, Halt())
    with pytest.raises(DamageError):
        store.check(filled.folder, Halt())
    assert set((filled.folder / "backups").iterdir()) == made


def test_the_newest_that_is_whole_is_found(filled: Library) -> None:
    made = [made_on(filled.folder, day) for day in range(1, 5)]
    zero(made[3], "images")
    made[2].write_text("Dear diary")
    (filled.folder / "backups" / "library-2027-99-99-000000.db").touch()
    (filled.folder / "backups" / "notes.txt").touch()
    good = newest_good(filled.folder)
    assert good is not None
    assert good.path == made[1]


def test_a_backup_is_given_up_at_once(filled: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    halt = Halt()
    halt.set()
    with pytest.raises(StoppedError):
        make_backup(filled.folder, halt)
    later = Halt()
    monkeypatch.setattr(store, "copy_fault", lambda path, started: _long(path, started, later))
    begun = time.monotonic()
    with pytest.raises(StoppedError):
        make_backup(filled.folder, later)
    assert time.monotonic() - begun < 5
    assert list((filled.folder / "backups").iterdir()) == []


def _long(path: Path, started: object, halt: Halt) -> str:
    """As the check of a database of many gigabytes."""
    with closing(sqlite3.connect(path)) as connection:
        halt.started(connection)
        threading.Timer(0.1, halt.set).start()
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
        )
    return ""


def test_what_a_killed_program_left_is_removed(filled: Library) -> None:
    folder = filled.folder / "backups"
    folder.mkdir()
    for name in ("00ff.part", "00ff.part-journal"):
        (folder / name).write_bytes(b"half")
    backup = make_backup(filled.folder, Halt())
    assert list(folder.iterdir()) == [backup.path]


def test_a_backup_never_takes_the_librarys_last_room(
    filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(filled.folder)
    size = (filled.folder / "library.db").stat().st_size
    monkeypatch.setattr(
        "curator.store.backups.shutil.disk_usage", lambda _: usage._replace(free=2 * size - 1)
    )
    with pytest.raises(NoRoomError):
        make_backup(filled.folder, Halt())
    assert list((filled.folder / "backups").iterdir()) == []


def test_a_backup_of_a_share_is_made_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curator.store.place.filesystem", lambda _: ("cifs", "rw"))
    fill(tmp_path, 20)
    with closing(Library(tmp_path)) as library:
        give_stars(library, 3)
        assert make_backup(tmp_path, Halt()).path.exists()
        assert stars(library) == 3
