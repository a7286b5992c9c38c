"""Hostile and broken files of models, each given to the whole command: refused, and nothing of them runs."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.end2end.faults.forms import forms, is_full, tell
from tests.end2end.faults.hostile_models import REFUSED, SHARDED, WORKS, Break
from tests.helpers.pictures import write_png
from tests.helpers.process import ROOT, rows
from tests.helpers.tiny_checkpoint import write_tiny_checkpoint

LISTENS = """
import os, sys
def heard(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        with open({note!r}, "a") as file:
            file.write(f"{{event}} {{arguments[1:]}}\\n")
sys.addaudithook(heard)
"""
"""A sitecustomize for every process of the command: it notes each try to reach a network."""
SECONDS = 300.0
"""Far more than any of them takes, even on a machine that has much else to do."""
BREAKS = WORKS | REFUSED | SHARDED


class Command:
    """`curator rate` with one model, where the Hub's client may use the network if it wants to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.canary, self.tried = folder / "canary", folder / "network"
        site = folder / "site"
        site.mkdir(parents=True)
        (site / "sitecustomize.py").write_text(LISTENS.format(note=str(self.tried)), "utf-8")
        self.environment = os.environ | {"PYTHONPATH": str(site), "HF_HOME": str(folder / "hub")}
        self.environment.pop("HF_HUB_OFFLINE", None)
        write_png(folder / "a.png")

    def run(self, model: Path, prefix: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        words = ["rate", str(self.folder / "a.png"), "--library", str(self.folder / "library")]
        words += ["--rater", "qwen", "--device", "cpu", "--model", str(model), "--processor", str(model)]
        return subprocess.run(
            [*prefix, sys.executable, "-m", "curator", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )

    @property
    def rated(self) -> int:
        found = rows(self.folder / "library", "select count(*) from ratings")
        return int(found[0][0]) if found else 0


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_checkpoint(tmp_path_factory.mktemp("model") / "tiny")


@pytest.fixture(scope="module")
def sharded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_checkpoint(tmp_path_factory.mktemp("model") / "sharded", sharded=True)


def broken(name: str, request: pytest.FixtureRequest, command: Command) -> Path:
    """A copy of the model, broken in that way."""
    source: Path = request.getfixturevalue("sharded" if name in SHARDED else "whole")
    model = command.folder / "model"
    shutil.copytree(source, model)
    breaks: Break = BREAKS[name]
    breaks(model, command.canary)
    return model


def pickled_only(command: Command) -> Path:
    """As much of a model as the short form needs: it is refused before anything of it is read."""
    model = command.folder / "model"
    model.mkdir()
    (model / "config.json").write_text('{"model_type": "qwen3_vl"}', "utf-8")
    (model / "model.safetensors").touch()
    REFUSED["pickled weights"](model, command.canary)
    return model


@forms(("pickled weights",), (*REFUSED, *SHARDED), minutes=15)
def test_what_is_wrong_is_refused_in_one_sentence_and_nothing_of_it_runs(
    request: pytest.FixtureRequest, size: tuple[str, ...], tmp_path: Path
) -> None:
    wrong: dict[str, str] = {}
    for number, name in enumerate(size):
        command = Command(tmp_path / str(number))
        model = broken(name, request, command) if is_full(request) else pickled_only(command)
        begun = time.monotonic()
        told = command.run(model)
        seconds = time.monotonic() - begun
        lines = told.stderr.strip().splitlines()
        said = lines[-1] if lines else ""
        ran, tried = command.canary.exists(), command.tried.exists()
        tell(
            20,
            f"refused: {name}",
            code=told.returncode,
            lines=len(lines),
            said=said.replace(str(tmp_path), ""),
            ran=ran,
            tried_the_network=tried,
            rated=command.rated,
            seconds=round(seconds, 1),
        )
        is_refused = told.returncode == 2 and len(lines) == 1 and "; " in said and command.rated == 0
        if not is_refused or ran or tried or "Traceback" in told.stderr:
            wrong[name] = told.stderr[-2000:]
        shutil.rmtree(command.folder)
    assert wrong == {}


@pytest.mark.soak  # loading a model takes longer than a short form may
@pytest.mark.timeout(600)
def test_a_working_model_starts_without_a_network(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    prefix = without_network()
    for number, name in enumerate(WORKS):
        command = Command(tmp_path / str(number))
        begun = time.monotonic()
        told = command.run(broken(name, request, command), prefix)
        ran, tried = command.canary.exists(), command.tried.exists()
        tell(
            20,
            f"works: {name}",
            code=told.returncode,
            rated=command.rated,
            ran=ran,
            tried_the_network=tried,
            no_network=bool(prefix),
            seconds=round(time.monotonic() - begun, 1),
        )
        assert (told.returncode, command.rated, ran, tried) == (0, 1, False, False), told.stderr


def without_network() -> tuple[str, ...]:
    """What to put before a command so that there is no network for it, where the system lets us."""
    words = ("unshare", "-r", "-n")
    if shutil.which("unshare") is None or subprocess.run([*words, "true"], check=False).returncode:
        return ()
    return words
