"""One dimension of one picture: name, number, place on the line, option words and their probabilities."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from curator.core.records import DimensionScore
from curator.core.rules import Dimension
from curator.gui.parts.dimension_text import explanation, title
from curator.gui.parts.elided_label import ElidedLabel
from curator.gui.parts.level_words import LevelWords
from curator.gui.parts.score_line import ScoreLine
from curator.gui.parts.texts import plain_label, plain_tip


class ScoreBar(QWidget):
    """The predicted option is the emphasised word; probabilities, where there are some, stand below it. The
    human's own level is underlined, and a click on a word gives it."""

    level_wanted = Signal(int)
    """0, 1 or 2."""

    def __init__(self, dimension: Dimension, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title(dimension.key)
        self.name = ElidedLabel(role=QPalette.ColorRole.WindowText)
        self.name.set_text(self._title)
        self.number: QLabel = plain_label()
        self.line = ScoreLine()
        tips = [f"Give it your own level: {word}; once more takes it back" for word in dimension.words]
        self.words = LevelWords(dimension.words, tips)
        self.words.level_wanted.connect(lambda level, _: self.level_wanted.emit(level))
        self.words.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for widget in (self, self.name):
            widget.setToolTip(plain_tip(explanation(dimension)))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(0)
        grid.addWidget(self.name, 0, 0)
        grid.addWidget(self.number, 0, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self.line, 1, 0, 1, 2)
        grid.addWidget(self.words, 2, 0, 1, 2)
        self.set_score(None)

    def set_score(self, score: DimensionScore | None, missing: str = "", own: int | None = None) -> None:
        """Show a score, or in its place why there is none, and the human's own level."""
        self.line.setVisible(score is not None)
        self.number.setEnabled(score is not None)
        given = "none" if own is None else self.words.words[own]
        mine = "" if own is None else f", my level {given}"
        self.words.setAccessibleName(f"{self._title}, my level: {given}")
        if score is None:
            self.number.setText(missing)
            self.words.show_levels(None, (), own)
            self.setAccessibleName(f"{self._title}: {missing}{mine}")
            return
        shares = score.probabilities or ()
        self.number.setText(f"{score.score:.2f}")
        self.line.set_score(score.score)
        self.words.show_levels(score.prediction, [f"{share:.0%}" for share in shares], own)
        word = self.words.words[score.prediction]
        self.setAccessibleName(f"{self._title}: {score.score:.2f}, {word}{mine}")
