"""The colours of colour labels: what the artist gave, not what the program thinks of a picture."""

from PySide6.QtGui import QColor

LABEL_COLORS = {
    "red": QColor(0xD6, 0x4A, 0x4A),
    "yellow": QColor(0xC9, 0x9A, 0x12),
    "green": QColor(0x3F, 0x9A, 0x52),
    "blue": QColor(0x3B, 0x82, 0xD0),
    "purple": QColor(0x95, 0x62, 0xC8),
}
"""At least 3:1 on the window's light and dark grounds."""
OTHER = QColor(0x80, 0x80, 0x80)
"""Of a label that another program gave."""


def label_color(label: str) -> QColor:
    """Of any label but none."""
    return LABEL_COLORS.get(label.casefold(), OTHER)
