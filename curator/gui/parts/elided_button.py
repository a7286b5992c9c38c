"""A button with a text from outside that gives way where there is no room."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyleOptionButton, QWidget


class ElidedButton(QPushButton):
    """Shortened in the middle; the whole text is what screen readers say."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        # Without the doubling an ampersand would make the next letter a key.
        super().__init__(text.replace("&", "&&"), parent)
        self._whole = text
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(6 * self.fontMetrics().averageCharWidth(), super().minimumSizeHint().height())

    def initStyleOption(self, option: QStyleOptionButton) -> None:
        super().initStyleOption(option)
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideMiddle, self.width())
        option.text = shown.replace("&", "&&")
