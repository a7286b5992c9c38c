"""The gallery: tiles painted from the model, with thumbnails as they arrive."""

import math

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from curator.gui.gallery.accessible import install_accessible_gallery
from curator.gui.gallery.geometry import LayoutKind
from curator.gui.gallery.heading import HeadingPainter
from curator.gui.gallery.line import Line, LinePainter
from curator.gui.gallery.model import GalleryModel
from curator.gui.gallery.thumbnail_loader import ThumbnailLoader
from curator.gui.gallery.thumbnails import ThumbnailView
from curator.gui.gallery.tile import TilePainter

CELL_STEP = 16
NOTCH = 120
"""Of a wheel, in eighths of a degree."""
_RESTYLED = (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange)


class GalleryView(ThumbnailView):
    """A GalleryModel as grid, rows or list. Only what is in view is painted, only what is near is loaded.

    Asks for menus by `customContextMenuRequested`, in viewport coordinates; by then the picture under the
    pointer is selected. The loader is used, not owned: whoever made it closes it.
    """

    def __init__(self, model: GalleryModel, loader: ThumbnailLoader, parent: QWidget | None = None) -> None:
        self._wheel_turn = 0
        install_accessible_gallery()
        super().__init__(model, loader, parent)
        self.setAccessibleName("Gallery")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setFrameShape(self.Shape.NoFrame)

    def paintEvent(self, event: QPaintEvent) -> None:
        tiles = self._tile_painter()
        self._ask_when_settled()
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), tiles.surround)
        top = event.rect().top() + self.verticalOffset()
        rows = self._layout.rows_between(top, top + event.rect().height())
        if self._kind is LayoutKind.LIST and self._lines:
            self._paint_lines(painter, self._lines, rows)
        else:
            self._paint_tiles(painter, tiles, rows)
            self._paint_headings(painter, tiles)
        if self._band is not None:
            self._paint_band(painter, tiles)
        painter.end()

    def _paint_tiles(self, painter: QPainter, tiles: TilePainter, rows: range) -> None:
        active = self.hasFocus()
        for row, picture in zip(rows, self._gallery.pictures(rows), strict=True):
            box, image_id = self._box(row), picture.image_id
            selected = image_id in self._selection
            tiles.paint(painter, box, picture, self._loader.image(image_id), selected=selected)
            if image_id == self._current:
                tiles.focus_ring(painter, box, active=active)

    def _paint_lines(self, painter: QPainter, lines: LinePainter, rows: range) -> None:
        ids = self._gallery.ids[rows.start : rows.stop].tolist()
        shown = [
            Line(
                row,
                self._box(row),
                self._loader.image(image_id),
                image_id in self._selection,
                image_id == self._current,
            )
            for row, image_id in zip(rows, ids, strict=True)
        ]
        lines.paint(painter, shown, active=self.hasFocus())

    def _paint_headings(self, painter: QPainter, tiles: TilePainter) -> None:
        headings = self.headings_in_view()
        if not headings:
            return
        drawn = HeadingPainter(tiles, self.font())
        for section, box in headings:
            rows = self.section_rows(section)
            left = self._layout.box(rows.start).x + tiles.layout.pad
            drawn.paint(painter, box, left, self._gallery.section_title(rows.start), len(rows))

    def _paint_band(self, painter: QPainter, tiles: TilePainter) -> None:
        if self._band is None:
            return
        area = self._band.normalized().translated(-self.horizontalOffset(), -self.verticalOffset())
        veil = tiles.accent.toRgb()
        veil.setAlphaF(0.2)
        painter.setPen(QPen(tiles.accent, 1))
        painter.setBrush(veil)
        painter.drawRect(area)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in _RESTYLED:
            self._tiles = None
            self._find_headings()
            self.updateGeometries()
            self.viewport().update()
        super().changeEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A notch glides; a touchpad's finer turns go at once. With Ctrl the tiles grow and shrink."""
        turn = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._resize_cells(turn.y())
        elif abs(turn.x()) > abs(turn.y()):
            super().wheelEvent(event)
            return
        else:
            self._turn_wheel(turn.y(), event.pixelDelta().y())
        event.accept()

    def _resize_cells(self, turn: int) -> None:
        """A step for each notch."""
        self._wheel_turn += turn
        notches = math.trunc(self._wheel_turn / NOTCH)
        self._wheel_turn -= notches * NOTCH
        self.set_cell_size(self._cell + notches * CELL_STEP)

    def _turn_wheel(self, turn: int, pixels: int) -> None:
        bar = self.verticalScrollBar()
        if pixels and QGuiApplication.platformName() != "xcb":  # Qt calls those of X11 unreliable
            self._scroll.jump(bar.value() - pixels)
            return
        way = round(turn / NOTCH * QApplication.wheelScrollLines() * bar.singleStep())
        way = min(max(way, -bar.pageStep()), bar.pageStep())
        if turn % NOTCH:
            self._scroll.jump(bar.value() - way)
        else:
            self._glide_to(self._scroll.target - way)
