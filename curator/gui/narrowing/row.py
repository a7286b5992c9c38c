"""One dimension of the filter panel: its name, its range of scores and how many pictures lie in it."""

import sys

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from curator.core.query import Range
from curator.core.rules import Dimension
from curator.core.spread import Spread
from curator.gui.narrowing.range_slider import THIRDS, RangeSlider
from curator.gui.parts.dimension_text import explanation, title
from curator.gui.parts.elided_button import ElidedButton
from curator.gui.parts.elided_label import ElidedLabel
from curator.gui.parts.icons import icon_button
from curator.gui.parts.level_words import LevelWords
from curator.gui.parts.texts import plain_tip
from curator.gui.parts.theme import GRID, Size

CONTROL = "Cmd" if sys.platform == "darwin" else "Ctrl"
EMPTY = Spread(0, (), ())
BARS_TIP = f"""\
Drag an end, or what lies between both ends
Drag over the bars for a new range
Click on the bars or on a word for the low, middle or high scores; {CONTROL} adds them
Double-click for every score"""


class FilterRow(QWidget):
    """Emits `changed` when its range does and `sort_wanted` when its name is clicked."""

    changed = Signal()
    sort_wanted = Signal(str)

    def __init__(self, dimension: Dimension, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = dimension.key
        name = title(dimension.key)
        self.name_button = ElidedButton(name)
        self.name_button.setProperty("heading", True)
        self.name_button.setToolTip(plain_tip(f"{explanation(dimension)}\n\nClick to sort by it"))
        self.note = ElidedLabel(Size.SMALL, Qt.AlignmentFlag.AlignRight)
        self.note.setMinimumWidth(7 * GRID)
        self.slider = RangeSlider(name)
        self.slider.setToolTip(plain_tip(BARS_TIP))
        self.words = LevelWords(dimension.words, [word_tip(dimension, level) for level in range(3)])
        self.reset_button = icon_button("restore", f"Show all scores of {name}")
        self.reset_button.setToolTip(plain_tip(f"Show all scores of {name}"))
        # No higher than the name beside it, so that eleven rows fit a laptop's screen
        self.reset_button.setFixedHeight(GRID * 5 // 2)
        self._count = 0
        self._rated = True
        self._lay_out()
        self.name_button.clicked.connect(lambda: self.sort_wanted.emit(self.key))
        self.reset_button.clicked.connect(self.reset)
        self.slider.range_changed.connect(self._on_range_changed)
        self.words.level_wanted.connect(self.slider.narrow_to)
        self._tell_note()

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where the Tab key stops, in order."""
        return self.name_button, self.reset_button, self.slider.low_handle, self.slider.high_handle

    @property
    def range(self) -> Range | None:
        """None while every score is shown, and so pictures without one."""
        low, high = self.slider.range()
        return None if (low, high) == (0, 2) else Range(self.key, low, high)

    def set_range(self, wanted: Range | None) -> None:
        """Show a range that was chosen elsewhere, or none; `changed` follows where it differs.

        A range that the current rater can't tell, such as one of an earlier run, would hide everything.
        """
        self.slider.set_range(*((wanted.low, wanted.high) if wanted and self._rated else (0, 2)))

    def reset(self) -> None:
        """Show every score again."""
        self.set_range(None)

    def set_spread(self, spread: Spread) -> None:
        """How many pictures lie in the range, and how the scores spread."""
        self.slider.set_counts(spread.bins, spread.whole)
        if spread.count != self._count:
            self._count = spread.count
            self._tell_note()

    def set_rated(self, rated: bool) -> None:
        """Whether the current rater can tell this dimension; if not, the row says what it needs."""
        self._rated = rated
        self.slider.setEnabled(rated)
        self.slider.setVisible(rated)
        self.words.setVisible(rated)
        self._keep_reset_place(rated)
        if not rated:
            self.reset()
        self._tell_note()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_note()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(GRID, 0, GRID, 0)
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.name_button, 0, 0)
        grid.addWidget(self.note, 0, 1)
        grid.addWidget(self.reset_button, 0, 2)
        grid.addWidget(self.slider, 1, 0, 1, 3)
        grid.addWidget(self.words, 2, 0, 1, 3)
        self._keep_reset_place(True)

    def _keep_reset_place(self, keep: bool) -> None:
        """While the button is hidden, so that nothing jumps when a handle moves."""
        policy = self.reset_button.sizePolicy()
        policy.setRetainSizeWhenHidden(keep)
        self.reset_button.setSizePolicy(policy)

    def _on_range_changed(self) -> None:
        self._tell_note()
        self.changed.emit()

    def _tell_note(self) -> None:
        wanted = self.range
        self.reset_button.setVisible(wanted is not None)
        count = f"{self._count:,}"
        if not self._rated:
            self.note.set_text("needs the model")
        elif wanted is None:
            self._set_note(f"{count} rated", count)
        else:
            self._set_note(f"{wanted.low:.2f}–{wanted.high:.2f} · {count}", count)

    def _set_note(self, text: str, short: str) -> None:
        """The short one where there is no room."""
        room = self.note.fontMetrics().horizontalAdvance(text) <= self.note.width()
        self.note.set_text(text if room else short)


def word_tip(dimension: Dimension, level: int) -> str:
    """The whole word, and what a click on it does."""
    low, high = THIRDS[level]
    return (
        f"{dimension.words[level]}\n\n"
        f"Click for scores of {low:.2f} to {high:.2f}; {CONTROL} adds them to the range"
    )
