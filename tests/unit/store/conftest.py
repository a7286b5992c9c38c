"""A real library on disk for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from curator.store.library import Library


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(tmp_path / "library")
    yield opened
    opened.close()
