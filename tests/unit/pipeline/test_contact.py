"""Thumbnails of a contact sheet are those kept; what is missing is made while the file is there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from curator.pipeline.contact import sheet_thumbnails
from curator.store import gallery
from curator.store.library import Library
from tests.helpers.listed import list_pictures


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(tmp_path / "library")
    yield opened
    opened.close()


def test_kept_made_and_missing_thumbnails(library: Library, tmp_path: Path) -> None:
    kept, made, gone = list_pictures(library, tmp_path, 3)
    library.thumbnails.put(kept.content, b"kept")
    gone.path.unlink()
    jpeg = sheet_thumbnails(library, gallery.columns(library, None, ()))
    assert jpeg(kept.content) == b"kept"
    assert (jpeg(made.content) or b"").startswith(b"\xff\xd8")
    assert jpeg(gone.content) is None
    assert jpeg("ab" * 32) is None
