"""What a screen reader gets of the gallery, through Qt's own interfaces."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtTest import QTest

from curator.core.sections import Section
from curator.gui.gallery.geometry import LayoutKind
from curator.gui.gallery.view import GalleryView
from tests.helpers.gallery import MakeColumns, OpenGallery

NAME, DESCRIPTION = QAccessible.Text.Name, QAccessible.Text.Description


@pytest.fixture(params=list(LayoutKind))
def view(open_gallery: OpenGallery, columns: MakeColumns, request: pytest.FixtureRequest) -> GalleryView:
    """Forty pictures under two headings, in each layout."""
    sections = [Section(0, "2026-11-25"), Section(3, "older")]
    return open_gallery(columns(40), sections=sections, kind=request.param)


@pytest.fixture
def listening() -> Iterator[None]:
    """As if a screen reader ran."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def test_a_screen_reader_reaches_every_tile(view: GalleryView) -> None:
    said = QAccessible.queryAccessibleInterface(view)
    assert (said.role(), said.text(NAME), said.childCount()) == (QAccessible.Role.List, "Gallery", 40)
    tile = said.child(3)
    assert (tile.role(), tile.text(NAME)) == (QAccessible.Role.ListItem, "picture 000004.png")
    assert tile.text(DESCRIPTION) == "older"
    assert tile.text(QAccessible.Text.Help) == ""
    assert (tile.parent(), said.indexOfChild(tile), tile.childCount()) == (said, 3, 0)
    place = view.visualRect(view.model().index(3, 0))
    assert tile.rect().size() == place.size()
    assert tile.rect().topLeft() == view.viewport().mapToGlobal(place.topLeft())
    under = said.childAt(*tile.rect().center().toTuple())
    assert under is tile
    assert said.child(40) is None
    assert said.child(-1) is None


def test_it_hears_what_is_current_selected_and_out_of_view(view: GalleryView) -> None:
    said = QAccessible.queryAccessibleInterface(view)
    view._choose(1)
    first, second, last = said.child(0), said.child(1), said.child(39)
    assert said.focusChild() is first
    assert (first.state().focused, first.state().selected, first.state().offscreen) == (1, 0, 0)
    assert (second.state().focused, second.state().selected) == (0, 1)
    assert last.state().offscreen == 1
    assert second.state().selectable == 1


def test_an_item_is_a_place_whatever_picture_stands_there(view: GalleryView, columns: MakeColumns) -> None:
    said = QAccessible.queryAccessibleInterface(view)
    first, last = said.child(0), said.child(39)
    view._gallery.set_rows(columns(40), np.arange(20)[::-1].copy())
    assert first.text(NAME) == "picture 000020.png"
    assert said.childCount() == 20
    assert not last.isValid()
    assert (last.text(NAME), last.state().invalid, last.rect().isEmpty()) == ("", 1, True)


def test_the_keyboard_is_told_by_its_item(listening: None, view: GalleryView) -> None:
    for key in (Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Home):
        QTest.keyClick(view, key)
    event = QAccessibleEvent(view, QAccessible.Event.Focus)
    event.setChild(view.currentIndex().row())
    assert event.accessibleInterface().text(NAME) == "picture 000001.png"
