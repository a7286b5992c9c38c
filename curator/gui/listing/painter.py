"""Painting one line of the list: small picture, texts, scores as places on a line, stars, flag, state."""

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPalette, QPen, QPixmap

from curator.gui.gallery.geometry import Box
from curator.gui.listing.arranged import Span
from curator.gui.listing.list_columns import FAILED, RIGHT, Kind
from curator.gui.parts.colors import blend, failure_color, neutral, score_color, text_on
from curator.gui.parts.icons import icon
from curator.gui.parts.theme import GRID

LOWEST, HIGHEST = 4 * GRID, 12 * GRID
"""Of a line, in pixels."""
PAD = GRID
GLYPH = 2 * GRID
"""Side of stars, flags and the sign of a failure."""
SHORTEST_RAIL = 3 * GRID
MOST_STARS = 5
_CELLS, _HEIGHTS = (96, 192, 320), (LOWEST, 5 * GRID, HIGHEST)
"""A cell as in the grid, smallest, usual and largest, and the line that goes with it."""
_MOST_KEPT = 4096
_GLYPHS = {"pick": "flag", "reject": "flag-remove-outline", "stars": "star", FAILED: "alert-circle-outline"}
_BRIGHT = (Kind.NAME, Kind.SCORE)
"""Columns read first; the other texts are quieter."""
_Elide = Qt.TextElideMode


def line_height(cell: int, font: QFont) -> int:
    """Height of a line on the grid of 8, for a cell size of the gallery; never lower than its text."""
    wanted = GRID * round(float(np.interp(cell, _CELLS, _HEIGHTS)) / GRID)
    text = GRID * -(-QFontMetricsF(font).height() // GRID)
    return int(max(wanted, text))


class _Fitted:
    """Texts as far as they fit, measured once: that costs more than drawing."""

    def __init__(self, metrics: QFontMetricsF, mode: Qt.TextElideMode) -> None:
        self._metrics = metrics
        self._mode = mode
        self._kept: dict[tuple[str, int], tuple[str, float]] = {}

    def text(self, text: str, width: int) -> tuple[str, float]:
        """What is drawn where there are so many pixels, and how wide that is."""
        key = (text, width)
        if key not in self._kept:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            shown = self._shortened(text, width)
            self._kept[key] = shown, self._metrics.horizontalAdvance(shown)
        return self._kept[key]

    def _shortened(self, text: str, width: int) -> str:
        """Half a number would be another number: without a mode it is left out where it has no room."""
        if self._mode is not _Elide.ElideNone:
            return self._metrics.elidedText(text, self._mode, width)
        return text if self._metrics.horizontalAdvance(text) <= width else "…"


class ListRowPainter:
    """Made for one palette, font, line height and pixel ratio; `paint` is called for every visible line."""

    def __init__(self, palette: QPalette, font: QFont, height: int, pixel_ratio: float) -> None:
        self.height = height
        self.pixels = round((height - PAD) * pixel_ratio)
        """Side in device pixels of the square that thumbnails should fit exactly."""
        self._ratio = pixel_ratio
        self._font = QFont(font)
        metrics = QFontMetricsF(self._font)
        self._base = round((height + metrics.ascent() - metrics.descent()) / 2)
        """Of the letters, below a line's top; the same whichever fonts a text needs."""
        self._ends, self._middles = _Fitted(metrics, _Elide.ElideRight), _Fitted(metrics, _Elide.ElideMiddle)
        self._numbers = _Fitted(metrics, _Elide.ElideNone)
        self._glyphs: dict[tuple[str, int], QPixmap] = {}
        self._marks: dict[str, tuple[float, QColor]] = {}
        self.surround = neutral(palette.color(QPalette.ColorRole.Dark))
        self.accent = palette.color(QPalette.ColorRole.Accent)
        self.text = text_on(self.surround)
        self.quiet = blend(self.surround, self.text, 0.66)
        self.chosen = blend(self.surround, self.text, 0.1)
        """Behind selected lines."""
        self.red = failure_color(self.surround)
        self._rail = blend(self.surround, self.text, 0.25)
        self._blank = blend(self.surround, self.text, 0.07)
        self._hairline = blend(self.surround, self.text, 0.14)

    def paint(
        self,
        painter: QPainter,
        box: Box,
        texts: Sequence[str],
        spans: Sequence[Span],
        image: QImage | None,
        *,
        selected: bool = False,
        current: bool = False,
        active: bool = False,
        failed: bool = False,
    ) -> None:
        """Draw the line into its box, whose left end is that of all columns, in or out of view.

        `texts` are those of `spans`; both may leave out what is out of view. `active` while the list has the
        keyboard; `failed` where the picture could not be rated.
        """
        painter.setFont(self._font)
        self._ground(painter, box, selected)
        for text, (column, x, width) in zip(texts, spans, strict=True):
            if column.kind is Kind.PICTURE:
                self._picture(painter, box.x + x + width / 2, box.y + self.height / 2, image, failed)
            elif text:
                painter.setPen(self.text if column.kind in _BRIGHT else self.quiet)
                cell = Box(box.x + x, box.y, width, self.height)
                if column.align is RIGHT:
                    self._number(painter, cell, text, rail=column.kind is Kind.SCORE)
                else:
                    self._other(painter, cell, text, column.kind, failed)
        if current:
            self._ring(painter, box, active)

    def _ground(self, painter: QPainter, box: Box, selected: bool) -> None:
        if selected:
            painter.fillRect(*box, self.chosen)
            painter.fillRect(max(box.x, 0), box.y, PAD // 2, self.height, self.accent)
        thin = 1 / self._ratio
        painter.fillRect(QRectF(box.x, box.y + self.height - thin, box.width, thin), self._hairline)

    def _other(self, painter: QPainter, cell: Box, text: str, kind: Kind, failed: bool) -> None:
        match kind:
            case Kind.STARS:
                self._stars(painter, cell, int(text))
            case Kind.FLAG:
                self._glyph(painter, cell.x + (cell.width - GLYPH) // 2, cell.y, text)
            case Kind.NAME:
                self._name(painter, cell, text, failed)
            case Kind.PATH:
                self._left(painter, cell, text, self._middles)
            case Kind.STATE if text.startswith(FAILED):
                painter.setPen(self.red)
                self._left(painter, cell, text, self._ends)
            case _:
                self._left(painter, cell, text, self._ends)

    def _name(self, painter: QPainter, cell: Box, text: str, failed: bool) -> None:
        """A sign before it says, not by colour alone, that the picture could not be rated."""
        if failed:
            self._glyph(painter, cell.x + PAD, cell.y, FAILED)
            moved = GLYPH + PAD // 2
            cell = Box(cell.x + moved, cell.y, cell.width - moved, cell.height)
        self._left(painter, cell, text, self._middles)

    def _left(self, painter: QPainter, cell: Box, text: str, fitted: _Fitted) -> None:
        shown, _ = fitted.text(text, cell.width - 2 * PAD)
        painter.drawText(cell.x + PAD, cell.y + self._base, shown)

    def _number(self, painter: QPainter, cell: Box, text: str, *, rail: bool) -> None:
        shown, wide = self._numbers.text(text, cell.width - 2 * PAD)
        painter.drawText(QPointF(cell.x + cell.width - PAD - wide, cell.y + self._base), shown)
        length = cell.width - 3 * PAD - math.ceil(wide)
        if rail and length >= SHORTEST_RAIL:
            self._mark(painter, cell.x + PAD, cell.y + self.height // 2, length, text)

    def _mark(self, painter: QPainter, left: int, middle: int, length: int, text: str) -> None:
        """The score as a place on a line from 0 to 2. The outline keeps it visible where the map is as dark
        or as light as the ground.
        """
        if text not in self._marks:
            self._marks[text] = min(max(float(text) / 2, 0.0), 1.0), score_color(float(text))
        share, color = self._marks[text]
        at = left + round(share * (length - 6))
        painter.fillRect(left, middle, length, 1, self._rail)
        painter.fillRect(at, middle - 4, 6, 9, self.quiet)
        painter.fillRect(at + 1, middle - 3, 4, 7, color)

    def _picture(self, painter: QPainter, x: float, y: float, image: QImage | None, failed: bool) -> None:
        width, height = (1, 1) if image is None else (image.width(), image.height())
        shape = self._shape(x, y, width, height)
        if image is None:
            painter.fillRect(shape, self._blank)
        else:
            painter.drawImage(shape, image)
        if failed:
            painter.setPen(QPen(self.red, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(shape.adjusted(1, 1, -1, -1))

    def _shape(self, x: float, y: float, width: int, height: int) -> QRectF:
        """A picture's place round x, y, on whole device pixels: an exact thumbnail stays unscaled."""
        scale = self.pixels / max(width, height, 1)
        wide, high = max(1, round(width * scale)), max(1, round(height * scale))
        left, top = round(x * self._ratio - wide / 2), round(y * self._ratio - high / 2)
        return QRectF(left / self._ratio, top / self._ratio, wide / self._ratio, high / self._ratio)

    def _ring(self, painter: QPainter, box: Box, active: bool) -> None:
        """The mark of the current line; stronger while the list has the keyboard."""
        width = 2 if active else 1
        painter.setPen(QPen(self.text if active else self.quiet, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        line = QRectF(*box)
        line.setLeft(max(box.x, 0))
        painter.drawRect(line.adjusted(width / 2, width / 2, -width / 2, -width / 2))

    def _stars(self, painter: QPainter, cell: Box, stars: int) -> None:
        """As many as there are; the column's end leaves the rest out."""
        for at in range(min(stars, MOST_STARS, max(0, cell.width - PAD) // GLYPH)):
            self._glyph(painter, cell.x + PAD + at * GLYPH, cell.y, "stars")

    def _glyph(self, painter: QPainter, left: int, top: int, name: str) -> None:
        glyph = self._tinted(_GLYPHS[name], self.red if name == FAILED else self.text)
        painter.drawPixmap(left, top + (self.height - GLYPH) // 2, glyph)

    def _tinted(self, name: str, color: QColor) -> QPixmap:
        """The icon in a colour of this painter's palette, which needn't be the application's."""
        key = (name, color.rgb())
        if key not in self._glyphs:
            glyph = icon(name).pixmap(QSize(GLYPH, GLYPH), self._ratio)
            tint = QPainter(glyph)
            tint.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
            tint.fillRect(QRectF(0, 0, GLYPH, GLYPH), color)
            tint.end()
            self._glyphs[key] = glyph
        return self._glyphs[key]
