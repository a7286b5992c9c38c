"""Which thumbnails the gallery asks for: what is in view first, then what the eye will reach next."""

import time
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRect, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from curator.gui.gallery.geometry import Layout, LayoutKind
from curator.gui.gallery.model import GalleryModel
from curator.gui.gallery.picking import PickingView
from curator.gui.gallery.thumbnail_loader import ThumbnailLoader, Wanted
from curator.gui.gallery.tile import TilePainter
from curator.gui.gallery.tile_layout import TileLayout

PAGES_AHEAD, PAGES_BEHIND = 1.0, 0.5
JUMP = 1.5
"""Pages between two frames; a longer way is a jump, and what lies on it was not looked at."""
SCRUB_S = 0.15
"""Jumps that follow each other faster are one movement; asking waits for its end."""
SETTLE_MS = 60


class ThumbnailView(PickingView):
    """Asks once for each new place. While places rush by, and while a window's edge is dragged, it waits."""

    _tiles: TilePainter | None = None
    _asked: tuple[int, int] | None = None
    _asked_layout: Layout | None = None

    def __init__(self, model: GalleryModel, loader: ThumbnailLoader, parent: QWidget | None = None) -> None:
        self._loader = loader
        self._last_offset = 0
        self._downwards = True
        self._jumped_at = 0.0
        super().__init__(model, parent)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._ask)
        loader.loaded.connect(self._thumbnails_arrived)
        model.dataChanged.connect(self._forget_asked)

    def is_settled(self) -> bool:
        """Whether every picture in view shows its thumbnail in its size, or has none."""
        return all(map(self._loader.is_settled, self._wanted(self.visible_rows())))

    def hideEvent(self, event: QHideEvent) -> None:
        self._settle.stop()
        super().hideEvent(event)

    def _rows_changed(self) -> None:
        self._asked = None
        super()._rows_changed()

    def _forget_asked(self) -> None:
        """Another content is another thumbnail."""
        self._asked = None

    def _wanted(self, rows: Sequence[int]) -> list[Wanted]:
        pictures = self._gallery.pictures(rows)
        return [
            Wanted(picture.image_id, picture.content, *pixels)
            for pixels, picture in zip(self._pixels(rows), pictures, strict=True)
        ]

    def _pixels(self, rows: Sequence[int]) -> list[tuple[int, int]]:
        """Width and height in device pixels that each row's thumbnail should fit exactly."""
        if self._kind is LayoutKind.LIST and self._lines:
            return [(self._lines.pixels, self._lines.pixels)] * len(rows)
        tiles = self._tile_painter()
        return [tiles.pixels(tiles.layout.picture(self._layout.box(row))) for row in rows]

    def _ask_when_settled(self) -> None:
        """At each frame: ask for this place, unless it is one of many that rush by."""
        rows = self.visible_rows()
        if self._asked == (rows.start, rows.stop) and self._asked_layout is self._layout:
            return
        rushed = self._rushed()
        reshaped = self._kind is LayoutKind.ROWS and self._asked_layout is not self._layout
        if self._asked is not None and (rushed or reshaped):
            self._settle.start()
        else:
            self._ask()

    def _rushed(self) -> bool:
        """Whether this frame follows a jump with another jump, at once."""
        way = self.verticalOffset() - self._last_offset
        self._last_offset += way
        self._downwards = way > 0 or (way == 0 and self._downwards)
        if abs(way) <= JUMP * self.viewport().height():
            return False
        before, self._jumped_at = self._jumped_at, time.monotonic()
        return self._jumped_at - before < SCRUB_S

    def _ask(self) -> None:
        self._settle.stop()
        rows = self.visible_rows()
        self._asked, self._asked_layout = (rows.start, rows.stop), self._layout
        near = rows_near(rows, self._layout.count, downwards=self._downwards)
        self._loader.request(self._wanted(rows), self._wanted(near))

    def _tile_painter(self) -> TilePainter:
        ratio, layout = self.devicePixelRatioF(), TileLayout.of(self._kind, self._cell, self.font())
        tiles = self._tiles
        if tiles is None or tiles.layout != layout or tiles.ratio != ratio:
            tiles = self._tiles = TilePainter(self.palette(), self.font(), layout, ratio)
            self._asked = None
        return tiles

    def _thumbnails_arrived(self, image_ids: Sequence[int]) -> None:
        shown = self.visible_rows()
        for row in self._gallery.rows_of(np.asarray(image_ids, np.int64)).tolist():
            if row in shown:
                self.viewport().update(QRect(*self._box(row)))


def rows_near(visible: range, count: int, *, downwards: bool) -> list[int]:
    """A page further in the direction of travel, nearest first, then half a page the other way."""
    page = len(visible)
    ahead, behind = round(page * PAGES_AHEAD), round(page * PAGES_BEHIND)
    below, above = (ahead, behind) if downwards else (behind, ahead)
    down = range(visible.stop, min(visible.stop + below, count))
    up = range(visible.start - 1, max(visible.start - 1 - above, -1), -1)
    return [*down, *up] if downwards else [*up, *down]
