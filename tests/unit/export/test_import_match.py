"""Rows of a table find their files: by absolute path, from a folder, else by a name that is one picture's."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.core.columns import digests
from curator.core.name_text import name_text
from curator.export.import_match import Known, Matched, match
from curator.export.text import readable

ROOT = Path(os.sep).resolve() / "art"


def known(*files: tuple[str, str]) -> Known:
    """Paths below ROOT and what stands for their contents."""
    return Known(
        [str(ROOT / path) for path, _ in files],
        digests([content and f"{ord(content):064x}" for _, content in files]),
    )


FILES = known(
    ("out/a.png", "a"),
    ("out/sub/b.png", "b"),
    ("one/same.png", "c"),
    ("two/same.png", "d"),
    ("one/copy.png", "e"),
    ("two/copy.png", "e"),
    ("one/unread.png", ""),
    ("two/unread.png", ""),
    ("out/caf\udce9.png", "g"),
    ("out/U\u0308ber.png", "h"),
)


def found(text: str, *roots: str, beside: str = "elsewhere") -> int | None:
    matched = match([text], FILES, ROOT / beside, [ROOT / root for root in roots])
    assert len(matched.rows) + len(matched.missed) == 1
    return int(matched.files[0]) if len(matched.files) else None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (str(ROOT / "out" / "a.png"), 0),
        (str(ROOT / "out" / "sub" / ".." / "a.png"), 0),
        (str(ROOT / "gone" / "a.png"), 0),
        ("a.png", 0),
        ("some/where/b.png", 1),
        ("C:\\renders\\b.png", 1),
        ("sub\\b.png", 1),
        ("caf\\xe9.png", 8),
        ("x/caf\\xe9.png", 8),
        ("caf\udce9.png", 8),
        ("\u00dcber.png", 9),
        ("copy.png", 4),
        ("same.png", None),
        ("unread.png", None),
        ("A.PNG", 0 if os.name == "nt" else None),
        ("none.png", None),
        ("", None),
        (".", None),
        ("out", None),
    ],
)
def test_absolute_paths_and_names(text: str, place: int | None) -> None:
    assert found(text) == place


def test_relative_paths_begin_at_the_table_or_a_watched_folder() -> None:
    assert found("same.png", beside="two") == 3
    assert found("same.png", "one") == 2
    assert found("same.png", "one", beside="two") == 3
    assert found("same.png", "one", "two") is None
    assert found("../one/same.png", beside="out") == 2
    assert found("sub/b.png", "out") == 1
    assert found("copy.png", "one", "two") == 4


def test_the_table_of_all_rows() -> None:
    paths = ["none.png", "a.png", "same.png", "a.png", ""]
    matched = match(paths, FILES, ROOT, ())
    assert (matched.rows.tolist(), matched.files.tolist()) == ([1, 3], [0, 0])
    assert (matched.missed, matched.unclear) == ((0, 2, 4), 1)
    nothing = match([], FILES, ROOT, ())
    assert (len(nothing.rows), nothing.missed) == (0, ())


PARTS = st.text(st.characters(codec=None, exclude_characters="/\\\0:"), min_size=1, max_size=6)


@given(st.lists(PARTS, min_size=1, max_size=4, unique_by=lambda part: readable(part).casefold()))
def test_every_exported_path_finds_its_own_file(names: list[str]) -> None:
    files = [f"{at}/{name}.png" for at, name in enumerate(names)]
    library = known(*((name, chr(97 + at)) for at, name in enumerate(files)))
    matched: Matched = match([readable(path) for path in library.paths], library, ROOT, ())
    assert matched.files.tolist() == list(range(len(names)))


@pytest.mark.skipif(os.name == "nt", reason="Windows takes such names for one")
def test_the_very_name_counts_before_names_that_are_alike() -> None:
    names = ("é.png", "e\u0301.png", "b\udcff.png", "b\\xff.png", "=1.png", "'=1.png", " a.png", "a.png")
    files = known(*((name, chr(97 + at)) for at, name in enumerate(names)))
    for form in (lambda name: name_text(str(ROOT / name)), name_text):
        matched = match([form(name) for name in names], files, ROOT, [])
        assert matched.files.tolist() == list(range(len(names)))
