"""Which rubric the rater is given."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from curator.gui.parts.names import shown_file, shown_name
from curator.gui.parts.outside_text import OutsideText
from curator.gui.parts.texts import plain_tip
from curator.gui.parts.theme import GRID, Size, set_secondary
from curator.rating.rubrics import Rules

DIGITS = 8
"""Of the SHA-256, as the program's other messages have it."""


class RubricView(QWidget):
    """Empty until it is told."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = OutsideText()
        self.note = OutsideText(Size.SMALL)
        self.name.setAccessibleName("Rubric")
        self.note.setAccessibleName("On the rubric")
        set_secondary(self.note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self.name)
        column.addWidget(self.note)
        self.name.set_text("")
        self.note.set_text("")

    def set_rules(self, rules: Rules) -> None:
        """The file, how its SHA-256 begins, and a sentence where there is something to say."""
        self.name.set_text(shown_name(f"{rules.path.name} · {rules.sha256[:DIGITS]}"))
        self.name.setToolTip(plain_tip(shown_file(str(rules.path))))
        self.note.set_text(shown_name(rules.note))
