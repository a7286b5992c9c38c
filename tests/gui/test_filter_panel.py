from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from curator.core.paths import default_rules
from curator.core.query import Range
from curator.core.rules import Dimension, Option, Rubric, read_rules
from curator.gui.dimension_text import title
from curator.gui.filter_panel import FilterPanel
from tests.helpers.hands import OFFSCREEN, click, key

pytestmark = OFFSCREEN


@pytest.fixture
def panel(qtbot: QtBot) -> FilterPanel:
    panel = FilterPanel(read_rules(default_rules()))
    qtbot.addWidget(panel)
    panel.resize(320, 900)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


@pytest.fixture
def heard(panel: FilterPanel) -> list[tuple[Range, ...]]:
    heard: list[tuple[Range, ...]] = []
    panel.ranges_changed.connect(heard.append)
    return heard


def test_there_is_one_row_for_each_rated_dimension(panel: FilterPanel) -> None:
    assert len(panel.rows) == 11
    assert panel.rows["color aesthetic"].name_button.text() == "Color Aesthetic"
    assert panel.ranges() == ()
    assert not panel.reset_button.isEnabled()


def test_a_key_narrows_one_dimension(
    qtbot: QtBot, panel: FilterPanel, heard: list[tuple[Range, ...]]
) -> None:
    row = panel.rows["clarity"]
    row.set_count(214, [1, 2])
    key(row.slider.high_handle, Qt.Key.Key_PageDown)
    assert heard == [(Range("clarity", 0, 1.75),)]
    assert row.note.text() == "0.00–1.75 · 214 in range"
    assert row.reset_button.isVisible()


def test_ranges_chosen_elsewhere_are_told_once(panel: FilterPanel, heard: list[tuple[Range, ...]]) -> None:
    wanted = (Range("clarity", 0.5, 1), Range("emotion", 1, 2))
    panel.set_ranges(wanted)
    panel.set_ranges(wanted)
    assert heard == [wanted]


def test_resets_show_every_score_again(
    qtbot: QtBot, panel: FilterPanel, heard: list[tuple[Range, ...]]
) -> None:
    panel.set_ranges((Range("clarity", 0.5, 1), Range("emotion", 1, 2), Range("richness", 0, 1)))
    click(panel.rows["clarity"].reset_button)
    assert [each.dimension for each in heard[-1]] == ["emotion", "richness"]
    click(panel.reset_button)
    assert heard[-1] == ()
    assert not panel.rows["clarity"].reset_button.isVisible()


def test_what_the_rater_cannot_tell_is_off_and_says_what_it_needs(panel: FilterPanel) -> None:
    panel.set_ranges((Range("emotion", 1, 2),))
    panel.set_rated_dimensions(("clarity",))
    emotion, clarity = panel.rows["emotion"], panel.rows["clarity"]
    assert (emotion.note.text(), emotion.slider.isEnabled()) == ("needs the model", False)
    assert (clarity.note.text(), clarity.slider.isEnabled()) == ("0 rated", True)
    panel.set_ranges((Range("emotion", 1, 2),))
    assert panel.ranges() == ()
    panel.set_rated_dimensions(panel.rows)
    assert emotion.slider.isEnabled()


def test_what_the_rater_can_tell_stands_first_and_tab_follows(qtbot: QtBot, panel: FilterPanel) -> None:
    panel.set_rated_dimensions(("emotion", "richness"))
    emotion, richness = panel.rows["emotion"], panel.rows["richness"]
    qtbot.waitUntil(lambda: emotion.y() < richness.y() < panel.rows["background"].y())
    panel.activateWindow()
    emotion.slider.high_handle.setFocus()
    qtbot.waitUntil(emotion.slider.high_handle.hasFocus)
    key(emotion.slider.high_handle, Qt.Key.Key_Tab)
    assert richness.name_button.hasFocus()
    panel.set_rated_dimensions(panel.rows)
    qtbot.waitUntil(lambda: panel.rows["background"].y() < emotion.y() < richness.y())


def test_counts_reach_their_rows(panel: FilterPanel) -> None:
    panel.set_counts({"clarity": 12345}, {"clarity": [1, 2, 3]})
    assert panel.rows["clarity"].note.text() == "12,345 rated"
    assert panel.rows["emotion"].note.text() == "0 rated"


def test_a_click_on_a_name_asks_for_its_order(qtbot: QtBot, panel: FilterPanel) -> None:
    with qtbot.waitSignal(panel.sort_wanted) as told:
        click(panel.rows["main object"].name_button)
    assert told.args == ["main object"]


def test_no_row_is_wider_than_the_panel(qtbot: QtBot, panel: FilterPanel) -> None:
    panel.set_ranges(Range(key, 0.25, 1.75) for key in panel.rows)
    panel.resize(panel.minimumWidth(), 600)
    for row in panel.rows.values():
        assert row.slider.mapTo(panel, row.slider.rect().topRight()).x() < panel.width()
        assert row.reset_button.mapTo(panel, row.reset_button.rect().topRight()).x() < panel.width()


LONG = "Composition of the foreground & the <b>background</b> as seen from afar"


@pytest.fixture
def long_named(qtbot: QtBot) -> FilterPanel:
    """A rubric of the user's own."""
    words = ("<i>Few", "Some", "Many")
    options = tuple(Option(level - 1, level, word, "") for level, word in enumerate(words))
    panel = FilterPanel(Rubric((Dimension(LONG.lower(), LONG, options),)))
    qtbot.addWidget(panel)
    panel.resize(panel.minimumWidth(), 300)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def test_a_long_name_leaves_the_handles_and_the_count_in_reach(qtbot: QtBot, long_named: FilterPanel) -> None:
    (row,) = long_named.rows.values()
    row.set_range(Range(row.key, 0.5, 1.5))
    for part in (row.slider.high_handle, row.note, row.reset_button):
        qtbot.waitUntil(partial(inside, part, long_named))
    assert row.note.width() >= 50


def inside(part: QWidget, panel: FilterPanel) -> bool:
    area = panel.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    place = part.rect().translated(part.mapTo(area.viewport(), QPoint(0, 0)))
    return part.width() > 0 and area.viewport().rect().contains(place)


def test_tips_of_a_users_own_rules_are_no_markup(long_named: FilterPanel) -> None:
    (row,) = long_named.rows.values()
    for button in (row.name_button, row.reset_button):
        assert "&lt;b&gt;" in button.toolTip()
    assert "&lt;i&gt;Few" in row.name_button.toolTip()
    assert row.name_button.accessibleName() == title(LONG.lower())
    assert row.name_button.shortcut().isEmpty()
