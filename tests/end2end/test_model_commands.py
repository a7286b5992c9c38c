"""`curator model get`, `remove` and `status`, as processes that ask a Hub on this machine."""

import hashlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.hub_server import HubServer, hub_environment, hub_server, serve_example
from tests.helpers.pictures import write_png
from tests.helpers.process import ROOT, interrupt
from tests.helpers.tiny_checkpoint import write_tiny_checkpoint
from tests.helpers.waiting import wait_until

NAMES = ("--model", "someone/rater", "--processor", "qwen/processor")


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubServer]:
    with hub_server() as server:
        serve_example(server, tmp_path)
        yield server


class Curator:
    """Commands whose Hub is this one, with a cache and a library of their own."""

    def __init__(self, hub: HubServer, home: Path) -> None:
        self.home = home
        self._environment = hub_environment(hub.url, home / "hf") | {"COLUMNS": "200"}

    def command(self, *arguments: str | Path) -> list[str]:
        return [sys.executable, "-m", "curator", *map(str, arguments)]

    def run(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            cwd=ROOT,
            env=self._environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    def start(self, *arguments: str | Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.command(*arguments),
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )

    def begun(self) -> int:
        """Bytes of the weights that are here, of a download that is not finished."""
        parts = (self.home / "hf" / "hub").glob("models--someone--rater/blobs/*.incomplete")
        return sum(path.stat().st_size for path in parts)


@pytest.fixture
def curator(hub: HubServer, tmp_path: Path) -> Curator:
    return Curator(hub, tmp_path)


def test_get_status_and_remove(hub: HubServer, curator: Curator, tmp_path: Path) -> None:
    got = curator.run("model", "get", *NAMES)
    assert got.returncode == 0, got.stderr
    first, *lines = got.stderr.splitlines()
    assert first.startswith("someone/rater, qwen/processor, weathon/qwen_2_5_vision_reward: 800 kB, of which")
    assert re.search(r"of which 800 kB are to be fetched; \d+\.\d GB are free in .*hub\.$", first)
    assert any(line.startswith("fetching ") and "(0 %)" in line for line in lines)
    assert lines[-1].startswith("checking rules.csv: 800 kB of 800 kB (100 %)")
    assert len(lines) <= 2 * 11 + 2
    where, rubric, note = got.stdout.splitlines()
    digest = hashlib.sha256((tmp_path / "rules" / "rules.csv").read_bytes()).hexdigest()[:8]
    assert where.startswith(f"The model someone/rater is on this machine, 800 kB in {tmp_path}")
    assert rubric.startswith("The rubric of its training: ")
    assert rubric.endswith(f"rules.csv (SHA-256 {digest})")
    assert "is another copy than the authors'" in note
    status = curator.run("model", "status", *NAMES)
    assert "complete:  yes" in status.stdout
    assert re.search(r"rules: +.*rules\.csv \(SHA-256 [0-9a-f]{8}\)\n", status.stdout)
    assert "trained:   " + rubric.partition(": ")[2] in status.stdout
    assert "ok     model" in curator.run("doctor", *NAMES).stdout
    hub.requests.clear()
    again = curator.run("model", "get", *NAMES, "--quiet")
    assert (again.returncode, again.stderr) == (0, "")
    assert not hub.asked("GET", "config.json")
    removed = curator.run("model", "remove", *NAMES)
    assert removed.returncode == 0, removed.stderr
    assert removed.stdout == "The model is off this machine; that freed 800 kB.\n"
    gone = curator.run("model", "status", *NAMES).stdout
    assert "complete:  no" in gone
    assert "trained:   not here; 'curator model get' fetches it" in gone


@pytest.mark.parametrize("ending", ["interrupt", "terminate"])
def test_a_stopped_get_goes_on_with_the_same_command(
    hub: HubServer, curator: Curator, tmp_path: Path, ending: str
) -> None:
    if ending == "terminate" and sys.platform == "win32":
        pytest.skip("there is no such signal there")
    hub.faults.stall_after = 400_000
    process = curator.start("model", "get", *NAMES)
    try:
        assert wait_until(lambda: curator.begun() >= 400_000, 30)
        interrupt(process) if ending == "interrupt" else process.send_signal(signal.SIGTERM)
        out, told = process.communicate(timeout=10)
    finally:
        process.kill()
        process.communicate()
    assert (process.returncode, out) == (130, b"")
    assert (
        told.decode().splitlines()[-1] == "Paused; what is here stays. The same command goes on from there."
    )
    here = curator.begun()
    status = curator.run("model", "status", *NAMES).stdout
    assert re.search(r"begun: +4\d\d kB are here; 'curator model get' goes on from there", status)
    hub.faults.stall_after = None
    done = curator.run("model", "get", *NAMES)
    assert done.returncode == 0, done.stderr
    config = (tmp_path / "model" / "config.json").stat().st_size
    last = hub.transfers(tmp_path / "model", "model.safetensors")[-1]
    assert last.range == f"bytes={here - config}-"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_terminal_shows_a_bar(hub: HubServer, curator: Curator) -> None:
    import pty

    hub.faults.per_second = 1_000_000
    parent, child = pty.openpty()
    process = subprocess.Popen(
        curator.command("model", "get", *NAMES),
        cwd=ROOT,
        env=curator._environment | {"TERM": "xterm-256color"},
        stdout=subprocess.PIPE,
        stderr=child,
    )
    os.close(child)
    shown = b""
    try:
        while piece := _read(parent):
            shown += piece
        process.communicate(timeout=30)
    finally:
        os.close(parent)
        process.kill()
        process.communicate()
    text = shown.decode("utf-8")
    assert process.returncode == 0, text
    assert "━" in text
    assert re.search(
        r"fetching model\.safetensors: \d+ kB of 800 kB \(\d+ %\), [\d.]+ [kM]B/s, \d s left", text
    )


def _read(terminal: int) -> bytes:
    """What was written; nothing once the other end is closed."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("get", "--model", "nobody/nothing"), "The Hub has no nobody/nothing that you may read"),
        (("get", "--model", "/no/such/folder"), "There is no folder /no/such/folder"),
        (("get", "--revision", "v9", *NAMES), "The Hub has no revision v9 of someone/rater"),
        (("remove", "--model", ".", "--processor", "."), "is a folder of yours"),
    ],
)
def test_what_can_not_be_done_is_one_line_and_status_2(
    curator: Curator, arguments: tuple[str, ...], told: str
) -> None:
    result = curator.run("model", *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert told in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_revision_is_got_told_and_found(hub: HubServer, curator: Curator, tmp_path: Path) -> None:
    commit = hub.add("someone/rater", tmp_path / "model", "v2")
    assert curator.run("model", "get", *NAMES, "--revision", "v2").returncode == 0
    assert commit in curator.run("model", "status", *NAMES, "--revision", "v2").stdout
    assert "complete:  no" in curator.run("model", "status", *NAMES).stdout
    assert "ok     model" in curator.run("doctor", *NAMES, "--revision", "v2").stdout


def test_what_was_got_rates_pictures(hub: HubServer, curator: Curator, tmp_path: Path) -> None:
    """Sharded, with model and processor in one repository."""
    hub.add("someone/tiny", write_tiny_checkpoint(tmp_path / "tiny", sharded=True))
    write_png(tmp_path / "a.png", seed=1)
    tiny = ("--model", "someone/tiny", "--processor", "someone/tiny")
    got = curator.run("model", "get", *tiny)
    assert got.returncode == 0, got.stderr
    hub.requests.clear()
    rated = curator.run("rate", tmp_path / "a.png", "--rater", "qwen", *tiny)
    assert rated.returncode == 0, rated.stderr
    assert "1 rated" in rated.stderr
    assert hub.requests == []
