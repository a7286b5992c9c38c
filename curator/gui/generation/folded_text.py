"""A long text of which some lines are shown, until somebody wants more."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from curator.gui.parts.outside_text import OutsideText
from curator.gui.parts.texts import plain_label
from curator.gui.parts.theme import GRID, Size

LINES = 6


class FoldedText(QWidget):
    """Under a title; takes no room without a text."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = _Lines()
        self.text.setAccessibleName(title)
        self._title = title
        self.more_button = QPushButton()
        self.more_button.setFlat(True)
        self.more_button.clicked.connect(lambda: self._fold(not self.text.folded))
        self.text.resized.connect(self._show)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 4)
        column.addWidget(plain_label(title, Size.SMALL, secondary=True))
        column.addWidget(self.text)
        column.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.set_text("")

    def set_text(self, text: str) -> None:
        """Show it, folded where it is another one."""
        if text != self.text.toPlainText():
            self.text.folded = True
        self.text.set_text(text)
        self.setVisible(bool(text))
        self._show()

    def _fold(self, folded: bool) -> None:
        self.text.folded = folded
        self.text.fit()
        self._show()

    def _show(self) -> None:
        words = "More" if self.text.folded else "Less"
        self.more_button.setText(words)
        self.more_button.setAccessibleName(f"{words} of the text: {self._title}")
        self.more_button.setVisible(self.text.is_long())


class _Lines(OutsideText):
    """At most LINES high while it is folded."""

    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.folded = True

    def is_long(self) -> bool:
        return super()._needed() > self._most()

    def fit(self) -> None:
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """For what lies around it: there is no bar here that would tell."""
        event.ignore()

    def _needed(self) -> int:
        needed = super()._needed()
        return min(needed, self._most()) if self.folded else needed

    def _most(self) -> int:
        return LINES * self.fontMetrics().lineSpacing()
