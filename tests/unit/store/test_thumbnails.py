"""The thumbnail cache: what is in it comes back, and damage costs thumbnails only."""

import os
import sqlite3
import threading
import time
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


def test_each_size_and_content_is_kept_for_itself(tmp_path: Path) -> None:
    store = ThumbnailStore(tmp_path / "thumbnails.db")
    store.put("a", b"small")
    store.put("a", b"large", 512)
    store.put("b", b"other", 512)
    assert (store.get("a"), store.get("a", 256), store.get("a", 512)) == (b"small", b"small", b"large")
    assert (store.get("b"), store.get("b", 512)) == (None, b"other")
    store.close()


def test_many_are_asked_for_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curator.store.thumbnails.ASKED", 7)
    store = ThumbnailStore(tmp_path / "thumbnails.db")
    for number in range(0, 40, 2):
        store.put(str(number), b"one")
    store.put("1", b"large", 512)
    assert store.have([str(number) for number in range(40)]) == {str(number) for number in range(0, 40, 2)}
    assert store.have(["0", "1"], 512) == {"1"}
    assert store.have([]) == set()
    store.close()


def test_reading_does_not_wait_for_writing(tmp_path: Path) -> None:
    """Neither for a thread of this program nor for another program."""
    store = ThumbnailStore(tmp_path / "thumbnails.db")
    store.put("a", b"one")
    found: list[tuple[bytes | None, float]] = []

    def read() -> None:
        began = time.monotonic()
        found.append((store.get("a"), time.monotonic() - began))

    with closing(sqlite3.connect(tmp_path / "thumbnails.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writer = threading.Thread(target=store.put, args=("b", b"two"))
        writer.start()
        readers = [threading.Thread(target=read) for _ in range(3)]
        for thread in readers:
            thread.start()
        for thread in readers:
            thread.join()
        assert writer.is_alive()
        other.execute("ROLLBACK")
    writer.join()
    assert [jpeg for jpeg, _ in found] == [b"one"] * 3
    assert max(seconds for _, seconds in found) < 1
    assert store.get("b") == b"two"
    store.close()


def test_threads_may_come_and_go_while_others_write(tmp_path: Path) -> None:
    store = ThumbnailStore(tmp_path / "thumbnails.db")
    wrong: list[str] = []

    def write(name: str) -> None:
        for number in range(60):
            store.put(f"{name}{number}", f"{name}{number}".encode())

    def read(name: str) -> None:
        for number in range(60):
            if store.get(f"{name}{number}") not in (None, f"{name}{number}".encode()):
                wrong.append(f"{name}{number}")

    threads = [threading.Thread(target=body, args=(name,)) for body in (write, read) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(store.have([f"{name}{number}" for name in "abc" for number in range(60)])) == 180
    store.close()


def test_a_file_of_an_older_curator_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "thumbnails.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as older:
        older.execute("PRAGMA journal_mode = WAL").fetchall()
        older.execute("CREATE TABLE thumbnails (content TEXT PRIMARY KEY, jpeg BLOB NOT NULL)")
        older.execute("INSERT INTO thumbnails VALUES ('a', x'00')")
    store = ThumbnailStore(path)
    assert store.get("a") is None
    store.put("a", b"one", 512)
    store.close()
    again = ThumbnailStore(path)
    assert again.get("a", 512) == b"one"
    again.close()


def test_the_longest_kept_leave_and_the_disk_gets_their_room_back(tmp_path: Path) -> None:
    path = tmp_path / "thumbnails.db"
    store = ThumbnailStore(path)
    for number in range(400):
        store.put(str(number), os.urandom(20_000))
    store.put("0", b"anew")
    full = store.used_bytes()
    assert 8_000_000 < full < 10_000_000
    assert store.trim(full) == 0
    assert store.trim(3_000_000) > 200
    assert store.used_bytes() <= 3_000_000
    assert store.get("1") is None
    assert store.get("0") == b"anew"
    assert store.get("399") is not None
    store.close()
    assert path.stat().st_size < 3_500_000


def test_what_comes_makes_what_was_kept_first_leave(tmp_path: Path) -> None:
    store = ThumbnailStore(tmp_path / "thumbnails.db", most_bytes=1_000_000)
    jpeg = os.urandom(20_000)
    for number in range(500):
        assert store.is_full() is (store.used_bytes() > 1_000_000)
        store.put(str(number), jpeg)
    assert store.used_bytes() < 3_000_000
    assert store.get("0") is None
    assert store.get("499") == jpeg
    store.close()


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 500])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "thumbnails.db").write_bytes(damage)
    store = ThumbnailStore(tmp_path / "thumbnails.db")
    store.put("a", b"one")
    assert store.get("a") == b"one"
    store.close()


def _damaged(path: Path) -> ThumbnailStore:
    """Open on a file with 200 thumbnails that is overwritten meanwhile."""
    store = ThumbnailStore(path)
    for number in range(200):
        store.put(str(number), bytes(2000))
    store.close()
    store = ThumbnailStore(path)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 400_000)
    return store


def test_a_damaged_definition_begins_anew(tmp_path: Path) -> None:
    """The file opens, and yet nothing could ever be kept in it."""
    store = ThumbnailStore(tmp_path / "thumbnails.db")
    store.put("a", b"one")
    store.close()
    data = (tmp_path / "thumbnails.db").read_bytes()
    (tmp_path / "thumbnails.db").write_bytes(data.replace(b"jpeg BLOB", b"jpeh BLOB"))
    again = ThumbnailStore(tmp_path / "thumbnails.db")
    again.put("b", b"two")
    assert (again.get("a"), again.get("b")) == (None, b"two")
    again.close()


def test_damage_while_it_is_open_begins_it_anew(tmp_path: Path) -> None:
    store = _damaged(tmp_path / "thumbnails.db")
    assert store.get("7") is None
    store.put("a", b"one")
    assert store.get("a") == b"one"
    store.close()


def test_damage_that_several_threads_meet_begins_it_anew_once(tmp_path: Path) -> None:
    store = _damaged(tmp_path / "thumbnails.db")
    gate = threading.Barrier(4)

    def read() -> None:
        gate.wait()
        store.get("7")
        store.put(threading.current_thread().name, b"one")

    threads = [threading.Thread(target=read, name=f"t{number}") for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number in range(4):
        store.put(f"t{number}", b"two")
    assert all(store.get(f"t{number}") == b"two" for number in range(4))
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
