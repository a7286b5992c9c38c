import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from curator.core.paths import default_rules
from curator.core.query import Range
from curator.core.rules import read_rules
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
