"""One filter row per dimension."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from curator.core.query import Range
from curator.core.rules import Rubric
from curator.gui.filter_row import FilterRow
from curator.gui.theme import GRID


class FilterPanel(QWidget):
    """Emits the ranges that narrow the gallery; a dimension that shows every score is not among them."""

    ranges_changed = Signal(object)
    """tuple[Range, ...]"""
    sort_wanted = Signal(str)
    """A dimension's key."""

    def __init__(self, rubric: Rubric, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = {dimension.key: FilterRow(dimension) for dimension in rubric.rated}
        self.reset_button = QPushButton("Reset all")
        self.reset_button.setFlat(True)
        self.reset_button.clicked.connect(self.reset)
        self._setting = False
        for row in self.rows.values():
            row.changed.connect(self._tell)
            row.sort_wanted.connect(self.sort_wanted)
        self._lay_out()
        self.setMinimumWidth(30 * GRID)
        self.reset_button.setEnabled(False)

    def ranges(self) -> tuple[Range, ...]:
        """Those in force, in the order of the rubric."""
        return tuple(row.range for row in self.rows.values() if row.range is not None)

    def set_ranges(self, ranges: Iterable[Range]) -> None:
        """Show these and no others; `ranges_changed` follows once where something changed."""
        wanted = {each.dimension: each for each in ranges}
        before = self.ranges()
        self._setting = True
        for key, row in self.rows.items():
            row.set_range(wanted.get(key))
        self._setting = False
        if self.ranges() != before:
            self._tell()

    def reset(self) -> None:
        """Show every score of every dimension."""
        self.set_ranges(())

    def set_counts(self, counts: Mapping[str, int], histograms: Mapping[str, Sequence[int]]) -> None:
        """Per dimension: how many pictures lie in its range, and how their scores spread over 0..2."""
        for key, row in self.rows.items():
            row.set_count(counts.get(key, 0), histograms.get(key, ()))

    def set_rated_dimensions(self, keys: Iterable[str]) -> None:
        """What the current rater can tell: these rows stand first, the others are off and say so."""
        known = set(keys)
        for key, row in self.rows.items():
            row.set_rated(key in known)
        self._order(sorted(self.rows, key=lambda key: key not in known))

    def _order(self, keys: Sequence[str]) -> None:
        """Show the rows in this order, and let the Tab key follow it."""
        stops = [stop for key in keys for stop in self.rows[key].stops]
        for place, key in enumerate(keys):
            self._column.insertWidget(place, self.rows[key])
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _lay_out(self) -> None:
        content = QWidget()
        column = self._column = QVBoxLayout(content)
        column.setContentsMargins(0, GRID // 2, 0, GRID)
        column.setSpacing(GRID)
        for row in self.rows.values():
            column.addWidget(row)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, GRID // 2, GRID // 2)
        outer.setSpacing(GRID // 2)
        outer.addWidget(area)
        outer.addWidget(self.reset_button, 0, Qt.AlignmentFlag.AlignRight)

    def _tell(self) -> None:
        if self._setting:
            return
        ranges = self.ranges()
        self.reset_button.setEnabled(bool(ranges))
        self.ranges_changed.emit(ranges)
