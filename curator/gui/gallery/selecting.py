"""Choosing pictures one by one, as ranges and by section, whatever moves the hand."""

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from curator.gui.gallery.headed_view import HeadedView
from curator.gui.gallery.model import GalleryModel
from curator.gui.gallery.selection import Ids, Selection


class SelectingView(HeadedView):
    """The selection is a set of image ids, whatever their order."""

    selection_changed = Signal()

    accessible: object = None
    """What screen readers hold of the gallery lives as long as the gallery."""

    def __init__(self, model: GalleryModel, parent: QWidget | None = None) -> None:
        self._selection = Selection()
        self._selection.know(model.columns.ids)
        self._chosen_before: Ids = np.empty(0, np.int64)
        super().__init__(model, parent)

    def selected_ids(self) -> list[int]:
        """The selected images that are shown, in the shown order."""
        ids: list[int] = self._chosen().tolist()
        return ids

    def selected_count(self) -> int:
        """How many of those shown are selected."""
        return self._selection.count_among(self._gallery.ids)

    def is_selected(self, row: int) -> bool:
        return self._gallery.image_id(row) in self._selection

    def select_all(self) -> None:
        """Every image that is shown."""
        self._tell(self._selection.choose(self._gallery.ids))

    def clear_selection(self) -> None:
        self._tell(self._selection.choose(np.empty(0, np.int64)))

    def choose(self, image_id: int) -> None:
        """Select just this image, make it current and bring it into view; one that is not shown changes
        nothing."""
        row = self._gallery.row_of(image_id)
        if row >= 0:
            self._choose(row)
            self._go_to(row)

    def selectAll(self) -> None:
        self.select_all()

    def clearSelection(self) -> None:
        self.clear_selection()

    def _rows_changed(self) -> None:
        self._selection.know(self._gallery.columns.ids)
        super()._rows_changed()
        if not np.array_equal(np.sort(self._chosen_before), np.sort(self._chosen())):
            self.selection_changed.emit()

    def _remember(self) -> None:
        self._chosen_before = self._chosen()
        super()._remember()

    def _is_any_chosen(self) -> bool:
        return self.selected_count() > 0

    def _chosen(self) -> Ids:
        return self._selection.among(self._gallery.ids)

    def _tell(self, changed: bool) -> None:
        if changed:
            self.viewport().update()
            self.selection_changed.emit()

    def _choose(self, row: int) -> None:
        """Just this one; a range may start here."""
        self._selection.anchor = self._gallery.image_id(row)
        self._tell(self._selection.choose(self._gallery.ids[row : row + 1]))

    def _toggle(self, row: int) -> None:
        self._selection.anchor = self._gallery.image_id(row)
        self._tell(self._selection.toggle(self._gallery.ids[row : row + 1]))

    def _choose_range(self, row: int, *, add: bool) -> None:
        """From the anchor to the row."""
        start = self._gallery.row_of(self._selection.anchor)
        if start < 0:
            start = max(self._gallery.row_of(self._current), 0)
            self._selection.anchor = self._gallery.image_id(start)
        first, last = sorted((start, row))
        base = self._selection.snapshot() if add else None
        self._tell(self._selection.choose(self._gallery.ids[first : last + 1], of=base))

    def _choose_section(self, section: int, *, add: bool) -> None:
        """All pictures under a heading; a range may start at the first."""
        rows = self.section_rows(section)
        self._selection.anchor = self._gallery.image_id(rows.start)
        base = self._selection.snapshot() if add else None
        self._tell(self._selection.choose(self._gallery.ids[rows.start : rows.stop], of=base))
