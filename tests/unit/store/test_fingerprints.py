"""Fingerprints are kept by content, with all their 64 bits, and come back in the gallery's columns."""

from pathlib import Path

import pytest

from curator.core import similar
from curator.store import files, fingerprints, gallery
from curator.store.library import Library
from tests.helpers.listed import list_file, list_pictures
from tests.helpers.pictures import write_png

NUMBERS = (1, 2**63 - 1, 2**63, 2**64 - 1)


def told(library: Library, ids: list[int] | None = None) -> list[int]:
    return [int(number) for number in gallery.columns(library, None, ("clarity",), ids).fingerprints]


def test_every_bit_comes_back_by_content(library: Library, tmp_path: Path) -> None:
    pictures = list_pictures(library, tmp_path, 5)
    copy = list_file(library, write_png(tmp_path / "copy.png", seed=2, size=(64, 48)))
    unread = list_file(library, write_png(tmp_path / "unread.png", seed=9), read=False)
    made = {picture.content: number for picture, number in zip(pictures, NUMBERS, strict=False)}
    ids = fingerprints.put_many(library, made)
    assert sorted(ids) == [*(picture.id for picture in pictures[:4]), copy.id]
    assert told(library) == [*NUMBERS, 0, NUMBERS[2], 0]
    assert told(library, [copy.id, unread.id, pictures[1].id]) == [NUMBERS[1], NUMBERS[2], 0]


def test_missing_are_those_that_were_read_once_each_newest_first(library: Library, tmp_path: Path) -> None:
    pictures = list_pictures(library, tmp_path, 4)
    copy = list_file(library, write_png(tmp_path / "copy.png", seed=0, size=(64, 48)))
    list_file(library, write_png(tmp_path / "unread.png", seed=9), read=False)
    pictures[3].path.unlink()
    files.mark_gone(library, [pictures[3].path], 1.0)
    fingerprints.put_many(library, {pictures[1].content: 7})
    found = fingerprints.missing(library)
    assert found == [(copy.id, pictures[0].content), (pictures[2].id, pictures[2].content)]
    assert fingerprints.missing(library, [pictures[0].id, pictures[1].id]) == [
        (pictures[0].id, pictures[0].content)
    ]
    assert fingerprints.missing(library, []) == []


def test_those_of_another_way_are_not_shown_and_made_anew(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (picture,) = list_pictures(library, tmp_path, 1)
    monkeypatch.setattr(fingerprints, "VERSION", similar.VERSION - 1)
    fingerprints.put_many(library, {picture.content: 5})
    monkeypatch.undo()
    assert told(library) == [0]
    assert fingerprints.missing(library) == [(picture.id, picture.content)]
    assert fingerprints.put_many(library, {picture.content: 6}) == [picture.id]
    assert told(library) == [6]
    assert fingerprints.missing(library) == []


def test_ids_of_files_that_are_gone_are_not_told(library: Library, tmp_path: Path) -> None:
    here, gone = list_pictures(library, tmp_path, 2)
    gone.path.unlink()
    files.mark_gone(library, [gone.path], 1.0)
    assert fingerprints.put_many(library, {here.content: 1, gone.content: 2}) == [here.id]
    assert fingerprints.put_many(library, {}) == []
