"""The language against a plain evaluator, one row at a time; and any text at all."""

import fnmatch
import math
import re
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from curator.core.errors import QueryError
from curator.core.query import Query, check, find, matches
from curator.core.query_values import glob
from tests.helpers.columns import DIMENSIONS, Row, columns_of

Test = Callable[[Row], bool]
SCORES = st.sampled_from((0.0, 0.25, 0.5, 1.0, 1.5, 2.0))
"""Exact as float32, so that the plain evaluator may compare with doubles."""
COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}

rows = st.builds(
    Row,
    path=st.sampled_from(("/p/a.png", "/p/B.png", "/p/q/ab.jpg", "/r/x.png")),
    bytes=st.integers(0, 3),
    modified=st.integers(0, 3).map(float),
    rated_at=st.sampled_from((1.0, math.nan)),
    scores=st.dictionaries(st.sampled_from(DIMENSIONS), SCORES),
    stars=st.integers(0, 5),
    flag=st.sampled_from(("", "pick", "reject")),
)


def compare_score(key: str, sign: str, value: float) -> tuple[str, Test]:
    name = key.replace(" ", "_") if value > 1 else f'"{key.upper()}"'
    return f"{name}{sign}{value}", lambda row: key in row.scores and COMPARE[sign](row.scores[key], value)


def compare_stars(sign: str, value: int) -> tuple[str, Test]:
    return f"stars {sign} {value}", lambda row: COMPARE[sign](row.stars, value)


def compare_size(sign: str, value: int) -> tuple[str, Test]:
    return f"size{sign}{value}B", lambda row: COMPARE[sign](row.bytes, value)


def flagged(flag: str) -> tuple[str, Test]:
    return f"flag:{flag or 'none'}", lambda row: row.flag == flag


def named(part: str) -> tuple[str, Test]:
    return part, lambda row: part.lower() in row.name.lower()


def below(folder: str) -> tuple[str, Test]:
    return f"folder:{folder}/", lambda row: f"/{folder}/" in f"{row.folder}/"


def rated(wanted: bool) -> tuple[str, Test]:
    return f"rated:{'yes' if wanted else 'no'}", lambda row: math.isnan(row.rated_at) != wanted


signs = st.sampled_from(sorted(COMPARE))
terms = st.one_of(
    st.builds(compare_score, st.sampled_from(DIMENSIONS), signs, SCORES),
    st.builds(compare_stars, signs, st.integers(0, 5)),
    st.builds(compare_size, signs, st.integers(0, 3)),
    st.builds(flagged, st.sampled_from(("", "pick", "reject"))),
    st.builds(named, st.sampled_from(("a", "AB", ".png", "b.p"))),
    st.builds(below, st.sampled_from(("p", "q", "r", "s"))),
    st.builds(rated, st.booleans()),
)


def negated(inner: tuple[str, Test]) -> tuple[str, Test]:
    return f"not ({inner[0]})", lambda row: not inner[1](row)


def both(one: tuple[str, Test], other: tuple[str, Test]) -> tuple[str, Test]:
    return f"({one[0]}) ({other[0]})", lambda row: one[1](row) and other[1](row)


def either(one: tuple[str, Test], other: tuple[str, Test]) -> tuple[str, Test]:
    return f"({one[0]} or {other[0]})", lambda row: one[1](row) or other[1](row)


queries = st.recursive(
    terms,
    lambda inner: st.one_of(
        inner.map(negated), st.builds(both, inner, inner), st.builds(either, inner, inner)
    ),
    max_leaves=6,
)


@given(st.lists(rows, max_size=6), queries)
def test_matches_what_a_row_by_row_evaluator_matches(library: list[Row], query: tuple[str, Test]) -> None:
    where, test = query
    assert matches(where, columns_of(*library)).tolist() == [test(row) for row in library]


@given(st.lists(rows, max_size=8), st.sampled_from(DIMENSIONS), st.booleans())
def test_sorts_as_python_sorts(library: list[Row], key: str, descending: bool) -> None:
    def plain(at: int) -> tuple[float, ...]:
        row = library[at]
        score = row.scores.get(key, math.inf)
        return (-score if descending and key in row.scores else score, -row.modified, at)

    found = find(Query(sort=f"-{key}" if descending else key), columns_of(*library))
    assert found.tolist() == sorted(range(len(library)), key=plain)


@given(st.text(alphabet='ab "()<>=!:*?-\\/\n\udcff0.7é\u00a0', max_size=20) | st.text(max_size=20))
def test_any_text_is_a_query_or_a_query_error_inside_the_text(text: str) -> None:
    refused = refusal(text)
    if refused is None:
        assert matches(text, columns_of(Row(), Row("/b/\udcff.png"))).shape == (2,)
    else:
        assert 0 <= refused.position <= len(text)
        assert refused.expected


def refusal(text: str) -> QueryError | None:
    try:
        check(text, DIMENSIONS)
    except QueryError as error:
        return error
    return None


@given(
    st.text(min_size=1, max_size=10).filter(
        lambda text: not set("*?/\0") & set(text) and text not in (".", "..")
    )
)
def test_a_quoted_name_finds_its_file(name: str) -> None:
    quoted = '"' + name.replace('"', '""') + '"'
    columns = columns_of(Row(f"/p/{name}"))
    assert matches(f"name={quoted} name:{quoted} {quoted}", columns).tolist() == [True]


@given(st.text("ab/*?", max_size=12), st.text("ab/\n", max_size=16))
def test_a_glob_matches_what_fnmatch_matches(pattern: str, text: str) -> None:
    mine = re.compile(glob(pattern), re.DOTALL).fullmatch(text) is not None
    assert mine == fnmatch.fnmatchcase(text, pattern)


@given(st.text("ab/*?", max_size=10), st.text("ab/", max_size=14))
def test_a_glob_of_path_components_matches_what_trying_everything_matches(pattern: str, text: str) -> None:
    plain = "".join({"*": "[^/]*", "?": "[^/]"}.get(each, each) for each in pattern)
    assert bool(re.fullmatch(glob(pattern, "[^/]"), text)) == bool(re.fullmatch(plain, text))
    assert bool(re.match(".*/" + glob(pattern, "[^/]") + "/", text)) == bool(
        re.match(".*/" + plain + "/", text)
    )


def test_many_stars_are_no_burden() -> None:
    """Trying every way to share out the characters would take longer than the universe is old."""
    columns = columns_of(Row("/p/" + "a" * 5000 + ".png"))
    stars = "*a" * 30
    assert not matches(f"name:{stars}*b", columns).any()
    assert not matches(f"folder:/{stars}*b/", columns_of(Row("/" + "a" * 5000 + "/x.png"))).any()
    assert matches(f"name:{stars}*.png", columns).all()
