"""What is really painted, and what is asked of the thumbnails."""

import gc
import sys

import numpy as np
import pytest
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QFont, QImage, QPalette
from pytestqt.qtbot import QtBot

from curator.gui.colors import failure_color, neutral, score_color
from curator.gui.gallery_model import GalleryModel
from curator.gui.gallery_view import GalleryView
from curator.gui.thumbnail_loader import ThumbnailLoader
from curator.gui.tile import TileLayout, TilePainter
from tests.helpers.gallery import MakeColumns, OpenGallery, jpeg


def colors(view: GalleryView, image_id: int) -> dict[str, int]:
    """How many pixels of each colour, as #rrggbb, the picture's tile has."""
    image = view.viewport().grab(tile(view, image_id)).toImage()
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    pixels = rows[:, : image.width() * 3].reshape(-1, 3)
    unique, counts = np.unique(pixels, axis=0, return_counts=True)
    return {f"#{r:02x}{g:02x}{b:02x}": int(n) for (r, g, b), n in zip(unique, counts, strict=True)}


def tile(view: GalleryView, image_id: int) -> QRect:
    return view.visualRect(view.model().index(view._gallery.row_of(image_id), 0))


def wait_for_pictures(view: GalleryView, qtbot: QtBot) -> None:
    rows = view.visible_rows()
    qtbot.waitUntil(lambda: all(view._loader.is_settled(view._gallery.image_id(row)) for row in rows))


@pytest.fixture
def view(open_gallery: OpenGallery, columns: MakeColumns, qtbot: QtBot) -> GalleryView:
    """Picture 2 waits, 3 failed, 1 scores 0.5 and 4 scores 2; clarity is shown."""
    facts = columns(12, waiting=(2,), failed=(3,))
    facts.scores[0, 0], facts.scores[0, 3] = 0.5, 2.0
    view = open_gallery(facts)
    view._gallery.set_badge("clarity")
    wait_for_pictures(view, qtbot)
    return view


def test_scores_have_the_colour_of_the_map(view: GalleryView) -> None:
    assert colors(view, 1)[score_color(0.5).name()] > 100
    assert colors(view, 4)[score_color(2).name()] > 100
    view._gallery.set_badge(None)
    assert score_color(2).name() not in colors(view, 4)


def test_only_a_failure_is_red(view: GalleryView) -> None:
    surround = neutral(view.palette().color(QPalette.ColorRole.Dark))
    red = failure_color(surround).name()
    assert colors(view, 3)[red] > 500
    assert not [image_id for image_id in (1, 2, 4, 5, 6) if red in colors(view, image_id)]


def test_the_selection_has_the_accent_and_the_current_picture_a_ring(view: GalleryView) -> None:
    accent = view.palette().color(QPalette.ColorRole.Accent).name()
    ring = view._tile_painter()._text.name()
    assert accent not in colors(view, 6)
    without = colors(view, 6).get(ring, 0)
    view._choose(5)
    assert colors(view, 6)[accent] > 1500
    view.set_current(6)
    assert colors(view, 6)[ring] > without + 1000
    view.clear_selection()
    assert accent not in colors(view, 6)


def test_a_thumbnail_is_painted_pixel_for_pixel(
    open_gallery: OpenGallery, columns: MakeColumns, qtbot: QtBot
) -> None:
    view = open_gallery(columns(3))
    wait_for_pictures(view, qtbot)
    image = view._loader.image(1)
    assert image is not None
    assert (image.width(), image.height()) == (176, 88)
    assert colors(view, 1)["#808080"] == 176 * 88


def test_the_surroundings_follow_the_palette_without_a_tint(view: GalleryView) -> None:
    palette = QPalette(view.palette())
    palette.setColor(QPalette.ColorRole.Dark, QColor(40, 30, 20))
    view.setPalette(palette)
    corner = view.viewport().grab().toImage().pixelColor(1, 1)
    assert corner == neutral(QColor(40, 30, 20))


def test_a_larger_font_makes_higher_tiles(view: GalleryView) -> None:
    before = tile(view, 1).height()
    view.setFont(QFont(view.font().family(), 24))
    assert tile(view, 1).height() > before
    assert tile(view, 1).height() % 8 == 0


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("shape", [(1000, 1000), (333, 1000), (1000, 1), (3, 2)])
def test_pictures_lie_on_whole_device_pixels(qtbot: QtBot, ratio: float, shape: tuple[int, int]) -> None:
    tiles = TilePainter(QPalette(), QFont(), TileLayout(192, 16), ratio)
    fitted = tiles._fitted(QRectF(211, 19, 176, 176), *shape)
    edges = [edge * ratio for edge in (fitted.left(), fitted.top(), fitted.width(), fitted.height())]
    assert edges == pytest.approx([round(edge) for edge in edges])
    assert max(edges[2:]) == pytest.approx(tiles.pixels)


def test_what_is_near_is_loaded_and_what_is_far_is_not(qtbot: QtBot, columns: MakeColumns) -> None:
    asked: list[int] = []

    def load(image_id: int) -> bytes:
        asked.append(image_id)
        return jpeg(8, 8)

    loader, model = ThumbnailLoader(load, 100), GalleryModel()
    view = GalleryView(model, loader)
    qtbot.addWidget(view)
    view.resize(832, 640)
    model.set_rows(columns(1000), np.arange(1000))
    view.show()
    qtbot.waitUntil(lambda: len(asked) == 24)
    assert sorted(asked) == list(range(1, 25))
    assert sorted(asked[:12]) == list(range(1, 13))
    asked.clear()
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: len(asked) == 12)
    assert sorted(asked) == list(range(989, 1001))
    loader.close()


def test_none_keeps_its_references(view: GalleryView) -> None:
    """PySide6 6.12.0 lost one with nearly every call that returns nothing."""
    # What earlier tests left behind would be freed meanwhile, with its own references to None.
    gc.collect()
    before = sys.getrefcount(None)
    for _ in range(300):
        view.viewport().repaint()
    assert abs(sys.getrefcount(None) - before) < 200
