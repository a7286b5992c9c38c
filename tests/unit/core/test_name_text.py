"""Names as text: valid, none like another, and the way back gives every byte."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.core import name_text as spelled
from curator.core.name_text import escape, name_of, name_text

pytestmark = pytest.mark.skipif(os.sep == "\\", reason="backslashes part folders there")
NAMES = st.text(st.sampled_from("\\xuU05dcf\n\x85\udc80\udcff\ud800é")) | st.binary().map(
    lambda data: data.decode("utf-8", "surrogateescape")
)


@given(NAMES)
def test_the_way_back_gives_every_byte(name: str) -> None:
    text = name_text(name)
    assert text.encode("utf-8", "strict").decode() == text
    assert name_of(text) == name


@given(NAMES)
def test_more_may_be_escaped(name: str) -> None:
    text = "".join(each if each.isprintable() else escape(each) for each in spelled.apart(name))
    assert text.isprintable()
    assert name_of(text) == name


def test_usual_names_stay_as_they_are() -> None:
    for name in ("fog.png", "日本 é\n.png", "back\\slash.png", "a\\xFF.png"):
        assert name_text(name) == name_of(name) == name
    assert name_text("a\udcff\\xff") == "a\\xff\\x5cxff"


def test_folders_parted_by_backslashes_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sep", "\\")
    assert name_text("C:\\x64\\a.png") == name_of("C:\\x64\\a.png") == "C:\\x64\\a.png"
