"""What is shown by marks, one filter row per dimension, and what generators wrote."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from curator.core.query import Range
from curator.core.rules import Rubric
from curator.core.spread import Spread
from curator.gui.facets.section import FacetSection
from curator.gui.narrowing.mark_filter import MarkFilter
from curator.gui.narrowing.row import EMPTY, FilterRow
from curator.gui.parts.theme import GRID


class FilterPanel(QWidget):
    """Its `ranges`, `marks` and `facets` narrow the gallery; what shows every score is no range."""

    changed = Signal()
    """Ranges, marks or facets; once, however many of them changed together."""
    sort_wanted = Signal(str)
    """A dimension's key."""

    def __init__(self, rubric: Rubric, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reset_button = QPushButton("Reset")
        self.reset_button.setFlat(True)
        self.reset_button.setToolTip("Show all scores and marks")
        self.marks = MarkFilter(self.reset_button)
        self.facets = FacetSection()
        self.rows = {dimension.key: FilterRow(dimension) for dimension in rubric.rated}
        self.reset_button.clicked.connect(self.reset)
        self._setting = False
        self.marks.changed.connect(self._tell)
        self.facets.changed.connect(self._tell)
        for row in self.rows.values():
            row.changed.connect(self._tell)
            row.sort_wanted.connect(self.sort_wanted)
        self._lay_out()
        self.setMinimumWidth(30 * GRID)
        self.reset_button.setEnabled(False)

    def ranges(self) -> tuple[Range, ...]:
        """Those in force, in the order of the rubric."""
        return tuple(row.range for row in self.rows.values() if row.range is not None)

    def set_filters(
        self,
        ranges: Iterable[Range] = (),
        stars: int = 0,
        flags: Iterable[str] = (),
        states: Iterable[str] = (),
        facets: Iterable[tuple[str, Sequence[str]]] = (),
    ) -> None:
        """Show these and no others; `changed` follows once where something differs."""
        wanted = {each.dimension: each for each in ranges}
        before = self._filters()
        self._setting = True
        for key, row in self.rows.items():
            row.set_range(wanted.get(key))
        self.marks.set_marks(stars, flags, states)
        self.facets.set_chosen(facets)
        self._setting = False
        if self._filters() != before:
            self._tell()

    def reset(self) -> None:
        """Show every score of every dimension, and pictures with any marks and of any generator."""
        self.set_filters()

    def set_spreads(self, spreads: Mapping[str, Spread]) -> None:
        """Per dimension: how many pictures lie in its range, and how the scores spread over 0..2."""
        for key, row in self.rows.items():
            row.set_spread(spreads.get(key, EMPTY))

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
        column.setContentsMargins(0, GRID // 2, 0, GRID // 2)
        column.setSpacing(GRID // 2)
        for row in self.rows.values():
            column.addWidget(row)
        column.addWidget(self.facets)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, GRID // 2, 0)
        outer.setSpacing(0)
        outer.addWidget(self.marks)
        outer.addWidget(area)

    def _filters(self) -> tuple[object, ...]:
        marks = self.marks
        return self.ranges(), marks.stars(), marks.flags(), marks.states(), self.facets.chosen()

    def _tell(self) -> None:
        if not self._setting:
            self.reset_button.setEnabled(self._filters() != ((), 0, (), (), ()))
            self.changed.emit()
