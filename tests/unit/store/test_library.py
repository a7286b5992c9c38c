"""Opening, writing, reading and closing `library.db`, also from several threads and processes."""

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from curator.core.errors import LibraryError
from curator.store.folders import add_folder, folders
from curator.store.library import Library
from tests.helpers.process import ROOT

ADD = "INSERT INTO folders (path) VALUES (?)"


def pragma(connection: sqlite3.Connection, name: str) -> object:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_the_database_is_durable_and_checks_its_references(library: Library) -> None:
    with library.transaction() as connection:
        assert pragma(connection, "journal_mode") == "wal"
        assert pragma(connection, "synchronous") == 2
        assert pragma(connection, "foreign_keys") == 1
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            connection.execute("INSERT INTO ratings (content, rater_id, rated_at) VALUES ('a', 7, 0)")


def test_the_tables_of_the_contract_are_there(library: Library) -> None:
    told = library.read("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
    names = {name for (name,) in told}
    contract = {"folders", "images", "raters", "ratings", "scores", "failures", "marks", "collections"}
    assert contract | {"score_table"} <= names


def test_an_exception_undoes_the_whole_transaction(library: Library) -> None:
    def fail() -> None:
        with library.transaction() as connection:
            connection.execute(ADD, ("/a",))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert folders(library) == []


def test_readers_cannot_write(library: Library) -> None:
    with pytest.raises(LibraryError, match="can't be written"):
        library.read(ADD, ("/a",))


def test_a_snapshot_does_not_see_what_comes_meanwhile(library: Library) -> None:
    with library.snapshot() as connection:
        assert connection.execute("SELECT count(*) FROM folders").fetchone() == (0,)
        writer = threading.Thread(target=add_folder, args=(library, Path("/a")))
        writer.start()
        writer.join(10)
        assert not writer.is_alive(), "a reader kept the writer waiting"
        assert connection.execute("SELECT count(*) FROM folders").fetchone() == (0,)
    assert len(folders(library)) == 1


def test_threads_write_in_turn_and_lose_nothing(library: Library) -> None:
    def write(number: int) -> None:
        for step in range(20):
            with library.transaction() as connection:
                connection.execute(ADD, (f"/{number}/{step}",))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(folders(library)) == 80


def test_what_is_stored_is_there_after_opening_again(tmp_path: Path) -> None:
    for number in range(3):
        library = Library(tmp_path / "library")
        add_folder(library, Path(f"/{number}"))
        library.close()
        library.close()
    library = Library(tmp_path / "library")
    assert len(folders(library)) == 3
    library.close()


def test_closing_folds_the_log_into_the_database(tmp_path: Path) -> None:
    library = Library(tmp_path / "library")
    add_folder(library, Path("/a"))
    library.close()
    assert not (tmp_path / "library" / "library.db-wal").exists()
    with pytest.raises(sqlite3.ProgrammingError):
        library.read("SELECT 1")


def test_two_programs_may_open_one_library(library: Library) -> None:
    other = Library(library.folder)
    add_folder(other, Path("/other"))
    add_folder(library, Path("/mine"))
    assert folders(other) == folders(library)
    other.close()
    add_folder(library, Path("/later"))
    assert len(folders(library)) == 3


def test_a_killed_writer_leaves_whole_transactions(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    script = (
        "import sys; from pathlib import Path; from curator.store.library import Library\n"
        "library = Library(Path(sys.argv[1]))\n"
        "for number in range(10**6):\n"
        "    with library.transaction() as connection:\n"
        "        connection.execute('INSERT INTO folders (path) VALUES (?)', (f'a{number}',))\n"
        "        connection.execute('INSERT INTO folders (path) VALUES (?)', (f'b{number}',))\n"
        "    print(number, flush=True)\n"
    )
    command = [sys.executable, "-c", script, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        acknowledged = [int(process.stdout.readline()) for _ in range(30)][-1]
        process.kill()
    library = Library(folder)
    paths = {path.name for path in (known.path for known in folders(library))}
    assert {f"a{number}" for number in range(acknowledged + 1)} <= paths
    assert {path[1:] for path in paths if path[0] == "a"} == {path[1:] for path in paths if path[0] == "b"}
    assert library.read("PRAGMA integrity_check") == [("ok",)]
    library.close()


def test_a_library_of_another_program_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "library.db")) as connection:
        connection.execute("CREATE TABLE theirs (a)")
    before = (tmp_path / "library.db").read_bytes()
    with pytest.raises(LibraryError, match="belongs to another program; name another folder"):
        Library(tmp_path)
    assert (tmp_path / "library.db").read_bytes() == before


def test_a_library_of_a_newer_program_is_refused_unchanged(tmp_path: Path) -> None:
    Library(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "library.db", isolation_level=None)) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('curator', 'later', '')"
        )
        before = list(connection.iterdump())
    with pytest.raises(LibraryError, match="newer Curator; update"):
        Library(tmp_path)
    with closing(sqlite3.connect(tmp_path / "library.db")) as connection:
        assert list(connection.iterdump()) == before


def test_a_file_that_is_no_database_is_set_aside_and_told(tmp_path: Path) -> None:
    (tmp_path / "library.db").write_bytes(b"this was never a database" * 100)
    library = Library(tmp_path)
    (notice,) = library.notices
    (aside,) = tmp_path.glob("library-damaged-*.db")
    assert aside.name in notice
    assert aside.read_bytes().startswith(b"this was"), "nothing of it may be touched"
    assert folders(library) == []
    library.close()


def test_a_full_disk_costs_time_and_nothing_else(library: Library) -> None:
    add_folder(library, Path("/first"))
    with library.transaction() as connection:
        pages = pragma(connection, "page_count")
    library._writer.execute(f"PRAGMA max_page_count = {pages}")

    def add_many() -> None:
        for number in range(1000):
            add_folder(library, Path(f"/{number}/{'long' * 50}"))

    with pytest.raises(LibraryError, match="disk is full; make room and try again") as told:
        add_many()
    assert told.value.passing
    kept = len(folders(library))
    library._writer.execute("PRAGMA max_page_count = 100000")
    add_folder(library, Path("/last"))
    assert len(folders(library)) == kept + 1
    assert library.read("PRAGMA integrity_check") == [("ok",)]


def test_a_file_in_the_folders_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "library").touch()
    with pytest.raises(LibraryError, match="is a file; name a folder"):
        Library(tmp_path / "library")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(LibraryError, match="can't be made"):
        Library(tmp_path / "library")
    tmp_path.chmod(0o700)


def test_a_lock_of_another_program_is_told_and_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curator.store.library.BUSY_SECONDS", 0.05)
    library = Library(tmp_path / "library")
    with closing(sqlite3.connect(library.folder / "library.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LibraryError, match="locked by another program") as told:
            add_folder(library, Path("/a"))
        assert told.value.passing
        other.execute("ROLLBACK")
    assert add_folder(library, Path("/a")).id == 1
    library.close()


def test_a_first_read_does_not_wait_for_a_writer(library: Library) -> None:
    reading = threading.Thread(target=folders, args=(library,))
    with library.transaction():
        reading.start()
        reading.join(5)
        assert not reading.is_alive()


def test_closing_does_not_wait_for_another_program(tmp_path: Path) -> None:
    library, refused = Library(tmp_path / "library"), threading.Event()

    def write() -> None:
        try:
            add_folder(library, Path("/a"))
        except LibraryError:
            refused.set()

    with closing(sqlite3.connect(library.folder / "library.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writer = threading.Thread(target=write)
        writer.start()
        assert not refused.wait(0.3)
        library.close()
        writer.join(5)
        assert refused.is_set()
        other.execute("ROLLBACK")


def test_many_programs_make_one_library_at_once(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from curator.store.library import Library\n"
        "Library(Path(sys.argv[1])).close()\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "library")]
    together = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) for _ in range(6)]
    told = [process.communicate(timeout=60)[1] for process in together]
    assert [process.returncode for process in together] == [0] * 6, told
