"""Colours that mean something, and names that can be drawn."""

import os

import pytest
from PySide6.QtGui import QColor

from curator.core.name_text import name_of
from curator.gui.parts.colors import blend, contrast, failure_color, luminance, neutral, score_color, text_on
from curator.gui.parts.names import shown_file, shown_name


def test_cividis_gets_steadily_lighter_and_matches_the_published_ends() -> None:
    lights = [luminance(score_color(step / 50)) for step in range(101)]
    assert lights == sorted(lights)
    assert score_color(0).name() == "#00224e"
    assert score_color(2).name() == "#fee838"
    assert score_color(-1) == score_color(0)
    assert score_color(3) == score_color(2)
    with pytest.raises(ValueError, match="absent"):
        score_color(float("nan"))


def test_every_score_can_be_read_on_its_colour() -> None:
    colors = [score_color(step / 100) for step in range(201)]
    assert min(contrast(text_on(color), color) for color in colors) >= 4.5


@pytest.mark.parametrize("surround", ["#dadada", "#eeeeee", "#1e1e1e", "#2a2a2a"])
def test_failures_can_be_read_in_both_themes(surround: str) -> None:
    red = failure_color(QColor(surround))
    assert contrast(red, QColor(surround)) >= 4.5
    assert contrast(text_on(red), red) >= 4.5


def test_surroundings_have_no_tint() -> None:
    grey = neutral(QColor(200, 180, 40))
    assert grey.red() == grey.green() == grey.blue()
    assert blend(QColor(0, 0, 0), QColor(200, 100, 50), 0.5).name() == "#643219"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("plain 01.png", "plain 01.png"),
        ("日本 é 👩\u200d🎨.png", "日本 é 👩\u200d🎨.png"),
        ("bro\udcffken", "bro\\xffken"),
        ("\ud800", "\\ud800"),
        ("two\nlines\x9b", "two\\x0alines\\u009b"),
        ("cod\u202egnp.exe", "cod\\u202egnp.exe"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("no\u00a0break", "no\u00a0break"),
        ("a\u200db", "a\\u200db"),
        ("fill\u3164er", "fill\\u3164er"),
        ("a" + "\u0301" * 6, "a" + "\u0301" * 4 + "\\u0301" * 2),
    ],
)
def test_every_character_of_a_name_is_seen(name: str, shown: str) -> None:
    assert shown_name(name) == shown_file(name) == shown
    assert shown_name(shown) == shown


@pytest.mark.skipif(os.sep == "\\", reason="backslashes part folders there")
def test_no_two_files_are_shown_alike() -> None:
    names = ("a\udcffb", "a\\xffb", "a\nb", "a\\x0ab", "a\x85b", "a\udc85b", "a\\u0085b", "a\\nb")
    shown = [shown_file(name) for name in names]
    assert len(set(shown)) == len(names)
    assert [name_of(text) for text in shown] == list(names)
