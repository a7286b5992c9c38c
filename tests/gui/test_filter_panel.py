from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from curator.core.paths import default_rules
from curator.core.query import Range
from curator.core.rules import Dimension, Option, Rubric, read_rules
from curator.core.spread import Spread
from curator.gui.narrowing.panel import FilterPanel
from curator.gui.parts.dimension_text import title
from tests.helpers.hands import LEFT, OFFSCREEN, click, key

pytestmark = OFFSCREEN
CONTROL = Qt.KeyboardModifier.ControlModifier


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
    panel.changed.connect(lambda: heard.append(panel.ranges()))
    return heard


def test_there_is_one_row_for_each_rated_dimension(panel: FilterPanel) -> None:
    assert len(panel.rows) == 11
    assert panel.rows["color aesthetic"].name_button.text() == "Color Aesthetic"
    assert panel.ranges() == ()
    assert not panel.reset_button.isEnabled()


def test_a_key_narrows_one_dimension(panel: FilterPanel, heard: list[tuple[Range, ...]]) -> None:
    row = panel.rows["clarity"]
    row.set_spread(Spread(214, (1, 2), (3, 4)))
    key(row.slider.high_handle, Qt.Key.Key_PageDown)
    assert heard == [(Range("clarity", 0, 1.75),)]
    assert row.note.text() == "0.00–1.75 · 214"
    assert row.reset_button.isVisible()
    panel.set_spreads({"clarity": Spread(190, (1, 2), (3, 4))})
    assert row.note.text() == "0.00–1.75 · 190"


def test_a_word_narrows_to_its_level_and_control_adds_another(
    panel: FilterPanel, heard: list[tuple[Range, ...]]
) -> None:
    words = panel.rows["clarity"].words
    low, middle, high = (words.area(level) for level in range(3))
    click(words, low.topLeft() + QPoint(4, 4))
    QTest.mouseClick(words, LEFT, CONTROL, middle.center())
    click(words, high.bottomRight() - QPoint(4, 4))
    click(words, high.bottomRight() - QPoint(4, 4))
    ranges = [(0, 0.67), (0, 1.33), (1.33, 2)]
    assert heard == [*((Range("clarity", *ends),) for ends in ranges), ()]
    click(words, QPoint(low.right() - 2, 4))
    assert len(heard) == 4, "the blank between two words is no word"


def test_filters_chosen_elsewhere_are_told_once(panel: FilterPanel, heard: list[tuple[Range, ...]]) -> None:
    wanted = (Range("clarity", 0.5, 1), Range("emotion", 1, 2))
    for _ in range(2):
        panel.set_filters(wanted, 3, ("pick",), ("rated",))
    assert heard == [wanted]
    panel.set_filters(wanted, 4, ("pick",), ("rated",))
    assert len(heard) == 2
    assert (panel.marks.stars(), panel.marks.flags(), panel.marks.states()) == (4, ("pick",), ("rated",))


def test_resets_show_every_picture_again(panel: FilterPanel, heard: list[tuple[Range, ...]]) -> None:
    panel.set_filters((Range("clarity", 0.5, 1), Range("emotion", 1, 2), Range("richness", 0, 1)), 2)
    click(panel.rows["clarity"].reset_button)
    assert [each.dimension for each in heard[-1]] == ["emotion", "richness"]
    click(panel.reset_button)
    assert heard[-1] == ()
    assert len(heard) == 3
    assert panel.marks.stars() == 0
    assert not panel.rows["clarity"].reset_button.isVisible()
    assert not panel.reset_button.isEnabled()


def test_marks_alone_can_be_reset(panel: FilterPanel) -> None:
    key(panel.marks.star_picker, Qt.Key.Key_3)
    assert panel.reset_button.isEnabled()
    click(panel.reset_button)
    assert panel.marks.stars() == 0


def test_what_the_rater_cannot_tell_is_off_and_says_what_it_needs(panel: FilterPanel) -> None:
    panel.set_filters((Range("emotion", 1, 2),))
    panel.set_rated_dimensions(("clarity",))
    emotion, clarity = panel.rows["emotion"], panel.rows["clarity"]
    assert (emotion.note.text(), emotion.slider.isVisible()) == ("needs the model", False)
    assert (clarity.note.text(), clarity.slider.isVisible()) == ("0 rated", True)
    panel.set_filters((Range("emotion", 1, 2),))
    assert panel.ranges() == ()
    panel.set_rated_dimensions(panel.rows)
    assert emotion.slider.isVisible()
    assert emotion.words.isVisible()


def test_what_a_row_needs_has_the_room_of_the_button_it_has_no_use_for(
    qtbot: QtBot, panel: FilterPanel
) -> None:
    row = panel.rows["detail refinement"]
    before = row.note.geometry().right()
    panel.set_rated_dimensions(("clarity",))
    qtbot.waitUntil(lambda: row.note.geometry().right() >= before + row.reset_button.sizeHint().width())
    panel.set_rated_dimensions(panel.rows)
    qtbot.waitUntil(lambda: row.note.geometry().right() == before)


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
    panel.set_spreads({"clarity": Spread(12345, (1, 2, 3), (1, 2, 3))})
    assert panel.rows["clarity"].note.text() == "12,345 rated"
    assert panel.rows["emotion"].note.text() == "0 rated"


def test_a_click_on_a_name_asks_for_its_order(qtbot: QtBot, panel: FilterPanel) -> None:
    with qtbot.waitSignal(panel.sort_wanted) as told:
        click(panel.rows["main object"].name_button)
    assert told.args == ["main object"]


def test_no_row_is_wider_than_the_panel(qtbot: QtBot, panel: FilterPanel) -> None:
    panel.set_filters([Range(key, 0.25, 1.75) for key in panel.rows], 5, ("pick",), ("failed",))
    panel.set_spreads(dict.fromkeys(panel.rows, Spread(123456, (1,), (1,))))
    panel.resize(panel.minimumWidth(), 600)
    assert panel.width() == 240
    for row in panel.rows.values():
        assert right_of(row.slider, panel) < panel.width()
        assert right_of(row.reset_button, panel) < panel.width()
    assert right_of(panel.reset_button, panel) < panel.width()
    assert right_of(panel.marks.flag_buttons["reject"], panel) < panel.width()
    narrow = panel.rows["lighting distinction"].note
    qtbot.waitUntil(lambda: narrow.text() == "123,456")


def right_of(part: QWidget, panel: FilterPanel) -> int:
    return part.mapTo(panel, part.rect().topRight()).x()


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
    assert row.words.tips[0].startswith("<i>Few\n\nClick for scores of 0.00 to 0.67")
    assert row.name_button.accessibleName() == title(LONG.lower())
    assert row.name_button.shortcut().isEmpty()
