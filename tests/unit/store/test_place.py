"""Libraries on network shares, as the system tells of them, and other processes on the same one."""

import sqlite3
import subprocess
import sys
import threading
import time
from collections import namedtuple
from contextlib import closing
from pathlib import Path

import pytest

from curator.store import place
from curator.store.in_use import Use
from curator.store.library import STEP_SECONDS, Library
from curator.store.place import is_remote
from tests.helpers.killed_library import fill, give_stars, mark_and_end, stars
from tests.helpers.process import ROOT

Drive = namedtuple("Drive", "mountpoint fstype opts")
LOCAL = Drive("/", "ext4", "rw")


def mounted(monkeypatch: pytest.MonkeyPatch, *drives: Drive) -> None:
    monkeypatch.setattr("psutil.disk_partitions", lambda all: list(drives))


@pytest.mark.parametrize(
    "kind", ["nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afpfs", "webdav", "fuse.davfs2"]
)
def test_a_share_is_known_by_its_type(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    mounted(monkeypatch, LOCAL, Drive(str(tmp_path), kind, "rw"))
    assert is_remote(tmp_path / "library")
    assert not is_remote(tmp_path.parent)
    assert not is_remote(tmp_path.with_name(tmp_path.name + "-beside"))


def test_the_drive_that_is_mounted_last_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounted(monkeypatch, LOCAL, Drive(str(tmp_path), "nfs", "rw"), Drive(str(tmp_path), "ext4", "rw"))
    assert not is_remote(tmp_path)


def test_windows_tells_it_by_its_options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounted(monkeypatch, Drive(str(tmp_path), "NTFS", "rw,remote"))
    assert is_remote(tmp_path)


@pytest.mark.parametrize("path", [r"\\server\share\library", r"\\?\UNC\server\share\library"])
def test_a_path_to_a_server_is_a_share(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    mounted(monkeypatch)
    monkeypatch.setattr("curator.store.place.sys.platform", "win32")
    monkeypatch.setattr("curator.store.place.os.path.realpath", lambda _: path)
    assert is_remote(Path("library"))
    monkeypatch.setattr("curator.store.place.os.path.realpath", lambda _: "\\\\?\\C:\\library")
    assert not is_remote(Path("library"))


def test_this_machines_own_drives_are_told(tmp_path: Path) -> None:
    kind, _ = place.filesystem(str(tmp_path))
    assert kind
    assert not is_remote(tmp_path) or kind in place.REMOTE | place.FOREIGN


@pytest.fixture
def share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "filesystem", lambda _: ("nfs4", "rw"))


def journal(folder: Path, name: str = "library.db") -> str:
    with closing(sqlite3.connect(folder / name)) as connection:
        return str(connection.execute("PRAGMA journal_mode").fetchone()[0])


@pytest.mark.usefixtures("share")
def test_a_share_gets_a_rollback_journal(tmp_path: Path) -> None:
    fill(tmp_path, 5)
    with closing(Library(tmp_path)) as library:
        give_stars(library, 2)
        library.thumbnails.put("a", b"jpeg")
        assert {journal(tmp_path), journal(tmp_path, "thumbnails.db")} == {"delete"}
        assert not list(tmp_path.glob("*-wal")) + list(tmp_path.glob("*-shm"))
        assert library.thumbnails.get("a") == b"jpeg"


@pytest.mark.parametrize("killed", [False, True])
def test_a_library_with_a_log_is_changed_over(
    tmp_path: Path, killed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, 20)
    if killed:
        mark_and_end(9, tmp_path)
        assert (tmp_path / "library.db-wal").stat().st_size > 0
    assert journal(tmp_path) == "wal" if not killed else True
    monkeypatch.setattr(place, "filesystem", lambda _: ("nfs4", "rw"))
    with closing(Library(tmp_path)) as library:
        assert stars(library) == (9 if killed else 0)
        assert library.notices == ()
    assert journal(tmp_path) == "delete"
    assert not list(tmp_path.glob("*-wal"))
    monkeypatch.undo()
    Library(tmp_path).close()
    assert journal(tmp_path) == "wal"


@pytest.mark.usefixtures("share")
def test_on_a_share_readers_and_writers_wait_for_each_other(tmp_path: Path) -> None:
    """None is shut out, however long another one goes on: the writer ends when every reader saw it write."""
    seen: list[list[int]] = [[], [], []]
    stop = threading.Event()

    def read(mine: list[int]) -> None:
        while not stop.is_set():
            with library.snapshot() as connection:
                first = connection.execute("SELECT count(*) FROM folders").fetchone()[0]
                stop.wait(0.002)
                mine.append(first)
                mine.append(connection.execute("SELECT count(*) FROM folders").fetchone()[0])

    with closing(Library(tmp_path)) as library:
        readers = [threading.Thread(target=read, args=(mine,)) for mine in seen]
        for reader in readers:
            reader.start()
        written, deadline = 0, time.monotonic() + 60
        while (written < 60 or min(len(set(mine)) for mine in seen) < 2) and time.monotonic() < deadline:
            with library.transaction() as connection:
                connection.execute("INSERT INTO folders (path) VALUES (?)", (f"/{written}",))
            written += 1
        stop.set()
        for reader in readers:
            reader.join(10)
        assert library.read("SELECT count(*) FROM folders") == [(written,)]
    for mine in seen:
        assert mine[::2] == mine[1::2], "within a snapshot nothing changes"
        assert len(set(mine)) > 1


@pytest.mark.usefixtures("share")
def test_on_a_share_a_long_reading_costs_the_writer_time_only(tmp_path: Path) -> None:
    """Longer than SQLite itself waits for."""
    reading = threading.Event()

    def read() -> None:
        with library.snapshot() as connection:
            connection.execute("SELECT count(*) FROM folders").fetchone()
            reading.set()
            time.sleep(2 * STEP_SECONDS)

    with closing(Library(tmp_path)) as library:
        reader = threading.Thread(target=read)
        reader.start()
        assert reading.wait(30)
        with library.transaction() as connection:
            connection.execute("INSERT INTO folders (path) VALUES ('/a')")
        reader.join(30)
        assert library.read("SELECT count(*) FROM folders") == [(1,)]


# Other processes


@pytest.mark.skipif(sys.platform == "win32", reason="Windows refuses to rename an open database by itself")
def test_a_process_knows_whether_it_is_alone(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from curator.store.in_use import Use\n"
        "use = Use(Path(sys.argv[1])); print(use.alone, flush=True); use.share(); input()\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"True"
        use = Use(tmp_path)
        assert (use.alone, use.is_last()) == (False, False)
        other.kill()
    assert use.is_last()
    use.close()
    again = Use(tmp_path)
    assert again.alone
    again.close()
