"""A line that asks for a view's name, or whether to go on."""

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from curator.gui.parts.names import shown_name
from curator.gui.parts.texts import plain_label
from curator.gui.parts.theme import GRID, Size

LONGEST = 120
WIDEST_NAME = 28 * GRID


class ViewsAsk(QWidget):
    """`answered` carries the name, "" where none was asked for."""

    answered = Signal(str)
    cancelled = Signal()
    said = Signal()
    """The question changed, and so its height."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.prompt = plain_label(size=Size.SMALL, secondary=True)
        self.prompt.setWordWrap(True)
        self.field = QLineEdit()
        self.field.setMaxLength(LONGEST)
        self.go_button = QPushButton()
        self.cancel_button = QPushButton("Cancel")
        for button in (self.go_button, self.cancel_button):
            # Else the Enter key would do nothing outside a dialog
            button.setAutoDefault(True)
        self._question, self._word = "", ""
        self._taken: frozenset[str] = frozenset()
        self._replaces = False
        self._warned = ""
        """The taken name that the user was asked about."""
        self.field.textChanged.connect(self._on_text_changed)
        self.field.returnPressed.connect(self._go)
        self.go_button.clicked.connect(self._go)
        self.cancel_button.clicked.connect(self.cancelled)
        self._lay_out()

    def ask_name(
        self, question: str, word: str, taken: Collection[str], name: str = "", replaces: bool = False
    ) -> None:
        """`word` is on the button. A name that is `taken` needs a second yes where it `replaces` that one."""
        self._taken, self._replaces = frozenset(taken), replaces
        self._begin(question, word, named=True)
        self.field.setText(name)
        self.field.setAccessibleName(question)
        self._on_text_changed()
        self.field.setFocus()
        self.field.selectAll()

    def ask(self, question: str, word: str) -> None:
        """Yes, by the button with `word`, or not."""
        self._begin(question, word, named=False)
        self.go_button.setEnabled(True)
        self.go_button.setFocus()

    def quoted(self, name: str) -> str:
        """As a question has it: a long name without a blank would not break."""
        letters = self.prompt.fontMetrics()
        return f"“{letters.elidedText(shown_name(name), Qt.TextElideMode.ElideMiddle, WIDEST_NAME)}”"

    def _begin(self, question: str, word: str, named: bool) -> None:
        self._question, self._word, self._warned = question, word, ""
        self.field.setVisible(named)
        self.show()
        self._say(question, word)

    def _name(self) -> str:
        return shown_name(" ".join(self.field.text().split()))

    def _on_text_changed(self) -> None:
        self._warned = ""
        self._say(self._question, self._word)
        self.go_button.setEnabled(bool(self._name()))

    def _go(self) -> None:
        if self.field.isHidden():
            self.answered.emit("")
            return
        name = self._name()
        if not name:
            return
        if name in self._taken and name != self._warned:
            self._warn(name)
        else:
            self.answered.emit(name)

    def _warn(self, name: str) -> None:
        if self._replaces:
            self._warned = name
            self._say(f"{self.quoted(name)} is saved already. Replace it by what is shown now?", "Replace")
        else:
            self._say(f"{self.quoted(name)} is another view’s name; type a new one.", self._word)

    def _say(self, question: str, word: str) -> None:
        self.prompt.setText(question)
        self.go_button.setText(word)
        self.said.emit()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.prompt)
        column.addWidget(self.field)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addStretch(1)
        for button in (self.cancel_button, self.go_button):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignRight)
        column.addLayout(row)
