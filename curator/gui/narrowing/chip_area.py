"""Chips in lines, no more of them than leave the gallery its room; the rest is scrolled."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from curator.gui.parts.flow_layout import FlowLayout
from curator.gui.parts.theme import GRID

MOST_LINES = 4


class ChipArea(QScrollArea):
    """As high as its chips need at the width it is given, up to MOST_LINES."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        content = QWidget()
        self.flow = FlowLayout(content)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        # The Tab key brings chips into view
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return min(self.flow.heightForWidth(width), self._highest())

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Any chip as a whole, beside the scroll bar."""
        return self.flow.minimumSize() + QSize(self.verticalScrollBar().sizeHint().width(), 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Chips are shown, and so take room, only after they were added."""
        if event.type() is QEvent.Type.LayoutRequest and watched is self.widget():
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def _highest(self) -> int:
        return MOST_LINES * (self.flow.minimumSize().height() + GRID) - GRID
