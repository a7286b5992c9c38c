"""The shelf in the window: what stands on it, when it is seen, and how keyboard and clicks use it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from curator.core.columns import coded
from curator.core.marks import MarkChange
from curator.core.records import Collection
from curator.gui.main_window import MainWindow
from curator.gui.shelf.mime import PicturesMime
from curator.gui.shelf.target import ShelfTarget
from tests.helpers.dnd import drop, files_mime, hover, leave, target
from tests.helpers.hands import OFFSCREEN, click, key
from tests.helpers.memory_session import FOLDER, MemorySession, OpenWindow, rows

pytestmark = OFFSCREEN
Key = Qt.Key


@pytest.fixture
def pinned(window: MainWindow) -> MainWindow:
    """With the shelf in sight and the keyboard in the gallery."""
    window.shelf.set_pinned(True)
    window.pane.gallery.setFocus()
    return window


def offered(window: MainWindow) -> list[str]:
    return list(window.shelf.shelf.strip.targets)


def collect(session: MemorySession, *names: str) -> None:
    session.collection_rows = [Collection(number, name) for number, name in enumerate(names, 1)]
    session.collections_changed.emit()


def choose(window: MainWindow, count: int) -> Sequence[int]:
    """Select the first so many pictures."""
    ids: list[int] = window.pane.model.ids[:count].tolist()
    window.pane.gallery.choose(ids[0])
    window.pane.gallery._choose_range(count - 1, add=False)
    return tuple(ids)


def seen(shelf_target: ShelfTarget) -> bool:
    """Whether none of it is scrolled out of sight."""
    return shelf_target.visibleRegion().boundingRect() == shelf_target.rect()


def test_it_offers_what_can_be_given_in_order(pinned: MainWindow, session: MemorySession) -> None:
    fixed = [f"stars:{stars}" for stars in range(6)] + ["flag:pick", "flag:reject", "flag:"]
    fixed += [f"label:{label}" for label in ("red", "yellow", "green", "blue", "purple")]
    assert offered(pinned) == [*fixed, "collection:new"]
    collect(session, "poster", "bleak")
    pinned.bar.sort.set_sort("-clarity")
    levels = [f"level:clarity:{level}" for level in range(3)]
    assert offered(pinned) == [*fixed, *levels, "collection:1", "collection:2", "collection:new"]
    words = next(each.words for each in session.rubric.rated if each.key == "clarity")
    shown = [target(pinned, level).offer.word for level in levels]
    assert tuple(shown) == tuple(words)
    assert target(pinned, levels[2]).accessibleName() == f"Clarity: {words[2]}"
    pinned.bar.sort.set_sort("name")
    assert offered(pinned) == [*fixed, "collection:1", "collection:2", "collection:new"]


def test_names_from_outside_are_shown_as_they_are(pinned: MainWindow, session: MemorySession) -> None:
    collect(session, "<b>print & web</b> \u202egnp")
    one = target(pinned, "collection:1")
    assert one.offer.word == "<b>print & web</b> \\u202egnp"
    assert "&lt;b&gt;" in one.toolTip()
    assert one.width() <= 18 * 8


def test_counts_are_those_of_the_library_and_follow_it(window: MainWindow, session: MemorySession) -> None:
    collect(session, "poster", "bleak")
    columns = rows(100, session.rubric.keys)
    levels = columns.levels.copy()
    levels[columns.dimensions.index("clarity"), :7] = 2
    session.show(
        replace(
            columns,
            stars=np.repeat([0, 3, 5], [80, 15, 5]).astype(np.int8),
            flags=np.repeat([-1, 0, 1], [10, 60, 30]).astype(np.int8),
            labels=coded(["red"] * 4 + ["aubergine"] * 6 + [""] * 90),
            collections=coded(["poster"] * 5 + ["poster\nbleak"] * 3 + [""] * 92),
            levels=levels,
        )
    )
    window.bar.sort.set_sort("-clarity")
    assert target(window, "stars:3").count == 0, "counted although nobody sees it"
    window.shelf.set_pinned(True)
    wanted = {"stars:0": 80, "stars:3": 15, "stars:5": 5, "stars:1": 0, "flag:pick": 30, "flag:reject": 10}
    wanted |= {"flag:": 60, "label:red": 4, "label:blue": 0, "collection:1": 8, "collection:2": 3}
    wanted |= {"level:clarity:0": 0, "level:clarity:2": 7}
    assert {name: target(window, name).count for name in wanted} == wanted
    assert target(window, "stars:3").accessibleDescription() == "15 pictures"
    session.mark([1], MarkChange(stars=3), "3 stars")
    assert target(window, "stars:3").count == 16


def test_a_click_is_for_what_is_looked_at_and_leaves_the_keys_there(
    pinned: MainWindow, session: MemorySession
) -> None:
    ids = choose(pinned, 3)
    click(target(pinned, "stars:4"))
    assert session.calls == [("mark", ids, MarkChange(stars=4))]
    assert pinned.pane.gallery.hasFocus()
    pinned.pane.viewing.view(ids[1])
    click(target(pinned, "flag:reject"))
    assert session.calls[1:] == [("mark", (ids[1],), MarkChange(flag="reject"))]
    assert pinned.pane.viewing.current_id() == ids[2], "one picture that was rated hands over to the next"
    collect(session, "poster")
    click(target(pinned, "collection:1"))
    assert session.calls[2:] == [("collect", 1, (ids[2],))]


def test_keys_go_from_target_to_target_and_give(
    pinned: MainWindow, session: MemorySession, qtbot: QtBot
) -> None:
    ids = choose(pinned, 2)
    target(pinned, "stars:0").setFocus()
    for pressed in (Key.Key_Right, Key.Key_Right, Key.Key_Tab, Key.Key_Left):
        key(QApplication.focusWidget() or pinned, pressed)
    assert target(pinned, "stars:2").hasFocus()
    key(target(pinned, "stars:2"), Key.Key_Return)
    key(target(pinned, "stars:2"), Key.Key_Right)
    key(target(pinned, "stars:3"), Key.Key_Space)
    assert session.calls == [("mark", ids, MarkChange(stars=stars)) for stars in (2, 3)]
    key(target(pinned, "stars:3"), Key.Key_Escape)
    assert pinned.pane.gallery.hasFocus()


def test_tab_leads_from_the_targets_to_the_buttons_after_them(
    pinned: MainWindow, session: MemorySession, qtbot: QtBot
) -> None:
    choose(pinned, 1)
    click(target(pinned, "label:red"))
    shelf, order = pinned.shelf.shelf, [*pinned.shelf.shelf.strip.targets.values()]
    order[0].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(order[0].hasFocus)
    for following in (*order[1:], shelf.undo_button, shelf.pin_button):
        focused = QApplication.focusWidget()
        assert focused is not None
        key(focused, Qt.Key.Key_Tab)
        assert following.hasFocus()


def test_its_key_brings_it_with_the_keyboard_and_takes_it_away(
    window: MainWindow, open_window: OpenWindow, session: MemorySession, qtbot: QtBot
) -> None:
    qtbot.waitUntil(window.isActiveWindow)
    assert not window.shelf.bar.isVisible()
    window.pane.gallery.setFocus()
    key(window.pane.gallery, Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert window.shelf.bar.isVisible()
    assert target(window, "stars:0").hasFocus()
    assert window.shelf.shelf.pin_button.isChecked()
    again = open_window()
    assert again.shelf.bar.isVisible()
    assert again.shelf.action.isChecked()
    click(again.shelf.shelf.pin_button)
    assert not again.shelf.bar.isVisible()
    assert not again.shelf.action.isChecked()
    assert not open_window().shelf.bar.isVisible()


def test_it_is_there_while_something_is_dragged(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curator.gui.shelf.control.LEAVE_MS", 20)
    bar = window.shelf.bar
    files = files_mime(FOLDER / "a.png")
    assert hover(window.pane.gallery.viewport(), files)
    assert bar.isVisible()
    assert window.drops.hint.isVisible()
    assert hover(target(window, "flag:pick"), files)
    assert target(window, "flag:pick").lit
    assert not window.drops.hint.isVisible()
    qtbot.wait(40)
    assert bar.isVisible()
    leave(window)
    assert not target(window, "flag:pick").lit
    qtbot.waitUntil(lambda: not bar.isVisible())
    assert hover(window.pane.gallery.viewport(), files)
    assert bar.isVisible()
    leave(window)
    qtbot.waitUntil(lambda: not bar.isVisible())
    assert not hover(window.pane.gallery.viewport(), PicturesMime([1], list))
    assert not bar.isVisible()


def test_while_pictures_of_the_window_are_dragged_it_stays_wherever_they_are(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curator.gui.shelf.control.LEAVE_MS", 10)
    monkeypatch.setattr("curator.gui.shelf.control.LINGER_MS", 30)
    mime = PicturesMime([1], list)
    window.shelf.drags.began.emit(mime)
    assert hover(target(window, "stars:1"), mime)
    leave(window)
    qtbot.wait(30)
    assert window.shelf.bar.isVisible()
    window.shelf.drags.ended.emit()
    assert window.shelf.bar.isVisible()
    qtbot.waitUntil(lambda: not window.shelf.bar.isVisible())


def test_the_last_thing_done_stands_there_with_its_undo(pinned: MainWindow, session: MemorySession) -> None:
    assert not pinned.shelf.shelf.undo_button.isEnabled()
    choose(pinned, 3)
    click(target(pinned, "label:red"))
    assert pinned.shelf.shelf.last.text() == "Red label for 3 pictures"
    assert target(pinned, "label:red").count == 3
    click(pinned.shelf.shelf.undo_button)
    assert target(pinned, "label:red").count == 0
    assert pinned.shelf.shelf.last.text() == ""


def test_many_collections_are_scrolled_by_wheel_keys_and_a_drag_at_the_end(
    pinned: MainWindow, session: MemorySession, qtbot: QtBot
) -> None:
    pinned.resize(1000, 700)
    collect(session, *(f"series {number}" for number in range(12)))
    strip, last = pinned.shelf.shelf.strip, target(pinned, "collection:new")
    qtbot.waitUntil(lambda: strip.on.isVisible() and strip.on.isEnabled())
    assert not seen(last)
    assert not strip.back.isEnabled()
    place = QPointF(strip.rect().center())
    turn = QWheelEvent(
        place,
        strip.mapToGlobal(place),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(strip._area.viewport(), turn)
    assert strip._area.horizontalScrollBar().value() == 120
    hover(strip.on, PicturesMime([1], list))
    qtbot.waitUntil(lambda: seen(last))
    assert not strip.on.isEnabled()
    leave(pinned)
    assert not drop(strip.back, PicturesMime([1], list))
    target(pinned, "stars:0").setFocus()
    assert seen(target(pinned, "stars:0"))
    click(strip.on)
    assert not seen(target(pinned, "stars:0"))
    assert not session.calls


def test_the_keyboard_stays_while_collections_come_and_go(pinned: MainWindow, session: MemorySession) -> None:
    collect(session, "poster", "bleak")
    target(pinned, "collection:2").setFocus()
    session.collection_rows = [Collection(2, "bleaker"), Collection(3, "fog")]
    session.collections_changed.emit()
    assert target(pinned, "collection:2").hasFocus()
    assert target(pinned, "collection:2").offer.word == "bleaker"
    assert offered(pinned)[-3:] == ["collection:2", "collection:3", "collection:new"]


def test_on_the_whole_screen_and_in_a_slideshow_it_is_out_of_the_way(
    pinned: MainWindow, session: MemorySession
) -> None:
    pinned.pane.viewing.start_slideshow(pinned.pane.model.image_id(0))
    assert not pinned.shelf.bar.isVisible()
    pinned.pane.viewing.leave()
    assert pinned.shelf.bar.isVisible()
    pinned.looking.full_screen.set_on(True)
    assert not pinned.shelf.bar.isVisible()
    session.columns_changed.emit()
    assert not pinned.shelf.bar.isVisible()
    pinned.looking.full_screen.set_on(False)
    assert pinned.shelf.bar.isVisible()
    pinned.looking.full_screen.set_on(True)
    pinned.shelf.set_pinned(False)
    pinned.looking.full_screen.set_on(False)
    assert not pinned.shelf.bar.isVisible()
