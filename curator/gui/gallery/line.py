"""What the gallery needs of whoever paints the list's lines."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from PySide6.QtGui import QFont, QImage, QPainter, QPalette

from curator.gui.gallery.geometry import Box


class Line(NamedTuple):
    """One line in view."""

    row: int
    box: Box
    """In viewport coordinates: its left end is that of all columns, in view or not."""
    image: QImage | None
    """None while there is no thumbnail."""
    selected: bool
    current: bool


class LinePainter(Protocol):
    """Paints the list. `dress` comes before all else, and again when the look or the cell size changes."""

    @property
    def height(self) -> int:
        """Of a line, in logical pixels."""

    @property
    def width(self) -> int:
        """Of all columns together; the view scrolls sideways where it is narrower."""

    @property
    def pixels(self) -> int:
        """Side in device pixels of the square that thumbnails should fit exactly."""

    def dress(self, palette: QPalette, font: QFont, cell: int, pixel_ratio: float) -> None: ...

    def paint(self, painter: QPainter, lines: Sequence[Line], *, active: bool) -> None:
        """All lines in view; `active` while the gallery has the keyboard."""
