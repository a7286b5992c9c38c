"""The gallery: tiles painted from the model, with thumbnails as they arrive."""

import math

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from curator.gui.gallery_model import GalleryModel
from curator.gui.gallery_picking import PickingView
from curator.gui.thumbnail_loader import ThumbnailLoader
from curator.gui.tile import TileLayout, TilePainter

CELL_STEP = 16
_RESTYLED = (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange)


class GalleryView(PickingView):
    """Shows a GalleryModel as a grid. Only what is in view is painted and only what is near is loaded.

    Asks for menus by `customContextMenuRequested`, in viewport coordinates; by then the picture under the
    pointer is selected. The loader is used, not owned: whoever made it closes it.
    """

    _tiles: TilePainter | None = None
    _asked: tuple[int, int, int] | None = None

    def __init__(self, model: GalleryModel, loader: ThumbnailLoader, parent: QWidget | None = None) -> None:
        self._loader = loader
        self._wheel_turn = 0
        self._last_offset = 0
        super().__init__(model, parent)
        self.setAccessibleName("Gallery")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setFrameShape(self.Shape.NoFrame)
        loader.loaded.connect(self._thumbnail_arrived)

    def paintEvent(self, event: QPaintEvent) -> None:
        tiles = self._tile_painter()
        self._ask_for_thumbnails()
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), tiles.surround)
        top = event.rect().top() + self.verticalOffset()
        for row in self._grid.rows_between(top, top + event.rect().height()):
            self._paint_tile(painter, tiles, row)
        if self._band is not None:
            self._paint_band(painter, tiles)
        painter.end()

    def _paint_tile(self, painter: QPainter, tiles: TilePainter, row: int) -> None:
        picture, box = self._gallery.picture(row), self._box(row)
        image = self._loader.image(picture.image_id)
        tiles.paint(painter, box, picture, image, selected=picture.image_id in self._selection)
        if picture.image_id == self._current:
            tiles.focus_ring(painter, box, active=self.hasFocus())

    def _paint_band(self, painter: QPainter, tiles: TilePainter) -> None:
        if self._band is None:
            return
        area = self._band.normalized().translated(0, -self.verticalOffset())
        veil = tiles.accent.toRgb()
        veil.setAlphaF(0.2)
        painter.setPen(QPen(tiles.accent, 1))
        painter.setBrush(veil)
        painter.drawRect(area)

    def _tile_painter(self) -> TilePainter:
        ratio = self.devicePixelRatioF()
        layout = TileLayout.of(self._cell, self.font())
        tiles = self._tiles
        if tiles is None or tiles.layout != layout or tiles.pixels != round(layout.side * ratio):
            tiles = self._tiles = TilePainter(self.palette(), self.font(), layout, ratio)
            self._loader.set_side(tiles.pixels)
        return tiles

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in _RESTYLED:
            self._tiles = None
            self.updateGeometries()
            self.viewport().update()
        super().changeEvent(event)

    def _rows_changed(self) -> None:
        self._asked = None
        super()._rows_changed()

    def _ask_for_thumbnails(self) -> None:
        """Those in view, then a page further in the direction of travel; once for each new place."""
        rows = self.visible_rows()
        downwards = self.verticalOffset() >= self._last_offset
        place = (rows.start, rows.stop, int(downwards))
        if place == self._asked:
            return
        self._asked, self._last_offset = place, self.verticalOffset()
        ids = self._gallery.ids
        if downwards:
            soon = ids[rows.stop : rows.stop + len(rows)]
        else:
            soon = ids[max(0, rows.start - len(rows)) : rows.start][::-1]
        self._loader.request(ids[rows.start : rows.stop].tolist(), soon.tolist())

    def _thumbnail_arrived(self, image_id: int, image: QImage) -> None:
        row = self._gallery.row_of(image_id)
        if row in self.visible_rows():
            self.viewport().update(QRect(*self._box(row)))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl the tiles grow and shrink, a step for each notch."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        self._wheel_turn += event.angleDelta().y()
        notches = math.trunc(self._wheel_turn / 120)
        self._wheel_turn -= notches * 120
        self.set_cell_size(self._cell + notches * CELL_STEP)
        event.accept()
