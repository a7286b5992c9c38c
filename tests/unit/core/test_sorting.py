"""Sort keys: directions, what has no value, ties, natural names, shuffles."""

import numpy as np
import pytest

from curator.core.errors import QueryError
from curator.core.query import order, sort_keys
from curator.core.sorting import check_sort
from tests.helpers.columns import DIMENSIONS, Row, columns_of


def ids(sort: str, *rows: Row) -> list[int]:
    columns = columns_of(*rows)
    return [int(columns.ids[at]) for at in order(sort, columns, np.arange(len(columns)))]


def scored(value: float, modified: float = 0.0) -> Row:
    return Row(scores={"color aesthetic": value}, modified=modified)


def test_unrated_rows_come_last_in_both_directions() -> None:
    rows = (scored(1.5), Row(), scored(0.2), scored(0.9))
    assert ids("color_aesthetic", *rows) == [3, 4, 1, 2]
    assert ids("-Color Aesthetic", *rows) == [1, 4, 3, 2]


def test_equal_values_follow_newest_first_then_by_id() -> None:
    rows = (scored(1.0, 5), scored(1.0, 9), scored(1.0, 5), Row(modified=1), Row(modified=2))
    assert ids("color aesthetic", *rows) == [2, 1, 3, 5, 4]
    assert ids("-color aesthetic", *rows) == [2, 1, 3, 5, 4]


@pytest.mark.parametrize(("sort", "expected"), [("date", [2, 1, 3]), ("-date", [3, 1, 2])])
def test_dates(sort: str, expected: list[int]) -> None:
    assert ids(sort, Row(modified=5), Row(modified=1), Row(modified=9)) == expected


def test_names_sort_as_people_count() -> None:
    names = [
        "img10.png",
        "img2.png",
        "IMG1.png",
        "img2b.png",
        "img002.png",
        "a",
        "img-3.png",
        "99999999999999999999x",
    ]
    rows = [Row(f"/p/{name}", modified=-at) for at, name in enumerate(names)]
    assert [names[at - 1] for at in ids("name", *rows)] == [
        "99999999999999999999x",
        "a",
        "img-3.png",
        "IMG1.png",
        "img2.png",
        "img002.png",
        "img2b.png",
        "img10.png",
    ]
    assert ids("-name", *rows)[0] == 1 + names.index("img10.png")


def test_size_stars_and_uncertainty() -> None:
    assert ids("-size", Row(bytes=5), Row(bytes=70)) == [2, 1]
    assert ids("stars", Row(stars=4), Row(), Row(stars=1)) == [3, 1, 2]
    assert ids("-stars", Row(stars=4), Row(), Row(stars=1)) == [1, 3, 2]
    sure, unsure = {"clarity": (1.0, 0.0, 0.0)}, {"clarity": (0.4, 0.3, 0.3)}
    rows = (Row(), Row(probabilities=sure), Row(probabilities=unsure))
    assert ids("-uncertainty", *rows) == [3, 2, 1]
    assert ids("uncertainty", *rows) == [2, 3, 1]


def test_random_is_the_same_for_the_same_seed_and_stays_when_rows_go() -> None:
    rows = [Row() for _ in range(200)]
    first = ids("random:7", *rows)
    assert sorted(first) == list(range(1, 201))
    assert first == ids("random:7", *rows)
    assert first not in (ids("random:8", *rows), ids("random:abc", *rows), list(range(1, 201)))
    assert ids("-random:7", *rows) == first[::-1]
    columns = columns_of(*rows)
    some = np.flatnonzero(columns.ids % 3 == 0)
    assert [int(columns.ids[at]) for at in order("random:7", columns, some)] == [
        at for at in first if at % 3 == 0
    ]


def test_every_offered_key_sorts_and_others_are_refused() -> None:
    for key in sort_keys(DIMENSIONS):
        check_sort(key, DIMENSIONS)
        assert ids(f"-{key}", Row()) == [1]
    with pytest.raises(QueryError, match="'mood' at character 2: expected one of clarity, color_aesthetic"):
        check_sort("-mood", DIMENSIONS)
    with pytest.raises(QueryError):
        check_sort("harmony", DIMENSIONS)
