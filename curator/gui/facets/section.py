"""What generators wrote, as the part of the filter panel below the scores."""

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from curator.core.facets import COLLECTION, FACETS
from curator.gui.facets.facet import Facet
from curator.gui.facets.words import TITLES, Chosen
from curator.gui.parts.texts import plain_label
from curator.gui.parts.theme import GRID, Size


class FacetSection(QWidget):
    """Hidden until there is something to choose among, or something is chosen."""

    changed = Signal()
    counts_wanted = Signal()
    """A facet was opened."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facets = {field: Facet(TITLES[field]) for field in FACETS}
        self.facets[COLLECTION].setParent(self)
        self._known: frozenset[str] = frozenset()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GRID, 0, GRID)
        column.setSpacing(GRID)
        heading = plain_label("Written by the generator", Size.SMALL, secondary=True)
        heading.setContentsMargins(GRID, 0, GRID, 0)
        column.addWidget(heading)
        for field, facet in self.facets.items():
            # Collections are chosen beside the folders
            if field != COLLECTION:
                column.addWidget(facet)
            facet.changed.connect(self._on_changed)
            facet.opened.connect(self.counts_wanted)
        self._show()

    def chosen(self) -> Chosen:
        """Any of these values, and in every facet."""
        return tuple((field, facet.chosen()) for field, facet in self.facets.items() if facet.chosen())

    def set_chosen(self, chosen: Iterable[tuple[str, Sequence[str]]]) -> None:
        """These and no others, without a word."""
        wanted = dict(chosen)
        for field, facet in self.facets.items():
            facet.set_chosen(wanted.get(field, ()))
        self._show()

    def set_known(self, fields: Iterable[str]) -> None:
        """Which facets have values at all."""
        known = frozenset(fields)
        if known != self._known:
            self._known = known
            self._show()

    def open_fields(self) -> tuple[str, ...]:
        """Whose counts are to be seen."""
        return tuple(field for field, facet in self.facets.items() if facet.is_open())

    def set_counts(self, counts: Mapping[str, Sequence[tuple[str, int]]]) -> None:
        """Per facet its values, in this order, with how many pictures have each."""
        for field, values in counts.items():
            self.facets[field].set_values(values)

    def _on_changed(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        for field, facet in self.facets.items():
            facet.setVisible(field != COLLECTION and (field in self._known or bool(facet.chosen())))
        self.setVisible(any(not facet.isHidden() for facet in self.facets.values()))
