"""Filters by stars, flags and states: the widget, its chips and what the query language makes of them."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from curator.core.query import Range, check, find
from curator.gui.narrowing.filters import Filters
from curator.gui.narrowing.mark_filter import MarkFilter
from curator.gui.narrowing.mark_words import FLAGS, STATES, some_of
from tests.helpers.columns import DIMENSIONS, NAN, Row, columns_of
from tests.helpers.hands import OFFSCREEN, click, key

pytestmark = OFFSCREEN


@pytest.fixture
def marks(qtbot: QtBot) -> MarkFilter:
    marks = MarkFilter(QPushButton("Reset"))
    qtbot.addWidget(marks)
    marks.show()
    qtbot.waitExposed(marks)
    marks.activateWindow()
    return marks


def test_stars_are_chosen_by_click_and_key(qtbot: QtBot, marks: MarkFilter) -> None:
    heard: list[int] = []
    marks.changed.connect(lambda: heard.append(marks.stars()))
    picker = marks.star_picker
    click(picker, picker.star_area(3).center())
    click(picker, picker.star_area(5).center())
    click(picker, picker.star_area(5).center())
    for pressed in (Qt.Key.Key_2, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_0):
        key(picker, pressed)
    assert heard == [3, 5, 0, 2, 3, 2, 0]
    assert picker.accessibleDescription() == "any number of stars"


def test_as_many_stars_are_full_as_are_asked_for(marks: MarkFilter) -> None:
    picker = marks.star_picker

    def middles() -> list[bool]:
        image = picker.grab().toImage()
        full = picker.palette().color(QPalette.ColorRole.Text)
        return [image.pixelColor(picker.star_area(star).center()) == full for star in range(1, 6)]

    for stars in (0, 2, 5):
        picker.setValue(stars)
        assert middles() == [star <= stars for star in range(1, 6)]


def test_flags_and_states_combine_and_all_of_them_is_none(marks: MarkFilter) -> None:
    click(marks.flag_buttons["none"])
    click(marks.flag_buttons["pick"])
    key(marks.state_buttons["failed"], Qt.Key.Key_Space)
    assert (marks.flags(), marks.states()) == (("pick", "none"), ("failed",))
    click(marks.flag_buttons["reject"])
    assert marks.flags() == ()
    click(marks.flag_buttons["pick"])
    assert marks.flags() == ("none", "reject")


def test_marks_chosen_elsewhere_are_told_once(marks: MarkFilter) -> None:
    heard: list[object] = []
    marks.changed.connect(lambda: heard.append(marks.flags()))
    for _ in range(2):
        marks.set_marks(4, ("pick", "reject"), ("waiting",))
    assert heard == [("pick", "reject")]
    assert (marks.stars(), marks.states()) == (4, ("waiting",))
    marks.set_marks()
    assert (marks.stars(), marks.flags(), marks.states()) == (0, (), ())


def test_every_mark_has_a_chip_that_takes_it_away() -> None:
    filters = Filters("fog", (), Path("/outputs"), 3, ("pick", "none"), ("rated", "failed"))
    chips = filters.chips()
    assert [text for _, text in chips[2:]] == ["3 stars and more", "not rejected", "rated or failed"]
    left = filters
    for key_, _ in chips:
        left = left.without(key_)
    assert left == Filters()
    assert not left
    assert Filters(flags=("pick",))


@pytest.mark.parametrize(
    ("filters", "text"),
    [
        (Filters(stars=1), "1 star and more"),
        (Filters(stars=5), "5 stars"),
        (Filters(flags=("pick",)), "picked"),
        (Filters(flags=("none",)), "without a flag"),
        (Filters(flags=("reject",)), "rejected"),
        (Filters(flags=("none", "reject")), "not picked"),
        (Filters(flags=("pick", "reject")), "picked or rejected"),
        (Filters(states=("waiting",)), "waiting"),
    ],
)
def test_chips_say_it_in_words(filters: Filters, text: str) -> None:
    assert [said for _, said in filters.chips()] == [text]


def test_a_text_stays_as_it_was_typed_where_there_is_nothing_beside_it() -> None:
    assert Filters("fog or rain").query("date").where == "fog or rain"
    assert Filters("fog or rain", stars=3).query("date", "day").where == "(fog or rain) stars>=3"
    assert Filters(stars=3).query("date", "day").group == "day"


ROWS = st.builds(
    Row,
    path=st.sampled_from(["/a/fog.png", "/a/rain.png", "/b/fog.png"]),
    rated_at=st.sampled_from([NAN, 1.0]),
    scores=st.dictionaries(st.sampled_from(DIMENSIONS), st.sampled_from([0.0, 0.25, 1.0, 1.5, 2.0])),
    stars=st.integers(0, 5),
    flag=st.sampled_from(["", "pick", "reject"]),
    failure=st.sampled_from(["", "The file ends too early."]),
)
RANGES = st.builds(lambda low, more: Range("clarity", low, low + more), st.floats(0, 1), st.floats(0, 1))
FILTERS = st.builds(
    Filters,
    where=st.sampled_from(["", "fog", "fog or rain", "not fog", "rain or stars:1"]),
    ranges=st.lists(RANGES, max_size=1).map(tuple),
    folder=st.sampled_from([None, Path("/a")]),
    stars=st.integers(0, 5),
    flags=st.sets(st.sampled_from(FLAGS)).map(lambda some: some_of(some, FLAGS)),
    states=st.sets(st.sampled_from(STATES)).map(lambda some: some_of(some, STATES)),
)


def is_shown(row: Row, filters: Filters) -> bool:
    """In plain Python."""
    fog, rain = "fog" in row.name, "rain" in row.name
    text = {
        "": True,
        "fog": fog,
        "fog or rain": fog or rain,
        "not fog": not fog,
        "rain or stars:1": rain or row.stars == 1,
    }[filters.where]
    score = row.scores.get("clarity", NAN)
    inside = all(np.float32(each.low) <= score <= np.float32(each.high) for each in filters.ranges)
    rated = not np.isnan(row.rated_at)
    state = {
        "rated": rated,
        "waiting": not rated and not row.failure,
        "failed": bool(row.failure),
    }
    return (
        text
        and inside
        and (filters.folder is None or row.folder == str(filters.folder))
        and row.stars >= filters.stars
        and (not filters.flags or (row.flag or "none") in filters.flags)
        and (not filters.states or any(state[wanted] for wanted in filters.states))
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(ROWS, max_size=12), FILTERS)
def test_the_query_shows_what_plain_python_would(rows: list[Row], filters: Filters) -> None:
    query = filters.query("name")
    check(query.where, DIMENSIONS)
    shown = sorted(find(query, columns_of(*rows)).tolist())
    assert shown == [at for at, row in enumerate(rows) if is_shown(row, filters)]


def test_the_deepest_text_that_may_be_typed_works_beside_marks() -> None:
    text = "(" * 50 + "fog" + ")" * 50
    check(text, DIMENSIONS)
    rows = columns_of(Row("/p/fog.png", stars=3), Row("/p/fog.png"), Row("/p/sea.png", stars=4))
    assert find(Filters(text, stars=2).query("name"), rows).tolist() == [0]
