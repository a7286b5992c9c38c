"""Stars, flag and label of a picture that is looked at."""

from typing import NamedTuple

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from curator.gui.gallery.tile_marks import GLYPH, MarkStrips
from curator.gui.parts.names import shown_name
from curator.gui.parts.theme import Size, set_size

_ROOM = 400
"""More than all signs need."""


class Signed(NamedTuple):
    """The marks as they are drawn."""

    stars: int = 0
    flag: int = 0
    """-1 rejected, 0 none, 1 picked."""
    label: str = ""
    uncertain: bool = False


NO_MARKS = Signed()


class Signs(QWidget):
    """As wide as its signs; nothing without any."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.marks = Signed()
        self._room = _ROOM
        set_size(self, Size.SMALL)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_marks(self, marks: Signed) -> None:
        """Show these."""
        if marks != self.marks:
            self.marks = marks
            self.setAccessibleName(said(marks))
            self.updateGeometry()
            self.update()

    def fit(self, room: int) -> None:
        """Take no more than this, and leave half of it to the name where a shorter form can."""
        if room != self._room:
            self._room = room
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        strips = self._strips()
        strip = strips.fitting(self.marks, self._room)
        return QSize(0 if strip is None else strips.width(strip), GLYPH)

    def paintEvent(self, event: QPaintEvent) -> None:
        strip = self._strips().fitting(self.marks, self._room)
        if strip is not None:
            QPainter(self).drawPixmap(QPointF(0, (self.height() - GLYPH) / 2), strip)

    def _strips(self) -> MarkStrips:
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        return MarkStrips(ink, self.font(), self.devicePixelRatio())


def said(marks: Signed) -> str:
    """`3 stars, picked, label red`."""
    stars = f"{marks.stars} star{'s' if marks.stars > 1 else ''}" if marks.stars else ""
    flag = {1: "picked", -1: "rejected"}.get(marks.flag, "")
    label = f"label {shown_name(marks.label)}" if marks.label else ""
    return ", ".join(filter(None, (stars, flag, label)))
