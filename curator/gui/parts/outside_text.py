"""Text from outside (file names, paths, reasons): never read as markup, selectable, broken where it must."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPalette, QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from curator.gui.parts.texts import shortened
from curator.gui.parts.theme import Size, set_size


class OutsideText(QTextEdit):
    """As high as its text. A label would widen the panel by a long name without a blank."""

    def __init__(self, size: Size = Size.NORMAL, bold: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setAcceptDrops(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        set_size(self, size, bold)

    def set_text(self, text: str) -> None:
        """Show the text, no more than MOST_SHOWN of it; an empty one takes no room."""
        self.setPlainText(shortened(text))
        self.setVisible(bool(text))
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(96, self._needed())

    def minimumSizeHint(self) -> QSize:
        return QSize(48, self.fontMetrics().height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Without a caret nothing else tells that the keyboard is here."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().color(QPalette.ColorRole.Accent))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _needed(self) -> int:
        return max(round(self.document().size().height()), self.fontMetrics().height())

    def _fit(self) -> None:
        if self.height() != self._needed():
            self.setFixedHeight(self._needed())
