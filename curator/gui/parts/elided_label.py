"""One line of text from outside that gives way where there is no room."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from curator.gui.parts.colors import failure_color
from curator.gui.parts.texts import MOST_IN_TIP, plain_tip, shortened
from curator.gui.parts.theme import Size, set_size


class ElidedLabel(QWidget):
    """Shortened in the middle; the whole text is the tool tip."""

    def __init__(
        self,
        size: Size = Size.NORMAL,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        role: QPalette.ColorRole = QPalette.ColorRole.PlaceholderText,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._align = align | Qt.AlignmentFlag.AlignVCenter
        self._role = role
        self._text = ""
        self._failure = False
        set_size(self, size)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        text = shortened(text, MOST_IN_TIP)
        if text != self._text:
            self._text = text
            self.setToolTip(plain_tip(text))
            self.setAccessibleName(text)
            self.update()

    def set_failure(self, failure: bool) -> None:
        """Show the text in the colour of failures."""
        self._failure = failure
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(64, self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colors = self.palette()
        red = failure_color(colors.color(QPalette.ColorRole.Window))
        painter.setPen(red if self._failure else colors.color(self._role))
        shown = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideMiddle, self.width())
        painter.drawText(self.rect(), self._align, shown)
