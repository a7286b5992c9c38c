"""Lines for a terminal: aligned, only what there is, and no name that moves the cursor."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.export.listing import lines, score_pairs
from curator.export.text import name_line, not_a_formula, one_line, plain_again, readable
from tests.helpers.columns import Row, columns_of


def test_lines_are_aligned_and_leave_out_what_nobody_has() -> None:
    columns = columns_of(Row("/a.png", scores={"clarity": 0.704}, stars=3, flag="pick"), Row("/b c.png"))
    assert list(lines(columns)) == [
        "clarity  stars  flag  path",
        "   0.70      3  pick  /a.png",
        "      -      -     -  /b c.png",
    ]
    assert list(lines(columns_of(Row("/a.png")))) == ["path", "/a.png"]
    assert list(lines(columns_of())) == ["path"]


def test_score_pairs_name_dimensions_as_tables_do() -> None:
    columns = columns_of(Row(), Row(scores={"color aesthetic": 1.0, "clarity": 0.25}))
    assert score_pairs(columns, 1) == "clarity=0.25 color_aesthetic=1.00"
    assert score_pairs(columns, 0) == ""


def test_names_stay_on_their_line() -> None:
    assert one_line("n\u00efght \u96ea.png") == "n\u00efght \u96ea.png"
    assert one_line("a\x1b[31m\n\u202eb\udcff\ud800") == "a\\x1b[31m\\n\\u202eb\\xff\\ud800"
    assert readable("line\nbreak") == "line\nbreak"


def test_only_texts_that_spreadsheets_calculate_get_an_apostrophe() -> None:
    assert [not_a_formula(text) for text in ("=1", "-a", "a=1", "", " a =1")] == [
        "'=1",
        "'-a",
        "a=1",
        "",
        " a =1",
    ]


@given(st.text(st.sampled_from("'=+-@;\t\r\n \"a\0\ufeff\u3000＝")))
def test_the_apostrophes_come_out_again(text: str) -> None:
    assert plain_again(not_a_formula(text)) == text


def test_programs_that_part_cells_elsewhere_see_no_formula_either() -> None:
    texts = ("x;=1", "x\n =1", "x;'=1", "x; y", "x=1;2", '"=1', "'=1", "\u200b@x")
    guarded = ("x;'=1", "x\n' =1", "x;''=1", "x; y", "x=1;2", "'\"=1", "''=1", "'\u200b@x")
    assert tuple(map(not_a_formula, texts)) == guarded


@pytest.mark.skipif(os.sep == "\\", reason="backslashes part folders there")
def test_no_two_names_are_printed_alike() -> None:
    assert name_line("a\n\x1b\udcff\x85") == "a\\x0a\\x1b\\xff\\u0085"
    assert name_line("a\\x0a") == "a\\x5cx0a"
