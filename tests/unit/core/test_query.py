"""The query language: what each term finds, what is refused and where."""

import time
from dataclasses import replace

import numpy as np
import pytest

from curator.core.errors import QueryError
from curator.core.query import Query, Range, asked_of, asks_what_is_written, check, find, matches
from curator.core.texts import Asked, Found, Texts
from tests.helpers.columns import DIMENSIONS, Row, columns_of


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> float:
    return time.mktime((year, month, day, hour, minute, second, 0, 0, -1))


ROWS = {
    "fog": Row(
        "/art/out/img_2.png",
        format="PNG",
        width=1024,
        height=768,
        bytes=3_000_000,
        modified=local(2026, 11, 1, 12, 30),
        rated_at=1.0,
        scores={"clarity": 0.7, "color aesthetic": 1.9},
        stars=5,
        flag="pick",
        label="Red",
    ),
    "sea": Row(
        "/art/out/2026/img (10).jpg",
        format="JPEG",
        width=512,
        height=512,
        bytes=2_000,
        modified=local(2026, 10, 31, 23, 59, 59),
        rated_at=1.0,
        scores={"clarity": 1.2, "color aesthetic": 0.1},
        stars=2,
        flag="reject",
    ),
    "new": Row("/art/checkout/CAFE\u0301 or not.png", modified=local(2027, 1, 1)),
    "bad": Row("/art/b\udcff.webp", failure="cut off", modified=local(2025, 6, 1)),
}
COLUMNS = columns_of(*ROWS.values())


def found(where: str) -> set[str]:
    return {name for name, match in zip(ROWS, matches(where, COLUMNS), strict=True) if match}


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("", {"fog", "sea", "new", "bad"}),
        ("  ", {"fog", "sea", "new", "bad"}),
        ("clarity<0.7", set()),
        ("clarity<=0.7", {"fog"}),
        ("clarity = .7", {"fog"}),
        ("clarity>0.7", {"sea"}),
        ("clarity>=0.7", {"fog", "sea"}),
        ("clarity!=0.7", {"sea"}),
        ("not clarity<1", {"sea", "new", "bad"}),
        ("clarity:mid", {"fog", "sea"}),
        ("clarity:middle clarity:1", {"fog", "sea"}),
        ('"color aesthetic">=1.5', {"fog"}),
        ("COLOR_Aesthetic:HIGH", {"fog"}),
        ('"Color_Aesthetic":low', {"sea"}),
        ("richness>=0", set()),
        ("stars>=4", {"fog"}),
        ("stars:0", {"new", "bad"}),
        ("flag:pick", {"fog"}),
        ("flag:reject or flag=pick", {"fog", "sea"}),
        ("flag:none", {"new", "bad"}),
        ("flag!=none", {"fog", "sea"}),
        ("label:red", {"fog"}),
        ('label:""', {"sea", "new", "bad"}),
        ("rated:yes", {"fog", "sea"}),
        ("rated:no failed:no", {"new"}),
        ("failed:yes", {"bad"}),
        ("rated!=yes", {"new", "bad"}),
        ("format:png", {"fog"}),
        ("format:jpg", {"sea"}),
        ("width>=1024", {"fog"}),
        ("width<9999", {"fog", "sea"}),
        ("height!=512", {"fog"}),
        ("size>2MB", {"fog"}),
        ("size=2kb", {"sea"}),
        ("size<1.95KiB", {"new", "bad"}),
        ("size>=2000", {"fog", "sea"}),
        ("date:2026", {"fog", "sea"}),
        ("date:2026-11", {"fog"}),
        ("date>=2026-11-01", {"fog", "new"}),
        ("date<2026-11-01", {"sea", "bad"}),
        ("date<=2026-10", {"sea", "bad"}),
        ("date>2026", {"new"}),
        ("date!=2026", {"new", "bad"}),
        ("date=2026-11-01T12:30", {"fog"}),
        ('date:"2026-11-01 12"', {"fog"}),
        ("date<2026-10-31T23:59:59", {"bad"}),
        ("date<=2026-10-31T23:59:59", {"sea", "bad"}),
        ("img", {"fog", "sea"}),
        ("IMG_2", {"fog"}),
        ("img 10", {"sea"}),
        ('"img (1"', {"sea"}),
        ("caf\u00e9", {"new"}),
        ("Caf\u00c9", {"new"}),
        ('"or"', {"new"}),
        ("name:*.png", {"fog", "new"}),
        ("name:img?2.png", {"fog"}),
        ("name:img", {"fog", "sea"}),
        ("name=IMG_2.PNG", {"fog"}),
        ("name=img", set()),
        ("name!=img_2.png", {"sea", "new", "bad"}),
        ("folder:out", {"fog", "sea", "new"}),
        ("folder:out/", {"fog", "sea"}),
        ("folder:/art/out", {"fog", "sea"}),
        ("folder:/out", set()),
        ("folder:out/20*", {"sea"}),
        ("folder:art/2026", set()),
        ("folder:art/*/2026", {"sea"}),
        ("folder:?ut", {"fog", "sea"}),
        ("folder=/art/out/", {"fog"}),
        ("folder!=/art/out", {"sea", "new", "bad"}),
        ("clarity<1 or clarity>1", {"fog", "sea"}),
        ("clarity<1 and stars:5", {"fog"}),
        ("not (flag:pick or rated:no)", {"sea"}),
        ("not not flag:pick", {"fog"}),
        ("flag:pick or flag:reject name:*.png", {"fog"}),
        ("(flag:pick or flag:reject)name:*.jpg", {"sea"}),
        ("NOT rated:yes AND failed:no OR flag:pick", {"fog", "new"}),
    ],
)
def test_finds(where: str, expected: set[str]) -> None:
    assert found(where) == expected


@pytest.mark.parametrize(
    ("where", "position", "expected"),
    [
        ("clarity<", 8, "a value"),
        ("clarity<high", 8, "a number"),
        ("clarity<nan", 8, "a number"),
        ("clarity<0,7", 8, "a number"),
        ("clarity:1.5", 8, "low, mid, high"),
        ("stars>=4 colour>1", 9, "clarity"),
        ("stars:many", 6, "a number"),
        ("flag:maybe", 5, "pick, reject or none"),
        ("flag>pick", 0, "flag:"),
        ("rated:perhaps", 6, "yes or no"),
        ("date:yesterday", 5, "2026-11-01"),
        ("date:2026-13", 5, "exist"),
        ("date:2026-02-30", 5, "exist"),
        ("date:2026-1", 5, "2026-11-01"),
        ("size>big", 5, "2MB"),
        ("size>2i", 5, "2MB"),
        ("(clarity<1", 0, "closing bracket"),
        ("clarity<1)", 9, "a word"),
        ("()", 1, "a word"),
        ("clarity<1 or", 12, "a word"),
        ("or clarity<1", 0, "a word"),
        ("a and or b", 6, "a word"),
        ("not", 3, "a word"),
        (">3", 0, "a word"),
        ('name:"open', 5, "closing"),
        ('"open', 0, "closing"),
        ('name:"a"b', 8, "a blank"),
        ('a"b"', 1, "a blank"),
        ("(" * 60 + "a" + ")" * 60, 51, "at most 50"),
        ("name<a", 0, "name:"),
    ],
)
def test_refuses_with_position_and_what_was_expected(where: str, position: int, expected: str) -> None:
    with pytest.raises(QueryError) as caught:
        check(where, DIMENSIONS)
    assert (caught.value.position, expected in caught.value.expected) == (position, True), str(caught.value)
    assert f"character {position + 1}" in str(caught.value)
    with pytest.raises(QueryError):
        matches(where, COLUMNS)


WRITTEN = columns_of(
    Row(written=1, generator="ComfyUI", model="sdXL_v10", sampler="euler", loras=("Ink Style", "detail")),
    Row(written=2, generator="A1111", model="dream", sampler="Euler a", loras=("detail",)),
    Row(written=3),
    Row(),
)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("model:sdxl", [0]),
        ("model=DREAM", [1]),
        ('model:""', [2, 3]),
        ("lora:ink", [0]),
        ("loras:detail", [0, 1]),
        ("lora=ink", []),
        ('lora=""', [2, 3]),
        ("lora!=detail", [2, 3]),
        ("sampler:euler", [0, 1]),
        ("sampler=euler", [0]),
        ("generator:comfy*", [0]),
    ],
)
def test_names_that_the_generator_wrote(where: str, expected: list[int]) -> None:
    assert np.flatnonzero(matches(where, WRITTEN)).tolist() == expected


@pytest.mark.parametrize(
    ("where", "asked", "expected"),
    [
        ('prompt:"rainy street"', Asked("prompt", ":", "rainy street"), [0, 2]),
        ("PROMPT=rain", Asked("prompt", "=", "rain"), [0, 2]),
        ("prompt!=rain", Asked("prompt", "=", "rain"), [1, 3]),
        ('prompt:""', Asked("prompt", "any"), [1, 3]),
        ('negative!=""', Asked("negative", "any"), [0, 2]),
        ("negative_prompt:x", Asked("negative", ":", "x"), [0, 2]),
        ("seed:18446744073709551615", Asked("seed", "=", "18446744073709551615"), [0, 2]),
        ("seed:007", Asked("seed", "=", "7"), [0, 2]),
        ("seed!=7", Asked("seed", "!=", "7"), [0, 2]),
        ("steps>30", Asked("steps", ">", 30.0), [0, 2]),
        ("cfg:6.5", Asked("cfg", "=", 6.5), [0, 2]),
        ("cfg!=6.5", Asked("cfg", "!=", 6.5), [0, 2]),
    ],
)
def test_prompts_and_numbers_are_asked_for(where: str, asked: Asked, expected: list[int]) -> None:
    """The library says 1 and 3 whatever it is asked."""
    heard: list[Asked] = []

    def look_up(asked: Asked, above: int) -> Found:
        heard.append(asked)
        return Found(np.array([1, 3]), 3)

    columns = replace(WRITTEN, texts=Texts(look_up))
    assert np.flatnonzero(matches(where, columns)).tolist() == expected
    assert heard == [asked]
    assert asked_of(f"(clarity<1 or not {where})") == (asked,)


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("prompt<fog", "has no order"),
        ("seed>5", "has no order"),
        ("seed:1.5", "a whole number"),
        ("seed:x", "a whole number"),
        ("steps:many", "a number such as"),
        ("model>a", "has no order"),
    ],
)
def test_says_what_the_generators_fields_take(where: str, told: str) -> None:
    with pytest.raises(QueryError, match=told):
        check(where, DIMENSIONS)


def test_knows_which_queries_are_about_generators() -> None:
    assert asks_what_is_written("stars>3 (not loras:x)")
    assert asks_what_is_written("prompt:x")
    assert not asks_what_is_written("name:prompt clarity<1")


def test_uncertainty_is_the_mean_normalised_entropy() -> None:
    third = (1 / 3, 1 / 3, 1 / 3)
    columns = columns_of(
        Row(probabilities={"clarity": third}),
        Row(probabilities={"clarity": (0, 1, 0)}),
        Row(probabilities={"clarity": third, "richness": (1, 0, 0)}),
        Row(scores={"clarity": 1.0}),
    )
    assert matches("uncertainty>0.99", columns).tolist() == [True, False, False, False]
    assert matches("uncertainty=0", columns).tolist() == [False, True, False, False]
    assert matches("uncertainty>0.49 uncertainty<0.51", columns).tolist() == [False, False, True, False]
    assert matches("uncertainty>=0 or uncertainty<0", columns).tolist() == [True, True, True, False]


def test_find_joins_text_ranges_folder_sort_and_limit() -> None:
    def shown(**parts: object) -> list[str]:
        return [list(ROWS)[at] for at in find(Query(**parts), COLUMNS)]  # type: ignore[arg-type]  # kwargs

    assert shown() == ["new", "fog", "sea", "bad"]
    assert shown(sort="clarity") == ["fog", "sea", "new", "bad"]
    assert shown(limit=2) == ["new", "fog"]
    assert shown(limit=0) == []
    assert shown(ranges=(Range("clarity", 0.7, 1.2),), sort="-clarity") == ["sea", "fog"]
    assert shown(ranges=(Range("clarity", 0.7, 1.2), Range("color_aesthetic", 0, 1))) == ["sea"]
    assert shown(ranges=(Range("richness", 0, 2),)) == []
    assert shown(folder="/art/out", sort="date") == ["sea", "fog"]
    assert shown(folder="/art/ou") == []
    assert shown(folder="/") == ["new", "fog", "sea", "bad"]
    assert shown(folder="/art/out/", where="flag:pick") == ["fog"]


def test_a_range_of_an_unknown_dimension_is_refused() -> None:
    with pytest.raises(QueryError, match="mood"):
        find(Query(ranges=(Range("mood", 0, 1),)), COLUMNS)


def test_no_rows_are_no_trouble() -> None:
    nothing = columns_of()
    everything = (
        "a clarity<1 clarity:low stars>1 size>1 date>2026 folder:a/ folder:a uncertainty>0 failed:no width>1"
    )
    assert find(Query(where=everything), nothing).tolist() == []
    assert matches(everything, nothing).dtype == np.bool_
