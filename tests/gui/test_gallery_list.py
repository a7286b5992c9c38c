"""The list as a layout of the gallery, with its header."""

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPalette
from pytestqt.qtbot import QtBot

from curator.gui.gallery.geometry import LayoutKind
from curator.gui.gallery.view import GalleryView
from curator.gui.listing.header import ListHeader
from curator.gui.listing.list_columns import list_columns
from curator.gui.listing.list_lines import ListLines
from curator.gui.parts.colors import failure_color, neutral, score_color
from tests.helpers.gallery import MakeColumns, OpenGallery
from tests.helpers.hands import OFFSCREEN, click, key

pytestmark = OFFSCREEN


@pytest.fixture
def view(open_gallery: OpenGallery, columns: MakeColumns) -> GalleryView:
    """Shown from the last picture to the first; 2 waits, 3 failed, 1 has the clarity 0.5."""
    facts = columns(40, waiting=(2,), failed=(3,))
    facts.scores[0, 0] = 0.5
    view = open_gallery(facts, np.arange(40)[::-1].copy())
    header = ListHeader(list_columns(facts.dimensions))
    header.set_rated_dimensions(facts.dimensions[:2])
    view.set_list(ListLines(view._gallery, header), header)
    header.changed.connect(view.list_changed)
    header.reached.connect(view.show_sideways)
    view.set_layout(LayoutKind.LIST)
    return view


def header_of(view: GalleryView) -> ListHeader:
    header = view.findChild(ListHeader)
    assert isinstance(header, ListHeader)
    return header


def line(view: GalleryView, image_id: int) -> QImage:
    rect = view.visualRect(view.model().index(view._gallery.row_of(image_id), 0))
    return view.viewport().grab(rect & view.viewport().rect()).toImage()


def count(image: QImage, color: QColor) -> int:
    """Pixels of exactly that colour."""
    shown = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(shown.constBits(), np.uint32).reshape(shown.height(), -1)
    return int((pixels == color.rgb()).sum())


def surround(view: GalleryView) -> QColor:
    return neutral(view.palette().color(QPalette.ColorRole.Dark))


def test_each_line_shows_its_own_picture(view: GalleryView, qtbot: QtBot) -> None:
    view.set_current(1)
    qtbot.waitUntil(view.is_settled)
    red = failure_color(surround(view))
    assert count(line(view, 1), score_color(0.5))
    assert not count(line(view, 4), score_color(0.5))
    assert count(line(view, 3), red)
    assert not count(line(view, 2), red)
    assert count(line(view, 1), QColor(128, 128, 128)) >= 32 * 16, "the thumbnail"


def test_the_header_stands_above_and_goes_sideways_with_the_lines(view: GalleryView) -> None:
    header = header_of(view)
    assert header.isVisible()
    assert header.geometry().bottom() + 1 == view.viewport().geometry().top()
    # What the generator wrote is empty here
    keys = [column.key for column in header.columns]
    for name in keys:
        header.show_column(name, name not in keys[keys.index("collections") :])
    bar = view.horizontalScrollBar()
    assert bar.maximum() == header.total_width - view.viewport().width()
    header.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(header.count()):
        key(header, Qt.Key.Key_Right)
    assert bar.value() == bar.maximum() == header.offset()
    state = QRect(header.sectionViewportPosition(keys.index("state")), 44, 192, 32)
    assert view.viewport().rect().contains(state), "the second line's last column but one"
    rated = view.viewport().grab(state).toImage()
    assert count(rated, surround(view)) < 192 * 32 - 100, "its text"
    view.set_layout(LayoutKind.GRID)
    assert not header.isVisible()


def test_pictures_grow_with_the_cells(view: GalleryView) -> None:
    heights = []
    for cell in (96, 192, 320):
        view.set_cell_size(cell)
        heights.append(view.visualRect(view.model().index(0, 0)).height())
        assert header_of(view).spans()[0].width == heights[-1]
    assert heights == [32, 40, 96]


def test_lines_are_chosen_as_tiles_are(view: GalleryView) -> None:
    click(view.viewport(), view.visualRect(view.model().index(2, 0)).center())
    assert view.selected_ids() == [38]
    key(view, Qt.Key.Key_Down)
    assert view.current_id() == 37
