"""What every test obeys: its own folders, no screen, no network, and nothing left running behind it."""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_hub = tempfile.TemporaryDirectory(prefix="curator-tests-hub-", ignore_cleanup_errors=True)
# The Hub's client reads these once, at its import: a cache that is really on the machine is never seen
for _name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
    os.environ.pop(_name, None)
os.environ["HF_HOME"] = _hub.name
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """The full fault checks measure: nothing else may run beside them."""
    if config.option.markexpr == "soak":
        config.option.numprocesses = 0


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, object, object]:
    """What a test of undecodable names prints or says goes to another process, as UTF-8."""
    return _encodable((yield))


def _encodable(data: object) -> object:
    if isinstance(data, str):
        return data.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(data, dict):
        return {key: _encodable(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return type(data)(map(_encodable, data))
    return data


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's own library and settings are never touched."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("CURATOR_LIBRARY", str(home / "library"))
    monkeypatch.setenv("CURATOR_CONFIG", str(home / "config"))
    monkeypatch.setenv("CURATOR_CACHE", str(home / "cache"))
    monkeypatch.setenv("CURATOR_LOGS", str(home / "logs"))


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """A thread still running two seconds after the test is a leak."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 2
    left = set(threading.enumerate()) - before
    while left and time.monotonic() < deadline:
        time.sleep(0.01)
        left = {thread for thread in threading.enumerate() if thread not in before}
    assert not left, f"threads left running: {sorted(thread.name for thread in left)}"


@pytest.fixture
def shared() -> Path:
    """The folder of reference material beside the checkout; tests that need it skip where it is absent."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("the reference material is not on this machine")
    return folder


@pytest.fixture
def undressed(qapp: "QApplication") -> Iterator["QApplication"]:
    """The theme is the application's: put back what other tests expect."""
    before, sheet, style = qapp.palette(), qapp.styleSheet(), qapp.style().objectName()
    yield qapp
    qapp.setStyleSheet(sheet)
    qapp.setStyle(style)
    qapp.setPalette(before)


@pytest.fixture(scope="session")
def unprivileged() -> list[str]:
    """What to put before a command so that permissions count for it, even where root runs the tests."""
    if sys.platform == "win32":
        pytest.skip("permissions are different there")
    if os.geteuid() != 0:
        return []
    lost = "-dac_override,-dac_read_search"
    prefix = ["setpriv", f"--bounding-set={lost}", f"--inh-caps={lost}"]
    if shutil.which("setpriv") is None or subprocess.run([*prefix, "true"], check=False).returncode:
        pytest.skip("permissions do not count for root here")
    return prefix
