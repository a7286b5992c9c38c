"""The list's header under real hands and keys."""

import json

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from curator.gui.listing.arranged import NARROWEST, WIDEST
from curator.gui.listing.header import ListHeader
from curator.gui.listing.list_columns import list_columns
from curator.gui.listing.order import in_kept_order
from tests.helpers.hands import NONE, OFFSCREEN, click, drag, key

pytestmark = OFFSCREEN
DIMENSIONS = ("clarity", "color brightness", "emotion")
NO_STATES = [
    b"",
    b"\xff",
    b"[]",
    b"3",
    b'{"columns": 3, "chosen": {}}',
    b'{"columns": [["name"]], "chosen": {}}',
    b'{"columns": [["name", "wide"]], "chosen": {}}',
    b'{"columns": [["name", Infinity]], "chosen": {}}',
    b'{"columns": [], "chosen": []}',
    b"[" * 9999,
]
FIRST = ["picture", "name", "stars", "flag", "date"]
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def header(qtbot: QtBot) -> ListHeader:
    header = ListHeader(list_columns(DIMENSIONS))
    qtbot.addWidget(header)
    header.resize(1400, header.sizeHint().height())
    header.show()
    qtbot.waitExposed(header)
    header.activateWindow()
    header.setFocus()
    qtbot.waitUntil(header.hasFocus)
    return header


def keys(header: ListHeader) -> list[str]:
    return [span.column.key for span in header.spans()]


def middle(header: ListHeader, column: str) -> QPoint:
    span = next(span for span in header.spans() if span.column.key == column)
    return QPoint(span.x + span.width // 2, header.height() // 2)


def right_edge(header: ListHeader, column: str) -> QPoint:
    span = next(span for span in header.spans() if span.column.key == column)
    return QPoint(span.x + span.width - 1, header.height() // 2)


def open_menu(qtbot: QtBot, header: ListHeader) -> QMenu:
    qtbot.waitUntil(lambda: bool(header.findChildren(QMenu)))
    menus = header.findChildren(QMenu)
    assert len(menus) == 1
    return menus[0]


def choice(menu: QMenu, text: str) -> QAction:
    return next(action for action in menu.actions() if action.text() == text)


def test_rated_dimensions_are_shown_at_first(header: ListHeader) -> None:
    assert keys(header) == FIRST
    header.set_rated_dimensions(("clarity", "emotion"))
    assert keys(header) == ["picture", "name", "score:clarity", "score:emotion", "stars", "flag", "date"]
    header.set_rated_dimensions(("color brightness",))
    assert keys(header) == ["picture", "name", "score:color brightness", "stars", "flag", "date"]


def test_spans_lie_side_by_side(header: ListHeader) -> None:
    x = 0
    for span in header.spans():
        assert span.x == x
        x += span.width
    assert header.total_width == x
    assert header.sizeHint().height() % 8 == 0


def test_a_click_sorts_and_a_second_one_turns_round(qtbot: QtBot, header: ListHeader) -> None:
    heard: list[str] = []
    header.sort_wanted.connect(heard.append)
    click(header.viewport(), middle(header, "date"))
    assert heard == ["date"]
    click(header.viewport(), middle(header, "date"))
    assert heard == ["date", "date"], "nobody said yet that it is sorted so"
    header.set_sort("date")
    click(header.viewport(), middle(header, "date"))
    header.set_sort("-date")
    click(header.viewport(), middle(header, "date"))
    assert heard[2:] == ["-date", "date"]
    click(header.viewport(), middle(header, "flag"))
    assert len(heard) == 4, "there is no order by flag"


def test_the_arrow_stands_where_the_gallery_is_sorted_by(header: ListHeader) -> None:
    def drawn(column: str) -> bytes:
        at = header.sectionViewportPosition(header._places[column])
        width = header.sectionSize(header._places[column])
        image = header.viewport().grab().toImage().copy(at, 0, width, header.height())
        return bytes(image.constBits())

    header.clearFocus()
    header.set_sort("random:7")
    name, date = drawn("name"), drawn("date")
    header.set_sort("date")
    up = drawn("date")
    assert (drawn("name"), up != date) == (name, True)
    header.set_sort("-date")
    assert drawn("date") not in (up, date)
    header.set_sort("name")
    assert (drawn("name") != name, drawn("date")) == (True, date)


def test_a_drag_moves_a_column(qtbot: QtBot, header: ListHeader) -> None:
    with qtbot.waitSignal(header.changed):
        drag(header.viewport(), middle(header, "date"), middle(header, "name") - QPoint(60, 0))
    assert keys(header) == ["picture", "date", "name", "stars", "flag"]


def test_a_drag_at_the_edge_resizes_but_not_the_picture(qtbot: QtBot, header: ListHeader) -> None:
    before = {span.column.key: span.width for span in header.spans()}
    with qtbot.waitSignal(header.changed):
        edge = right_edge(header, "name")
        drag(header.viewport(), edge, edge + QPoint(40, 0))
    edge = right_edge(header, "picture")
    drag(header.viewport(), edge, edge + QPoint(40, 0))
    after = {span.column.key: span.width for span in header.spans()}
    assert after == before | {"name": before["name"] + 40}
    again = restored(qtbot, header.columns_state())
    assert again.spans()[1].width == before["name"] + 40
    header.set_picture_width(88)
    assert header.spans()[0].width == 88


def test_the_menu_chooses_columns_and_resets_them(qtbot: QtBot, header: ListHeader) -> None:
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, QPoint(50, 5), header.mapToGlobal(QPoint(50, 5))
    )
    QApplication.sendEvent(header.viewport(), event)
    menu = open_menu(qtbot, header)
    assert [action.text() for action in menu.actions() if action.isChecked()] == [
        "Picture", "Name", "Stars", "Flag", "Date",
    ]  # fmt: skip
    choice(menu, "Folder").trigger()
    choice(menu, "Stars").trigger()
    assert keys(header) == ["picture", "name", "folder", "flag", "date"]
    header.moveSection(0, 5)
    header.set_width("name", 400)
    choice(menu, "Reset columns").trigger()
    menu.close()
    assert keys(header) == FIRST
    assert header.spans()[1].width == 240
    qtbot.waitUntil(lambda: not header.findChildren(QMenu))


@pytest.mark.parametrize(("pressed", "modifiers"), [(Qt.Key.Key_Menu, NONE), (Qt.Key.Key_F10, SHIFT)])
def test_keys_open_the_menu_once(
    qtbot: QtBot, header: ListHeader, pressed: Qt.Key, modifiers: Qt.KeyboardModifier
) -> None:
    for _ in range(2):
        key(header, pressed, modifiers)
        QApplication.sendEvent(
            header, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
        )
        open_menu(qtbot, header).close()
        qtbot.waitUntil(lambda: not header.findChildren(QMenu))


def test_the_last_column_stays(header: ListHeader) -> None:
    for column in FIRST[1:]:
        header.show_column(column, False)
    assert keys(header) == ["picture"]
    menu = header.column_menu()
    assert not choice(menu, "Picture").isEnabled()
    assert choice(menu, "Name").isEnabled()
    menu.close()
    header.show_column("picture", False)
    assert keys(header) == ["name"]


def test_a_title_is_no_markup_and_no_mnemonic(qtbot: QtBot) -> None:
    header = ListHeader(list_columns(("<b>fog & mist",)))
    qtbot.addWidget(header)
    menu = header.column_menu()
    assert choice(menu, "<b>fog && Mist").isCheckable()
    menu.close()
    titles = header.model()
    tip = titles.headerData(3, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;fog &amp; Mist" in tip


def test_keys_reach_sort_move_and_resize_columns(qtbot: QtBot, header: ListHeader) -> None:
    with qtbot.waitSignal(header.reached) as told:
        key(header, Qt.Key.Key_Right)
    assert told.args == [header.spans()[1].x, header.spans()[1].width]
    assert header.accessibleName() == "Column Name"
    for pressed in (Qt.Key.Key_Space, Qt.Key.Key_Return):
        with qtbot.waitSignal(header.sort_wanted) as told:
            key(header, pressed)
        assert told.args == ["name"]
    header.set_sort("-name")
    assert header.accessibleName() == "Column Name, sorted descending"
    key(header, Qt.Key.Key_Right, SHIFT)
    assert header.spans()[1].width == 248
    key(header, Qt.Key.Key_Right, CTRL)
    assert keys(header) == ["picture", "stars", "name", "flag", "date"]
    key(header, Qt.Key.Key_Left, CTRL)
    key(header, Qt.Key.Key_Left)
    key(header, Qt.Key.Key_Right, SHIFT)
    key(header, Qt.Key.Key_Left)
    assert (keys(header), header.spans()[0].width) == (FIRST, NARROWEST)
    assert header.accessibleName() == "Column Picture"


def test_the_current_column_is_marked_and_moves_on_when_hidden(header: ListHeader) -> None:
    key(header, Qt.Key.Key_Right)
    marked = header.viewport().grab().toImage()
    header.clearFocus()
    assert header.viewport().grab().toImage() != marked
    header.show_column("name", False)
    assert header.accessibleName() == "Column Picture"


def test_a_press_of_the_mouse_leaves_the_keyboard_where_it_is(header: ListHeader) -> None:
    header.clearFocus()
    click(header.viewport(), middle(header, "date"))
    assert not header.hasFocus()


def restored(qtbot: QtBot, state: bytes, dimensions: tuple[str, ...] = DIMENSIONS) -> ListHeader:
    header = ListHeader(list_columns(dimensions))
    qtbot.addWidget(header)
    header.set_picture_width(64)
    with qtbot.waitSignal(header.changed):
        assert header.restore_columns(state)
    return header


def test_columns_come_back_as_they_were(qtbot: QtBot, header: ListHeader) -> None:
    header.set_rated_dimensions(("clarity",))
    header.moveSection(header.visualIndex(header._places["date"]), 0)
    header.set_width("folder", 333)
    header.set_width("name", 111)
    header.show_column("folder", True)
    header.show_column("folder", False)
    header.show_column("stars", False)
    again = restored(qtbot, header.columns_state())
    again.set_rated_dimensions(("clarity",))
    assert keys(again) == keys(header) == ["date", "picture", "name", "score:clarity", "flag"]
    again.show_column("folder", True)
    widths = {span.column.key: span.width for span in again.spans()}
    assert (widths["folder"], widths["name"], widths["picture"]) == (333, 111, 64)
    again.set_rated_dimensions(())
    assert "score:clarity" not in keys(again), "that was nobody's choice"


def test_columns_that_came_and_went_disturb_no_other(qtbot: QtBot) -> None:
    header = ListHeader(list_columns(("clarity", "mood")))
    qtbot.addWidget(header)
    header.moveSection(header.visualIndex(header._places["name"]), header.count() - 1)
    header.show_column("score:mood", True)
    again = restored(qtbot, header.columns_state(), ("clarity", "emotion"))
    again.set_rated_dimensions(("emotion",))
    assert keys(again) == ["picture", "score:emotion", "stars", "flag", "date", "name"]


def test_what_is_told_in_between_is_told_once(qtbot: QtBot, header: ListHeader) -> None:
    heard: list[int] = []
    header.changed.connect(lambda: heard.append(header.total_width))
    header.restore_columns(header.columns_state())
    header.reset_columns()
    header.show_column("folder", True)
    header.set_rated_dimensions(("clarity",))
    header.set_rated_dimensions(("clarity",))
    assert len(heard) == 4


def test_widths_are_brought_within_limits(qtbot: QtBot, header: ListHeader) -> None:
    state = json.loads(header.columns_state())
    state["columns"] = [[key, -5 if key == "name" else 10**9] for key, _ in state["columns"]]
    again = restored(qtbot, json.dumps(state).encode())
    widths = {span.column.key: span.width for span in again.spans()}
    assert widths["name"] == NARROWEST
    assert widths["date"] == WIDEST


def test_bytes_that_make_no_sense_change_nothing(header: ListHeader) -> None:
    header.show_column("folder", True)
    before = header.columns_state()
    for state in NO_STATES:
        assert not header.restore_columns(state)
        assert header.columns_state() == before


def test_new_keys_stand_after_the_one_before_them() -> None:
    assert in_kept_order(["a", "b", "c", "d"], ["d", "x", "a", "a"]) == ["d", "a", "b", "c"]
    assert in_kept_order(["new", "a"], ["a"]) == ["new", "a"]
