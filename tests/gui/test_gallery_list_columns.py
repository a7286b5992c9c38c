"""What each column of the list says of a picture."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from curator.core.columns import Columns
from curator.core.sorting import check_sort
from curator.gui.listing.arranged import Span
from curator.gui.listing.list_columns import ListColumn, dates, decimals, list_columns, score_column
from curator.gui.listing.list_lines import spans_in_view, texts_of_lines
from curator.gui.parts.texts import date_text
from tests.helpers.columns import DIMENSIONS, NAN, Row, columns_of

DAY = 1_760_000_000.0


@pytest.fixture
def columns() -> Columns:
    """Rated, failed, waiting."""
    return columns_of(
        Row("/art/a/fog\udcff.png", "PNG", 1024, 768, 1_400_000, DAY, DAY + 90, {"clarity": 1.256}, stars=3,
            flag="pick", label="poster\t1", collections=("one", "two"), generator="ComfyUI",
            model="<b>\u202e", loras=("ink", "lamp"), sampler="euler"),
        Row("/art/b/\u202egnp.jpg", "JPEG", bytes=999, modified=NAN, failure="too\nshort", flag="reject"),
        Row("/art/a/new.png", modified=DAY),
    )  # fmt: skip


def column(key: str) -> ListColumn:
    return next(each for each in list_columns(DIMENSIONS) if each.key == key)


@pytest.mark.parametrize(
    ("key", "texts"),
    [
        ("picture", ["", "", ""]),
        ("name", ["fog\\xff.png", "\\u202egnp.jpg", "new.png"]),
        ("folder", [str(Path("/art/a")), str(Path("/art/b")), str(Path("/art/a"))]),
        ("score:clarity", ["1.26", "", ""]),
        ("score:richness", ["", "", ""]),
        ("stars", ["3", "", ""]),
        ("flag", ["pick", "reject", ""]),
        ("label", ["poster\\x091", "", ""]),
        ("shape", ["1024 × 768", "", ""]),
        ("format", ["PNG", "JPEG", ""]),
        ("size", ["1.4 MB", "999 bytes", "1.0 kB"]),
        ("date", [date_text(DAY), "", date_text(DAY)]),
        ("rated_at", [date_text(DAY + 90), "", ""]),
        ("collections", ["one, two", "", ""]),
        ("generator", ["ComfyUI", "", ""]),
        ("model", ["<b>\\u202e", "", ""]),
        ("loras", ["ink, lamp", "", ""]),
        ("sampler", ["euler", "", ""]),
        ("state", ["rated", "failed: too\\x0ashort", "waiting"]),
    ],
)
def test_texts_say_the_facts_of_the_rows_asked_for(columns: Columns, key: str, texts: list[str]) -> None:
    assert column(key).texts(columns, np.arange(3)) == texts
    assert column(key).texts(columns, np.array([2, 0, 2])) == [texts[2], texts[0], texts[2]]
    assert column(key).texts(columns, np.array([], np.intp)) == []


def test_uncertainty_is_a_number() -> None:
    rated = columns_of(Row(probabilities={"clarity": (1 / 3, 1 / 3, 1 / 3)}), Row())
    assert column("uncertainty").texts(rated, np.arange(2)) == ["1.00", ""]


def test_a_dimension_of_another_rubric_is_empty(columns: Columns) -> None:
    strange = next(each for each in list_columns(("mood",)) if each.key == score_column("mood"))
    assert strange.texts(columns, np.arange(3)) == ["", "", ""]


def test_every_sort_of_a_column_is_one_and_keys_are_unique() -> None:
    every = list_columns(DIMENSIONS)
    assert len({each.key for each in every}) == len(every)
    sorts = [each.sort for each in every if each.sort]
    assert sorts == ["name", *DIMENSIONS, "stars", "size", "date", "uncertainty"]
    for sort in sorts:
        check_sort(sort, DIMENSIONS)


def test_numbers_are_rounded_as_python_writes_them() -> None:
    values = np.array(
        [0.0, 2.0, 0.125, 0.375, 1.005, 0.985, 1.994999, NAN, *np.linspace(0, 2, 999)], np.float32
    )
    assert decimals(values) == ["" if np.isnan(value) else f"{value:.2f}" for value in values.tolist()]


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """One with summer time, where the system lets a process choose."""
    if sys.platform != "win32":
        monkeypatch.setenv("TZ", "Australia/Lord_Howe")
        time.tzset()
    yield os.environ.get("TZ", "")
    monkeypatch.undo()
    if sys.platform != "win32":
        time.tzset()


def test_dates_are_local_and_broken_ones_are_told(zone: str) -> None:
    year = 1_700_000_000 + np.arange(0, 366 * 86400, 40_003.7)
    odd = np.array([0.0, 59.999, -1.0, -5e9, 253_402_300_799.0, 1e15, np.inf, NAN])
    seconds = np.concatenate([year, odd])
    assert dates(seconds) == ["" if np.isnan(each) else date_text(each) for each in seconds.tolist()]


def test_only_what_is_in_view_is_worked_out(columns: Columns) -> None:
    spans = [Span(column("picture"), 0, 40), Span(column("name"), 40, 100), Span(column("stars"), 140, 60)]
    assert [span.column.key for span in spans_in_view(spans, 40, 100)] == ["name"]
    assert [span.column.key for span in spans_in_view(spans, 39, 102)] == ["picture", "name", "stars"]
    assert texts_of_lines(spans, columns, np.array([2, 0])) == [
        ("", "new.png", ""),
        ("", "fog\\xff.png", "3"),
    ]
    assert texts_of_lines([], columns, np.array([2, 0])) == [(), ()]
