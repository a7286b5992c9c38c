"""The thumbnail cache: what is in it comes back, and damage costs thumbnails only."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from curator.store.thumbnails import ThumbnailStore


def test_what_was_put_comes_back(tmp_path: Path) -> None:
    store = ThumbnailStore(tmp_path / "thumbnails.db")
    assert store.get("a") is None
    store.put("a", b"one")
    store.put("a", b"two")
    assert store.get("a") == b"two"
    store.close()
    again = ThumbnailStore(tmp_path / "thumbnails.db")
    assert again.get("a") == b"two"
    again.close()


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 500])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "thumbnails.db").write_bytes(damage)
    store = ThumbnailStore(tmp_path / "thumbnails.db")
    store.put("a", b"one")
    assert store.get("a") == b"one"
    store.close()


def test_damage_while_it_is_open_begins_it_anew(tmp_path: Path) -> None:
    path = tmp_path / "thumbnails.db"
    store = ThumbnailStore(path)
    for number in range(200):
        store.put(str(number), bytes(2000))
    store.close()
    store = ThumbnailStore(path)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 400_000)
    assert store.get("7") is None
    store.put("a", b"one")
    assert store.get("a") == b"one"
    store.close()


def test_another_programs_lock_costs_the_thumbnail_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curator.store.thumbnails.BUSY_MS", 20)
    store = ThumbnailStore(tmp_path / "thumbnails.db")
    store.put("a", b"one")
    with closing(sqlite3.connect(tmp_path / "thumbnails.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        store.put("b", b"two")
        assert store.get("a") == b"one"
        other.execute("ROLLBACK")
    assert store.get("b") is None
    store.put("b", b"two")
    assert store.get("b") == b"two"
    store.close()


def test_after_closing_nothing_happens(tmp_path: Path) -> None:
    store = ThumbnailStore(tmp_path / "thumbnails.db")
    store.put("a", b"one")
    store.close()
    store.put("b", b"two")
    assert store.get("a") is None
    store.close()
    again = ThumbnailStore(tmp_path / "thumbnails.db")
    assert (again.get("a"), again.get("b")) == (b"one", None)
    again.close()


def test_where_no_file_can_be_there_is_no_cache(tmp_path: Path) -> None:
    (tmp_path / "thumbnails.db").mkdir()
    store = ThumbnailStore(tmp_path / "thumbnails.db")
    store.put("a", b"one")
    assert store.get("a") is None
    store.close()
