"""A heading with lines below it: what is done, and the keys that do it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from curator.gui.keys.fixed import Line
from curator.gui.keys.sheet import Part
from curator.gui.parts.texts import plain_label
from curator.gui.parts.theme import GRID, Size, set_size

NO_KEY = "no key"


class KeyCap(QLabel):
    """A key as it looks on a keyboard."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        set_size(self, Size.SMALL)
        self.setContentsMargins(GRID * 3 // 4, 1, GRID * 3 // 4, 1)
        self.setMinimumWidth(3 * GRID)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.palette().color(QPalette.ColorRole.Midlight))
        painter.setBrush(self.palette().color(QPalette.ColorRole.Base))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.end()
        super().paintEvent(event)


class PartBox(QWidget):
    """One part of the sheet."""

    def __init__(self, part: Part) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID // 2)
        heading = plain_label(part.heading)
        set_size(heading, Size.NORMAL, bold=True)
        grid.addWidget(heading, 0, 0, 1, 2)
        for row, line in enumerate(part.lines, 1):
            grid.addWidget(plain_label(line.text), row, 0)
            grid.addWidget(_caps(line), row, 1, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(0, 1)


def _caps(line: Line) -> QWidget:
    caps = QWidget()
    row = QHBoxLayout(caps)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GRID // 2)
    for key in line.keys:
        row.addWidget(KeyCap(key))
    if not line.keys:
        row.addWidget(plain_label(NO_KEY, Size.SMALL, secondary=True))
    return caps
