"""Rows of files that the program moves, copies and removes."""

from pathlib import Path

import pytest

from curator.core.records import DimensionScore, FileFacts, PictureFacts, RaterIdentity, Rating
from curator.store import files, moved, ratings
from curator.store.gallery import columns
from curator.store.library import Library

A, B, C = (Path(f"/out/{name}.png") for name in "abc")


@pytest.fixture
def rater(library: Library) -> int:
    """A and B are known and rated."""
    rater_id = ratings.use_rater(library, RaterIdentity("pixels", "1", "rules"), ("clarity",))
    for number, path in enumerate((A, B)):
        facts, picture = FileFacts(path, 100, 1_000), PictureFacts(str(number) * 64, "PNG", 640, 480)
        files.note_files(library, [facts], 0.0)
        image_id = files.note_content(library, facts, picture, 0.0)
        assert image_id is not None
        rating = Rating({"clarity": DimensionScore(0.5 + number, 1)})
        ratings.record_ratings(library, rater_id, [(image_id, picture.content, rating)], 5.0)
    return rater_id


def shown(library: Library, rater_id: int) -> dict[int, tuple[str, float]]:
    rows = columns(library, rater_id, ("clarity",))
    return {
        int(image_id): (str(path), float(score))
        for image_id, path, score in zip(rows.ids, rows.paths, rows.scores[0], strict=True)
    }


def test_a_moved_file_keeps_its_id_and_scores_wherever_the_watcher_looks_first(
    library: Library, rater: int
) -> None:
    target = Path("/other/a.png")
    assert moved.follow(library, [(A, target)]) == ()
    facts = FileFacts(target, 100, 1_000)
    assert files.note_files(library, [facts], 2.0) == [], "nothing new to who finds it there"
    assert files.mark_gone(library, [A], 2.0) == [], "nor to who misses it here"
    rows = moved.note_moved(library, {target: facts}, {target}, 3.0)
    assert rows == moved.Rows((1,), (), ())
    assert shown(library, rater) == {1: (str(target), 0.5), 2: (str(B), 1.5)}
    assert files.pending(library, rater) == []


def test_names_are_exchanged_in_one_go(library: Library, rater: int) -> None:
    moved.follow(library, [(A, B), (B, A)])
    assert shown(library, rater) == {1: (str(B), 0.5), 2: (str(A), 1.5)}


def test_a_row_that_is_in_the_way_leaves(library: Library, rater: int) -> None:
    files.note_files(library, [FileFacts(C, 7, 7)], 1.0)
    ratings.record_failure(library, 3, None, "The file is cut short.", 1.0)
    assert moved.follow(library, [(A, C)]) == (3,)
    assert shown(library, rater)[1] == (str(C), 0.5)
    assert moved.follow(library, [(Path("/unknown.png"), B)]) == ()
    assert len(shown(library, rater)) == 2, "what the library does not know moves nobody"


def test_what_is_moved_out_of_sight_leaves_and_comes_back_known(library: Library, rater: int) -> None:
    target = Path("/away/a.png")
    moved.follow(library, [(A, target)])
    assert moved.note_moved(library, {target: None}, set(), 3.0) == moved.Rows((), (1,), ())
    assert set(shown(library, rater)) == {2}
    assert files.note_files(library, [FileFacts(target, 100, 1_000)], 4.0) == [1]
    assert shown(library, rater)[1] == (str(target), 0.5)


def test_a_drive_that_keeps_other_times_does_not_make_a_file_new(library: Library, rater: int) -> None:
    target = Path("/fat/a.png")
    moved.follow(library, [(A, target)])
    rounded = FileFacts(target, 100, 2_000)
    moved.note_moved(library, {target: rounded}, {target}, 3.0)
    assert files.note_files(library, [rounded], 4.0) == []
    assert files.pending(library, rater) == []


def test_what_nobody_read_is_told_but_not_what_can_not_be_read(library: Library, rater: int) -> None:
    unread, failed = FileFacts(C, 7, 7), FileFacts(Path("/out/d.png"), 8, 8)
    ids = files.note_files(library, [unread, failed], 1.0)
    ratings.record_failure(library, ids[1], None, "The file is cut short.", 1.0)
    rows = moved.note_moved(library, {C: unread, failed.path: None}, {C, failed.path}, 2.0)
    assert rows.unread == (unread,)
    assert len(ratings.failures(library, rater)) == 1, "the reason goes along"


def test_a_copy_is_known_as_its_original_is(library: Library, rater: int) -> None:
    copy, unread = FileFacts(C, 100, 1_000), FileFacts(Path("/out/e.png"), 1, 1)
    known = moved.pictures_at(library, [A, B, Path("/unknown.png")])
    assert set(known) == {A, B}
    rows = moved.note_made(library, [(copy, known[A]), (unread, None)], 2.0)
    assert rows == moved.Rows((3, 4), (), (unread,))
    assert shown(library, rater)[3] == (str(C), 0.5)
    assert files.note_files(library, [copy], 3.0) == []
    again = moved.note_made(library, [(FileFacts(C, 5, 5), known[B])], 4.0)
    assert again.changed == (3,)
    assert shown(library, rater)[3] == (str(C), 1.5)


def test_what_went_is_gone_once(library: Library, rater: int) -> None:
    assert moved.note_gone(library, [A, Path("/unknown.png")], 2.0).gone == (1,)
    assert set(shown(library, rater)) == {2}
    assert moved.shown_among(library, [A, B, C]) == {B}
    moved.note_moved(library, {A: None}, {A}, 3.0)
    assert moved.shown_among(library, [A, B, C]) == {A, B}
