import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from curator.core.sorting import check_sort
from curator.gui.narrowing.sort_box import WIDEST_NAME, SortBox
from tests.helpers.hands import OFFSCREEN, click, key

pytestmark = OFFSCREEN

DIMENSIONS = ("clarity", "color aesthetic")


@pytest.fixture
def box(qtbot: QtBot) -> SortBox:
    box = SortBox(DIMENSIONS)
    qtbot.addWidget(box)
    box.show()
    return box


def test_every_key_that_is_offered_can_be_sorted_by(qtbot: QtBot, box: SortBox) -> None:
    heard: list[str] = []
    box.sort_changed.connect(heard.append)
    box.keys.setFocus()
    key(box.keys, Qt.Key.Key_Home)
    for _ in range(box.keys.count()):
        key(box.keys, Qt.Key.Key_Down)
    assert {"-color aesthetic", "-clarity", "-uncertainty", "-stars", "-size", "-name"} <= {*heard}
    for sort in heard:
        check_sort(sort, DIMENSIONS)


@pytest.mark.parametrize(
    ("sort", "tip"),
    [
        ("-date", "Newest first; click for oldest first"),
        ("name", "A to Z; click for Z to A"),
        ("clarity", "Low first; click for high first"),
        ("-clarity", "High first; click for low first"),
    ],
)
def test_the_direction_is_said_in_words(box: SortBox, sort: str, tip: str) -> None:
    box.set_sort(sort)
    assert box.sort() == sort
    assert box.direction.toolTip() == box.direction.accessibleName() == tip


def test_the_button_turns_the_order_round(qtbot: QtBot, box: SortBox) -> None:
    box.set_sort("clarity")
    with qtbot.waitSignal(box.sort_changed) as told:
        click(box.direction)
    assert told.args == ["-clarity"]


def test_random_shuffles_again(qtbot: QtBot, box: SortBox) -> None:
    box.set_sort("random:7")
    assert box.sort() == "random:7"
    click(box.direction)
    assert box.sort().startswith("random:")
    assert box.sort() != "random:7"


def test_an_order_that_is_not_offered_changes_nothing(qtbot: QtBot, box: SortBox) -> None:
    heard: list[str] = []
    box.sort_changed.connect(heard.append)
    box.set_sort("intent:poster")
    box.set_sort("-date")
    assert box.sort() == "-date"
    assert heard == []


def test_a_long_name_takes_no_more_room_than_it_may(qtbot: QtBot) -> None:
    name = "<b>composition of the foreground and the background as seen from afar"
    box = SortBox((*DIMENSIONS, name))
    qtbot.addWidget(box)
    box.set_sort(name)
    assert box.sort() == name
    assert box.keys.sizeHint().width() < WIDEST_NAME + 64
    assert "&lt;b&gt;" in box.keys.toolTip().lower()
    assert "Afar" in box.keys.toolTip()
    tip = box.keys.itemData(box.keys.currentIndex(), Qt.ItemDataRole.ToolTipRole)
    assert tip == box.keys.toolTip()
