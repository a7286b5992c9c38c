"""What a tile is made of: sizes alone, for each layout."""

from dataclasses import dataclass

from PySide6.QtGui import QFont, QFontInfo, QFontMetrics

from curator.gui.gallery.geometry import Box, LayoutKind
from curator.gui.parts.theme import GRID, Size

RAIL = GRID
"""Height of the strip with the score's position, between picture and text."""
SMALLEST_TEXT = 7.0
"""Points."""


def small_font(font: QFont) -> QFont:
    """The smallest of the three text sizes."""
    small = QFont(font)
    small.setPointSizeF(max(SMALLEST_TEXT, QFontInfo(font).pointSizeF() * Size.SMALL.value))
    return small


def heading_height(font: QFont) -> int:
    """Of a section's heading, on the grid of 8."""
    return (QFontMetrics(font).height() + GRID + GRID - 1) // GRID * GRID


@dataclass(frozen=True, slots=True)
class TileLayout:
    """A picture, a strip for the score's position, a line of text, and air around them."""

    side: int
    """Of the square for the picture; in rows the usual height of pictures."""
    pad: int
    """From the tile's edge to what is in it; the frame of a selected picture is drawn there."""
    gap: int
    """Between tiles."""
    text: int
    """Height of the line of text, on the grid of 8."""

    @staticmethod
    def of(kind: LayoutKind, cell: int, font: QFont) -> "TileLayout":
        """`cell` is a tile's width in the grid; in rows it is the pictures' height, and they stand closer."""
        text = -(-QFontMetrics(small_font(font)).height() // GRID) * GRID
        if kind is LayoutKind.ROWS:
            return TileLayout(cell, GRID // 2, GRID // 2, text)
        return TileLayout(cell - 2 * GRID, GRID, GRID, text)

    @property
    def extra(self) -> int:
        """What a tile has above and below its picture."""
        return self.pad + RAIL + self.text + self.pad

    @property
    def width(self) -> int:
        return self.side + 2 * self.pad

    @property
    def height(self) -> int:
        return self.side + self.extra

    def picture(self, tile: Box) -> Box:
        """The part of a tile that its picture is fitted into."""
        width, height = tile.width - 2 * self.pad, tile.height - self.extra
        return Box(tile.x + self.pad, tile.y + self.pad, width, height)
