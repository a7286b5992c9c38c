import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from curator.core.query import check
from curator.gui.narrowing.search_box import SYNTAX, SearchBox
from tests.helpers.hands import OFFSCREEN, click, key, type_text

pytestmark = OFFSCREEN


@pytest.fixture
def box(qtbot: QtBot) -> SearchBox:
    box = SearchBox(lambda where: check(where, ("clarity", "color aesthetic", "emotion")))
    qtbot.addWidget(box)
    box.show()
    qtbot.waitExposed(box)
    return box


def test_typing_is_told_once_after_a_rest(qtbot: QtBot, box: SearchBox) -> None:
    heard: list[str] = []
    box.query_changed.connect(heard.append)
    type_text(box.edit, "clarity<0.7")
    assert heard == []
    qtbot.waitUntil(lambda: heard == ["clarity<0.7"])
    assert box.text() == "clarity<0.7"


def test_enter_does_not_wait(qtbot: QtBot, box: SearchBox) -> None:
    heard: list[str] = []
    box.query_changed.connect(heard.append)
    type_text(box.edit, "fog")
    key(box.edit, Qt.Key.Key_Return)
    assert heard == ["fog"]


def test_a_text_that_cannot_be_read_says_where_and_what_was_expected(qtbot: QtBot, box: SearchBox) -> None:
    box.set_text("fog")
    heard: list[str] = []
    box.query_changed.connect(heard.append)
    box.set_text("clarity<")
    assert heard == []
    assert box.text() == "fog"
    assert box.error.isVisible()
    assert "at character 9" in box.error.text()
    assert "expected" in box.error.text()
    box.set_text("clarity<1")
    assert not box.error.isVisible()
    assert heard == ["clarity<1"]


def test_a_long_error_widens_nothing_and_is_no_markup(box: SearchBox) -> None:
    box.set_text("<b>foo:bar")
    assert box.error.isVisible()
    assert len(box.error.text()) > 60
    assert box.minimumSizeHint().width() < 100
    assert "<b>" not in box.error.toolTip()
    assert box.edit.toolTip().startswith("<qt>")
    assert "&lt;" in box.edit.toolTip()


def test_the_clear_button_shows_every_picture(qtbot: QtBot, box: SearchBox) -> None:
    box.set_text("fog")
    clear = max(box.edit.findChildren(QToolButton), key=lambda button: button.x())
    with qtbot.waitSignal(box.query_changed) as told:
        click(clear)
    assert told.args == [""]


def test_the_examples_in_the_tool_tip_can_be_read() -> None:
    examples = [line for line in SYNTAX.splitlines() if line and not line.startswith("Terms")]
    queries = [part.strip() for line in examples for part in line.split("   ") if part.strip()]
    readable = [query for query in queries if any(sign in query for sign in "<>:=")]
    assert len(readable) > 10
    for query in readable:
        check(query, ("clarity", "color aesthetic", "emotion"))


def test_focus_selects_what_is_there(qtbot: QtBot, box: SearchBox) -> None:
    box.set_text("fog")
    box.focus()
    type_text(box.edit, "rain")
    assert box.edit.text() == "rain"
    box.set_text("rain")
