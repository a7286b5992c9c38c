"""Scrolling that glides, is taken over by hands, and does not fight with what keeps the place."""

import numpy as np
import pytest
from PySide6.QtCore import QAbstractAnimation, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollBar
from pytestqt.qtbot import QtBot

from curator.gui.gallery.scroll import GLIDE_MS, SmoothScroll
from curator.gui.gallery.view import GalleryView
from tests.helpers.gallery import MakeColumns, OpenGallery, turn

Key = Qt.Key


@pytest.fixture
def view(open_gallery: OpenGallery, columns: MakeColumns) -> GalleryView:
    """Two hundred pictures, the newest, 200, first."""
    return open_gallery(columns(200), np.arange(200)[::-1].copy())


@pytest.fixture
def still(undressed: QApplication) -> None:
    """A desktop that does not animate."""
    undressed.setStyleSheet("* { widget-animation-duration: 0 }")


def step(view: GalleryView, ms: int) -> int:
    """Where the gallery is so long after the glide began."""
    view._scroll.animation.setCurrentTime(ms)
    return view.verticalOffset()


def test_a_notch_glides_and_the_next_one_goes_further(view: GalleryView) -> None:
    notch = 3 * view.verticalScrollBar().singleStep()
    turn(view, -120)
    assert view.verticalOffset() == 0
    half = step(view, GLIDE_MS // 2)
    assert notch / 2 < half < notch
    turn(view, -120)
    assert view.verticalOffset() == half
    assert half < step(view, GLIDE_MS // 2) < 2 * notch
    assert step(view, GLIDE_MS) == 2 * notch
    assert view._scroll.animation.state() is QAbstractAnimation.State.Stopped
    assert view.cell_size() == 192


def test_a_glide_ends_by_itself(view: GalleryView, qtbot: QtBot) -> None:
    turn(view, -120)
    qtbot.waitUntil(lambda: not view._scroll.gliding)
    assert view.verticalOffset() == 3 * view.verticalScrollBar().singleStep()


def test_a_touchpad_scrolls_at_once(view: GalleryView) -> None:
    turn(view, -20, pixels=-33)
    assert view.verticalOffset() == 33
    turn(view, -40)
    assert view.verticalOffset() == 33 + view.verticalScrollBar().singleStep()
    assert not view._scroll.gliding


def test_nothing_glides_where_the_desktop_does_not_animate(still: None, view: GalleryView) -> None:
    turn(view, -120)
    assert view.verticalOffset() == 3 * view.verticalScrollBar().singleStep()
    QTest.keyClick(view, Key.Key_End)
    assert view.verticalOffset() == view.verticalScrollBar().maximum()


def test_keys_glide_and_stand_still_where_the_target_is_in_view(view: GalleryView) -> None:
    QTest.keyClick(view, Key.Key_Down)
    QTest.keyClick(view, Key.Key_Right)
    assert (view.current_id(), view.verticalOffset(), view._scroll.gliding) == (195, 0, False)
    QTest.keyClick(view, Key.Key_PageDown)
    assert view._scroll.gliding
    QTest.keyClick(view, Key.Key_PageDown)
    target = view._scroll.target
    QTest.keyClick(view, Key.Key_Up)
    assert view._scroll.target == target
    QTest.keyClick(view, Key.Key_Down)
    assert step(view, GLIDE_MS) == view._offset_for(view.currentIndex().row())
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))


def test_a_long_way_glides_only_at_its_end(view: GalleryView) -> None:
    QTest.keyClick(view, Key.Key_End)
    bar = view.verticalScrollBar()
    assert view.verticalOffset() == bar.maximum() - 2 * bar.pageStep()
    assert step(view, GLIDE_MS) == bar.maximum()
    QTest.keyClick(view, Key.Key_Home)
    assert view.verticalOffset() == 2 * bar.pageStep()
    assert step(view, GLIDE_MS) == 0


def test_the_hand_on_the_scroll_bar_takes_over(view: GalleryView) -> None:
    turn(view, -120)
    step(view, GLIDE_MS // 2)
    view.verticalScrollBar().setValue(2000)
    assert step(view, GLIDE_MS * 3 // 4) == 2000
    assert not view._scroll.gliding


def test_arrivals_carry_a_glide_along(view: GalleryView, columns: MakeColumns) -> None:
    view.verticalScrollBar().setValue(2000)
    turn(view, -120)
    half = step(view, GLIDE_MS // 2)
    seen = view._gallery.image_id(view.visible_rows()[0])
    top = view._box(view._gallery.row_of(seen)).y
    view._gallery.set_rows(columns(240), np.arange(240)[::-1].copy())
    assert view._gallery.image_id(view.visible_rows()[0]) == seen
    assert view._box(view._gallery.row_of(seen)).y == top
    moved = view.verticalOffset() - half
    assert moved > 0
    assert view._scroll.gliding
    assert half + moved < step(view, GLIDE_MS * 2 // 3)
    assert step(view, GLIDE_MS) == 2000 + 3 * view.verticalScrollBar().singleStep() + moved


def test_another_order_ends_a_glide(view: GalleryView, columns: MakeColumns) -> None:
    view.verticalScrollBar().setValue(5000)
    turn(view, -120)
    view._gallery.set_rows(columns(200), np.arange(200))
    assert (view.verticalOffset(), view._scroll.gliding) == (0, False)


def test_a_hidden_gallery_stands_still(view: GalleryView) -> None:
    turn(view, -120)
    view.hide()
    assert not view._scroll.gliding
    view.show()


def test_a_glide_keeps_within_the_bar(qtbot: QtBot) -> None:
    bar = QScrollBar()
    qtbot.addWidget(bar)
    bar.setRange(0, 100)
    bar.setPageStep(1000)
    scroll = SmoothScroll(bar)
    scroll.glide(500)
    assert scroll.target == 100
    scroll.animation.setCurrentTime(GLIDE_MS)
    assert (bar.value(), scroll.gliding) == (100, False)
    scroll.glide(100)
    assert not scroll.gliding
    scroll.glide(-5)
    bar.setRange(0, 50)
    scroll.carry(30)
    assert bar.value() == 30
    scroll.stop()
