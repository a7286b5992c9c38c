from dataclasses import replace

import numpy as np

from curator.core.columns import digests
from curator.core.marked import marked, sharing
from curator.core.marks import MarkChange, Marks
from tests.helpers.columns import Row, columns_of


def test_a_change_gives_what_it_names_and_leaves_the_rest() -> None:
    columns = columns_of(Row(stars=2, flag="pick", label="blue", levels={"clarity": 1}), Row(stars=5))
    change = MarkChange(stars=0, flag="reject", levels=(("richness", 2), ("clarity", None), ("gone", 1)))
    rows = marked(columns, change)
    assert (rows.stars.tolist(), rows.flags.tolist()) == ([0, 0], [-1, -1])
    assert rows.labels.texts().tolist() == ["blue", ""]
    assert rows.levels.tolist() == [[-1, -1], [-1, -1], [2, 2]]
    assert columns.stars.tolist() == [2, 5]
    assert marked(columns, MarkChange(label="")).labels.texts().tolist() == ["", ""]


def test_it_is_the_same_as_what_the_library_would_do() -> None:
    before = Marks(3, "pick", "red", (("clarity", 0), ("richness", 1)))
    change = MarkChange(label="", levels=(("clarity", 2), ("richness", None)))
    assert change.applied(before) == Marks(3, "pick", "", (("clarity", 2),))
    assert MarkChange().applied(before) == before


def test_files_of_equal_content_are_meant_too_but_not_those_nobody_read() -> None:
    a, b = "a" * 64, "b" * 64
    columns = columns_of(*(Row(path=f"/p/{number}.png") for number in range(6)))
    columns = replace(columns, contents=digests([a, b, a, "", "", b]))
    assert sharing(columns, np.array([0])).tolist() == [0, 2]
    assert sharing(columns, np.array([3, 5])).tolist() == [1, 3, 5]
    assert sharing(columns, np.array([], np.intp)).tolist() == []
