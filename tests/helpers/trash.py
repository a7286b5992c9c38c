"""A trash of the test's own."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def own_trash(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty one, by the specification of freedesktop.org; the library reads its place once, at its import.

    Elsewhere it would be the user's: the test is skipped.
    """
    if sys.platform in ("win32", "darwin"):
        pytest.skip("the trash of the test would be the user's")
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    _forget(monkeypatch)
    yield home / "data" / "Trash"
    _forget(monkeypatch)


def _forget(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("send2trash")]:
        monkeypatch.delitem(sys.modules, name)
