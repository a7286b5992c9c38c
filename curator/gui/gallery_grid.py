"""The gallery as a scrolling grid: where tiles are, which one is current, what stays put when rows change."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from curator.gui.gallery_geometry import Box, Grid, Move, mostly_in_order
from curator.gui.gallery_model import GalleryModel, Index
from curator.gui.gallery_selection import Ids
from curator.gui.tile import TileLayout

SMALLEST_CELL, LARGEST_CELL, USUAL_CELL = 96, 320, 192
_KEEP_CURRENT = QItemSelectionModel.SelectionFlag.NoUpdate
_Hint = QAbstractItemView.ScrollHint
_Action = QAbstractItemView.CursorAction
_MOVES = {
    _Action.MoveUp: Move.UP,
    _Action.MoveDown: Move.DOWN,
    _Action.MoveLeft: Move.LEFT,
    _Action.MoveRight: Move.RIGHT,
    _Action.MovePrevious: Move.LEFT,
    _Action.MoveNext: Move.RIGHT,
    _Action.MoveHome: Move.HOME,
    _Action.MoveEnd: Move.END,
    _Action.MovePageUp: Move.PAGE_UP,
    _Action.MovePageDown: Move.PAGE_DOWN,
}


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
    current: _Held | None
    """Only where it was in view."""
    visible: tuple[_Held, ...]


class GridView(QAbstractItemView):
    """Tiles of one size over a GalleryModel. The current image is known by id, so every change leaves it."""

    current_changed = Signal(int)
    """The current image id, or -1."""
    cell_size_changed = Signal(int)

    # Qt calls the virtuals below while its own constructor still runs.
    _grid = Grid(0, 0, 1, 1)
    _current = -1
    _before: _Before | None = None

    def __init__(self, model: GalleryModel, parent: QWidget | None = None) -> None:
        self._gallery = model
        self._cell = USUAL_CELL
        super().__init__(parent)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setModel(model)
        model.modelAboutToBeReset.connect(self._remember)
        # Connected last: at a reset Qt's own selection model forgets the current row, later than the view.
        model.modelReset.connect(self._rows_changed)

    def current_id(self) -> int:
        """The image the keyboard stands on, -1 for none."""
        return self._current

    def set_current(self, image_id: int) -> None:
        """Make a shown image current and bring it into view; one that is not shown changes nothing."""
        row = self._gallery.row_of(image_id)
        if row >= 0:
            self._go_to(row)

    def cell_size(self) -> int:
        return self._cell

    def set_cell_size(self, size: int) -> None:
        """Width of a tile in logical pixels, brought into 96..320."""
        size = min(max(size, SMALLEST_CELL), LARGEST_CELL)
        if size != self._cell:
            self._cell = size
            self.updateGeometries()
            self.cell_size_changed.emit(size)

    def visible_rows(self) -> range:
        """Rows of which at least a pixel is in view, apart from what covers the window."""
        top = self.verticalOffset()
        return self._grid.rows_between(top, top + self.viewport().height())

    # What QAbstractItemView leaves to its subclasses

    def visualRect(self, index: Index) -> QRect:
        return QRect(*self._box(index.row())) if index.isValid() else QRect()

    def scrollTo(self, index: Index, hint: _Hint = _Hint.EnsureVisible) -> None:
        if not 0 <= index.row() < self._grid.count:
            return
        top, height = self._grid.box(index.row()).y - self._grid.gap, self.viewport().height()
        below = height - self._grid.tile_height - 2 * self._grid.gap
        match hint:
            case _Hint.PositionAtTop:
                target = top
            case _Hint.PositionAtBottom:
                target = top - below
            case _Hint.PositionAtCenter:
                target = top - below // 2
            case _:
                target = self._grid.scroll_to_show(index.row(), self.verticalOffset(), height)
        self.verticalScrollBar().setValue(target)

    def indexAt(self, point: QPoint) -> QModelIndex:
        return self._gallery.index(self._row_at(point))

    def moveCursor(self, action: _Action, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        row = self._moved(_MOVES[action])
        return self._gallery.index(row) if row >= 0 else QModelIndex()

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:
        return False

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Nothing: the selection is by image id, not by row."""

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        return QRegion()

    # Layout

    def updateGeometries(self) -> None:
        """Lay out for the size, font and cell size of now, and hold what is in view where it is."""
        held = self._in_view()
        if self._lay_out():
            self._hold_first(held)
        super().updateGeometries()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.updateGeometries()

    def _rows_changed(self) -> None:
        before, self._before = self._before, None
        self._lay_out()
        if before:
            self._keep_place(before)
            self._keep_current(before)
        self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:
        image_id = self._gallery.image_id(current.row())
        self.viewport().update()
        if image_id != self._current:
            self._current = image_id
            self.current_changed.emit(image_id)
        if current.isValid() and QAccessible.isActive():
            event = QAccessibleEvent(self, QAccessible.Event.Focus)
            event.setChild(current.row())
            QAccessible.updateAccessibility(event)

    def _lay_out(self) -> bool:
        """Fit the grid and the scroll bar; whether the grid changed."""
        tile = TileLayout.of(self._cell, self.font())
        view = self.viewport().size()
        grid = Grid(len(self._gallery.ids), view.width(), tile.cell, tile.height)
        bar = self.verticalScrollBar()
        bar.setPageStep(max(1, view.height() // grid.pitch * grid.pitch))
        bar.setSingleStep(max(1, grid.pitch // 4))
        bar.setRange(0, max(0, grid.height - view.height()))
        changed, self._grid = grid != self._grid, grid
        if changed:
            self.viewport().update()
        return changed

    def _box(self, row: int) -> Box:
        """In viewport coordinates."""
        box = self._grid.box(row)
        return box._replace(y=box.y - self.verticalOffset())

    def _row_at(self, point: QPoint) -> int:
        return self._grid.row_at(point.x(), point.y() + self.verticalOffset())

    def _moved(self, move: Move) -> int:
        """The row a key leads to from the current one; -1 without rows."""
        if not self._grid.count:
            return -1
        row = self._gallery.row_of(self._current)
        if row < 0:
            return self._grid.count - 1 if move is Move.END else 0
        return self._grid.moved(row, move, self.viewport().height())

    def _stand_on(self, row: int) -> None:
        """Make a row current without scrolling; -1 for none."""
        index = self._gallery.index(row) if row >= 0 else QModelIndex()
        self.selectionModel().setCurrentIndex(index, _KEEP_CURRENT)

    def _go_to(self, row: int) -> None:
        self._stand_on(row)
        self.scrollTo(self._gallery.index(row))

    # Keeping the eye's place

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
                self.verticalScrollBar().setValue(self._grid.box(row).y - one.down)
                return True
        return False

    def _remember(self) -> None:
        visible = self._in_view()
        current = visible[0] if visible and visible[0].image_id == self._current else None
        row = self._gallery.row_of(self._current)
        self._before = _Before(self._gallery.ids, self.verticalOffset(), row, current, visible)

    def _keep_place(self, before: _Before) -> None:
        """At the top stay there, so that new pictures are seen; else hold a picture. A new order starts at
        its top, unless the current picture was in view: then it is what the eye follows.
        """
        ordered = mostly_in_order(self._gallery.rows_of(before.ids))
        bar = self.verticalScrollBar()
        if ordered and before.offset == 0:
            bar.setValue(0)
        elif ordered:
            self._hold_first(before.visible)
        elif not (before.current and self._hold_first((before.current,))):
            bar.setValue(0)

    def _keep_current(self, before: _Before) -> None:
        """A current picture that left hands over to the next one after it, or else the one before it."""
        row = self._gallery.row_of(self._current)
        if row < 0 and before.current_row >= 0:
            rows = self._gallery.rows_of(before.ids)
            after, ahead = rows[before.current_row :], rows[: before.current_row][::-1]
            left = np.concatenate([after[after >= 0][:1], ahead[ahead >= 0][:1]])
            row = int(left[0]) if len(left) else -1
        self._stand_on(row)
        if row < 0 and self._current != -1:
            self._current = -1
            self.current_changed.emit(-1)
