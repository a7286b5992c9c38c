"""Painting the headings of the gallery's sections; the one above the view's first line stays at its top."""

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter

from curator.gui.gallery.geometry import Box
from curator.gui.gallery.tile import TilePainter
from curator.gui.gallery.tile_layout import small_font
from curator.gui.parts.theme import GRID


class HeadingPainter:
    """Made for the colours of a TilePainter and one font."""

    def __init__(self, tiles: TilePainter, font: QFont) -> None:
        self._tiles = tiles
        self._font = QFont(font)
        self._font.setBold(True)
        self._small = small_font(font)
        self._metrics, self._small_metrics = QFontMetrics(self._font), QFontMetrics(self._small)

    def paint(self, painter: QPainter, box: Box, left: int, title: str, count: int) -> None:
        """The title, from `left` on, and how many pictures stand under it, on a ground that covers tiles."""
        area = QRect(*box)
        painter.fillRect(area, self._tiles.surround)
        painter.fillRect(QRect(area.left(), area.bottom(), area.width(), 1), self._tiles.rail)
        counted = f"{count:,}"
        wide = self._small_metrics.horizontalAdvance(counted)
        room = max(0, area.right() - left - 2 * GRID - wide)
        shown = self._metrics.elidedText(title, Qt.TextElideMode.ElideMiddle, room)
        base = area.top() + (area.height() + self._metrics.ascent() - self._metrics.descent()) / 2
        painter.setFont(self._font)
        painter.setPen(self._tiles.text)
        painter.drawText(QPointF(left, base), shown)
        painter.setFont(self._small)
        painter.setPen(self._tiles.quiet)
        after = left + GRID + self._metrics.horizontalAdvance(shown)
        painter.drawText(QPointF(after, base), counted)
