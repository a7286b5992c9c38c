"""Rating by real keys: in the gallery, the viewer and the comparison, never while something is typed."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QKeySequenceEdit, QLineEdit, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from curator.core.columns import strings
from curator.core.marks import MarkChange
from curator.gui.main_window import MainWindow
from tests.helpers.hands import OFFSCREEN, key, type_text
from tests.helpers.memory_session import MemorySession, OpenWindow, rows

pytestmark = OFFSCREEN
Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
GIVEN = {
    **{Key(Key.Key_0.value + stars): MarkChange(stars=stars) for stars in range(6)},
    Key.Key_P: MarkChange(flag="pick"),
    Key.Key_X: MarkChange(flag="reject"),
    Key.Key_U: MarkChange(flag=""),
    Key.Key_6: MarkChange(label="red"),
    Key.Key_7: MarkChange(label="yellow"),
    Key.Key_8: MarkChange(label="green"),
    Key.Key_9: MarkChange(label="blue"),
    Key.Key_Q: MarkChange(levels=(("clarity", 0),)),
    Key.Key_W: MarkChange(levels=(("clarity", 1),)),
    Key.Key_E: MarkChange(levels=(("clarity", 2),)),
}


@pytest.fixture
def marked(session: MemorySession) -> Callable[[], list[tuple[object, ...]]]:
    """What was asked of the session since the last call: pictures and change."""

    def told() -> list[tuple[object, ...]]:
        calls = [call[1:] for call in session.calls if call[0] == "mark"]
        session.calls.clear()
        return calls

    return told


Marked = Callable[[], list[tuple[object, ...]]]


def shown(window: MainWindow) -> list[int]:
    return [int(image_id) for image_id in window.pane.model.ids]


def named(session: MemorySession, names: list[str]) -> None:
    session.show(replace(rows(len(names), session.rubric.keys), names=strings(names)))


def current(window: MainWindow) -> int:
    return window.pane.gallery.current_id()


def test_every_rating_key_rates_what_is_looked_at(window: MainWindow, marked: Marked, qtbot: QtBot) -> None:
    """In the gallery, the viewer and the comparison; once, however long it is held."""
    assert [action.text() for action in window.menus.mark.actions() if action.autoRepeat()] == []
    window.bar.sort.set_sort("clarity")
    window.menus.mark.advance.setChecked(False)
    pane, first = window.pane, shown(window)[5]
    places: list[tuple[QWidget, Callable[[], object]]] = [
        (pane.gallery, lambda: pane.gallery.choose(first)),
        (pane.viewing.viewer, lambda: pane.viewing.view(first)),
        (pane.viewing.comparison, lambda: pane.viewing.compare([first, shown(window)[6]])),
    ]
    for widget, go in places:
        go()
        qtbot.waitUntil(widget.hasFocus)
        for pressed, change in GIVEN.items():
            # A label or level of its own would be taken back
            window.menus.undo.trigger()
            key(widget, pressed)
            assert marked() == [((first,), change)], pressed
        window.menus.undo.trigger()
    assert pane.viewing.current_id() == first
    pane.viewing.leave()


def test_a_level_has_no_key_without_a_dimension_and_leads_nowhere(
    window: MainWindow, session: MemorySession, marked: Marked
) -> None:
    named(session, ["ant.png", "queen.png", "west.png", "east.png"])
    window.pane.gallery.setFocus()
    before = current(window)
    for pressed in (Key.Key_Q, Key.Key_W, Key.Key_E):
        key(window.pane.gallery, pressed)
    assert marked() == []
    assert current(window) == before


def test_nothing_is_rated_while_something_is_typed(window: MainWindow, marked: Marked, qtbot: QtBot) -> None:
    """Not even in a field that stands among the pictures."""
    for make in (QLineEdit, QSpinBox, QKeySequenceEdit):
        field = make(window.pane)
        field.show()
        field.setFocus()
        qtbot.waitUntil(field.hasFocus)
        for pressed in (Key.Key_1, Key.Key_5, Key.Key_P, Key.Key_X, Key.Key_Question):
            key(field, pressed)
        field.clearFocus()
    key(window, Key.Key_F, CTRL)
    typed_in = window.focusWidget()
    assert isinstance(typed_in, QLineEdit)
    type_text(typed_in, "px5?")
    assert typed_in.text() == "px5?"
    assert marked() == []
    assert window.menus.key_help.overlay is None


def test_rating_one_goes_on_and_rating_many_stays(window: MainWindow, marked: Marked) -> None:
    gallery, ids = window.pane.gallery, shown(window)
    gallery.choose(ids[0])
    key(gallery, Key.Key_4)
    assert (current(window), gallery.selected_ids()) == (ids[1], [ids[1]])
    key(gallery, Key.Key_X)
    assert current(window) == ids[2]
    key(gallery, Key.Key_Right, SHIFT)
    key(gallery, Key.Key_P)
    assert gallery.selected_ids() == ids[2:4]
    assert current(window) == ids[3]
    assert [call[0] for call in marked()] == [(ids[0],), (ids[1],), tuple(ids[2:4])]


def test_after_the_last_picture_the_place_stays(window: MainWindow, marked: Marked) -> None:
    ids = shown(window)
    window.pane.gallery.choose(ids[-1])
    key(window.pane.gallery, Key.Key_2)
    assert current(window) == ids[-1]
    window.pane.viewing.view(ids[-1])
    key(window.pane.viewing.viewer, Key.Key_3)
    assert window.pane.viewing.current_id() == ids[-1]
    assert [call[0] for call in marked()] == [(ids[-1],), (ids[-1],)]


@pytest.mark.parametrize("large", [False, True])
def test_what_a_filter_hides_hands_over_to_the_next_one(
    window: MainWindow, marked: Marked, large: bool
) -> None:
    """Never past it, and at the end to the one before."""
    window.bar.search.set_text("stars=0")
    ids = shown(window)
    assert len(ids) == 100
    pane = window.pane
    widget: QWidget = pane.gallery
    pane.gallery.choose(ids[97])
    if large:
        pane.viewing.view(ids[97])
        widget = pane.viewing.viewer

    def looked_at() -> int:
        return pane.viewing.current_id() if large else current(window)

    reached = []
    for pressed in (Key.Key_1, Key.Key_2, Key.Key_5, Key.Key_5):
        key(widget, pressed)
        reached.append(looked_at())
    assert reached == [ids[98], ids[99], ids[96], ids[95]]
    assert [call[0] for call in marked()] == [(ids[97],), (ids[98],), (ids[99],), (ids[96],)]
    assert len(shown(window)) == 96


def test_an_order_by_what_is_given_does_not_carry_the_eye_along(window: MainWindow) -> None:
    window.bar.sort.set_sort("-stars")
    ids = shown(window)
    window.pane.gallery.choose(ids[50])
    key(window.pane.gallery, Key.Key_5)
    assert shown(window)[0] == ids[50]
    assert current(window) == ids[51]


def test_a_slideshow_keeps_its_pace(window: MainWindow, marked: Marked) -> None:
    ids = shown(window)
    window.pane.viewing.start_slideshow(ids[0])
    key(window.pane.viewing.viewer, Key.Key_P)
    assert window.pane.viewing.slideshow.is_running
    assert window.pane.viewing.current_id() == ids[0]
    assert marked() == [((ids[0],), MarkChange(flag="pick"))]
    window.pane.viewing.leave()


def test_without_pictures_a_key_does_nothing_and_going_on_is_remembered(
    open_window: OpenWindow, session: MemorySession, marked: Marked
) -> None:
    window = open_window()
    assert window.menus.mark.advance.isChecked()
    window.menus.mark.advance.trigger()
    session.show(rows(0, session.rubric.keys))
    window.pane.gallery.setFocus()
    for pressed in (Key.Key_P, Key.Key_5, Key.Key_6):
        key(window.pane, pressed)
    assert marked() == []
    assert window.history.last is None
    assert not open_window().menus.mark.advance.isChecked()


def test_a_name_that_is_being_typed_goes_on_with_the_letters_of_commands(
    window: MainWindow, session: MemorySession, marked: Marked
) -> None:
    named(session, ["ant.png", "ice.png", "imp 1x.png", "pond.png", "kiwi.png"])
    window.bar.sort.set_sort("name")
    gallery = window.pane.gallery
    gallery.setFocus()
    type_text(gallery, "imp")
    assert current(window) == 3
    type_text(gallery, " 1x")
    assert current(window) == 3
    assert marked() == []
    QTest.qWait(QApplication.keyboardInputInterval() + 50)
    window.menus.mark.advance.setChecked(False)
    type_text(gallery, "p")
    assert marked() == [((3,), MarkChange(flag="pick"))]
    assert current(window) == 3, "a lone P picks, and goes to no pond"
    type_text(gallery, "k")
    assert current(window) == 5
    key(gallery, Key.Key_Right)
    type_text(gallery, "p")
    assert marked() == [((4,), MarkChange(flag="pick"))], "an arrow ends the name"


def test_levels_are_of_the_dimension_sorted_by_where_the_order_stays_the_same(
    window: MainWindow, session: MemorySession, marked: Marked
) -> None:
    named(session, ["only.png"])
    for dimension in ("clarity", "richness"):
        window.bar.sort.set_sort(dimension)
        window.pane.gallery.setFocus()
        key(window.pane.gallery, Key.Key_W)
        assert marked() == [((1,), MarkChange(levels=((dimension, 1),)))]
