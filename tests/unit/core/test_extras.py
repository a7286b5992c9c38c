"""Imported numbers sort, filter and export like what the library knows by itself."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from curator.core.columns import Columns
from curator.core.errors import KnownError, QueryError
from curator.core.live import LiveColumns
from curator.core.query import Query, check, check_sort, find, sort_keys
from curator.export.table import column_names, frame
from curator.export.write import records, write_table
from tests.helpers.columns import DIMENSIONS, Row, columns_of

NAN = float("nan")


def with_extras(**extras: list[float]) -> Columns:
    columns = columns_of(*(Row(modified=-at) for at in range(len(next(iter(extras.values()))))))
    return replace(columns, extra_names=tuple(extras), extras=np.array(list(extras.values())))


COLUMNS = with_extras(LAION_v2=[5.5, NAN, -3.0, 1e12], csv_stars=[1, 2, 3, 0])


def found(where: str = "", sort: str = "-date") -> list[int]:
    return [int(COLUMNS.ids[at]) for at in find(Query(where, sort=sort), COLUMNS)]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("laion_v2<5.6", [1, 3]),
        ('"Laion V2">=5.5', [1, 4]),
        ("LAION_v2:5.5", [1]),
        ("LAION_v2!=5.5", [3, 4]),
        ("LAION_v2=-3", [3]),
        ("LAION_v2>999999999999", [4]),
        ("csv_stars>=2 laion_v2<0 or csv_stars=0", [3, 4]),
        ("not laion_v2<6", [2, 4]),
    ],
)
def test_filters(where: str, expected: list[int]) -> None:
    assert found(where) == expected


def test_sorts_with_absent_numbers_last() -> None:
    assert found(sort="laion_v2") == [3, 1, 4, 2]
    assert found(sort="-LAION_v2") == [4, 1, 3, 2]
    assert "LAION_v2" in sort_keys(DIMENSIONS, COLUMNS.extra_names)
    check_sort("-laion_v2", DIMENSIONS, COLUMNS.extra_names)


def test_unknown_names_are_told_with_those_there_are() -> None:
    check("laion_v2<1", DIMENSIONS, COLUMNS.extra_names)
    with pytest.raises(QueryError, match=r"^Unknown field 'laion' .*LAION_v2, csv_stars$"):
        check("laion<1", DIMENSIONS, COLUMNS.extra_names)
    with pytest.raises(QueryError, match="a number such as"):
        check("laion_v2:high", DIMENSIONS, COLUMNS.extra_names)
    with pytest.raises(QueryError, match="LAION_v2, csv_stars, random"):
        check_sort("laion", DIMENSIONS, COLUMNS.extra_names)
    with pytest.raises(QueryError, match="Unknown field"):
        check("laion_v2<1", DIMENSIONS)


def test_live_rows_keep_them() -> None:
    live = LiveColumns(COLUMNS.take(np.array([0, 1])))
    live.update(COLUMNS.take(np.array([1, 3])), [2, 4])
    assert live.columns.extra_names == COLUMNS.extra_names
    assert [int(live.columns.ids[at]) for at in live.find(Query("csv_stars<2", sort="laion_v2"))] == [1, 4]


def test_they_are_exported_after_the_generator_s_columns(tmp_path: Path) -> None:
    table = frame(COLUMNS, None)
    assert list(table.columns) == list(column_names(DIMENSIONS, extra_names=COLUMNS.extra_names))
    assert list(table.columns)[-3:] == ["cfg", "LAION_v2", "csv_stars"]
    assert [record["LAION_v2"] for record in records(table)] == [5.5, None, -3.0, 1e12]
    only = frame(COLUMNS, None, only=["laion_V2"])
    assert list(only.columns) == ["LAION_v2"]
    write_table(only, tmp_path / "a.json")
    assert '"LAION_v2": null' in (tmp_path / "a.json").read_text(encoding="utf-8")
    with pytest.raises(KnownError, match="LAION_v2, csv_stars"):
        frame(COLUMNS, None, only=["laion"])


def test_the_human_s_own_levels_are_exported() -> None:
    table = frame(columns_of(Row(levels={"clarity": 0}), Row(levels={"richness": 2})), None)
    assert [record["clarity_mine"] for record in records(table)] == [0, None]
    assert [record["richness_mine"] for record in records(table)] == [None, 2]
