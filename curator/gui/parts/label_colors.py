"""The colours of colour labels: what the artist gave, not what the program thinks of a picture."""

from PySide6.QtGui import QColor

from curator.gui.parts.colors import luminance

_ON_DARK = {
    "red": QColor(0xEE, 0x70, 0x70),
    "yellow": QColor(0xD9, 0xA9, 0x14),
    "green": QColor(0x4F, 0xB0, 0x66),
    "blue": QColor(0x5F, 0x9F, 0xE6),
    "purple": QColor(0xB4, 0x8A, 0xE0),
}
_ON_LIGHT = {
    "red": QColor(0xC9, 0x3F, 0x3F),
    "yellow": QColor(0x9C, 0x75, 0x00),
    "green": QColor(0x2B, 0x80, 0x40),
    "blue": QColor(0x2F, 0x73, 0xC0),
    "purple": QColor(0x8A, 0x55, 0xC0),
}
"""At least 3:1 on every grey ground of their theme: no yellow is told from both light and dark grey."""
_OTHER_ON_DARK, _OTHER_ON_LIGHT = QColor(0xA0, 0xA0, 0xA0), QColor(0x68, 0x68, 0x68)
"""Of a label that another program gave."""
_MIDDLE = 0.18
"""The luminance that is as far from black as from white."""


def label_color(label: str, ground: QColor) -> QColor:
    """Of any label but none, to be told on the ground."""
    if luminance(ground) < _MIDDLE:
        return _ON_DARK.get(label.casefold(), _OTHER_ON_DARK)
    return _ON_LIGHT.get(label.casefold(), _OTHER_ON_LIGHT)
