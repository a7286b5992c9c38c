"""Saved views put in order by hand: by keys, by a row's menu and by the mouse."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from curator.core.records import SavedView
from curator.core.settings import Options
from curator.pipeline.service import Service
from curator.store import views
from tests.helpers.hands import LEFT, NONE, OFFSCREEN, click, drag
from tests.helpers.saved_views import BLEAK, POSTERS, Opened, Session, open_views, press

pytestmark = OFFSCREEN
NIGHT = SavedView("Night", id=2)
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Opened]:
    """The button, clicked, with two views."""
    yield from open_views(qtbot)


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Iterator[Session]:
    opened = Session(Service(Options(tmp_path / "library", "pixels")))
    yield opened
    opened.stop()


def shown(opened: Opened) -> list[int]:
    """The views' ids as they stand below each other."""
    rows = sorted(opened.popover.list.rows, key=lambda row: row.geometry().top())
    return [row.view.id for row in rows]


def over(opened: Opened, start: int, end: int, share: float) -> tuple[QWidget, QPoint, QPoint]:
    """The name at `start`, its middle, and a place so far down the row at `end`."""
    rows = opened.popover.list.rows
    name = rows[start].name_button
    target = rows[end].mapToGlobal(QPoint(20, round(rows[end].height() * share)))
    return name, name.rect().center(), name.mapFromGlobal(target)


def test_alt_and_arrows_move_a_view_and_the_keyboard_goes_with_it(opened: Opened) -> None:
    opened.button.set_views((BLEAK, POSTERS, NIGHT))
    opened.popover.list.focus_row(0)
    press(opened, Qt.Key.Key_Up, ALT)
    assert opened.heard == []
    press(opened, Qt.Key.Key_Down, ALT)
    press(opened, Qt.Key.Key_Down, ALT)
    assert shown(opened) == [9, 2, 4]
    press(opened, Qt.Key.Key_Down, ALT)
    press(opened, Qt.Key.Key_Up, ALT)
    assert opened.heard == [("order", [9, 4, 2]), ("order", [9, 2, 4]), ("order", [9, 4, 2])]
    moved = opened.popover.list.rows[1].name_button
    assert opened.popover.focusWidget() is moved
    assert (moved.accessibleName(), moved.accessibleDescription()) == ("Bleak & blurred", "2 of 3")


def test_the_menu_of_a_row_moves_it_where_there_is_a_place(opened: Opened) -> None:
    first, last = opened.popover.list.rows
    told = [[(each.text(), each.isEnabled()) for each in row.menu.actions()] for row in (first, last)]
    assert told == [[("Move up", False), ("Move down", True)], [("Move up", True), ("Move down", False)]]
    last.menu.actions()[0].trigger()
    assert opened.heard == [("order", [9, 4])]
    assert shown(opened) == [9, 4]


def test_a_name_is_dragged_to_another_place_without_applying_its_view(opened: Opened) -> None:
    opened.button.set_views((BLEAK, POSTERS, NIGHT))
    opened.popover.list._column.activate()
    drag(*over(opened, 0, 2, 0.9))
    opened.popover.list._column.activate()
    assert shown(opened) == [9, 2, 4]
    drag(*over(opened, 2, 1, 0.1))
    assert opened.heard == [("order", [9, 2, 4]), ("order", [9, 4, 2])]
    assert opened.popover.isVisible()
    assert not opened.popover.list.mark.isVisible()


def test_a_drag_shows_where_the_view_would_go_and_back_to_its_place_changes_nothing(opened: Opened) -> None:
    views, (first, second) = opened.popover.list, opened.popover.list.rows
    name, start, end = over(opened, 0, 1, 0.9)
    QTest.mousePress(name, LEFT, NONE, start)
    QTest.mouseMove(name, start + QPoint(2, 0))
    assert not views.mark.isVisible(), "a hand that trembles"
    QTest.mouseMove(name, end)
    assert views.mark.isVisible()
    assert views.mark.geometry().top() > second.geometry().center().y()
    QTest.mouseMove(name, start)
    assert views.mark.geometry().bottom() < first.geometry().center().y()
    QTest.mouseRelease(name, LEFT, NONE, start)
    assert opened.heard == []
    click(name)
    assert opened.heard == [("chosen", BLEAK)]


def test_a_list_that_changes_under_a_drag_ends_it(opened: Opened) -> None:
    name, start, end = over(opened, 0, 1, 0.9)
    QTest.mousePress(name, LEFT, NONE, start)
    QTest.mouseMove(name, end)
    opened.button.set_views((NIGHT, BLEAK, POSTERS))
    assert not opened.popover.list.mark.isVisible()
    QTest.mouseRelease(name, LEFT, NONE, end)
    assert opened.heard == []
    assert len(opened.popover.list.rows) == 3


def test_a_view_that_is_moved_in_a_long_list_stays_in_sight(opened: Opened) -> None:
    opened.popover.hide()
    opened.button.set_views([SavedView(f"View {number}", id=number) for number in range(60)])
    click(opened.button)
    for _ in range(2):
        press(opened, Qt.Key.Key_Up)
    press(opened, Qt.Key.Key_Up, ALT)
    opened.popover.list._column.activate()
    row = opened.popover.list.rows[58]
    assert row.view.id == 59
    assert row.visibleRegion().boundingRect() == row.rect()


def test_an_order_made_by_hand_is_kept_in_the_library(qtbot: QtBot, opened: Opened, session: Session) -> None:
    session.views_changed.connect(lambda: opened.button.set_views(session.views()))
    opened.button.order_wanted.connect(session.order_views)
    for name in "abc":
        with qtbot.waitSignal(session.views_changed):
            session.save_view(SavedView(name))
    opened.popover.list.focus_row(2)
    with qtbot.waitSignals([session.views_changed] * 2):
        press(opened, Qt.Key.Key_Up, ALT)
        press(opened, Qt.Key.Key_Up, ALT)
    assert [view.name for view in views.views(session.service.library)] == ["c", "a", "b"]
    assert [row.view.name for row in opened.popover.list.rows] == ["c", "a", "b"]
    assert opened.popover.list.row_in_focus() == 0
