"""A trash of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.trash import own_trash


@pytest.fixture
def trash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with own_trash(tmp_path / "home", monkeypatch) as folder:
        yield folder
