"""One window per library: what a second program start does, and what goes on beside a window as ever."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from curator.core.errors import KnownError
from curator.gui import single_start
from curator.gui.single_start import FirstWindow, hand_over, window_claimed
from tests.end2end.faults.forms import forms, tell
from tests.helpers.hands import OFFSCREEN
from tests.helpers.pictures import write_png
from tests.helpers.process import ROOT, curator_process, rows, run_curator
from tests.helpers.waiting import wait_until

pytestmark = OFFSCREEN
RATED = "select name from score_table where rated_at is not null"
TWICE = "select count(*), count(distinct content) from ratings"
WAITING = 8
"""Pictures to rate at each start."""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    """Two with pictures; the second one's name is no text where the system lets it be none."""
    second = tmp_path / (os.fsdecode(b"b\xff\n'b") if sys.platform == "linux" else "b b")
    for seed, folder in enumerate((tmp_path / "a", second)):
        folder.mkdir()
        write_png(folder / f"{seed}.png", seed=seed)
    return [tmp_path / "a", second]


@pytest.fixture
def first(qapp: QApplication, library: Path) -> Iterator[FirstWindow]:
    """In this process."""
    with window_claimed(library) as ours:
        assert ours
        window = FirstWindow(library)
        yield window
        window.close()
        window.deleteLater()


def rated(library: Path) -> set[str]:
    return {name for (name,) in rows(library, RATED)}


def test_a_second_start_hands_its_folders_to_the_first_window(
    tmp_path: Path, library: Path, folders: list[Path], qtbot: QtBot
) -> None:
    given = ("--library", library, "--rater", "pixels")
    before = ExitStack()
    assert before.enter_context(window_claimed(library))
    with curator_process(tmp_path / "log", folders[0], *given) as process:
        time.sleep(1)
        assert process.poll() is None
        assert rated(library) == set(), "a window that is about to end is waited for"
        before.close()
        assert wait_until(lambda: rated(library) == {"0.png"}, 60)
        (tmp_path / "link").symlink_to(library)
        second = run_curator(folders[1], "--library", tmp_path / "link", "--rater", "pixels")
        told = "A window has this library open; it watches the folder and comes to the front.\n"
        assert (second.returncode, second.stdout, second.stderr) == (0, "", told)
        assert wait_until(lambda: rated(library) == {"0.png", "1.png"}, 30)
        process.kill()
        process.wait(10)
    # What a killed window leaves blocks nobody
    with window_claimed(library) as ours:
        assert ours
        window = FirstWindow(library)
        assert answer(qtbot, window, library, folders) == folders
        window.close()
    log = Path(os.environ["CURATOR_LOGS"]) / "curator.log"
    assert log.read_text(encoding="utf-8").count("started: ") == 1


def answer(qtbot: QtBot, first: FirstWindow, library: Path, folders: list[Path]) -> list[Path]:
    """What the window hears of a second start in another process."""
    code = (
        "import os, sys; from pathlib import Path; from curator.gui.single_start import hand_over;"
        "print(hand_over(Path(sys.argv[1]), [Path(each) for each in sys.argv[2:]]))"
    )
    heard: list[list[Path]] = []
    first.asked.connect(heard.append)
    second = subprocess.Popen([sys.executable, "-c", code, library, *folders], cwd=ROOT)
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
    assert second.returncode == 0
    return heard[0]


def test_a_window_that_does_not_answer_is_told_in_one_sentence(
    library: Path, folders: list[Path], first: FirstWindow
) -> None:
    """It is in this process, which is busy."""
    with window_claimed(library) as ours:
        assert not ours
    with pytest.raises(
        KnownError, match=r"^Another window has this library open and does not answer\. Close"
    ):
        hand_over(library, folders, patience_ms=300)
    with pytest.raises(KnownError, match="too many folders"):
        hand_over(library, [Path("/" + "x" * 200)] * 2000)


@pytest.mark.parametrize(
    "sent", [b"", b"\0\0", b"\xff\xff\xff\xff", b"\0\0\0\x05ab", b"GET / HTTP/1.1\r\n\r\n"]
)
def test_what_is_no_list_of_folders_is_passed_over(
    qtbot: QtBot, library: Path, first: FirstWindow, sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single_start, "READ_MS", 50)
    heard: list[list[Path]] = []
    first.asked.connect(heard.append)
    socket = QLocalSocket()
    socket.connectToServer(single_start._place(library))
    assert socket.waitForConnected(1000)
    socket.write(sent)
    socket.flush()
    qtbot.waitUntil(lambda: socket.state() is QLocalSocket.LocalSocketState.UnconnectedState, timeout=5000)
    assert heard == []


def test_only_the_user_may_talk_to_the_window(library: Path, first: FirstWindow, folders: list[Path]) -> None:
    if sys.platform == "win32":
        assert QLocalServer.SocketOption.UserAccessOption in first._server.socketOptions()
    else:
        assert Path(single_start._place(library)).stat().st_mode & 0o077 == 0
    assert single_start._folders(b"relative\0\0" + os.fsencode(folders[1])) == [folders[1]]


def test_a_place_that_knows_no_lock_keeps_nobody_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    with window_claimed(tmp_path / "file" / "library") as ours:
        assert ours, "the library tells what is wrong there"

    def no_locks(number: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(single_start, "_try_lock", no_locks)
    with window_claimed(tmp_path / "a") as ours, window_claimed(tmp_path / "a") as also:
        assert ours
        assert also


@forms(WAITING, 400, minutes=5)
def test_each_picture_is_rated_once_by_two_that_watch_one_library(
    size: int, tmp_path: Path, library: Path
) -> None:
    folder = tmp_path / "outputs"
    folder.mkdir()
    given = ("watch", folder, "--library", library, "--rater", "pixels")
    with curator_process(tmp_path / "1", *given) as one, curator_process(tmp_path / "2", *given) as two:
        assert wait_until(lambda: all((tmp_path / name).read_bytes() for name in "12"), 60)
        began, seen = time.monotonic(), dict[str, float]()
        for seed in range(size):
            write_png(folder / f"{seed}.png", seed=seed)
        while len(rated(library)) < size and time.monotonic() - began < 120:
            now = dict(rows(library, "select content, rated_at from ratings"))
            assert seen.items() <= now.items(), "a rating that was there is another one now"
            seen = now
            time.sleep(0.02)
        seconds = time.monotonic() - began
        time.sleep(0.3)
        now = dict(rows(library, "select content, rated_at from ratings"))
        tell(10, "two that watch", pictures=size, seconds=round(seconds, 2), ratings=len(now))
        assert seen.items() <= now.items()
        assert rows(library, TWICE) == [(size, size)]
        assert rows(library, "select count(*) from failures") == [(0,)]
        for process in (one, two):
            # Where tests run in the background Ctrl+C is ignored
            process.send_signal(getattr(signal, "CTRL_BREAK_EVENT", signal.SIGTERM))
        assert {one.wait(20), two.wait(20)} <= {0, 130}
    log = (Path(os.environ["CURATOR_LOGS"]) / "curator.log").read_text(encoding="utf-8")
    assert log.count(" watch ") == len(log.splitlines())
    assert log.count("started: ") == log.count(" ended\n") == 2
