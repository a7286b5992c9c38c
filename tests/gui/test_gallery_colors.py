"""Colours that mean something, and names that can be drawn."""

import pytest
from PySide6.QtGui import QColor

from curator.gui.parts.colors import blend, contrast, failure_color, luminance, neutral, score_color, text_on
from curator.gui.parts.names import shown_name


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
        ("two\nlines\x9b", "two\\x0alines\\x9b"),
        ("cod\u202egnp.exe", "cod\\u202egnp.exe"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("no\u00a0break", "no\u00a0break"),
    ],
)
def test_every_character_of_a_name_is_seen(name: str, shown: str) -> None:
    assert shown_name(name) == shown
