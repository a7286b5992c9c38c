"""What the rater said of the built-in pairs: a line for each, and what it means where one is wrong."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from curator.core.records import CheckedPair, SelfCheck
from curator.gui.parts.icon_label import IconLabel
from curator.gui.parts.names import shown_name
from curator.gui.parts.outside_text import OutsideText
from curator.gui.parts.theme import GRID, set_failure, set_secondary
from curator.pipeline.self_check import check_sentence

NOT_YET = "Done when the model is loaded for the first time."
RIGHT, WRONG = "the right way round", "the wrong way round"


class CheckView(QWidget):
    """Says when there will be a check while there was none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[CheckLine] = []
        self.none = OutsideText()
        self.sentence = OutsideText()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GRID // 2)
        self._column.addWidget(self.none)
        self._column.addWidget(self.sentence)
        # Not before they lie in the panel: a text that is set is shown
        self.none.set_text(NOT_YET)
        self.sentence.set_text("")
        self.sentence.setAccessibleName("What the self-check means")
        set_secondary(self.none)
        set_failure(self.sentence)

    def set_check(self, check: SelfCheck) -> None:
        """Show what came of it."""
        for line in self.lines:
            self._column.removeWidget(line)
            line.deleteLater()
        self.lines = [CheckLine(pair) for pair in check.pairs]
        for place, line in enumerate(self.lines):
            self._column.insertWidget(place, line)
        self.none.setVisible(not check.pairs)
        self.sentence.set_text(check_sentence(check))


class CheckLine(QWidget):
    """A pair with its mark."""

    def __init__(self, pair: CheckedPair, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = OutsideText()
        self.mark = IconLabel("check" if pair.right else "swap-vertical")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)
        way = RIGHT if pair.right else WRONG
        self.mark.setToolTip(way.capitalize())
        self.text.set_text(pair_text(pair))
        self.text.setAccessibleName(f"{pair_text(pair)}, {way}")
        self.text.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        if not pair.right:
            set_failure(self.text)


def pair_text(pair: CheckedPair) -> str:
    """`clarity: sharp 1.62, blurred 0.41`."""
    higher, lower = pair.scores
    return shown_name(f"{pair.dimension}: {pair.higher} {higher:.2f}, {pair.lower} {lower:.2f}")
