"""The colours with a meaning: one even map for scores, red for failures, greys without a tint."""

import math

from PySide6.QtGui import QColor

from curator.core.even_colors import TABLE, place_in_table

_COLORS = [QColor(int(red), int(green), int(blue)) for red, green, blue in TABLE.tolist()]
_BLACK, _WHITE = QColor(0, 0, 0), QColor(255, 255, 255)
_RED_ON_LIGHT, _RED_ON_DARK = QColor(0x9C, 0x19, 0x14), QColor(0xFF, 0xA1, 0x98)


def score_color(score: float) -> QColor:
    """Cividis at a score of 0..2 (clamped): dark blue is low, yellow is high, neither is wanted."""
    if math.isnan(score):
        raise ValueError("an absent score has no colour")
    return QColor(_COLORS[place_in_table(score)])


def luminance(color: QColor) -> float:
    """Relative luminance 0..1 of an sRGB colour, WCAG 2.2."""
    channels = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (color.redF(), color.greenF(), color.blueF())
    ]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio 1..21, WCAG 2.2."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def text_on(color: QColor) -> QColor:
    """Black or white, whichever is easier to read; one of the two always has a contrast of 4.5:1 or more."""
    return QColor(_BLACK if contrast(_BLACK, color) >= contrast(_WHITE, color) else _WHITE)


def failure_color(surround: QColor) -> QColor:
    """The red of failures, dark enough or light enough to be read on the surround."""
    return QColor(max(_RED_ON_LIGHT, _RED_ON_DARK, key=lambda red: contrast(red, surround)))


def neutral(color: QColor) -> QColor:
    """The grey of the same lightness, so that nothing tints the pictures beside it."""
    level = round(0.2126 * color.red() + 0.7152 * color.green() + 0.0722 * color.blue())
    return QColor(level, level, level)


def blend(one: QColor, other: QColor, share: float) -> QColor:
    """`share` 0..1 of `other` laid on `one`."""
    return QColor.fromRgbF(
        one.redF() + (other.redF() - one.redF()) * share,
        one.greenF() + (other.greenF() - one.greenF()) * share,
        one.blueF() + (other.blueF() - one.blueF()) * share,
    )
