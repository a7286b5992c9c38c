"""The thumbnail of a listed file: kept ones cost one look-up, others are made of the file as it is."""

import io
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from curator.core.errors import PictureError
from curator.pipeline.thumbnail import thumbnail
from curator.store.library import Library
from tests.helpers.listed import facts, list_file
from tests.helpers.pictures import write_png


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(tmp_path / "library")
    yield opened
    opened.close()


def size_of(jpeg: bytes | None) -> tuple[int, int]:
    assert jpeg is not None
    return Image.open(io.BytesIO(jpeg), formats=["JPEG"]).size


def test_it_is_made_once_in_the_size_that_is_asked_for(library: Library, tmp_path: Path) -> None:
    one = list_file(library, write_png(tmp_path / "a.png", size=(1200, 600)))
    assert size_of(thumbnail(library, one.id)) == (256, 128)
    assert size_of(thumbnail(library, one.id, one.content, 512)) == (512, 256)
    one.path.unlink()
    assert size_of(thumbnail(library, one.id)) == (256, 128)
    assert size_of(thumbnail(library, one.id, one.content)) == (256, 128)
    assert size_of(thumbnail(library, one.id, one.content, 512)) == (512, 256)


def test_with_the_larger_one_comes_the_smaller(library: Library, tmp_path: Path) -> None:
    one = list_file(library, write_png(tmp_path / "a.png", size=(600, 1200)))
    thumbnail(library, one.id, one.content, 512)
    assert size_of(library.thumbnails.get(one.content, 256)) == (128, 256)
    library.thumbnails.put(one.content, b"from rating")
    library.thumbnails.put(one.content, b"", 512)
    thumbnail(library, one.id, one.content, 512)
    assert library.thumbnails.get(one.content) == b"from rating"


def test_a_kept_one_costs_no_look_at_the_library(library: Library, tmp_path: Path) -> None:
    one = list_file(library, write_png(tmp_path / "a.png"))
    thumbnail(library, one.id, one.content)
    library.thumbnails.put("elsewhere", b"kept")
    asked: list[str] = []
    with library.snapshot() as connection:
        connection.set_trace_callback(asked.append)
    asked.clear()
    assert thumbnail(library, one.id, one.content) is not None
    assert thumbnail(library, 12345, "elsewhere") == b"kept"
    assert asked == []
    assert thumbnail(library, 12345, "unknown") is None
    assert asked


def test_an_older_content_gets_what_the_file_holds_now(library: Library, tmp_path: Path) -> None:
    one = list_file(library, write_png(tmp_path / "a.png", size=(300, 100)))
    older = one.content
    write_png(one.path, size=(100, 400), seed=5)
    now = list_file(library, one.path)
    assert now.id == one.id
    assert now.content != older
    assert size_of(thumbnail(library, one.id, older)) == (64, 256)
    assert library.thumbnails.get(older) is None
    assert size_of(library.thumbnails.get(now.content)) == (64, 256)


def test_a_file_not_read_yet_has_one_that_is_not_kept(library: Library, tmp_path: Path) -> None:
    one = list_file(library, write_png(tmp_path / "a.png", size=(300, 100)), read=False)
    assert size_of(thumbnail(library, one.id)) == (256, 85)
    with sqlite3.connect(tmp_path / "library" / "thumbnails.db") as other:
        assert other.execute("SELECT count(*) FROM thumbnails").fetchone() == (0,)
    other.close()


def test_a_file_that_changed_since_it_was_read_keeps_none(library: Library, tmp_path: Path) -> None:
    one = list_file(library, write_png(tmp_path / "a.png", size=(300, 100)))
    before = facts(one.path)
    write_png(one.path, size=(100, 400), seed=5)
    assert facts(one.path) != before
    assert size_of(thumbnail(library, one.id, one.content)) == (64, 256)
    assert library.thumbnails.get(one.content) is None


def test_a_file_that_is_gone_says_so(library: Library, tmp_path: Path) -> None:
    one = list_file(library, write_png(tmp_path / "a.png"))
    one.path.unlink()
    with pytest.raises(PictureError, match="not there any more"):
        thumbnail(library, one.id, one.content)


def test_a_file_that_is_away_shows_the_smaller_one_that_is_kept(library: Library, tmp_path: Path) -> None:
    one = list_file(library, write_png(tmp_path / "a.png", size=(1200, 600)))
    assert size_of(thumbnail(library, one.id)) == (256, 128)
    one.path.unlink()
    assert size_of(thumbnail(library, one.id, one.content, 512)) == (256, 128)
    assert library.thumbnails.get(one.content, 512) is None
    other = list_file(library, write_png(tmp_path / "b.png", size=(1100, 600)))
    other.path.unlink()
    with pytest.raises(PictureError):
        thumbnail(library, other.id, other.content, 512)
