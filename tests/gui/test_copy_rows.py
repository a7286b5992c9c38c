"""Lines of the list in the clipboard, as a spreadsheet reads them."""

import csv
import io
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QClipboard, QGuiApplication

from curator.core.columns import Columns, coded, strings
from curator.gui.listing.copy_rows import copy_rows, rows_as_text
from curator.gui.listing.list_columns import ListColumn, list_columns
from tests.helpers.columns import DIMENSIONS, Row, columns_of
from tests.helpers.gallery import make_columns


@pytest.fixture
def clipboard(qapp: QGuiApplication) -> Iterator[QClipboard]:
    yield QGuiApplication.clipboard()
    QGuiApplication.clipboard().clear()


def shown(*keys: str, dimensions: tuple[str, ...] = DIMENSIONS) -> list[ListColumn]:
    columns = {column.key: column for column in list_columns(dimensions)}
    return [columns[key] for key in keys]


def pasted(text: str) -> list[list[str]]:
    """What a spreadsheet makes of it."""
    return list(csv.reader(io.StringIO(text), delimiter="\t"))


def test_rows_come_in_the_order_shown_with_titles_and_path(clipboard: QClipboard) -> None:
    columns = columns_of(
        Row("/art/a.png", scores={"clarity": 0.5}, stars=3, flag="pick"),
        Row("/art/b/c.png", failure="no picture"),
    )
    copy_rows(shown("picture", "score:clarity", "name", "stars", "flag", "state"), columns, np.array([1, 0]))
    assert pasted(clipboard.text()) == [
        ["Clarity", "Name", "Stars", "Flag", "State", "Path"],
        ["", "c.png", "", "", "failed: no picture", str(Path("/art/b/c.png"))],
        ["0.50", "a.png", "3", "pick", "waiting", str(Path("/art/a.png"))],
    ]
    assert clipboard.text().endswith("\n")


def test_without_rows_the_clipboard_stays(clipboard: QClipboard) -> None:
    clipboard.setText("before")
    copy_rows(shown("name"), columns_of(Row()), np.array([], np.intp))
    assert clipboard.text() == "before"


def test_only_the_picture_shown_leaves_the_path() -> None:
    assert pasted(rows_as_text(shown("picture"), columns_of(Row("/art/a.png")), np.arange(1))) == [
        ["Path"],
        [str(Path("/art/a.png"))],
    ]


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("=1+1.png", "'=1+1.png"),
        (" @SUM(A1).png", "' @SUM(A1).png"),
        ("-2.png", "'-2.png"),
        ('"=1+1.png', "'\"=1+1.png"),
        ('say "fog".png', 'say "fog".png'),
        ('="a".png', '\'="a".png'),
        ("tab\tand\nline.png", "tab\\x09and\\x0aline.png"),
        ("\t=1.png", "\\x09=1.png"),
        ("fog\udcff.png", "fog\\xff.png"),
        ("日本 é.png", "日本 é.png"),
    ],
)
def test_no_name_becomes_a_formula_or_takes_other_cells(name: str, cell: str) -> None:
    columns = columns_of(Row(), Row())
    columns = replace(columns, names=strings([name, "next.png"]), labels=coded(["=2", ""]))
    text = rows_as_text(shown("name", "label"), columns, np.arange(2))
    rows = pasted(text)
    assert [row[:2] for row in rows] == [["Name", "Label"], [cell, "'=2"], ["next.png", ""]]
    assert len(text.splitlines()) == 3
    assert text.splitlines()[1].count("\t") == 2


def test_a_dimension_named_like_a_formula_is_no_formula_either() -> None:
    columns = columns_of(Row(scores={"=mood": 1.0}), dimensions=("=mood",))
    text = rows_as_text(shown("score:=mood", dimensions=("=mood",)), columns, np.arange(1))
    assert pasted(text)[0] == ["'=mood", "Path"]


@pytest.fixture(scope="module")
def many() -> Columns:
    return make_columns(100_000)


def test_a_hundred_thousand_rows_do_not_freeze_the_window(clipboard: QClipboard, many: Columns) -> None:
    every = list_columns(many.dimensions)
    positions = np.arange(len(many))[::-1].copy()
    quickest = min(_seconds(every, many, positions) for _ in range(2))
    assert quickest < 4, "0.4 s where nothing else is at work"
    lines = clipboard.text().split("\n")
    assert len(lines) == 100_002
    assert lines[1].startswith("picture 100000.png\t")
    assert lines[100_000].startswith("picture 000001.png\t")


def _seconds(shown: tuple[ListColumn, ...], columns: Columns, positions: np.ndarray) -> float:
    start = time.perf_counter()
    copy_rows(shown, columns, positions)
    return time.perf_counter() - start
