"""Whether a database is whole, and which faults its SQLite is known for."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from curator.store.health import copy_fault, fault_in, sqlite_note
from tests.helpers.killed_library import fill


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 44, 5), (3, 45, 3), (3, 50, 6), (3, 51, 0), (3, 51, 2)])
def test_the_fault_of_older_versions_is_told(version: tuple[int, int, int]) -> None:
    note = sqlite_note(version)
    assert note.startswith("SQLite " + ".".join(map(str, version)))
    assert "3.51.3" in note


@pytest.mark.parametrize("version", [(3, 6, 23), (3, 44, 6), (3, 50, 7), (3, 51, 3), (3, 52, 0), (4, 0, 0)])
def test_others_have_none(version: tuple[int, int, int]) -> None:
    assert sqlite_note(version) == ""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    fill(tmp_path, 5)
    return tmp_path / "library.db"


def test_a_library_is_whole(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        assert fault_in(connection) == fault_in(connection, thorough=True) == ""
    assert copy_fault(database) == ""


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE _sqlite_migrations SET name = 'xtras' WHERE name = 'extras'", "list of its versions"),
        ("ALTER TABLE _sqlite_migrations RENAME TO other", "list of its tables"),
        ("ALTER TABLE images RENAME COLUMN gone_at TO gone_bt", "the table images is damaged"),
        ("DROP TABLE mark_levels", "the table mark_levels is damaged"),
    ],
)
def test_tables_that_can_not_be_used_are_damage(database: Path, change: str, told: str) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DROP VIEW score_table")
        connection.execute(change)
        assert told in fault_in(connection)


def test_a_newer_program_and_another_one_are_none(database: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        sql = (
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('curator', 'later', '')"
        )
        connection.execute(sql)
        assert fault_in(connection) == ""
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE theirs (a)")
        assert fault_in(connection) == ""
    assert copy_fault(tmp_path / "other.db") == "holds no library"


def test_an_older_library_is_whole(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'sidecar_contents'")
    with closing(sqlite3.connect(database)) as connection:
        assert fault_in(connection) == ""
