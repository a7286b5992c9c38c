"""What is set aside, what takes its place, and what is told of it."""

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from curator.core.errors import LibraryError
from curator.store import repair
from curator.store.backups import Halt, make_backup
from curator.store.last_log import last_log, read_index
from curator.store.library import Library
from curator.store.repair import SUSPECT, fault_of
from tests.helpers.killed_library import content, fill, give_stars, mark_and_end, stars

PICTURES = 30


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library of which three pictures had stars when its only backup was made, and six have now."""
    place = tmp_path / "library"
    fill(place, PICTURES)
    with closing(Library(place)) as library:
        give_stars(library, 3)
        make_backup(place, Halt())
        give_stars(library, 6)
    return place


def opened(folder: Path) -> tuple[tuple[str, ...], int]:
    """What it tells and how many have stars."""
    with closing(Library(folder)) as library:
        return library.notices, stars(library)


def test_a_whole_library_says_nothing(folder: Path) -> None:
    assert opened(folder) == ((), 6)
    assert fault_of(folder) == ""


def test_the_newest_rows_are_lost_and_that_is_said(folder: Path) -> None:
    (folder / "library.db").write_bytes(b"noise" * 1000)
    (notice,), kept = opened(folder)
    (aside,) = folder.glob("library-damaged-*.db")
    assert kept == 3
    assert aside.read_bytes() == b"noise" * 1000
    assert f"is kept as {aside.name}. The backup of 20" in notice
    assert "your own ratings since then are not in it" in notice
    assert opened(folder) == ((), 3)


def test_without_a_backup_a_new_library_begins(folder: Path) -> None:
    shutil.rmtree(folder / "backups")
    (folder / "library.db").write_bytes(b"noise" * 1000)
    (notice,), kept = opened(folder)
    assert kept == 0
    assert "There is no good backup, so a new library has begun: add your folders again" in notice


def test_a_database_beside_which_nothing_lies_is_no_damage(tmp_path: Path) -> None:
    """A first start, and whoever moved the database away to begin anew."""
    assert opened(tmp_path) == ((), 0)
    (tmp_path / "library.db").unlink()
    assert opened(tmp_path) == ((), 0)


def test_several_in_one_second_have_names_of_their_own(folder: Path) -> None:
    for number in range(3):
        (folder / "library.db").write_bytes(b"%d" % number * 1000)
        opened(folder)
    assert sorted(path.read_bytes()[:1] for path in folder.glob("library-damaged-*.db")) == [b"0", b"1", b"2"]


def test_the_log_is_set_aside_with_its_database(folder: Path) -> None:
    mark_and_end(9, folder)
    log = (folder / "library.db-wal").read_bytes()
    with (folder / "library.db").open("r+b") as file:
        file.write(bytes(100))
    assert opened(folder)[1] == 3
    (aside,) = folder.glob("library-damaged-*.db-wal")
    assert aside.read_bytes() == log


@pytest.mark.parametrize("step", ["_copied", "_set_aside", "sync_folder", "_clear"])
def test_a_program_that_is_killed_meanwhile_goes_on_where_it_was(
    folder: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = b"noise" * 1000
    (folder / "library.db").write_bytes(damaged)
    real: Callable[..., object] = getattr(repair, step)

    def killed(*given: object) -> object:
        if step == "_set_aside":
            real(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(repair, step, killed)
    with pytest.raises(KeyboardInterrupt):
        Library(folder)
    monkeypatch.setattr(repair, step, real)
    (notice,), kept = opened(folder)
    (aside,) = folder.glob("library-damaged-*.db")
    assert kept == 3
    assert aside.read_bytes() == damaged
    assert aside.name in notice
    assert opened(folder) == ((), 3)


def test_a_full_disk_leaves_the_damaged_one_where_it_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "library.db").write_bytes(b"noise" * 1000)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("curator.store.repair.shutil.copyfile", full)
        with pytest.raises(LibraryError, match=r"can't be replaced \(No space left on device\); make room"):
            Library(folder)
    assert (folder / "library.db").read_bytes() == b"noise" * 1000
    assert opened(folder)[1] == 3


def test_while_another_process_has_it_open_nothing_is_moved(folder: Path) -> None:
    with closing(Library(folder)):
        (folder / "library.db").rename(folder / "elsewhere.db")
        (folder / "library.db").write_bytes(b"noise" * 1000)
        with pytest.raises(LibraryError, match="is damaged; close all that uses it and start Curator again"):
            Library(folder)
        assert list(folder.glob("library-damaged-*")) == []


def test_damage_met_at_work_is_mended_at_the_next_start(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also in a large database that was closed as it should be, which is not looked through at a start."""
    monkeypatch.setattr(repair, "SMALL_BYTES", 0)
    with closing(sqlite3.connect(folder / "library.db")) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'marks'").fetchone()
    with (folder / "library.db").open("r+b") as file:
        file.seek(4096 * (page - 1))
        file.write(b"\xff" * 4096)
    with closing(Library(folder)) as library:
        assert library.notices == ()
        with pytest.raises(LibraryError, match="is damaged; close all that uses it and start Curator again"):
            stars(library)
    (notice,), kept = opened(folder)
    assert kept == 3
    assert "The backup of" in notice
    assert opened(folder) == ((), 3)


def test_a_text_that_is_none_is_met_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No check of SQLite's finds a changed byte in a text."""
    monkeypatch.setattr(repair, "SMALL_BYTES", 0)
    data = (folder / "library.db").read_bytes()
    at = data.index(b"a street in the rain, number 7")
    (folder / "library.db").write_bytes(data[:at] + b"\xff" + data[at + 1 :])
    with closing(Library(folder)) as library, pytest.raises(LibraryError, match="is damaged"):
        library.read("SELECT prompt FROM generation_texts")
    assert opened(folder)[1] == 3
    assert opened(folder) == ((), 3)


def test_a_damaged_index_of_prompts_is_made_anew(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "library.db")) as connection, connection:
        connection.execute("UPDATE generation_words_data SET block = x'ff' WHERE id > 10")
    sql = "SELECT rowid FROM generation_words WHERE generation_words MATCH 'street'"
    with closing(Library(folder)) as library, pytest.raises(LibraryError, match="is damaged"):
        library.read(sql)
    with closing(Library(folder)) as library:
        assert len(library.read(sql)) == PICTURES
        assert stars(library) == 6
    assert not (folder / SUSPECT).exists()


def test_a_folder_in_its_place_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "library.db").mkdir()
    with pytest.raises(LibraryError, match="is no file; move it away"):
        Library(tmp_path)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read everything")
def test_a_database_that_may_not_be_read_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "library.db").touch(0o000)
    with pytest.raises(LibraryError, match="can't be read"):
        Library(tmp_path)


def test_the_doctor_only_looks(folder: Path) -> None:
    (folder / "library.db").write_bytes(b"noise" * 1000)
    before = sorted(folder.iterdir())
    assert fault_of(folder) == "file is not a database"
    with pytest.raises(LibraryError, match="is damaged"):
        Library(folder, mend=False)
    assert [path for path in sorted(folder.iterdir()) if path.name != SUSPECT] == before


def test_the_log_of_another_database_is_never_read_into_this_one(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    fill(other, PICTURES)
    mark_and_end(9, folder, other)
    shutil.copy(other / "library.db-wal", folder / "library.db-wal")
    assert last_log(folder / "library.db").foreign
    assert not last_log(other / "library.db").foreign
    notices, kept = opened(folder)
    assert "was of another database and is kept as library-damaged-" in notices[0]
    assert kept == 6
    assert stars_of(folder, 8) == 0


def stars_of(folder: Path, number: int) -> int:
    with closing(Library(folder)) as library:
        found = library.read("SELECT stars FROM marks WHERE content = ?", (content(number),))
        return int(found[0][0]) if found else 0


def test_the_index_of_the_log_is_read_as_sqlite_writes_it(folder: Path) -> None:
    mark_and_end(9, folder)
    index = read_index(folder / "library.db")
    assert index is not None
    with closing(sqlite3.connect(folder / "library.db")) as connection:
        _, frames, _ = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        assert index.frames == frames > 0
        after = read_index(folder / "library.db")
        assert after is not None
        assert after.copied == frames
    assert read_index(folder / "nowhere.db") is None
