"""What was in step is kept, whatever the names are."""

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from curator.core.marks import MarkChange, Marks
from curator.core.records import DimensionScore, RaterIdentity, Rating
from curator.store import collections, marks, ratings, sidecars
from curator.store.library import Library
from curator.store.sidecars import ListedFile, SidecarState
from tests.helpers.listed import list_file
from tests.helpers.pictures import write_png

MINE = Marks(3, "pick", "red", (("clarity", 2),))
THEIRS = Marks(4, "", "Größe")


def state_of(path: Path) -> SidecarState:
    return SidecarState(path, path.with_name(f"{path.name}.xmp"), 2**62, 300, MINE, THEIRS, 5.5)


def test_a_state_comes_back_as_it_was(library: Library, tmp_path: Path) -> None:
    picture = list_file(library, write_png(tmp_path / "a.png"))
    state = replace(state_of(picture.path), content=picture.content)
    pair = (state.path, state.sidecar)
    sidecars.save(library, [state])
    assert sidecars.states_of(library, [state.path]) == {pair: state}
    assert sidecars.stamps(library) == [(*pair, 2**62, 300)]
    clashing = replace(state, clash=Marks(1))
    sidecars.save(library, [clashing])
    assert sidecars.states_of(library, [state.path]) == {pair: clashing}
    sidecars.forget_unlike(library)
    assert sidecars.states_of(library, [state.path]) == {pair: clashing}, "the user is still to decide"
    sidecars.forget(library, [pair])
    assert sidecars.stamps(library) == []


def test_what_was_never_taken_over_is_forgotten(library: Library, tmp_path: Path) -> None:
    same = replace(state_of(tmp_path / "b.png"), theirs=MINE)
    sidecars.save(library, [state_of(tmp_path / "a.png"), same])
    sidecars.forget_unlike(library)
    assert list(sidecars.states_of(library, [tmp_path / "a.png", tmp_path / "b.png"]).values()) == [same]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are Unicode there")
def test_undecodable_names_are_kept(library: Library, tmp_path: Path) -> None:
    picture = list_file(library, write_png(tmp_path / os.fsdecode(b"\xff.png")))
    sidecars.save(library, [state_of(picture.path)])
    assert sidecars.listed(library, [picture.path]) == {
        picture.path: ListedFile(picture.id, picture.path, picture.content)
    }
    assert list(sidecars.states_of(library, [picture.path]).values()) == [state_of(picture.path)]
    assert sidecars.folders_of_files(library) == [tmp_path]


def test_files_marked_since_then_are_told_once_they_differ(library: Library, tmp_path: Path) -> None:
    first, second, third = (
        list_file(library, write_png(tmp_path / f"{seed}.png", seed=seed)) for seed in range(3)
    )
    assert sidecars.marked_since(library, 0.0) == ([], 0.0)
    marks.change_marks(library, [first.content], MarkChange(stars=3), 10.0)
    marks.change_marks(library, [second.content], MarkChange(levels=(("clarity", 1),)), 11.0)
    marks.replace_marks(library, {third.content: Marks()}, 12.0)
    ids, until = sidecars.marked_since(library, 0.0)
    assert (sorted(ids), until) == ([first.id, second.id], 12.0), "nothing is known of the third"
    assert sidecars.marked_since(library, 12.0) == ([], 12.0)
    sidecars.save(library, [replace(state_of(first.path), synced_at=10.5)])
    sidecars.save(library, [replace(state_of(third.path), synced_at=11.0)])
    ids, _ = sidecars.marked_since(library, 0.0)
    assert sorted(ids) == [second.id, third.id]


def test_keywords_are_the_collections_in_their_order(library: Library, tmp_path: Path) -> None:
    picture = list_file(library, write_png(tmp_path / "a.png"))
    first, second = (collections.create(library, name) for name in ("night", "fog"))
    for collection in (first, second):
        collections.add(library, collection.id, [picture.content])
    assert sidecars.keywords_of(library, [picture.content, "00"]) == {
        picture.content: ("night", "fog"),
        "00": (),
    }
    assert sidecars.rated_files(library, None) == [picture.id]


def test_scores_are_one_rater_s(library: Library, tmp_path: Path) -> None:
    picture = list_file(library, write_png(tmp_path / "a.png"))
    rater = ratings.use_rater(library, RaterIdentity("pixels", "1", "x"), ["clarity"])
    rating = Rating({"clarity": DimensionScore(1.5, 2)})
    ratings.record_ratings(library, rater, [(picture.id, picture.content, rating)], 1.0)
    assert sidecars.scores_of(library, [picture.content], rater) == {picture.content: (("clarity", 1.5),)}
    assert sidecars.scores_of(library, [picture.content], rater + 1) == {picture.content: ()}
    assert sidecars.rated_files(library, rater) == [picture.id]
    assert sidecars.rated_files(library, rater + 1) == []
