"""The small signs on a tile: stars, flag, and that the rater is undecided. Drawn once, then only copied."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPixmap

from curator.gui.gallery.picture import Picture
from curator.gui.parts.icons import icon

GLYPH = 14
"""Side of a sign, in pixels."""
_SPACE = 2
"""Between signs of different kinds."""
_FLAGS = {1: "flag", -1: "flag-remove-outline"}
_UNDECIDED, _STAR = "help-circle-outline", "star"
_Key = tuple[int, int, bool, bool]


class MarkStrips:
    """Made for one colour, font and pixel ratio; a strip holds all the signs of a picture side by side."""

    def __init__(self, ink: QColor, font: QFont, pixel_ratio: float) -> None:
        self._ink = ink
        self._font = font
        self._metrics = QFontMetrics(font)
        self._ratio = pixel_ratio
        self._strips: dict[_Key, QPixmap] = {}

    def fitting(self, picture: Picture, room: int) -> QPixmap | None:
        """The strip that has room in so many pixels: a star each where they take less than half of it, else
        their number and one star, then without the rater's doubt. None without signs, or without room.
        """
        stars, flag, doubt = picture.stars, picture.flag, picture.uncertain
        if not (stars or flag or doubt):
            return None
        if stars and self._width((stars, flag, doubt, False)) <= room // 2:
            return self._strip((stars, flag, doubt, False))
        for key in ((stars, flag, doubt, True), (stars, flag, False, True)):
            if 0 < self._width(key) <= room:
                return self._strip(key)
        return None

    def width(self, strip: QPixmap) -> int:
        """In logical pixels."""
        return round(strip.width() / self._ratio)

    def _width(self, key: _Key) -> int:
        stars, flag, doubt, short = key
        kinds = bool(flag) + doubt + bool(stars)
        glyphs = bool(flag) + doubt + (min(stars, 1) if short else stars)
        digit = self._metrics.horizontalAdvance(str(stars)) if short and stars > 1 else 0
        return glyphs * GLYPH + digit + _SPACE * max(0, kinds - 1)

    def _strip(self, key: _Key) -> QPixmap:
        if key not in self._strips:
            self._strips[key] = self._drawn(key)
        return self._strips[key]

    def _drawn(self, key: _Key) -> QPixmap:
        stars, flag, doubt, short = key
        names = ([_UNDECIDED] if doubt else []) + ([_FLAGS[flag]] if flag else [])
        strip = self._blank(self._width(key))
        painter = QPainter(strip)
        painter.setFont(self._font)
        painter.setPen(self._ink)
        x = 0
        for name in names:
            painter.drawPixmap(QPointF(x, 0), self._glyph(name))
            x += GLYPH + _SPACE
        if short and stars > 1:
            base = (GLYPH + self._metrics.ascent() - self._metrics.descent()) / 2
            painter.drawText(QPointF(x, base), str(stars))
            x += self._metrics.horizontalAdvance(str(stars))
        for at in range(min(stars, 1) if short else stars):
            painter.drawPixmap(QPointF(x + at * GLYPH, 0), self._glyph(_STAR))
        painter.end()
        return strip

    def _glyph(self, name: str) -> QPixmap:
        """The icon in this strip's colour."""
        glyph = icon(name).pixmap(QSize(GLYPH, GLYPH), self._ratio)
        painter = QPainter(glyph)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(QRectF(0, 0, GLYPH, GLYPH), self._ink)
        painter.end()
        return glyph

    def _blank(self, width: int) -> QPixmap:
        strip = QPixmap(round(width * self._ratio), round(GLYPH * self._ratio))
        strip.setDevicePixelRatio(self._ratio)
        strip.fill(Qt.GlobalColor.transparent)
        return strip
