"""Saved views survive as they were, whatever their folder is called, and damage costs one field at most."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curator.core.errors import LibraryError
from curator.core.records import SavedView
from curator.store import views
from curator.store.library import Library

BLEAK = SavedView(
    name="Bleak",
    where='fog or "rain"',
    ranges=(("clarity", 0.25, 1.5), ("color aesthetic", 0.0, 2.0)),
    folder="/out/caf\udce9",
    stars=3,
    flags=("pick", "none"),
    states=("rated",),
    sort="-clarity",
    group="day",
)


def kept(library: Library) -> list[SavedView]:
    return [replace(view, id=0) for view in views.views(library)]


def names(library: Library) -> list[str]:
    return [view.name for view in views.views(library)]


def test_a_view_comes_back_from_the_disk_as_it_went_in(tmp_path: Path) -> None:
    library = Library(tmp_path / "library")
    saved = views.save(library, BLEAK)
    library.close()
    again = Library(tmp_path / "library")
    assert views.views(again) == [saved]
    assert replace(saved, id=0) == BLEAK
    assert saved.id > 0
    again.close()


TEXTS = st.text(st.characters(codec=None), max_size=20)
"""With lone surrogates, as in file names that are no text."""
SCORES = st.floats(0, 2, allow_nan=False)
VIEWS = st.builds(
    SavedView,
    name=st.just("x"),
    where=TEXTS,
    ranges=st.lists(
        st.builds(lambda key, one, two: (key, min(one, two), max(one, two)), TEXTS, SCORES, SCORES),
        max_size=3,
    ).map(tuple),
    folder=TEXTS,
    stars=st.integers(0, 5),
    flags=st.lists(TEXTS, max_size=3).map(tuple),
    states=st.lists(TEXTS, max_size=3).map(tuple),
    sort=TEXTS,
    group=TEXTS,
    facets=st.lists(st.tuples(TEXTS, st.lists(TEXTS, min_size=1, max_size=3).map(tuple)), max_size=3).map(
        tuple
    ),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(VIEWS)
def test_any_view_comes_back_as_it_went_in(library: Library, view: SavedView) -> None:
    saved = views.save(library, view)
    assert views.views(library) == [saved]
    assert replace(saved, id=0) == view


def test_a_name_that_is_taken_is_replaced_in_its_place(library: Library) -> None:
    first = views.save(library, BLEAK)
    views.save(library, SavedView("Posters"))
    again = views.save(library, SavedView("  Bleak ", stars=5))
    assert again == SavedView("Bleak", stars=5, id=first.id)
    assert kept(library) == [SavedView("Bleak", stars=5), SavedView("Posters")]


@pytest.mark.parametrize("name", ["", " \t "])
def test_a_blank_name_is_refused(library: Library, name: str) -> None:
    saved = views.save(library, BLEAK)
    with pytest.raises(LibraryError, match="needs a name"):
        views.save(library, SavedView(name))
    with pytest.raises(LibraryError, match="needs a name"):
        views.rename(library, saved.id, name)
    assert names(library) == ["Bleak"]


def test_a_view_is_renamed_but_never_to_another_ones_name(library: Library) -> None:
    bleak = views.save(library, BLEAK)
    views.save(library, SavedView("Posters"))
    with pytest.raises(LibraryError, match="'Posters' already; choose another name"):
        views.rename(library, bleak.id, "Posters")
    views.rename(library, bleak.id, "Bleak")
    views.rename(library, bleak.id, "Grey & <b>wet</b>")
    assert kept(library) == [replace(BLEAK, name="Grey & <b>wet</b>"), SavedView("Posters")]


def test_a_name_that_is_no_text_is_kept_as_an_escape(library: Library) -> None:
    assert views.save(library, SavedView("caf\udce9")).name == "caf\\udce9"
    assert names(library) == ["caf\\udce9"]


def test_views_are_put_in_order_and_taken_away(library: Library) -> None:
    a, b, c, d = (views.save(library, SavedView(name)).id for name in "abcd")
    views.reorder(library, [c, 999, a])
    assert names(library) == ["c", "a", "b", "d"]
    views.remove(library, a)
    views.remove(library, 999)
    views.save(library, SavedView("e"))
    assert names(library) == ["c", "b", "d", "e"]
    views.reorder(library, [d, b])
    assert names(library) == ["d", "b", "c", "e"]


GOOD = {"where": "fog", "stars": 2, "ranges": [["clarity", 0.5, 1]], "sort": "name"}
READ = SavedView("x", "fog", (("clarity", 0.5, 1.0),), stars=2, sort="name")


@pytest.mark.parametrize(
    ("state", "read"),
    [
        (json.dumps(GOOD | {"of a newer program": [1]}), READ),
        (json.dumps(GOOD | {"where": 5, "flags": "pick", "group": None}), replace(READ, where="")),
        (json.dumps(GOOD | {"stars": 9}), replace(READ, stars=0)),
        (json.dumps(GOOD | {"stars": True}), replace(READ, stars=0)),
        (json.dumps(GOOD | {"flags": ["pick", 7]}), replace(READ, flags=("pick",))),
        (json.dumps(GOOD | {"ranges": [["clarity", 0.5, 1], ["b"], 3, [4, 0, 1]]}), READ),
        (json.dumps(GOOD | {"ranges": [["a", 1, 0]]}), replace(READ, ranges=())),
        (json.dumps(GOOD | {"ranges": [["a", -1, 1], ["a", 0, 3], ["a", "0", 1]]}), replace(READ, ranges=())),
        (json.dumps(GOOD | {"ranges": [["a", float("nan"), 1]]}), replace(READ, ranges=())),
        (
            json.dumps(GOOD | {"facets": [["model", ["a", 3]], ["lora", []], [1, ["b"]], ["x"], 5]}),
            replace(READ, facets=(("model", ("a",)),)),
        ),
        (json.dumps(GOOD)[:-5], SavedView("x")),
        ("[]", SavedView("x")),
        ("[" * 100_000, SavedView("x")),
        ("", SavedView("x")),
    ],
)
def test_what_makes_no_sense_is_left_at_its_first_value(
    library: Library, state: str, read: SavedView
) -> None:
    saved = views.save(library, SavedView("x"))
    with library.transaction() as connection:
        connection.execute("UPDATE views SET state = ?", (state,))
    assert views.views(library) == [replace(read, id=saved.id)]
