"""Who has a file open, asked of the real system, and what the watcher makes of the answer."""

import io
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from curator.watch.writers import ZEROS, ends_in_zeros, is_being_written
from tests.helpers.waiting import wait_until
from tests.helpers.watching import watching

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who has a file open")


@linux
def test_a_file_is_being_written_while_any_program_has_it_open_for_that(tmp_path: Path) -> None:
    path = tmp_path / "fog.png"
    path.write_bytes(b"fog")
    assert is_being_written(str(path)) is False
    with path.open("rb"):
        assert is_being_written(str(path)) is False, "who reads it changes nothing"
    command = [sys.executable, "-c", "import sys; file = open(sys.argv[1], 'ab'); print(flush=True); input()"]
    with subprocess.Popen([*command, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert is_being_written(str(path)) is True
        other.communicate(b"\n")
    assert is_being_written(str(path)) is False


@linux
def test_asking_keeps_no_writer_waiting_and_ends_nobody(tmp_path: Path) -> None:
    path = tmp_path / "fog.png"
    path.write_bytes(b"fog")
    program = "import sys\nfor _ in range(2000): open(sys.argv[1], 'ab').close()"
    begun = time.monotonic()
    with subprocess.Popen([sys.executable, "-c", program, path]) as writer:
        while writer.poll() is None:
            assert is_being_written(str(path)) is not None
    assert writer.returncode == 0
    assert time.monotonic() - begun < 20


def test_what_cannot_be_told_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_being_written(str(tmp_path / "absent.png")) is None
    monkeypatch.setattr(sys, "platform", "darwin")
    assert is_being_written(str(tmp_path)) is None


def test_a_file_that_got_its_size_first_ends_in_zeros(tmp_path: Path) -> None:
    path = tmp_path / "fog.bmp"
    for content, zeros in ((b"", True), (bytes(5), True), (bytes(ZEROS) + b"x", False)):
        path.write_bytes(content)
        assert ends_in_zeros(str(path)) is zeros
    with path.open("r+b") as file:
        file.truncate(1_000_000)
    assert ends_in_zeros(str(path))
    assert not ends_in_zeros(str(tmp_path / "absent.bmp"))


@pytest.mark.parametrize("tells", [pytest.param(True, marks=linux), False])
def test_a_picture_given_its_size_first_is_told_when_it_is_filled(
    tmp_path: Path, tells: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not tells:
        monkeypatch.setattr("curator.watch.watcher.is_being_written", lambda path: None)
        monkeypatch.setattr("curator.watch.scanning.is_being_written", lambda path: None)
    path, sink = tmp_path / "fog.bmp", io.BytesIO()
    Image.effect_noise((50, 40), 60).convert("RGB").save(sink, "BMP")
    content = sink.getvalue()
    with watching(tmp_path) as told:
        with path.open("wb", buffering=0) as file:
            file.truncate(len(content))
            file.write(content[:1000])
            assert not wait_until(lambda: told.found, 1.6)
            file.write(content[1000:])
        assert wait_until(lambda: told.has(path))
        assert [facts.bytes for facts in told.found] == [len(content)]
