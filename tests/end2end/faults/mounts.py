"""Drives that come and go, where the machine lets the tests mount: only Linux, and only its root."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


class Mounts:
    """Everything that it mounted is taken off at the end."""

    def __init__(self) -> None:
        self._mounted: list[Path] = []

    def drive(self, folder: Path) -> None:
        """A drive of its own, empty, in memory."""
        self._mount("-t", "tmpfs", "-o", "size=64m", "tmpfs", folder=folder)

    def show(self, source: Path, folder: Path) -> None:
        """What lies in one folder also lies in the other; so a drive can come back with all that it held."""
        self._mount("--bind", str(source), folder=folder)

    def take_off(self, folder: Path) -> None:
        """Try until nobody reads in it."""
        for _ in range(50):
            if subprocess.run(["umount", str(folder)], check=False, capture_output=True).returncode == 0:
                self._mounted.remove(folder)
                return
            time.sleep(0.1)
        raise AssertionError(f"{folder} could not be unmounted")

    def take_off_all(self) -> None:
        for folder in reversed(self._mounted.copy()):
            self.take_off(folder)

    def _mount(self, *options: str, folder: Path) -> None:
        done = subprocess.run(["mount", *options, str(folder)], check=False, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
        self._mounted.append(folder)


@contextmanager
def mounts() -> Iterator[Mounts]:
    """Skips where nothing can be mounted."""
    if sys.platform != "linux":
        pytest.skip("only Linux mounts what the tests say")
    mounted = Mounts()
    try:
        yield mounted
    finally:
        mounted.take_off_all()
