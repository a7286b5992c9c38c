"""The small signs on a tile: stars, flag, label, the rater's doubt. Drawn once, then only copied."""

from typing import NamedTuple, Protocol

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPixmap

from curator.gui.parts.colors import text_on
from curator.gui.parts.icons import icon
from curator.gui.parts.label_colors import label_color

GLYPH = 14
"""Side of a sign, in pixels."""
_SPACE = 2
"""Between signs of different kinds."""
_FLAGS = {1: "flag", -1: "flag-remove-outline"}
_UNDECIDED, _LABEL, _STAR = "help-circle-outline", "circle", "star"


class _Key(NamedTuple):
    stars: int
    flag: int
    label: str
    doubt: bool
    short: bool
    """Their number and one star, instead of a star each."""


class Signed(Protocol):
    """What has signs."""

    @property
    def stars(self) -> int: ...
    @property
    def flag(self) -> int: ...
    @property
    def label(self) -> str: ...
    @property
    def uncertain(self) -> bool: ...


class MarkStrips:
    """Made for one colour, font and pixel ratio; a strip holds all the signs of a picture side by side."""

    def __init__(self, ink: QColor, font: QFont, pixel_ratio: float) -> None:
        self._ink = ink
        self._font = font
        self._metrics = QFontMetrics(font)
        self._ratio = pixel_ratio
        self._strips: dict[_Key, QPixmap] = {}

    def fitting(self, picture: Signed, room: int) -> QPixmap | None:
        """The strip that has room in so many pixels: a star each where they take less than half of it, else
        their number and one star, then without the rater's doubt. None without signs, or without room.
        """
        whole = _Key(picture.stars, picture.flag, picture.label, picture.uncertain, False)
        if not (whole.stars or whole.flag or whole.label or whole.doubt):
            return None
        if whole.stars and self._width(whole) <= room // 2:
            return self._strip(whole)
        for key in (whole._replace(short=True), whole._replace(short=True, doubt=False)):
            if 0 < self._width(key) <= room:
                return self._strip(key)
        return None

    def width(self, strip: QPixmap) -> int:
        """In logical pixels."""
        return round(strip.width() / self._ratio)

    def _width(self, key: _Key) -> int:
        stars, short = key.stars, key.short
        single = bool(key.flag) + key.doubt + bool(key.label)
        kinds = single + bool(stars)
        glyphs = single + (min(stars, 1) if short else stars)
        digit = self._metrics.horizontalAdvance(str(stars)) if short and stars > 1 else 0
        return glyphs * GLYPH + digit + _SPACE * max(0, kinds - 1)

    def _strip(self, key: _Key) -> QPixmap:
        if key not in self._strips:
            self._strips[key] = self._drawn(key)
        return self._strips[key]

    def _drawn(self, key: _Key) -> QPixmap:
        stars, short = key.stars, key.short
        signs = [(_UNDECIDED, self._ink)] * key.doubt
        signs += [(_LABEL, label_color(key.label, text_on(self._ink)))] * bool(key.label)
        signs += [(_FLAGS[key.flag], self._ink)] if key.flag else []
        strip = self._blank(self._width(key))
        painter = QPainter(strip)
        painter.setFont(self._font)
        painter.setPen(self._ink)
        x = 0
        for name, ink in signs:
            painter.drawPixmap(QPointF(x, 0), self._glyph(name, ink))
            x += GLYPH + _SPACE
        if short and stars > 1:
            base = (GLYPH + self._metrics.ascent() - self._metrics.descent()) / 2
            painter.drawText(QPointF(x, base), str(stars))
            x += self._metrics.horizontalAdvance(str(stars))
        for at in range(min(stars, 1) if short else stars):
            painter.drawPixmap(QPointF(x + at * GLYPH, 0), self._glyph(_STAR, self._ink))
        painter.end()
        return strip

    def _glyph(self, name: str, ink: QColor) -> QPixmap:
        glyph = icon(name).pixmap(QSize(GLYPH, GLYPH), self._ratio)
        painter = QPainter(glyph)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(QRectF(0, 0, GLYPH, GLYPH), ink)
        painter.end()
        return glyph

    def _blank(self, width: int) -> QPixmap:
        strip = QPixmap(round(width * self._ratio), round(GLYPH * self._ratio))
        strip.setDevicePixelRatio(self._ratio)
        strip.fill(Qt.GlobalColor.transparent)
        return strip
