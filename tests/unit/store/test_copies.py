"""Every path at which a content was seen, and whether it is still there."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from curator.store import files
from curator.store.copies import Place, There, places
from curator.store.library import Library
from tests.helpers.listed import facts, list_file, list_pictures
from tests.helpers.pictures import write_png


def test_places_tell_what_became_of_each(library: Library, tmp_path: Path) -> None:
    first, other = list_pictures(library, tmp_path, 2)
    copies = []
    for name in ("z.png", "gone.png", "over.png"):
        shutil.copy2(first.path, tmp_path / name)
        copies.append(list_file(library, tmp_path / name))
    here, gone, over = copies
    gone.path.unlink()
    files.mark_gone(library, [gone.path], 1.0)
    write_png(over.path, seed=30, size=(99, 20))
    list_file(library, over.path)
    assert places(library, first.content) == [
        Place(first.path, first.id, There.LISTED),
        Place(here.path, here.id, There.LISTED),
        Place(gone.path, gone.id, There.GONE),
        Place(over.path, over.id, There.CHANGED),
    ]
    assert places(library, other.content) == [Place(other.path, other.id, There.LISTED)]
    assert places(library, "ab" * 32) == []


def test_a_place_without_a_row_is_told(library: Library, tmp_path: Path) -> None:
    (picture,) = list_pictures(library, tmp_path, 1)
    with library.transaction() as connection:
        connection.execute(
            "INSERT INTO places (content, path, seen_at) VALUES (?, '/old/drive/a.png', 1.0)",
            (picture.content,),
        )
    assert places(library, picture.content)[1] == Place(Path("/old/drive/a.png"), None, There.GONE)


def test_a_file_that_is_being_read_anew_has_no_content_for_now(library: Library, tmp_path: Path) -> None:
    (picture,) = list_pictures(library, tmp_path, 1)
    os.utime(picture.path, ns=(5, 5))
    files.note_files(library, [facts(picture.path)], 0.0)
    assert [place.there for place in places(library, picture.content)] == [There.CHANGED]


def test_undecodable_paths_come_back_as_they_are(library: Library, tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("names are text there")
    name = os.fsdecode(b"caf\xe9.png")
    picture = list_file(library, write_png(tmp_path / name, seed=1))
    assert places(library, picture.content) == [Place(tmp_path / name, picture.id, There.LISTED)]
