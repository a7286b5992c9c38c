"""What is really painted, and what is asked of the thumbnails."""

import gc
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from curator.core.columns import digests
from curator.core.sections import Section
from curator.gui.gallery.geometry import Box, LayoutKind
from curator.gui.gallery.model import GalleryModel
from curator.gui.gallery.thumbnail_loader import ThumbnailLoader
from curator.gui.gallery.thumbnails import rows_near
from curator.gui.gallery.tile import TilePainter
from curator.gui.gallery.tile_layout import TileLayout, small_font
from curator.gui.gallery.tile_marks import GLYPH, MarkStrips
from curator.gui.gallery.view import GalleryView
from curator.gui.parts.colors import contrast, failure_color, neutral, score_color
from curator.gui.parts.theme import apply_theme
from tests.helpers.gallery import MakeColumns, OpenGallery, PlainLines, jpeg

OpenCounted = Callable[[int], tuple[GalleryView, list[int]]]


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
    qtbot.waitUntil(view.is_settled)


@pytest.fixture
def view(open_gallery: OpenGallery, columns: MakeColumns, qtbot: QtBot) -> GalleryView:
    """Picture 2 waits, 3 failed, 1 scores 0.5 and 4 scores 2; clarity is shown."""
    facts = columns(12, waiting=(2,), failed=(3,))
    facts.scores[0, 0], facts.scores[0, 3] = 0.5, 2.0
    view = open_gallery(facts)
    view._gallery.set_badge("clarity")
    wait_for_pictures(view, qtbot)
    return view


@pytest.fixture
def open_counted(qtbot: QtBot, columns: MakeColumns) -> Iterator[OpenCounted]:
    """A gallery of so many pictures, and the ids whose thumbnails were fetched, in order."""
    loaders: list[ThumbnailLoader] = []

    def opened(count: int) -> tuple[GalleryView, list[int]]:
        asked: list[int] = []

        def load(image_id: int, content: str, size: int) -> bytes:
            asked.append(image_id)
            return jpeg(8, 8)

        loaders.append(ThumbnailLoader(load))
        model = GalleryModel()
        view = GalleryView(model, loaders[-1])
        model.setParent(view)
        qtbot.addWidget(view)
        view.resize(832, 640)
        model.set_rows(columns(count), np.arange(count))
        view.show()
        return view, asked

    yield opened
    for loader in loaders:
        loader.close()


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
    ring = view._tile_painter().text.name()
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
    tiles = TilePainter(QPalette(), QFont(), TileLayout.of(LayoutKind.GRID, 192, QFont()), ratio)
    area = Box(211, 19, 176, 176)
    fitted = tiles._fitted(area, *shape)
    edges = [edge * ratio for edge in (fitted.left(), fitted.top(), fitted.width(), fitted.height())]
    assert edges == pytest.approx([round(edge) for edge in edges])
    assert max(edges[2:]) == pytest.approx(tiles.pixels(area)[0])


@pytest.mark.parametrize("size", [(300, 192), (299, 192), (300, 191)])
def test_a_thumbnail_made_for_its_room_is_not_scaled(qtbot: QtBot, size: tuple[int, int]) -> None:
    """The shape of a picture may leave a pixel over."""
    tiles = TilePainter(QPalette(), QFont(), TileLayout.of(LayoutKind.ROWS, 192, QFont()), 1.0)
    fitted = tiles._fitted(Box(10, 20, 300, 192), *size)
    assert fitted == QRectF(10, 20, *size)


@pytest.mark.parametrize("scheme", [Qt.ColorScheme.Light, Qt.ColorScheme.Dark])
def test_every_text_of_a_tile_can_be_read(undressed: QApplication, scheme: Qt.ColorScheme) -> None:
    apply_theme(undressed, scheme)
    layout = TileLayout.of(LayoutKind.GRID, 192, QFont())
    tiles = TilePainter(undressed.palette(), QFont(), layout, 1.0)
    for ink, ground in (
        (tiles.text, tiles.surround),
        (tiles.quiet, tiles.surround),
        (tiles.text, tiles._chosen),
        (tiles.quiet, tiles._chosen),
        (tiles._failed.ink, tiles._failed.fill or tiles.surround),
    ):
        assert contrast(ink, ground) >= 4.5


def test_stars_flag_and_doubt_are_drawn_and_each_looks_different(
    open_gallery: OpenGallery, columns: MakeColumns, qtbot: QtBot
) -> None:
    facts = columns(8, names=tuple("same.png" for _ in range(8)))
    facts.widths[:], facts.heights[:] = 1024, 1024
    facts.stars[1:4] = (1, 2, 5)
    facts.flags[4:6] = (1, -1)
    facts.uncertainty[6] = 1.0
    view = open_gallery(facts)
    wait_for_pictures(view, qtbot)
    view.set_current(8)
    looks = [view.viewport().grab(tile(view, image_id)).toImage() for image_id in range(1, 8)]
    assert not any(one == other for one, other in combinations(looks, 2))
    facts.stars[:], facts.flags[:], facts.uncertainty[:] = 0, 0, 0.0
    view._gallery.set_rows(facts, np.arange(8))
    looks = [view.viewport().grab(tile(view, image_id)).toImage() for image_id in range(1, 8)]
    assert all(one == looks[0] for one in looks)


@pytest.mark.parametrize(("room", "stars"), [(140, 5), (70, 1), (20, 0)])
def test_stars_become_a_number_where_there_is_little_room(
    columns: MakeColumns, qtbot: QtBot, room: int, stars: int
) -> None:
    model, facts = GalleryModel(), columns(1)
    facts.stars[:] = 5
    model.set_rows(facts, np.arange(1))
    strip = MarkStrips(QColor("black"), small_font(QFont()), 2.0).fitting(model.picture(0), room)
    glyphs = 0 if strip is None else round(strip.width() / 2) // GLYPH
    assert glyphs == stars
    assert strip is None or strip.devicePixelRatio() == 2.0


def test_rows_show_pictures_from_edge_to_edge(
    open_gallery: OpenGallery, columns: MakeColumns, qtbot: QtBot
) -> None:
    view = open_gallery(columns(60), kind=LayoutKind.ROWS)
    wait_for_pictures(view, qtbot)
    wanted = view._wanted(view.visible_rows())
    for row, want in zip(view.visible_rows(), wanted, strict=True):
        shape, held = view._gallery.picture(row), view._loader.image(want.image_id)
        assert held is not None
        assert want.width / want.height == pytest.approx(shape.width / shape.height, rel=0.02)
        assert want.content == f"{want.image_id:064x}"
    right = max(view._box(row).x + view._box(row).width for row in view.visible_rows())
    assert right == view.viewport().width() - view._layout.gap


def test_headings_are_painted_over_the_tiles(
    open_gallery: OpenGallery, columns: MakeColumns, qtbot: QtBot
) -> None:
    view = open_gallery(columns(60), sections=[Section(0, "2026-11-25"), Section(4, "/a/b\n")])
    wait_for_pictures(view, qtbot)
    view.verticalScrollBar().setValue(60)
    stuck = view.headings_in_view()[-1].box
    ground = view._tile_painter().surround
    image = view.viewport().grab(QRect(*stuck)).toImage()
    assert image.pixelColor(image.width() - 2, 2) == ground
    assert image.pixelColor(view._box(0).x + 40, 2) == ground
    inked = view.viewport().grab(QRect(view._box(0).x, 0, 180, stuck.height)).toImage()
    assert any(inked.pixelColor(x, y) == view._tile_painter().text for x in range(180) for y in range(24))


def test_what_is_near_is_loaded_and_what_is_far_is_not(open_counted: OpenCounted, qtbot: QtBot) -> None:
    view, asked = open_counted(1000)
    qtbot.waitUntil(lambda: len(asked) == 24)
    assert sorted(asked) == list(range(1, 25))
    assert set(asked[:11]) < set(range(1, 13))  # of two threads one may be a picture ahead
    asked.clear()
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: len(asked) == 18)
    assert set(asked[:11]) < set(range(989, 1001))
    assert sorted(asked) == list(range(983, 1001))


def test_places_that_rush_by_are_not_asked_for(
    open_counted: OpenCounted, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curator.gui.gallery.thumbnails.SCRUB_S", 60.0)
    view, asked = open_counted(10_000)
    qtbot.waitUntil(view.is_settled)
    bar = view.verticalScrollBar()
    for place in range(10_000, 110_000, 10_000):
        bar.setValue(place)
        view.viewport().repaint()
        assert view._settle.isActive() or place == 10_000
    at_end = set(view._gallery.ids[view.visible_rows().start : view.visible_rows().stop].tolist())
    qtbot.waitUntil(view.is_settled)
    assert at_end <= set(asked)
    seen_between = {image_id for image_id in asked if 700 < image_id < min(at_end) - 30}
    assert not seen_between
    assert not view._settle.isActive()


def test_sizes_that_change_while_an_edge_is_dragged_are_asked_for_at_its_end(
    open_gallery: OpenGallery, columns: MakeColumns, qtbot: QtBot
) -> None:
    view = open_gallery(columns(60), kind=LayoutKind.ROWS)
    wait_for_pictures(view, qtbot)
    before = view._loader.image(1)
    for width in (850, 870, 901):
        view.resize(width, 640)
        view.viewport().repaint()
        assert view._settle.isActive()
    assert view._loader.image(1) is before
    wait_for_pictures(view, qtbot)
    assert not view._settle.isActive()
    assert view._loader.image(1) is not before


def test_upwards_the_page_above_comes_before_the_one_below() -> None:
    assert rows_near(range(40, 50), 100, downwards=True) == [*range(50, 60), 39, 38, 37, 36, 35]
    assert rows_near(range(40, 50), 100, downwards=False) == [*range(39, 29, -1), *range(50, 55)]
    assert rows_near(range(10), 12, downwards=True) == [10, 11]
    assert rows_near(range(2, 12), 12, downwards=False) == [1, 0]
    assert rows_near(range(0), 0, downwards=True) == []


def test_another_content_is_another_thumbnail(
    open_counted: OpenCounted, columns: MakeColumns, qtbot: QtBot
) -> None:
    view, asked = open_counted(100)
    qtbot.waitUntil(lambda: len(asked) == 24)
    qtbot.waitUntil(view.is_settled)
    asked.clear()
    facts = columns(100)
    contents = digests(["ab" * 32 if at == 2 else facts.content(at) for at in range(100)])
    view._gallery.set_rows(replace(facts, contents=contents), np.arange(100))
    qtbot.waitUntil(lambda: asked == [3])
    qtbot.waitUntil(view.is_settled)


def test_a_list_paints_its_lines_under_its_header(
    open_gallery: OpenGallery, columns: MakeColumns, qtbot: QtBot
) -> None:
    view = open_gallery(columns(100), kind=LayoutKind.LIST)
    wait_for_pictures(view, qtbot)
    lines, header = view._lines, view._header
    assert isinstance(lines, PlainLines)
    assert header is not None
    view._choose(1)
    view.viewport().repaint()
    assert [line.row for line in lines.painted] == list(view.visible_rows())
    assert [(line.row, line.current) for line in lines.painted if line.selected] == [(1, False)]
    assert lines.painted[0].current
    assert lines.painted[3].box == Box(0, 3 * lines.height, 1200, lines.height)
    image = lines.painted[0].image
    assert image is not None
    assert max(image.width(), image.height()) == lines.pixels == 48
    assert header.geometry().bottom() + 1 == view.viewport().geometry().top()
    view.show_sideways(1000, 200)
    view.viewport().repaint()
    assert header.offset() == view.horizontalScrollBar().maximum() == -lines.painted[0].box.x
    view.show_sideways(0, 100)
    assert header.offset() == 0
    view.set_cell_size(320)
    view.viewport().repaint()
    assert lines.painted[1].box == Box(0, 80, 1200, 80)
    view.set_layout(LayoutKind.GRID)
    assert not header.isVisible()
    assert view.viewport().geometry().top() == 0


def test_a_list_without_columns_is_refused(open_gallery: OpenGallery, columns: MakeColumns) -> None:
    with pytest.raises(ValueError, match="no columns"):
        open_gallery(columns(1)).set_layout(LayoutKind.LIST)


def test_wider_columns_are_wider_lines(open_gallery: OpenGallery, columns: MakeColumns) -> None:
    view = open_gallery(columns(100), kind=LayoutKind.LIST)
    assert isinstance(view._lines, PlainLines)
    view._lines.width = 2000
    view.list_changed()
    assert view.horizontalScrollBar().maximum() == 2000 - view.viewport().width()


def test_none_keeps_its_references(view: GalleryView) -> None:
    """PySide6 6.12.0 lost one with nearly every call that returns nothing."""
    # What earlier tests left behind would be freed meanwhile, with its own references to None.
    gc.collect()
    before = sys.getrefcount(None)
    for _ in range(300):
        view.viewport().repaint()
    assert abs(sys.getrefcount(None) - before) < 200
