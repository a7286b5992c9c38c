"""The gallery as a scrolling layout: how tiles are laid out, which one is current, what is in view."""

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QWidget

from curator.gui.gallery.geometry import NO_HEADINGS, Box, Headings, Layout, LayoutKind, Move
from curator.gui.gallery.grid import LARGEST_CELL, SMALLEST_CELL, USUAL_CELL, Grid
from curator.gui.gallery.line import LinePainter
from curator.gui.gallery.model import GalleryModel, Index
from curator.gui.gallery.rows import JustifiedRows, RowsTile
from curator.gui.gallery.scroll import SmoothScroll
from curator.gui.gallery.stack import Stack
from curator.gui.gallery.tile_layout import TileLayout, heading_height

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
Bar = Qt.ScrollBarPolicy


class LayoutView(QAbstractItemView):
    """Tiles over a GalleryModel. The current image is known by id, so every change leaves it."""

    current_changed = Signal(int)
    """The current image id, or -1."""
    cell_size_changed = Signal(int)
    layout_changed = Signal(object)
    """The LayoutKind."""

    # Qt calls the virtuals below while its own constructor still runs.
    _layout: Layout = Grid(0, 0, 1, 1)
    _laid_out_for: tuple[object, ...] = ()
    _kind = LayoutKind.GRID
    _headings: Headings = NO_HEADINGS
    _lines: LinePainter | None = None
    _dressed: tuple[object, ...] = ()
    _header: QHeaderView | None = None
    _current = -1

    def __init__(self, model: GalleryModel, parent: QWidget | None = None) -> None:
        self._gallery = model
        self._cell = USUAL_CELL
        super().__init__(parent)
        self._scroll = SmoothScroll(self.verticalScrollBar(), self)
        self.setVerticalScrollBarPolicy(Bar.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Bar.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.horizontalScrollBar().valueChanged.connect(self._move_header)
        self.setModel(model)

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
        """Width of a tile, or height of the pictures in rows, in logical pixels, brought into 96..320."""
        size = min(max(size, SMALLEST_CELL), LARGEST_CELL)
        if size != self._cell:
            self._cell = size
            self.updateGeometries()
            self.cell_size_changed.emit(size)

    def layout_kind(self) -> LayoutKind:
        return self._kind

    def set_layout(self, kind: LayoutKind) -> None:
        """Show the pictures otherwise; what is in view stays there. LIST needs `set_list` before."""
        if kind is LayoutKind.LIST and self._lines is None:
            raise ValueError("the list has no columns yet")
        if kind is self._kind:
            return
        self._kind = kind
        listed = kind is LayoutKind.LIST
        self.setHorizontalScrollBarPolicy(Bar.ScrollBarAsNeeded if listed else Bar.ScrollBarAlwaysOff)
        self.updateGeometries()
        self.layout_changed.emit(kind)

    def set_list(self, lines: LinePainter, header: QHeaderView) -> None:
        """What paints the list's lines, and the header to stand above them; LIST can be shown from now on."""
        self._lines, self._header, self._dressed = lines, header, ()
        header.setParent(self)
        self._dress_lines()
        self.list_changed()

    def list_changed(self) -> None:
        """The list's columns are others, or in another order, or have another width."""
        self.updateGeometries()
        self.viewport().update()

    def show_sideways(self, x: int, width: int) -> None:
        """Scroll so that this part of the list's lines is in view, its left end first."""
        bar = self.horizontalScrollBar()
        bar.setValue(min(max(bar.value(), x + width - self.viewport().width()), x))

    def visible_rows(self) -> range:
        """Rows of which at least a pixel is in view, apart from what covers the window."""
        top = self.verticalOffset()
        return self._layout.rows_between(top, top + self.viewport().height())

    # What QAbstractItemView leaves to its subclasses

    def visualRect(self, index: Index) -> QRect:
        return QRect(*self._box(index.row())) if self._is_shown(index) else QRect()

    def scrollTo(self, index: Index, hint: _Hint = _Hint.EnsureVisible) -> None:
        if self._is_shown(index):
            self._scroll.jump(self._offset_for(index.row(), hint))

    def indexAt(self, point: QPoint) -> QModelIndex:
        return self._gallery.index(self._row_at(point))

    def moveCursor(self, action: _Action, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        row = self._moved(_MOVES[action])
        return self._gallery.index(row) if row >= 0 else QModelIndex()

    def horizontalOffset(self) -> int:
        return self.horizontalScrollBar().value()

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:
        return False

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Nothing: the selection is by image id, not by row."""

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        return QRegion()

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

    # Layout

    def updateGeometries(self) -> None:
        """Lay out for the size, font and cell size of now."""
        self._place_header()
        self._lay_out()
        super().updateGeometries()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.updateGeometries()

    def _find_headings(self) -> None:
        starts = [section.start for section in self._gallery.sections]
        height = heading_height(self.font())
        self._headings = Headings(np.array(starts, np.intp), height) if starts else NO_HEADINGS

    def _lay_out(self, *, anew: bool = False) -> None:
        """Fit the layout and the scroll bars; `anew` where rows or shapes changed."""
        self._dress_lines()
        view, tile = self.viewport().size(), TileLayout.of(self._kind, self._cell, self.font())
        lines = (self._lines.width, self._lines.height) if self._lines else ()
        wanted = (self._kind, view.width(), tile, lines, self._headings)
        if anew or wanted != self._laid_out_for:
            self._laid_out_for = wanted
            self._layout = self._made_layout(view.width(), tile, anew=anew)
            self.viewport().update()
        self._fit_bars(view)

    def _dress_lines(self) -> None:
        look = (self.palette().cacheKey(), self.font().key(), self._cell, self.devicePixelRatioF())
        if self._lines and look != self._dressed:
            self._dressed = look
            self._lines.dress(self.palette(), self.font(), self._cell, self.devicePixelRatioF())

    def _made_layout(self, width: int, tile: TileLayout, *, anew: bool) -> Layout:
        if self._kind is LayoutKind.LIST and self._lines:
            return Stack(len(self._gallery.ids), width, self._lines.width, self._lines.height)
        if self._kind is LayoutKind.ROWS:
            rows_tile = RowsTile(tile.side, tile.pad, tile.extra)
            before = self._layout if isinstance(self._layout, JustifiedRows) and not anew else None
            sizes = before.sizes if before else self._gallery.shapes()
            return JustifiedRows(*sizes, width, rows_tile, tile.gap, self._headings, before)
        return Grid(len(self._gallery.ids), width, tile.width, tile.height, tile.gap, self._headings)

    def _fit_bars(self, view: QSize) -> None:
        bar, pitch = self.verticalScrollBar(), self._layout.pitch
        clear = view.height() - self._layout.headings.height
        bar.setPageStep(max(1, clear // pitch * pitch))
        bar.setSingleStep(pitch if self._kind is LayoutKind.LIST else max(1, pitch // 4))
        bar.setRange(0, max(0, self._layout.height - view.height()))
        sideways = self.horizontalScrollBar()
        sideways.setPageStep(max(1, view.width()))
        sideways.setSingleStep(max(1, view.width() // 16))
        sideways.setRange(0, max(0, self._layout.content_width - view.width()))

    def _place_header(self) -> None:
        """The list's header stands above the viewport and goes sideways with it."""
        header = self._header
        if header is None:
            return
        listed = self._kind is LayoutKind.LIST
        height = header.sizeHint().height() if listed else 0
        if self.viewportMargins().top() != height:
            self.setViewportMargins(0, height, 0, 0)
        header.setVisible(listed)
        at = self.viewport().geometry()
        header.setGeometry(at.left(), at.top() - height, at.width(), height)
        self._move_header()

    def _move_header(self) -> None:
        if self._header is not None:
            self._header.setOffset(self.horizontalOffset())

    def _is_shown(self, index: Index) -> bool:
        return 0 <= index.row() < self._layout.count

    def _box(self, row: int) -> Box:
        """In viewport coordinates."""
        return self._seen(self._layout.box(row))

    def _seen(self, box: Box) -> Box:
        """From content to viewport coordinates."""
        return box._replace(x=box.x - self.horizontalOffset(), y=box.y - self.verticalOffset())

    def _content_point(self, point: QPoint) -> QPoint:
        """From viewport to content coordinates."""
        return point + QPoint(self.horizontalOffset(), self.verticalOffset())

    def _row_at(self, point: QPoint) -> int:
        at = self._content_point(point)
        return self._layout.row_at(at.x(), at.y())

    def _moved(self, move: Move) -> int:
        """The row a key leads to from the current one; -1 without rows."""
        if not self._layout.count:
            return -1
        row = self._gallery.row_of(self._current)
        if row < 0:
            return self._layout.count - 1 if move is Move.END else 0
        return self._layout.moved(row, move, self.viewport().height() - self._layout.headings.height)

    def _stand_on(self, row: int) -> None:
        """Make a row current without scrolling; -1 for none."""
        index = self._gallery.index(row) if row >= 0 else QModelIndex()
        self.selectionModel().setCurrentIndex(index, _KEEP_CURRENT)

    def _go_to(self, row: int) -> None:
        self._stand_on(row)
        self.scrollTo(self._gallery.index(row))

    # Scrolling

    def _offset_for(self, row: int, hint: _Hint = _Hint.EnsureVisible) -> int:
        """The scroll offset that shows a row, starting from where a glide leads to."""
        box, layout, height = self._layout.box(row), self._layout, self.viewport().height()
        top = box.y - layout.gap - layout.headings.height
        above = height - box.height - 2 * layout.gap - layout.headings.height
        match hint:
            case _Hint.PositionAtTop:
                return top
            case _Hint.PositionAtBottom:
                return top - above
            case _Hint.PositionAtCenter:
                return top - above // 2
            case _:
                return layout.scroll_to_show(row, self._scroll.target, height)

    def _glide_to(self, offset: int) -> None:
        """As fast as the desktop animates; at once where it does not, or where nobody sees it."""
        hint = QStyle.StyleHint.SH_Widget_Animation_Duration
        if self.isVisible() and self.style().styleHint(hint, None, self) > 0:
            self._scroll.glide(offset)
        else:
            self._scroll.jump(offset)
