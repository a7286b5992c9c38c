"""A line that says something or asks whether to go on, where it belongs instead of in a window of its own."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from curator.gui.parts.texts import plain_label
from curator.gui.parts.theme import GRID


class Question(QWidget):
    """Keeps its room while it says nothing, so that nothing jumps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = plain_label()
        self.words.setWordWrap(True)
        self.words.setMinimumHeight(2 * self.words.fontMetrics().lineSpacing())
        self.yes_button, self.no_button = QPushButton(), QPushButton()
        self._yes: Callable[[], object] = lambda: None
        self._no: Callable[[], object] = lambda: None
        self.yes_button.clicked.connect(lambda: self._answer(self._yes))
        self.no_button.clicked.connect(lambda: self._answer(self._no))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.words, 1)
        for button in (self.no_button, self.yes_button):
            button.setAutoDefault(False)
            row.addWidget(button)
        self.say("")

    def ask(
        self, words: str, yes: str, no: str, then: Callable[[], object], otherwise: Callable[[], object]
    ) -> None:
        """One of the two is called, unless something else is said or asked before."""
        self.say(words)
        self._yes, self._no = then, otherwise
        for button, text in ((self.yes_button, yes), (self.no_button, no)):
            button.setText(text)
            button.show()

    def say(self, words: str) -> None:
        """Nothing is asked any more."""
        self.words.setText(words)
        self.yes_button.hide()
        self.no_button.hide()

    def _answer(self, answered: Callable[[], object]) -> None:
        self.say("")
        answered()
