"""What generators wrote: kept by content, found by words and numbers, and never under an old number."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from curator.core.columns import digests
from curator.core.generation import Generation
from curator.core.query import Query, find
from curator.core.texts import Asked
from curator.store import gallery, generation_rows, generations, migrations
from curator.store.generation_search import has_index, matching
from curator.store.library import Library
from tests.helpers.listed import facts, list_file, list_pictures

TOLD = Generation(
    generator="ComfyUI",
    prompt="A Rainy street, CAFE\u0301 lights\nmirror_ball 100%",
    negative_prompt="people, rainy day",
    model="dream_v8",
    loras=("ink, style", "detail"),
    seed=2**64 - 1,
    steps=30,
    sampler="euler",
    cfg=6.5,
    width=640,
    height=832,
    note="A part could not be read.",
)
WORDS = {
    "aa" * 32: TOLD,
    "bb" * 32: Generation(prompt="street rainy", steps=8, cfg=1.0, seed=7),
    "cc" * 32: Generation(prompt="雨の降る街", negative_prompt="street"),
    "dd" * 32: Generation(),
}


@pytest.fixture
def words(library: Library) -> Library:
    """Four contents with the numbers 1 to 4."""
    generations.put_many(library, WORDS, reader=1)
    return library


def found(library: Library, *asked: str | float) -> list[int]:
    return sorted(matching(library, Asked(*asked)).ids.tolist())  # type: ignore[arg-type]  # field, operator, value


def test_what_is_kept_comes_back_as_it_was(words: Library) -> None:
    assert generations.generations(words, np.array([4, 0, 1, 1])) == {1: TOLD, 4: Generation()}
    with words.snapshot() as connection:
        assert generations.generation_of(connection, "bb" * 32) == WORDS["bb" * 32]
        assert generations.generation_of(connection, "ee" * 32) is None
        assert generations.generation_of(connection, None) is None


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (("prompt", ":", "rainy street"), [1]),
        (("prompt", ":", "RAINY"), [1, 2]),
        (("prompt", ":", "rain"), [1, 2]),
        (("prompt", ":", "ainy"), []),
        (("prompt", ":", "rain street"), []),
        (("prompt", ":", "cafe"), [1]),
        (("prompt", ":", "café lights mirror"), [1]),
        (("prompt", ":", "ball"), [1]),
        (("prompt", ":", 'rainy" OR "street'), []),
        (("prompt", ":", "people"), []),
        (("prompt", ":", "の降る"), [3]),
        (("prompt", ":", "%"), [1]),
        (("prompt", ":", "_"), [1]),
        (("prompt", ":", "caf\udcc3"), [1]),
        (("prompt", "=", "\udcff"), []),
        (("prompt", "=", "Street RAINY"), [2]),
        (("prompt", "=", "street"), []),
        (("prompt", "any"), [1, 2, 3]),
        (("negative", ":", "day"), [1]),
        (("negative", "any"), [1, 3]),
        (("seed", "=", str(2**64 - 1)), [1]),
        (("seed", "!=", "7"), [1]),
        (("steps", ">", 8.0), [1]),
        (("steps", "<=", 8.0), [2]),
        (("cfg", "=", 6.5), [1]),
        (("cfg", "!=", 6.5), [2]),
    ],
)
def test_questions(words: Library, asked: tuple[str | float, ...], expected: list[int]) -> None:
    assert found(words, *asked) == expected


def test_the_later_part_of_an_answer(words: Library) -> None:
    later = matching(words, Asked("prompt", ":", "street"), above=1)
    assert (later.ids.tolist(), later.up_to) == ([2], 4)
    assert matching(words, Asked("cfg", ">", 0.0), above=1).ids.tolist() == [2]


def test_questions_that_make_no_sense_are_no_sql(words: Library) -> None:
    for asked in (Asked("note", "=", "x"), Asked("seed", "; DROP TABLE images", "x")):
        with pytest.raises(ValueError, match="nothing is known"):
            matching(words, asked)


def test_what_is_read_anew_gets_another_number_and_leaves_no_words(words: Library) -> None:
    generations.put_many(words, {"aa" * 32: Generation(prompt="a castle"), "dd" * 32: TOLD}, reader=2)
    assert found(words, "prompt", ":", "street") == [2, 6]
    assert found(words, "prompt", ":", "castle") == [5]
    assert 1 not in generations.generations(words, np.arange(9))
    with words.transaction() as connection:
        connection.execute("INSERT INTO generation_words (generation_words) VALUES ('integrity-check')")
    assert matching(words, Asked("prompt", "any")).up_to == 6


def test_without_an_index_the_texts_themselves_are_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "_WORDS", "CREATE VIRTUAL TABLE generation_words USING no_such_fts (x)")
    library = Library(tmp_path / "plain")
    try:
        generations.put_many(library, WORDS, reader=1)
        with library.snapshot() as connection:
            assert not has_index(connection)
        assert found(library, "prompt", ":", "rainy street") == [1]
        assert found(library, "prompt", ":", "ainy") == [1, 2]
    finally:
        library.close()


def test_another_fault_of_the_index_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "_WORDS", "CREATE VIRTUAL TABLE generation_words USING")
    with pytest.raises(sqlite3.OperationalError, match=r"incomplete|syntax"):
        Library(tmp_path / "plain")


def test_missing_are_contents_that_no_such_reader_read(library: Library, tmp_path: Path) -> None:
    old, new = list_pictures(library, tmp_path, 2)
    copy = tmp_path / "copy.png"
    copy.write_bytes(old.path.read_bytes())
    list_file(library, copy)
    unread = tmp_path / "unread.png"
    unread.write_bytes(b"x")
    list_file(library, unread, read=False)
    missing = generations.missing(library, 1)
    assert set(missing) == {old.content, new.content}
    assert missing[old.content] == [facts(copy), facts(old.path)]
    assert list(generations.missing(library, 1, [new.id])) == [new.content]
    assert generations.unread(library, 1) == 3
    ids = generations.put_many(library, {old.content: Generation()}, 1)
    assert sorted(ids) == [old.id, old.id + 2]
    assert list(generations.missing(library, 1)) == [new.content]
    assert set(generations.missing(library, 2)) == {old.content, new.content}
    assert generations.unread(library, 1) == 1


def test_rows_of_the_gallery_carry_it(library: Library, tmp_path: Path) -> None:
    told, bare, unread = list_pictures(library, tmp_path, 3)
    other = replace(TOLD, loras=(), model="b", prompt="blue")
    generations.put_many(library, {"ff" * 32: other, told.content: TOLD, bare.content: Generation()}, 1)
    rows = gallery.columns(library, None, ())
    assert rows.written.tolist() == [2, 3, 0]
    assert rows.models.texts().tolist() == ["dream_v8", "", ""]
    assert rows.loras.texts().tolist() == ["ink, style\ndetail", "", ""]
    assert rows.samplers.texts().tolist() == ["euler", "", ""]
    assert rows.generators.texts().tolist() == ["ComfyUI", "", ""]
    assert [len(names) for names in (rows.loras.names, set(rows.loras.names))] == [2, 2]
    assert find(Query('prompt:"rainy street" lora="ink, style"'), rows).tolist() == [0]
    some = gallery.columns(library, None, (), [bare.id, told.id])
    assert some.written.tolist() == [2, 3]
    details = gallery.details(library, told.id, None)
    assert details is not None
    assert details.generation == TOLD
    plain = gallery.details(library, unread.id, None)
    assert plain is not None
    assert plain.generation is None


def test_rows_of_any_order_find_their_files() -> None:
    contents = [f"{number:02x}" * 32 for number in range(5)]
    told = [(contents[at], number, f"g{number}", "m", "", "[]") for at, number in ((3, 9), (0, 2), (4, 7))]
    columns = generation_rows.columns_of(digests(contents), [told[:2], told[2:]])
    assert columns["written"].tolist() == [2, 0, 0, 9, 7]
    assert columns["generators"].texts().tolist() == ["g2", "", "", "g9", "g7"]


def test_what_another_process_read_is_news(library: Library, tmp_path: Path) -> None:
    (picture,) = list_pictures(library, tmp_path, 1)
    seen = gallery.newest(library)
    assert gallery.news(library, None, seen) == []
    generations.put_many(library, {picture.content: TOLD}, 1)
    assert gallery.news(library, None, seen) == [picture.id]
    assert gallery.news(library, None, gallery.newest(library)) == []


def test_a_large_library_is_looked_through_in_portions(library: Library, tmp_path: Path) -> None:
    listed = list_pictures(library, tmp_path, 5)
    contents = list(generations.missing(library, 1))
    found: list[str] = []
    after: generations.Place | None = None
    for _ in range(3):
        some, after = generations.missing_after(library, 1, after, 2)
        found += some
    assert found == contents
    assert (len(contents), after) == (len(listed), None)
