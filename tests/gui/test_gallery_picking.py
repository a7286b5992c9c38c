"""Selecting and travelling with keys and mouse in a real window."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from curator.core.sections import Section
from curator.gui.gallery.geometry import LayoutKind
from curator.gui.gallery.view import GalleryView
from tests.helpers.gallery import MakeColumns, OpenGallery

NONE = Qt.KeyboardModifier.NoModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
Key = Qt.Key


@pytest.fixture
def view(open_gallery: OpenGallery, columns: MakeColumns) -> GalleryView:
    """Forty pictures with the ids 1..40, four in a line."""
    return open_gallery(columns(40))


def middle(view: GalleryView, image_id: int) -> QPoint:
    model = view.model()
    return view.visualRect(model.index(image_id - 1, 0)).center()


def click(
    view: GalleryView, image_id: int, modifiers: Qt.KeyboardModifier = NONE, button: Qt.MouseButton = LEFT
) -> None:
    QTest.mouseClick(view.viewport(), button, modifiers, middle(view, image_id))


def drag(view: GalleryView, start: QPoint, end: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    QTest.mousePress(view.viewport(), LEFT, modifiers, start)
    QTest.mouseMove(view.viewport(), (start + end) / 2)
    QTest.mouseMove(view.viewport(), end)
    QTest.mouseRelease(view.viewport(), LEFT, modifiers, end)


def finish(view: GalleryView) -> None:
    """Let a glide come to its end at once."""
    view._scroll.animation.setCurrentTime(view._scroll.animation.duration())


def test_the_keyboard_starts_at_the_first_picture(view: GalleryView) -> None:
    assert (view.current_id(), view.selected_ids()) == (1, [])


def test_a_click_chooses_one_and_tells(view: GalleryView, qtbot: QtBot) -> None:
    with qtbot.waitSignals([view.current_changed, view.selection_changed]):
        click(view, 3)
    assert (view.current_id(), view.selected_ids()) == (3, [3])
    with qtbot.assertNotEmitted(view.selection_changed):
        click(view, 3)
    click(view, 6)
    assert view.selected_ids() == [6]


def test_ctrl_puts_in_and_out_and_shift_spans(view: GalleryView) -> None:
    click(view, 2)
    click(view, 7, CTRL)
    click(view, 5, CTRL)
    assert view.selected_ids() == [2, 5, 7]
    click(view, 7, CTRL)
    assert view.selected_ids() == [2, 5]
    click(view, 3)
    click(view, 6, SHIFT)
    assert view.selected_ids() == [3, 4, 5, 6]
    click(view, 1, SHIFT)
    assert view.selected_ids() == [1, 2, 3]
    click(view, 8, CTRL)
    click(view, 7, CTRL | SHIFT)
    assert view.selected_ids() == [1, 2, 3, 7, 8]


def test_a_press_on_a_selection_keeps_it_until_release(view: GalleryView) -> None:
    click(view, 2)
    click(view, 4, SHIFT)
    QTest.mousePress(view.viewport(), LEFT, NONE, middle(view, 3))
    assert view.selected_ids() == [2, 3, 4]
    QTest.mouseRelease(view.viewport(), LEFT, NONE, middle(view, 3))
    assert view.selected_ids() == [3]


def test_a_menu_is_for_the_selection_or_the_picture_under_it(view: GalleryView) -> None:
    click(view, 2)
    click(view, 3, CTRL)
    click(view, 3, button=RIGHT)
    assert view.selected_ids() == [2, 3]
    click(view, 6, button=RIGHT)
    assert (view.current_id(), view.selected_ids()) == (6, [6])


def test_a_double_click_or_enter_or_space_opens(view: GalleryView, qtbot: QtBot) -> None:
    opened: list[int] = []
    view.activated_image.connect(opened.append)
    QTest.mouseDClick(view.viewport(), LEFT, NONE, middle(view, 4))
    for key in (Key.Key_Return, Key.Key_Enter, Key.Key_Space):
        QTest.keyClick(view, key)
    assert opened == [4, 4, 4, 4]
    QTest.keyClick(view, Key.Key_Space, CTRL)
    assert opened == [4, 4, 4, 4]
    assert view.selected_ids() == []


def test_the_arrows_take_the_selection_along(view: GalleryView) -> None:
    for key, current in [
        (Key.Key_Right, 2),
        (Key.Key_Down, 6),
        (Key.Key_Left, 5),
        (Key.Key_Up, 1),
        (Key.Key_End, 40),
        (Key.Key_PageUp, 32),
        (Key.Key_Home, 1),
        (Key.Key_PageDown, 9),
    ]:
        QTest.keyClick(view, key)
        assert (view.current_id(), view.selected_ids()) == (current, [current])
        finish(view)
        row = view.model().index(current - 1, 0)
        assert view.viewport().rect().contains(view.visualRect(row))


@pytest.mark.parametrize("kind", [LayoutKind.ROWS, LayoutKind.LIST])
def test_keys_and_mouse_work_in_every_layout(
    open_gallery: OpenGallery, columns: MakeColumns, kind: LayoutKind, qtbot: QtBot
) -> None:
    view = open_gallery(columns(40), kind=kind)
    click(view, 2)
    click(view, 4, CTRL)
    assert view.selected_ids() == [2, 4]
    for key in (Key.Key_Down, Key.Key_PageDown, Key.Key_Up, Key.Key_End, Key.Key_PageUp, Key.Key_Home):
        before = view.current_id()
        QTest.keyClick(view, key)
        finish(view)
        assert view.current_id() != before
        assert view.selected_ids() == [view.current_id()]
        box = view.visualRect(view.currentIndex())
        assert view.viewport().rect().contains(box.center().x(), box.top())
        assert view.viewport().rect().contains(box.center().x(), box.bottom())
    QTest.keyClick(view, Key.Key_End, SHIFT)
    assert view.selected_ids() == list(range(1, 41))
    with qtbot.waitSignal(view.activated_image) as told:
        QTest.mouseDClick(view.viewport(), LEFT, NONE, middle(view, view.current_id()))
    assert told.args == [40]


def test_left_and_right_scroll_a_wide_list(open_gallery: OpenGallery, columns: MakeColumns) -> None:
    view = open_gallery(columns(40), kind=LayoutKind.LIST)
    bar = view.horizontalScrollBar()
    assert bar.maximum() == 1200 - view.viewport().width()
    QTest.keyClick(view, Key.Key_Right)
    assert (view.current_id(), bar.value()) == (1, bar.singleStep())
    assert view.visualRect(view.currentIndex()).left() == -bar.value()
    QTest.keyClick(view, Key.Key_Left)
    assert bar.value() == 0


def test_a_heading_chooses_its_pictures(
    open_gallery: OpenGallery, columns: MakeColumns, qtbot: QtBot
) -> None:
    sections = [Section(0, "2026-11-25"), Section(3, "2026-11-24"), Section(8, "2026-11-20")]
    view = open_gallery(columns(40), sections=sections)
    headings = dict(view.headings_in_view())
    with qtbot.waitSignal(view.selection_changed):
        QTest.mouseClick(view.viewport(), LEFT, NONE, QRect(*headings[1]).center())
    assert view.selected_ids() == [4, 5, 6, 7, 8]
    QTest.mouseClick(view.viewport(), LEFT, CTRL, QRect(*headings[0]).center())
    assert view.selected_ids() == [1, 2, 3, 4, 5, 6, 7, 8]
    QTest.mouseClick(view.viewport(), LEFT, NONE, QRect(*headings[0]).center())
    assert view.selected_ids() == [1, 2, 3]
    view.verticalScrollBar().setValue(view._layout.box(10).y)
    assert view.indexAt(QPoint(200, 5)).row() == -1
    QTest.mouseClick(view.viewport(), LEFT, NONE, QPoint(200, 5))
    assert view.selected_ids() == list(range(9, 41))


def test_the_heading_of_the_first_line_stays_until_the_next_pushes_it(
    open_gallery: OpenGallery, columns: MakeColumns
) -> None:
    view = open_gallery(columns(40), sections=[Section(0, "a"), Section(8, "b")], height=3 * 224)
    assert view.verticalScrollBar().pageStep() == 2 * view._layout.pitch == 2 * 224
    height = view._layout.headings.height
    second = view._layout.heading_box(1).y
    tops = []
    for offset in (0, 100, second - height, second - 10, second, second + 50):
        view.verticalScrollBar().setValue(offset)
        tops.append((view.headings_in_view()[-1].section, view.headings_in_view()[-1].box.y))
    assert tops == [(0, 0), (0, 0), (0, 0), (0, 10 - height), (1, 0), (1, 0)]


def test_keys_cross_sections_and_keep_clear_of_the_heading(
    open_gallery: OpenGallery, columns: MakeColumns
) -> None:
    view = open_gallery(columns(40), sections=[Section(start, str(start)) for start in (0, 2, 9, 20)])
    reached = []
    for _ in range(13):
        QTest.keyClick(view, Key.Key_Down)
        reached.append(view.current_id())
    finish(view)
    assert reached[:4] == [3, 7, 10, 14]
    assert reached[-1] == 37
    for _ in range(13):
        QTest.keyClick(view, Key.Key_Up)
        finish(view)
        heading = view.headings_in_view()[-1].box
        assert view.visualRect(view.currentIndex()).top() > heading.y + heading.height
    assert view.current_id() == 1


def test_shift_stretches_and_ctrl_leaves_alone(view: GalleryView) -> None:
    click(view, 6)
    QTest.keyClick(view, Key.Key_Right, SHIFT)
    QTest.keyClick(view, Key.Key_Down, SHIFT)
    assert view.selected_ids() == [6, 7, 8, 9, 10, 11]
    QTest.keyClick(view, Key.Key_Home, SHIFT)
    assert view.selected_ids() == [1, 2, 3, 4, 5, 6]
    QTest.keyClick(view, Key.Key_End, CTRL)
    assert (view.current_id(), view.selected_ids()) == (40, [1, 2, 3, 4, 5, 6])


def test_select_all_and_clear(view: GalleryView, qtbot: QtBot) -> None:
    QTest.keyClick(view, Key.Key_A, CTRL)
    assert view.selected_ids() == list(range(1, 41))
    with qtbot.waitSignal(view.selection_changed):
        QTest.keyClick(view, Key.Key_Escape)
    assert view.selected_ids() == []
    with qtbot.assertNotEmitted(view.selection_changed):
        QTest.keyClick(view, Key.Key_Escape)


def test_a_band_catches_what_it_touches(view: GalleryView) -> None:
    click(view, 12)
    between = view.visualRect(view.model().index(1, 0)).topLeft() - QPoint(4, 4)
    drag(view, between, middle(view, 7))
    assert view.selected_ids() == [2, 3, 6, 7]
    drag(view, between, middle(view, 3), CTRL)
    assert view.selected_ids() == [6, 7]
    drag(view, between, middle(view, 2), SHIFT)
    assert view.selected_ids() == [2, 6, 7]
    drag(view, between, between + QPoint(1, 1))
    assert view.selected_ids() == []


def test_a_band_scrolls_on_below_the_view(view: GalleryView, qtbot: QtBot) -> None:
    corner = QPoint(2, 2)
    QTest.mousePress(view.viewport(), LEFT, NONE, corner)
    outside = QPoint(800, view.viewport().height() + 80)
    view.cursor().setPos(view.viewport().mapToGlobal(outside))
    QTest.mouseMove(view.viewport(), outside)
    bar = view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() == bar.maximum())
    QTest.mouseRelease(view.viewport(), LEFT, NONE, outside)
    assert view.selected_ids() == list(range(1, 41))


def test_a_band_follows_a_wheel_while_the_pointer_rests(view: GalleryView) -> None:
    QTest.mousePress(view.viewport(), LEFT, NONE, QPoint(2, 2))
    rests = QPoint(middle(view, 1).x(), 100)
    QTest.mouseMove(view.viewport(), rests)
    assert view.selected_ids() == [1]
    bar = view.verticalScrollBar()
    bar.setValue(view.visualRect(view.model().index(8, 0)).top())
    assert view.selected_ids() == [1, 5, 9]
    bar.setValue(0)
    assert view.selected_ids() == [1]
    QTest.mouseRelease(view.viewport(), LEFT, NONE, rests)
    bar.setValue(bar.maximum())
    assert view.selected_ids() == [1]


def test_typing_goes_to_a_name(open_gallery: OpenGallery, columns: MakeColumns) -> None:
    view = open_gallery(columns(5, names=("ant.png", "Bee 1.png", "bee 2.png", "É.png", "zebra.png")))
    QTest.keyClicks(view, "b")
    assert view.current_id() == 2
    view._names.pause()
    QTest.keyClicks(view, "b")
    assert view.current_id() == 3
    view._names.pause()
    QTest.keyClicks(view, "be")
    assert view.current_id() == 2
    view._names.pause()
    view.keyboardSearch("é")
    assert (view.current_id(), view.selected_ids()) == (4, [4])
    view._names.pause()
    QTest.keyClicks(view, "q")
    assert view.current_id() == 4


def test_a_long_search_leaves_the_window_its_events_and_ends_with_the_next_key(
    open_gallery: OpenGallery, columns: MakeColumns, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curator.gui.gallery.typing.SLICE_S", 0.0)
    names = ("zebra.png", *(f"p{at}.png" for at in range(3000)), "q.png", "zoo.png")
    view = open_gallery(columns(len(names), names=names))
    QTest.keyClicks(view, "q")
    assert view.current_id() == 1
    qtbot.waitUntil(lambda: view.current_id() == 3002)
    view._names.pause()
    QTest.keyClicks(view, "p")
    assert view.current_id() == 3002
    QTest.keyClick(view, Key.Key_Right)
    assert view.current_id() == 3003
    qtbot.wait(50)
    assert view.current_id() == 3003


def test_keys_do_no_harm_without_pictures(open_gallery: OpenGallery, columns: MakeColumns) -> None:
    view = open_gallery(columns(0))
    for key in (Key.Key_Down, Key.Key_End, Key.Key_Return, Key.Key_Space, Key.Key_Escape, Key.Key_X):
        QTest.keyClick(view, key)
        QTest.keyClick(view, key, SHIFT)
    QTest.keyClick(view, Key.Key_A, CTRL)
    drag(view, QPoint(5, 5), QPoint(200, 200))
    assert (view.current_id(), view.selected_ids()) == (-1, [])


def test_hidden_pictures_stay_selected_but_are_not_told(view: GalleryView, columns: MakeColumns) -> None:
    facts, model = columns(40), view._gallery
    click(view, 2)
    click(view, 5, CTRL)
    told: list[list[int]] = []
    view.selection_changed.connect(lambda: told.append(view.selected_ids()))
    model.set_rows(facts, np.arange(40)[::-1].copy())
    assert view.selected_ids() == [5, 2]
    model.set_rows(facts, np.arange(3, 40))
    assert view.selected_ids() == [5]
    model.set_rows(facts, np.arange(40))
    assert view.selected_ids() == [2, 5]
    model.set_rows(facts.take(np.arange(1, 3)), np.arange(2))
    assert told == [[5], [2, 5], [2]]
