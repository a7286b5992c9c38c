"""A panel's contents where they may be higher than the panel."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


def scrolled(content: QWidget, said: str) -> QScrollArea:
    """The keyboard can stop at it, so that what lies below the fold is reached without a mouse.

    `said` is what screen readers call it.
    """
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    area.setProperty("reachable", True)
    area.setAccessibleName(said)
    return area
