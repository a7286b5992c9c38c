"""Live columns against a plain Python answer: sorted, filtered, grouped and counted row by row."""

import math
import time
from dataclasses import replace
from pathlib import PurePath

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.core.columns import Columns, digests
from curator.core.live import SLACK, LiveColumns
from curator.core.name_ranks import NameRanks
from curator.core.query import Query, Range
from curator.core.sections import Section
from curator.core.spread import BINS
from tests.helpers.columns import DIMENSIONS, Row, columns_of

Library = dict[int, Row]
SCORES = st.sampled_from((0.0, 0.3, 0.8, 0.81, 1.0, 1.5, 2.0)).map(lambda score: float(np.float32(score)))
NAMES = ("img2.png", "img10.png", "IMG2.png", "a.png", "img002.png", "b7.jpg", "b07.png", "z\udcff.png")
DAY = 86_400.0

rows = st.builds(
    Row,
    path=st.builds("/p/{}/{}".format, st.sampled_from(("x2", "x10", "")), st.sampled_from(NAMES)),
    modified=st.sampled_from((0.0, 1.0, DAY * 3, DAY * 3 + 5, DAY * 40)),
    bytes=st.integers(0, 3),
    rated_at=st.sampled_from((1.0, math.nan)),
    scores=st.dictionaries(st.sampled_from(DIMENSIONS), SCORES),
    probabilities=st.dictionaries(
        st.sampled_from(DIMENSIONS), st.sampled_from(((1.0, 0.0, 0.0), (0.25, 0.5, 0.25)))
    ),
    stars=st.integers(0, 5),
    flag=st.sampled_from(("", "pick", "reject")),
    failure=st.sampled_from(("", "cut off")),
)
libraries = st.dictionaries(st.integers(1, 12), rows, max_size=10)
changes = st.lists(st.tuples(libraries, st.sets(st.integers(1, 14), max_size=5)), min_size=1, max_size=4)
sorts = st.sampled_from(
    [
        sign + key
        for key in (*DIMENSIONS, "date", "name", "size", "stars", "uncertainty")
        for sign in ("", "-")
    ]
)
ranges = st.lists(
    st.builds(
        lambda key, ends: Range(key, min(ends), max(ends)),
        st.sampled_from(DIMENSIONS),
        st.tuples(SCORES, SCORES),
    ),
    max_size=3,
    unique_by=lambda each: each.dimension,
).map(tuple)
queries = st.builds(
    Query,
    where=st.sampled_from(("", "stars>=3", "img", "flag:pick or failed:yes")),
    ranges=ranges,
    folder=st.sampled_from(("", "/p/x2")),
    sort=sorts,
    group=st.sampled_from(("", "day", "folder", "level")),
)


def made(library: Library) -> Columns:
    ids = sorted(library)
    columns = columns_of(*(library[image_id] for image_id in ids))
    return replace(columns, ids=np.array(ids, np.int64), probabilities=None)


def passes(query: Query, row: Row, *, but: str = "") -> bool:
    texts = {
        "": True,
        "stars>=3": row.stars >= 3,
        "img": "img" in row.name.lower(),
        "flag:pick or failed:yes": row.flag == "pick" or bool(row.failure),
    }
    within = (
        each.low <= row.scores.get(each.dimension, math.nan) <= each.high
        for each in query.ranges
        if each.dimension != but
    )
    below = not query.folder or f"{row.folder}/".startswith(f"{query.folder}/")
    return texts[query.where] and below and all(within)


def natural(name: str) -> list[tuple[int, int, str]]:
    """Digits by their number and before other characters, letters by themselves, ignoring case."""
    parts: list[tuple[int, int, str]] = []
    digits = ""
    for character in name.lower() + "\0":
        if character.isdigit():
            digits += character
            continue
        if digits:
            parts.append((ord("0"), int(digits), ""))
            digits = ""
        parts.append((ord(character), 0, character))
    return parts[:-1]


def value(sort: str, row: Row) -> float | list[tuple[int, int, str]] | None:
    key = sort.removeprefix("-")
    if key in DIMENSIONS:
        return row.scores.get(key)
    if key == "uncertainty":
        shares = [0.0 if max(chances) == 1 else 1.0 for chances in row.probabilities.values()]
        return round(sum(shares) / len(shares), 6) if shares else None
    values: dict[str, float | list[tuple[int, int, str]] | None] = {
        "date": row.modified,
        "name": natural(row.name),
        "size": float(row.bytes),
        "stars": float(row.stars) if row.stars else None,
    }
    return values[key]


def group(query: Query, row: Row) -> tuple[object, str]:
    """Where the row's section comes, and its title."""
    key = query.sort.removeprefix("-")
    if query.group == "day":
        day = time.strftime("%Y-%m-%d", time.localtime(row.modified))
        number = int(day.replace("-", ""))
        return (number if query.sort == "date" else -number), day
    if query.group == "folder":
        return (natural(row.folder), row.folder), row.folder
    if query.group == "level" and key in DIMENSIONS:
        if key not in row.scores:
            return 9, "not rated"
        level = round(row.scores[key])
        return (-level if query.sort.startswith("-") else level), ("low", "middle", "high")[level]
    return 0, ""


def plain(query: Query, library: Library) -> list[int]:
    found = [image_id for image_id, row in library.items() if passes(query, row)]
    found.sort(key=lambda image_id: (-library[image_id].modified, image_id))
    known = [image_id for image_id in found if value(query.sort, library[image_id]) is not None]
    known.sort(key=lambda image_id: value(query.sort, library[image_id]) or 0, reverse=False)
    if query.sort.startswith("-"):
        known.sort(key=lambda image_id: (-library[image_id].modified, image_id))
        known.sort(key=lambda image_id: value(query.sort, library[image_id]) or 0, reverse=True)
    order = [*known, *(image_id for image_id in found if image_id not in known)]
    order.sort(key=lambda image_id: group(query, library[image_id])[0])  # type: ignore[arg-type,return-value]
    return order


def headings(query: Query, library: Library, order: list[int]) -> list[Section]:
    titles = [group(query, library[image_id])[1] for image_id in order]
    return [Section(at, title) for at, title in enumerate(titles) if not at or title != titles[at - 1]]


def check(live: LiveColumns, library: Library, query: Query) -> None:
    found = live.find(query)
    order = plain(query, library)
    assert live.columns.ids[found].tolist() == order
    if group(query, Row())[1]:
        assert list(live.sections(query, found)) == headings(query, library, order)
    else:
        assert live.sections(query, found) == ()
    for key, spread in live.spreads(query).items():
        left = [
            row.scores[key] for row in library.values() if key in row.scores and passes(query, row, but=key)
        ]
        inside = [row for row in library.values() if key in row.scores and passes(query, row)]
        assert spread.bins == bars(left)
        assert spread.count == len(inside)
        assert spread.whole == bars([row.scores[key] for row in library.values() if key in row.scores])
    for image_id in range(1, 15):
        at = live.position_of(image_id)
        assert (at is not None) == (image_id in library)
        if at is not None:
            assert str(live.columns.path(at)) == str(PurePath(library[image_id].path))
            assert live.columns.failures[at] == library[image_id].failure


def bars(scores: list[float]) -> tuple[int, ...]:
    places = [min(int(score * BINS / 2), BINS - 1) for score in np.array(scores, np.float32)]
    return tuple(places.count(at) for at in range(BINS))


@settings(max_examples=150, deadline=None)
@given(library=libraries, steps=changes, asked=st.lists(queries, min_size=1, max_size=3))
def test_answers_are_those_of_plain_python_after_every_change(
    library: Library, steps: list[tuple[Library, set[int]]], asked: list[Query]
) -> None:
    live, known = LiveColumns(made(library)), dict(library)
    for query in asked:
        check(live, known, query)
    for changed, gone in steps:
        live.update(made(changed), [*changed, *gone])
        known = {key: row for key, row in known.items() if key not in gone} | changed
        for query in asked:
            check(live, known, query)


def test_rows_beyond_the_room_that_was_left_are_taken_in() -> None:
    live = LiveColumns(made({1: Row("/p/b.png")}))
    assert live.find(Query(sort="name")).tolist() == [0]
    count = 2 * SLACK
    many = columns_of(*(Row(f"/p/a{number}.png", stars=number % 6) for number in range(count)))
    live.update(replace(many, ids=many.ids + 10, probabilities=None), (many.ids + 10).tolist())
    order = live.columns.ids[live.find(Query(sort="name"))]
    assert order.tolist() == [*range(11, count + 11), 1]
    live.update(made({}), (many.ids[::2] + 10).tolist())
    assert live.columns.ids[live.find(Query(where="stars>=5", sort="name"))].tolist() == [
        image_id for image_id in range(12, count + 11, 2) if (image_id - 11) % 6 == 5
    ]
    assert live.find(Query(sort="-date")).tolist() != []


def test_names_that_always_land_between_the_same_two_stay_in_order() -> None:
    live = LiveColumns(made({1: Row("/p/a.png"), 2: Row("/p/b.png")}))
    live.find(Query(sort="name"))
    for number in range(200, 0, -1):
        live.update(made({number + 10: Row(f"/p/a{number}.png")}), [number + 10])
    order = live.columns.ids[live.find(Query(sort="name"))].tolist()
    assert order == [1, *range(11, 211), 2]


def test_it_says_whose_content_is_another() -> None:
    contents = digests([f"{number:064x}" for number in range(1, 4)])
    first = replace(made({1: Row(), 2: Row(), 3: Row()}), contents=contents)
    live = LiveColumns(first)
    other = replace(first, contents=digests([f"{1:064x}", f"{9:064x}", f"{3:064x}"]))
    assert live.update(other, [1, 2, 3]) == [2]
    assert live.update(other.take(np.array([1])), [2, 3]) == [3]
    assert live.update(first.take(np.array([2])), [3]) == []
    assert live.other_than(first) == [2]
    assert LiveColumns(first.take(np.array([0]))).other_than(first) == [2, 3]
    assert live.other_than(LiveColumns(made({})).columns) == []


def test_very_many_names_are_put_in_order_by_somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curator.core.live.AT_ONCE", 2)
    library = {number: Row(f"/p/img{12 - number}.png", modified=number) for number in range(1, 5)}
    live = LiveColumns(made(library))
    query = Query(sort="name")
    assert live.columns.ids[live.find(query)].tolist() == [4, 3, 2, 1]
    assert vars(live)["names_wanted"]
    names = NameRanks(live.columns.names.copy())
    late = {9: Row("/p/img9.png")}
    live.update(made(late), [9])
    live.take_names(names)
    assert not live.names_wanted
    check(live, library | late, query)
