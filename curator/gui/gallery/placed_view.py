"""The gallery's sense of place: what stays where it is when rows come and go, or tiles grow."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from PySide6.QtWidgets import QAbstractItemView, QWidget

from curator.gui.gallery.geometry import LayoutKind, mostly_in_order
from curator.gui.gallery.layout_view import LayoutView
from curator.gui.gallery.model import GalleryModel, Index
from curator.gui.gallery.selection import Ids

_AT_TOP = QAbstractItemView.ScrollHint.PositionAtTop
SAMPLE = 10_000
"""Pictures that are enough to tell whether the order stayed."""


class _Held(NamedTuple):
    """A picture and how far below the view's top it is; the eye is kept there."""

    image_id: int
    down: int


@dataclass(frozen=True, slots=True)
class _Before:
    """What was shown before the rows changed."""

    ids: Ids
    offset: int
    current_row: int
    top_row: int
    """The first in view."""
    current: _Held | None
    """Only where it was in view."""
    visible: tuple[_Held, ...]


class PlacedView(LayoutView):
    """Holds pictures by their id, never by their row."""

    _before: _Before | None = None

    def __init__(self, model: GalleryModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        model.modelAboutToBeReset.connect(self._remember)
        # Connected last: at a reset Qt's own selection model forgets the current row, later than the view.
        model.modelReset.connect(self._rows_changed)

    def updateGeometries(self) -> None:
        """Lay out for the size, font and cell size of now, and hold what is in view where it is."""
        held = self._in_view()
        before = self._laid_out_for
        super().updateGeometries()
        if self._laid_out_for is not before:
            self._hold_first(held)

    def dataChanged(self, topLeft: Index, bottomRight: Index, roles: Sequence[int] = ()) -> None:
        """Pictures that were read meanwhile have their own shape now."""
        if self._kind is LayoutKind.ROWS:
            held = self._in_view()
            self._lay_out(anew=True)
            self._hold_first(held)
        super().dataChanged(topLeft, bottomRight, roles)

    def _rows_changed(self) -> None:
        before, self._before = self._before, None
        self._find_headings()
        self._lay_out(anew=True)
        if before:
            self._keep_place(before)
            self._keep_current(before)
        self.viewport().update()

    def _in_view(self) -> tuple[_Held, ...]:
        """The pictures in view, the current one first: which to hold on to, best first."""
        rows = [row for row in self.visible_rows() if row < len(self._gallery.ids)]
        held = [_Held(self._gallery.image_id(row), self._box(row).y) for row in rows]
        return tuple(sorted(held, key=lambda one: one.image_id != self._current))

    def _hold_first(self, held: tuple[_Held, ...]) -> bool:
        """Scroll so that the first of these that is still shown is where it was; whether there is one."""
        for one in held:
            row = self._gallery.row_of(one.image_id)
            if row >= 0:
                self._scroll.carry(self._layout.box(row).y - one.down)
                return True
        return False

    def _remember(self) -> None:
        visible = self._in_view()
        current = visible[0] if visible and visible[0].image_id == self._current else None
        row = self._gallery.row_of(self._current)
        top = self.visible_rows().start
        self._before = _Before(self._gallery.ids, self.verticalOffset(), row, top, current, visible)

    def _keep_place(self, before: _Before) -> None:
        """At the top stay there, so that new pictures are seen; else hold a picture. A new order starts at
        its top, unless the current picture was in view: then it is what the eye follows.
        """
        step = len(before.ids) // SAMPLE + 1
        ordered = mostly_in_order(self._gallery.rows_of(before.ids[::step]))
        if ordered and before.offset == 0:
            self._scroll.carry(0)
        elif ordered:
            if not self._hold_first(before.visible):
                self._hold_neighbour(before)
        elif self._was_left_alone(before):
            self._scroll.jump(0)
            self._stand_on(0)
        else:
            self._follow(before.current)

    def _follow(self, current: _Held | None) -> None:
        """Into a new order, and out of what covers the view's edges there."""
        if current and self._hold_first((current,)):
            self._scroll.jump(self._offset_for(self._gallery.row_of(current.image_id)))
            if not self._is_near_top():
                return
        self._scroll.jump(0)

    def _hold_neighbour(self, before: _Before) -> None:
        """Nothing that was in view is left: go on with what came next, not wherever the same offset leads."""
        row = self._neighbour(before, before.top_row)
        if row >= 0:
            self._scroll.jump(self._offset_for(row, _AT_TOP))

    def _was_left_alone(self, before: _Before) -> bool:
        """Whether the first picture was current only because one must be: nobody looks for it elsewhere."""
        return before.offset == 0 and before.current_row == 0 and not self._is_any_chosen()

    def _is_any_chosen(self) -> bool:
        """For the subclass that knows of a selection."""
        return False

    def _is_near_top(self) -> bool:
        """Whether not even a whole line is above the view: half of one at its edge helps nobody."""
        return self.verticalOffset() < self._layout.pitch and self._layout.count > 0

    def _keep_current(self, before: _Before) -> None:
        """A current picture that left hands over to the next one after it, or else the one before it."""
        row = self._gallery.row_of(self._current)
        if row < 0 and before.current_row >= 0:
            row = self._neighbour(before, before.current_row)
        self._stand_on(row)
        if row < 0 and self._current != -1:
            self._current = -1
            self.current_changed.emit(-1)

    def _neighbour(self, before: _Before, old_row: int) -> int:
        """Where the next picture from an old row on is now, or else the one before it; -1 if all left."""
        rows = self._gallery.rows_of(before.ids)
        after, ahead = rows[old_row:], rows[:old_row][::-1]
        left = np.concatenate([after[after >= 0][:1], ahead[ahead >= 0][:1]])
        return int(left[0]) if len(left) else -1
