"""Rows of files: new, changed, gone and back, renamed, copied, and named by bytes that are no text."""

import os
import sys
from pathlib import Path

import pytest

from curator.core.records import DimensionScore, FileFacts, PictureFacts, RaterIdentity, Rating
from curator.store import files, ratings
from curator.store.folders import add_folder, remove_folder
from curator.store.gallery import columns
from curator.store.library import Library

A = FileFacts(Path("/out/a.png"), 100, 1_000)
PICTURE = PictureFacts("c" * 64, "PNG", 640, 480)


def known_paths(library: Library, root: Path) -> set[Path]:
    return {Path(name) for name in files.known_names(library, root)}


def rater(library: Library, name: str = "pixels") -> int:
    return ratings.use_rater(library, RaterIdentity(name, "1", "rules"), ("clarity",))


def rate(library: Library, facts: FileFacts, picture: PictureFacts, rater_id: int, score: float = 0.5) -> int:
    files.note_files(library, [facts], 0.0)
    image_id = files.note_content(library, facts, picture, 0.0)
    assert image_id is not None
    rating = Rating({"clarity": DimensionScore(score, 0)})
    ratings.record_ratings(library, rater_id, [(image_id, picture.content, rating)], 5.0)
    return image_id


def test_only_new_and_changed_files_are_told(library: Library) -> None:
    assert files.note_files(library, [A], 0.0) == [1]
    assert files.note_files(library, [A], 0.0) == []
    changed = FileFacts(A.path, 101, 2_000)
    assert files.note_files(library, [changed], 0.0) == [1]
    known = files.known_file(library, A.path, 0)
    assert known is not None
    assert (known.bytes, known.modified_ns, known.content) == (101, 2_000, None)


def test_a_file_written_over_is_to_be_rated_again(library: Library) -> None:
    mine = rater(library)
    rate(library, A, PICTURE, mine)
    assert files.pending(library, mine) == []
    changed = FileFacts(A.path, 101, 2_000)
    files.note_files(library, [changed], 0.0)
    assert files.pending(library, mine) == [changed]


def test_a_renamed_file_keeps_its_scores(library: Library) -> None:
    mine = rater(library)
    rate(library, A, PICTURE, mine, score=1.25)
    renamed = FileFacts(Path("/out/b.png"), A.bytes, A.modified_ns)
    assert files.mark_gone(library, [A.path], 1.0) == [1]
    files.note_files(library, [renamed], 2.0)
    files.note_content(library, renamed, PICTURE, 3.0)
    assert files.is_rated(library, PICTURE.content, mine)
    shown = columns(library, mine, ("clarity",))
    assert list(shown.names) == ["b.png"]
    assert shown.scores.tolist() == [[1.25]]
    places = library.read("SELECT path, seen_at FROM places WHERE content = ?", (PICTURE.content,))
    assert sorted(places) == [(str(A.path), 0.0), (str(renamed.path), 3.0)], "the path history"


def test_files_of_equal_content_share_a_rating(library: Library) -> None:
    mine = rater(library)
    rate(library, A, PICTURE, mine)
    copy = FileFacts(Path("/out/copy.png"), A.bytes, 3_000)
    files.note_files(library, [copy], 0.0)
    files.note_content(library, copy, PICTURE, 0.0)
    assert files.pending(library, mine) == []
    assert columns(library, mine, ("clarity",)).scores.tolist() == [[0.5, 0.5]]


def test_newest_first(library: Library) -> None:
    found = [FileFacts(Path(f"/out/{at}.png"), 1, at) for at in (2, 9, 4)]
    files.note_files(library, found, 0.0)
    assert [facts.modified_ns for facts in files.pending(library, rater(library))] == [9, 4, 2]


def test_a_folder_that_went_takes_its_files_along_and_no_others(library: Library) -> None:
    names = ("/out/day/a.png", "/out/day/deep/b.png", "/out/day2/c.png", "/out/day.png")
    files.note_files(library, [FileFacts(Path(name), 1, 1) for name in names], 0.0)
    gone = files.mark_gone(library, [Path(names[0]), Path("/out/day")], 1.0)
    assert len(gone) == 2, "a file that is told with its folder leaves once"
    assert {path.name for path in files.image_paths(library, gone).values()} == {"a.png", "b.png"}
    assert known_paths(library, Path("/out")) == {Path("/out/day2/c.png"), Path("/out/day.png")}
    back = FileFacts(Path(names[0]), 1, 1)
    assert files.note_files(library, [back], 2.0) == [1]
    assert Path(names[0]) in known_paths(library, Path("/out"))


def test_removing_a_folder_keeps_what_another_one_holds(library: Library) -> None:
    outer, inner = add_folder(library, Path("/out")), add_folder(library, Path("/out/kept"))
    for name in ("/out/a.png", "/out/kept/b.png"):
        files.note_files(library, [FileFacts(Path(name), 1, 1)], 0.0)
    assert add_folder(library, Path("/out")) == outer
    remove_folder(library, outer.id)
    assert known_paths(library, Path("/")) == {Path("/out/kept/b.png")}
    remove_folder(library, inner.id)
    remove_folder(library, inner.id)
    assert known_paths(library, Path("/")) == set()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no names that are not Unicode")
def test_names_that_are_no_text_stay_what_they_are(library: Library) -> None:
    raw = [b"/out/\xff.png", b"/out/\xfe.png", "/out/\u00ff.png".encode(), b"/o\xfft/a.png"]
    paths = [Path(os.fsdecode(name)) for name in raw]
    ids = files.note_files(library, [FileFacts(path, 1, 1) for path in paths], 0.0)
    assert files.image_paths(library, ids) == dict(zip(ids, paths, strict=True))
    assert known_paths(library, Path("/out")) == set(paths[:3])
    assert known_paths(library, paths[3].parent) == {paths[3]}
    assert files.mark_gone(library, [paths[1]], 1.0) == [ids[1]]
    shown = columns(library, None, ())
    assert [Path(str(path)) for path in shown.paths] == [paths[0], paths[2], paths[3]]


def test_a_failed_file_does_not_come_back_until_it_changes(library: Library) -> None:
    mine = rater(library)
    files.note_files(library, [A], 0.0)
    ratings.record_failure(library, 1, None, "The file is cut short.", 1.0)
    assert files.pending(library, mine) == []
    whole = FileFacts(A.path, 300, 2_000)
    files.note_files(library, [whole], 2.0)
    assert files.pending(library, mine) == [whole]
    assert ratings.failures(library, mine) == []


def test_what_was_read_of_a_file_that_went_or_changed_is_not_taken(library: Library) -> None:
    files.note_files(library, [A], 0.0)
    files.mark_gone(library, [A.path], 1.0)
    assert files.note_content(library, A, PICTURE, 2.0) is None
    assert known_paths(library, A.path.parent) == set(), "it must not come back"
    changed = FileFacts(A.path, 101, 2_000)
    files.note_files(library, [changed], 3.0)
    assert files.note_content(library, A, PICTURE, 4.0) is None
    assert files.pending(library, rater(library)) == [changed]


def test_one_raters_failure_does_not_keep_another_from_trying(library: Library) -> None:
    first, second = rater(library, "one"), rater(library, "two")
    files.note_files(library, [A], 0.0)
    ratings.record_failure(library, 1, first, "No numbers.", 1.0)
    assert files.pending(library, first) == []
    assert files.pending(library, second) == [A]
    assert ratings.failures(library, second) == []
    assert columns(library, second, ("clarity",)).failures[0] == ""
    assert columns(library, first, ("clarity",)).failures[0] == "No numbers."
    files.note_content(library, A, PICTURE, 2.0)
    assert ratings.failures(library, first) == [], "it could be read since"


def test_pending_of_one_folder(library: Library) -> None:
    mine, other = rater(library), FileFacts(Path("/other/b.png"), 1, 1)
    files.note_files(library, [A, other], 0.0)
    assert files.pending(library, mine, Path("/out")) == [A]
    assert set(files.known_files(library, [A.path, Path("/nowhere.png")], mine)) == {A.path}
