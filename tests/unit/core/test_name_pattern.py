"""File names by pattern, safe on every system."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.core.name_pattern import NONE, PatternError, compile_pattern
from curator.core.safe_name import LONGEST, folded, numbered, safe_name, size, split

KNOWN = ("clarity", "color brightness", "model", "seed")
VALUES: dict[str, str | int | float | None] = {
    "name": "fog 12",
    "ext": "png",
    "folder": "out",
    "n": 7,
    "date": 1_764_000_000.0,  # a November day in every time zone
    "width": 1024,
    "height": 768,
    "stars": 4,
    "flag": "",
    "label": "red",
    "clarity": 1.2345,
    "color brightness": float("nan"),
    "model": "sd/xl: base",
    "seed": 2**63,
}


def name(text: str, **other: str | float | None) -> str:
    return compile_pattern(text, KNOWN).name_for(VALUES | other)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{name}", "fog 12.png"),
        ("{n}-{n:4}", "7-0007.png"),
        ("{date:%Y-%m}_{folder}", "2025-11_out.png"),
        ("{width}x{height}", "1024x768.png"),
        ("{stars}{flag}{label}", f"4{NONE}red.png"),
        ("{clarity} {color_brightness} {Color Brightness}", f"1.23 {NONE} {NONE}.png"),
        ("{model}", "sd_xl_ base.png"),
        ("{seed}", "9223372036854775808.png"),
        ("{{{name}}}", "{fog 12}.png"),
        ("{ext}_{name}", "png_fog 12"),
        ("{name}.{ext}", "fog 12.png"),
        ("  {name} . ", "fog 12.png"),
    ],
)
def test_a_pattern_gives_a_name(pattern: str, expected: str) -> None:
    assert name(pattern) == expected


def test_the_usual_date_is_the_local_day() -> None:
    assert name("{date}").startswith("2025-11-2")
    assert name("{date}", date=float("nan")) == f"{NONE}.png"
    assert name("{date}", date=1e300) == f"{NONE}.png"


@pytest.mark.parametrize(
    ("pattern", "position"),
    [
        ("", 0),
        ("   ", 0),
        ("a/b", 1),
        ("{name}\\x", 6),
        ("{name}:x", 6),
        ("{nme}", 1),
        ("{}", 1),
        ("{n:x}", 3),
        ("{n:0}", 3),
        ("{n:99}", 3),
        ("{n:²}", 3),
        ("{date:%q}", 6),
        ("{date:%-d}", 6),
        ("{date:%}", 6),
        ("{date:}", 6),
        ("{width:3}", 6),
        ("x{name", 1),
        ("name}", 4),
    ],
)
def test_what_is_no_pattern_is_told_with_its_place(pattern: str, position: int) -> None:
    with pytest.raises(PatternError) as told:
        compile_pattern(pattern, KNOWN)
    assert told.value.position == position
    assert str(told.value).endswith(f"expected {told.value.expected}")


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("con", "con_.png"),
        ("NUL.tar", "NUL_.tar.png"),
        ("com¹", "com¹_.png"),
        ("console", "console.png"),
        (".hidden", "_hidden.png"),
        ("a\nb\x00c", "a_b_c.png"),
        ("gpj\u202egnp", "gpjgnp.png"),
        ("x. . ", "x.png"),
        (" . ", "unnamed.png"),
        ("", "unnamed.png"),
        ("../..", "_._.png"),
    ],
)
def test_names_are_safe_on_every_system(stem: str, expected: str) -> None:
    assert safe_name(stem, ".png") == expected


def test_a_long_value_is_cut_before_the_counter_is() -> None:
    long = name("{model}_{n:4}", model="雨" * 200)
    assert long.endswith("雨_0007.png")
    assert LONGEST - 3 < size(long) <= LONGEST
    assert name("{name}", name="x" * 300) == "x" * 251 + ".png"
    assert name("{name}.{ext}", name="x" * 300).endswith(".png")
    assert size(compile_pattern("{name}").name_for(VALUES | {"name": "é" * 200}, 100)) == 100


def test_numbers_go_before_the_suffix() -> None:
    assert numbered("fog.png", 1) == "fog.png"
    assert numbered("fog.tar.png", 2) == "fog.tar (2).png"
    assert numbered("fog", 3) == "fog (3)"
    assert numbered(".png", 2) == ".png (2)"
    full = numbered("é" * 125 + ".png", 12)
    assert full.endswith("é (12).png")
    assert size(full) <= LONGEST
    assert split("a." + "b" * 40) == ("a." + "b" * 40, "")


def test_names_that_some_drive_takes_for_one_are_equal() -> None:
    assert folded("Straße.PNG") == folded("STRASSE.png")
    assert folded("e\u0301.png") == folded("É.png")
    assert folded("a.png") != folded("b.png")


WILD = st.text(max_size=300) | st.text("CONaux./\\:*? \u202e雨\udcff", max_size=12)


@given(WILD, WILD, st.sampled_from(["{name}", "{model}-{n}", "{name}.{ext}", "{label}"]))
def test_no_value_breaks_a_name(stem: str, outside: str, pattern: str) -> None:
    made = name(pattern, name=stem, model=outside, label=outside)
    assert made
    assert size(made) <= LONGEST
    assert not set(made) & set('<>:"/\\|?*\0\n\x7f\u202e')
    assert made[0] not in " ."
    assert made[-1] not in " ."
    assert made.split(".")[0].rstrip(" ").casefold() not in ("con", "aux", "nul", "prn")
    assert made.endswith(".png")
