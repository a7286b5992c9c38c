"""Painting one tile of the gallery: picture, score, name, state, marks."""

import math
from pathlib import PurePath
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPalette, QPen

from curator.gui.gallery.geometry import Box
from curator.gui.gallery.picture import Picture, PictureState
from curator.gui.gallery.tile_layout import RAIL, TileLayout, small_font
from curator.gui.gallery.tile_marks import GLYPH, MarkStrips
from curator.gui.parts.colors import blend, failure_color, neutral, score_color, text_on
from curator.gui.parts.theme import GRID

LEAST_NAME = 32
"""Pixels below which no name is drawn."""
_FRAME = 3


class _Chip(NamedTuple):
    """A label before the name; measured once, because measuring text costs more than drawing it."""

    text: str
    width: int
    indent: float
    fill: QColor | None
    """None for a hollow one."""
    ink: QColor


class TilePainter:
    """Made for one palette, font, layout and pixel ratio; `paint` is called for every visible tile."""

    def __init__(self, palette: QPalette, font: QFont, layout: TileLayout, pixel_ratio: float) -> None:
        self.layout = layout
        self.ratio = pixel_ratio
        self._font = small_font(font)
        self._metrics = QFontMetrics(self._font)
        self._elided: dict[tuple[str, int], str] = {}
        self.surround = neutral(palette.color(QPalette.ColorRole.Dark))
        self.accent = palette.color(QPalette.ColorRole.Accent)
        self.text = text_on(self.surround)
        self.quiet = blend(self.surround, self.text, 0.66)
        self.rail = blend(self.surround, self.text, 0.25)
        self._blank = blend(self.surround, self.text, 0.07)
        self._chosen = blend(self.surround, self.text, 0.12)
        self._red = failure_color(self.surround)
        self._failed, self._waiting = self._made_chip("failed", self._red), self._made_chip("…", None)
        self._scores: dict[int, _Chip] = {}
        self._piles: dict[str, int] = {}
        """Widths, see `_pile`."""
        self._marks = MarkStrips(self.text, self._font, pixel_ratio)

    def pixels(self, area: Box) -> tuple[int, int]:
        """Width and height in device pixels of a tile's area for the picture, see `TileLayout.picture`."""
        return max(1, round(area.width * self.ratio)), max(1, round(area.height * self.ratio))

    def paint(
        self, painter: QPainter, box: Box, picture: Picture, image: QImage | None, *, selected: bool
    ) -> None:
        """Draw the tile into its box; `image` None while there is no thumbnail."""
        painter.setFont(self._font)
        area = self.layout.picture(box)
        if selected:
            self._frame(painter, box, self.accent, _FRAME, self._chosen)
        if image is None:
            shape = self._fitted(area, picture.width or 1, picture.height or 1)
            painter.fillRect(shape, self._blank)
        else:
            shape = self._fitted(area, image.width(), image.height())
            painter.drawImage(shape, image)
        if picture.state is PictureState.FAILED:
            painter.setPen(QPen(self._red, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(shape.adjusted(1, 1, -1, -1))
        if picture.hidden:
            self._pile(painter, shape, picture.hidden)
        if not math.isnan(picture.score):
            self._position(painter, area, picture.score)
        if picture.own >= 0:
            self._own_level(painter, area, picture.own)
        self._caption(painter, area, picture)

    def focus_ring(self, painter: QPainter, box: Box, *, active: bool) -> None:
        """The mark of the current picture; stronger while the gallery has the keyboard."""
        self._frame(painter, box, self.text if active else self.quiet, 2 if active else 1, None)

    def _frame(self, painter: QPainter, box: Box, color: QColor, width: int, fill: QColor | None) -> None:
        painter.setPen(QPen(color, width))
        painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
        half = width / 2
        painter.drawRect(QRectF(*box).adjusted(half, half, -half, -half))

    def _fitted(self, area: Box, width: int, height: int) -> QRectF:
        """The picture's shape, centred, on whole device pixels, so that an exact thumbnail stays unscaled."""
        wide, high = self.pixels(area)
        left, top = round(area.x * self.ratio), round(area.y * self.ratio)
        scale = min(wide / width, high / height)
        width, height = max(1, round(width * scale)), max(1, round(height * scale))
        left, top = left + (wide - width) // 2, top + (high - height) // 2
        return QRectF(left / self.ratio, top / self.ratio, width / self.ratio, height / self.ratio)

    def _pile(self, painter: QPainter, shape: QRectF, hidden: int) -> None:
        """How many duplicates a picture stands for, in its upper right corner."""
        text = f"+{hidden:,}"
        if text not in self._piles:
            self._piles[text] = self._metrics.horizontalAdvance(text) + GRID
        wide = self._piles[text]
        if wide > shape.width():
            return
        corner = QRectF(shape.right() - wide, shape.top(), wide, self.layout.text)
        painter.fillRect(corner, self.surround)
        painter.setPen(QPen(self.rail, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(corner.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setPen(self.text)
        painter.drawText(QPointF(corner.left() + GRID / 2, self._base(corner.toAlignedRect())), text)

    def _position(self, painter: QPainter, area: Box, score: float) -> None:
        """The score as a place on a line from 0 at the left to 2 at the right."""
        middle = area.y + area.height + RAIL // 2
        painter.fillRect(QRect(area.x, middle, area.width, 1), self.rail)
        at = area.x + round(min(max(score / 2, 0.0), 1.0) * (area.width - 4))
        painter.fillRect(QRect(at, middle - 3, 4, 7), self.text)

    def _own_level(self, painter: QPainter, area: Box, level: int) -> None:
        """The human's own level: the third of that line that belongs to it, in the accent."""
        left, right = (area.x + area.width * part // 3 for part in (level, level + 1))
        top = area.y + area.height + RAIL // 2 + 1
        painter.fillRect(QRect(left, top, right - left, 2), self.accent)

    def _caption(self, painter: QPainter, area: Box, picture: Picture) -> None:
        line = QRect(area.x, area.y + area.height + RAIL, area.width, self.layout.text)
        used = self._chip(painter, line, picture)
        line.setLeft(line.left() + (used + GRID if used else 0))
        line.setWidth(line.width() - self._mark(painter, area, line, picture))
        painter.setPen(self.text)
        name = self._shortened(picture.name, line.width())
        painter.drawText(QPointF(line.left(), self._base(line)), name)

    def _mark(self, painter: QPainter, area: Box, line: QRect, picture: Picture) -> int:
        """The signs at the line's right end and their width; in the picture's corner of a narrow tile."""
        strip = self._marks.fitting(picture, line.width())
        if strip is not None:
            wide = self._marks.width(strip)
            top = line.top() + (line.height() - GLYPH) // 2
            painter.drawPixmap(QPointF(line.right() + 1 - wide, top), strip)
            return wide + GRID // 2
        strip = self._marks.fitting(picture, area.width)
        if strip is not None:
            wide = self._marks.width(strip)
            corner = QRect(area.x + area.width - wide, area.y + area.height - GLYPH, wide, GLYPH)
            painter.fillRect(corner, self.surround)
            painter.drawPixmap(corner.topLeft(), strip)
        return 0

    def _chip(self, painter: QPainter, line: QRect, picture: Picture) -> int:
        """The score or the state at the line's left end; the width it took."""
        if picture.state is PictureState.FAILED:
            chip = self._failed
        elif picture.state is PictureState.WAITING:
            chip = self._waiting
        elif not math.isnan(picture.score):
            chip = self._score_chip(picture.score)
        else:
            return 0
        box = QRect(line.left(), line.top(), chip.width, line.height())
        if chip.fill is None:
            painter.setPen(QPen(self.rail, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5))
        else:
            painter.fillRect(box, chip.fill)
        painter.setPen(chip.ink)
        painter.drawText(QPointF(box.left() + chip.indent, self._base(box)), chip.text)
        return chip.width

    def _score_chip(self, score: float) -> _Chip:
        hundredths = round(score * 100)
        if hundredths not in self._scores:
            self._scores[hundredths] = self._made_chip(
                f"{hundredths / 100:.2f}", score_color(hundredths / 100)
            )
        return self._scores[hundredths]

    def _made_chip(self, text: str, fill: QColor | None) -> _Chip:
        """As wide as a score, or as wide as its text needs."""
        needed = self._metrics.horizontalAdvance(text)
        width = max(self._metrics.horizontalAdvance("0.00"), needed) + GRID
        return _Chip(text, width, (width - needed) / 2, fill, self.quiet if fill is None else text_on(fill))

    def _base(self, line: QRect) -> float:
        return line.top() + (line.height() + self._metrics.ascent() - self._metrics.descent()) / 2

    def _shortened(self, name: str, width: int) -> str:
        """The name, or where it is too long what tells pictures apart: its start and its number at the end,
        without the suffix. Nothing where not even that has room.
        """
        key = (name, width)
        if key not in self._elided:
            if len(self._elided) > 4096:
                self._elided.clear()
            self._elided[key] = self._fitting(name, width)
        return self._elided[key]

    def _fitting(self, name: str, width: int) -> str:
        if width < LEAST_NAME:
            return ""
        if self._metrics.horizontalAdvance(name) <= width:
            return name
        return self._metrics.elidedText(PurePath(name).stem, Qt.TextElideMode.ElideMiddle, width)
