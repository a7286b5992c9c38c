"""Where the name of a new collection is typed, in the place of the target that makes one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from curator.gui.parts.names import shown_name
from curator.gui.parts.theme import GRID

LONGEST = 120


class NameField(QLineEdit):
    """Enter takes the name, Esc gives it up."""

    named = Signal(str)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(LONGEST)
        self.setPlaceholderText("Name, then Enter")
        self.setAccessibleName("Name of the new collection")
        self.setFixedWidth(20 * GRID)
        # A drag over it would be dropped as text
        self.setAcceptDrops(False)
        self.hide()

    def ask(self) -> None:
        """Be there, empty, with the keyboard."""
        self.clear()
        self.show()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if name := shown_name(" ".join(self.text().split())):
                self.named.emit(name)
        else:
            super().keyPressEvent(event)
