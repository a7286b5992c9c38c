"""Painting one tile of the gallery: picture, score, name, state."""

import math
from dataclasses import dataclass
from pathlib import PurePath
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetrics, QImage, QPainter, QPalette, QPen

from curator.gui.colors import blend, failure_color, neutral, score_color, text_on
from curator.gui.gallery_geometry import Box
from curator.gui.gallery_model import Picture, PictureState
from curator.gui.theme import GRID, Size

PAD = GRID
"""From the tile's edge to the picture, and the height of the strip with the score's position."""
SMALLEST_TEXT = 7.0
"""Points."""
LEAST_NAME = 32
"""Pixels below which no name is drawn."""


def small_font(font: QFont) -> QFont:
    """The smallest of the three text sizes."""
    small = QFont(font)
    small.setPointSizeF(max(SMALLEST_TEXT, QFontInfo(font).pointSizeF() * Size.SMALL.value))
    return small


@dataclass(frozen=True, slots=True)
class TileLayout:
    """A tile `cell` wide: a square for the picture, a strip for the score's position, a line of text."""

    cell: int
    text: int
    """Height of the line of text, on the grid of 8."""

    @staticmethod
    def of(cell: int, font: QFont) -> "TileLayout":
        return TileLayout(cell, -(-QFontMetrics(small_font(font)).height() // GRID) * GRID)

    @property
    def side(self) -> int:
        """Of the square that pictures are fitted into, in logical pixels."""
        return self.cell - 2 * PAD

    @property
    def height(self) -> int:
        return PAD + self.side + PAD + self.text + PAD


class _Chip(NamedTuple):
    """A label before the name; measured once, because measuring text costs more than drawing it."""

    text: str
    width: int
    indent: float
    fill: QColor | None
    """None for a hollow one."""
    ink: QColor


class TilePainter:
    """Made for one palette, font, cell size and pixel ratio; `paint` is called for every visible tile."""

    def __init__(self, palette: QPalette, font: QFont, layout: TileLayout, pixel_ratio: float) -> None:
        self.layout = layout
        self.pixels = round(layout.side * pixel_ratio)
        """Side in device pixels of the square that thumbnails should fit exactly."""
        self._ratio = pixel_ratio
        self._font = small_font(font)
        self._metrics = QFontMetrics(self._font)
        self._elided: dict[tuple[str, int], str] = {}
        self.surround = neutral(palette.color(QPalette.ColorRole.Dark))
        self.accent = palette.color(QPalette.ColorRole.Accent)
        self._text = text_on(self.surround)
        self._quiet = blend(self.surround, self._text, 0.66)
        self._rail = blend(self.surround, self._text, 0.25)
        self._blank = blend(self.surround, self._text, 0.07)
        self._chosen = blend(self.surround, self._text, 0.12)
        self._red = failure_color(self.surround)
        self._failed, self._waiting = self._made_chip("failed", self._red), self._made_chip("…", None)
        self._scores: dict[int, _Chip] = {}

    def paint(
        self, painter: QPainter, box: Box, picture: Picture, image: QImage | None, *, selected: bool
    ) -> None:
        """Draw the tile into its box; `image` None while there is no thumbnail."""
        painter.setFont(self._font)
        if selected:
            self._frame(painter, box, self.accent, 3, self._chosen)
        side = self.layout.side
        square = QRectF(box.x + PAD, box.y + PAD, side, side)
        if image is None:
            shape = self._fitted(square, picture.width or 1, picture.height or 1)
            painter.fillRect(shape, self._blank)
        else:
            shape = self._fitted(square, image.width(), image.height())
            painter.drawImage(shape, image)
        if picture.state is PictureState.FAILED:
            painter.setPen(QPen(self._red, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(shape.adjusted(1, 1, -1, -1))
        if not math.isnan(picture.score):
            self._position(painter, box, picture.score)
        self._caption(painter, box, picture)

    def focus_ring(self, painter: QPainter, box: Box, *, active: bool) -> None:
        """The mark of the current picture; stronger while the gallery has the keyboard."""
        self._frame(painter, box, self._text if active else self._quiet, 2 if active else 1, None)

    def _frame(self, painter: QPainter, box: Box, color: QColor, width: int, fill: QColor | None) -> None:
        painter.setPen(QPen(color, width))
        painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
        half = width / 2
        painter.drawRect(QRectF(*box).adjusted(half, half, -half, -half))

    def _fitted(self, square: QRectF, width: int, height: int) -> QRectF:
        """The picture's shape, centred, on whole device pixels, so that an exact thumbnail stays unscaled."""
        scale = self.pixels / max(width, height)
        wide, high = max(1, round(width * scale)), max(1, round(height * scale))
        left = round(square.x() * self._ratio) + (self.pixels - wide) // 2
        top = round(square.y() * self._ratio) + (self.pixels - high) // 2
        return QRectF(left / self._ratio, top / self._ratio, wide / self._ratio, high / self._ratio)

    def _position(self, painter: QPainter, box: Box, score: float) -> None:
        """The score as a place on a line from 0 at the left to 2 at the right."""
        left, width = box.x + PAD, self.layout.side
        middle = box.y + PAD + self.layout.side + PAD // 2
        painter.fillRect(QRect(left, middle, width, 1), self._rail)
        at = left + round(min(max(score / 2, 0.0), 1.0) * (width - 4))
        painter.fillRect(QRect(at, middle - 3, 4, 7), self._text)

    def _caption(self, painter: QPainter, box: Box, picture: Picture) -> None:
        line = QRect(box.x + PAD, box.y + 2 * PAD + self.layout.side, self.layout.side, self.layout.text)
        used = self._chip(painter, line, picture)
        line.setLeft(line.left() + (used + PAD if used else 0))
        painter.setPen(self._text)
        name = self._shortened(picture.name, line.width())
        painter.drawText(QPointF(line.left(), self._base(line)), name)

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
            painter.setPen(QPen(self._rail, 1))
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
        width = max(self._metrics.horizontalAdvance("0.00"), needed) + PAD
        return _Chip(text, width, (width - needed) / 2, fill, self._quiet if fill is None else text_on(fill))

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
