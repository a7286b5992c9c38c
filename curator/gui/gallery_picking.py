"""Picking pictures with mouse and keyboard, as file managers and photo tools do it."""

import time

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from curator.gui.gallery_geometry import Box, Move
from curator.gui.gallery_grid import GridView
from curator.gui.gallery_model import GalleryModel
from curator.gui.gallery_selection import Ids, Mask, Selection

_KEYS: dict[int, Move] = {
    Qt.Key.Key_Left: Move.LEFT,
    Qt.Key.Key_Right: Move.RIGHT,
    Qt.Key.Key_Up: Move.UP,
    Qt.Key.Key_Down: Move.DOWN,
    Qt.Key.Key_PageUp: Move.PAGE_UP,
    Qt.Key.Key_PageDown: Move.PAGE_DOWN,
    Qt.Key.Key_Home: Move.HOME,
    Qt.Key.Key_End: Move.END,
}
_OPEN = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_NO_TEXT = _CTRL | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_DRAG_SCROLL_MS = 16


class PickingView(GridView):
    """A grid whose pictures can be selected; the selection is a set of image ids, whatever their order."""

    selection_changed = Signal()
    activated_image = Signal(int)
    """Enter, Space or a double click on a picture."""

    def __init__(self, model: GalleryModel, parent: QWidget | None = None) -> None:
        self._selection = Selection()
        self._selection.know(model.columns.ids)
        self._chosen_before: Ids = np.empty(0, np.int64)
        self._deferred = -1
        """Row of a press on a selected picture: a drag of all may follow, so the others go on release."""
        self._band: QRect | None = None
        self._band_base: Mask = self._selection.snapshot()
        self._band_toggles = False
        self._typed, self._typed_at = "", 0.0
        super().__init__(model, parent)
        self._drag_scroll = QTimer(self)
        self._drag_scroll.setInterval(_DRAG_SCROLL_MS)
        self._drag_scroll.timeout.connect(self._scroll_with_band)

    def selected_ids(self) -> list[int]:
        """The selected images that are shown, in the shown order."""
        ids: list[int] = self._chosen().tolist()
        return ids

    def select_all(self) -> None:
        """Every image that is shown."""
        self._tell(self._selection.choose(self._gallery.ids))

    def clear_selection(self) -> None:
        self._tell(self._selection.choose(np.empty(0, np.int64)))

    def selectAll(self) -> None:
        self.select_all()

    def clearSelection(self) -> None:
        self.clear_selection()

    def _rows_changed(self) -> None:
        self._selection.know(self._gallery.columns.ids)
        self._deferred = -1
        super()._rows_changed()
        if not np.array_equal(np.sort(self._chosen_before), np.sort(self._chosen())):
            self.selection_changed.emit()

    def _remember(self) -> None:
        self._chosen_before = self._chosen()
        super()._remember()

    def _chosen(self) -> Ids:
        return self._selection.among(self._gallery.ids)

    def _tell(self, changed: bool) -> None:
        if changed:
            self.viewport().update()
            self.selection_changed.emit()

    # Choosing by row

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

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.RightButton:
            self._press_for_menu(row)
        elif event.button() == Qt.MouseButton.LeftButton and row >= 0:
            self._press(row, event.modifiers())
        elif event.button() == Qt.MouseButton.LeftButton:
            self._start_band(event.position().toPoint(), event.modifiers())

    def _press(self, row: int, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & _SHIFT:
            self._choose_range(row, add=bool(modifiers & _CTRL))
        elif modifiers & _CTRL:
            self._toggle(row)
        elif self._gallery.image_id(row) in self._selection:
            self._deferred = row
        else:
            self._choose(row)
        self._stand_on(row)

    def _press_for_menu(self, row: int) -> None:
        """A menu is for the selection, or else for the picture under the pointer."""
        if row >= 0:
            if self._gallery.image_id(row) not in self._selection:
                self._choose(row)
            self._stand_on(row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._band is not None:
            self._stretch_band(event.position().toPoint())
            inside = self.viewport().rect().contains(event.position().toPoint())
            if inside:
                self._drag_scroll.stop()
            elif not self._drag_scroll.isActive():
                self._drag_scroll.start()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            if self._deferred >= 0:
                self._choose(self._deferred)
                self._deferred = -1
            self._end_band()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().toPoint())
        if (
            event.button() == Qt.MouseButton.LeftButton
            and row >= 0
            and not event.modifiers() & (_CTRL | _SHIFT)
        ):
            self._choose(row)
            self._stand_on(row)
            self.activated_image.emit(self._current)
        else:
            self.mousePressEvent(event)

    # Rubber band, in content coordinates so that it can be drawn across several pages

    def _start_band(self, at: QPoint, modifiers: Qt.KeyboardModifier) -> None:
        if not modifiers & (_CTRL | _SHIFT):
            self.clear_selection()
        self._band_base = self._selection.snapshot()
        self._band_toggles = bool(modifiers & _CTRL)
        self._band = QRect(at + QPoint(0, self.verticalOffset()), QSize(1, 1))

    def _stretch_band(self, to: QPoint) -> None:
        if self._band is None:
            return
        self._band.setBottomRight(to + QPoint(0, self.verticalOffset()))
        area = self._band.normalized()
        rows = self._grid.rows_touching(Box(area.x(), area.y(), area.width(), area.height()))
        caught = self._gallery.ids[rows[rows < len(self._gallery.ids)]]
        choose = self._selection.toggle if self._band_toggles else self._selection.choose
        self._tell(choose(caught, of=self._fitting_base()))
        self.viewport().update()

    def _fitting_base(self) -> Mask:
        """The snapshot, as long as the mask is now: pictures may have arrived under the band."""
        now = len(self._selection.snapshot())
        return np.pad(self._band_base, (0, max(0, now - len(self._band_base))))[:now]

    def _scroll_with_band(self) -> None:
        """Scroll while the pointer is above or below the view, faster the further it is away."""
        at = self.viewport().mapFromGlobal(self.cursor().pos())
        beyond = at.y() if at.y() < 0 else max(0, at.y() - self.viewport().height())
        self.verticalScrollBar().setValue(self.verticalOffset() + beyond // 4)
        self._stretch_band(at)

    def _end_band(self) -> None:
        self._drag_scroll.stop()
        if self._band is not None:
            self._band = None
            self.viewport().update()

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = _KEYS.get(event.key())
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif move is not None:
            self._travel(move, event.modifiers())
        elif event.key() == Qt.Key.Key_Escape and len(self._chosen()):
            self.clear_selection()
        elif event.key() in _OPEN and self._current >= 0:
            self._open_or_toggle(event)
        elif event.text().isprintable() and event.text() and not event.modifiers() & _NO_TEXT:
            self.keyboardSearch(event.text())
        else:
            event.ignore()

    def _open_or_toggle(self, event: QKeyEvent) -> None:
        """Ctrl+Space puts the current picture in or out of the selection; else the picture opens."""
        if event.key() == Qt.Key.Key_Space and event.modifiers() & _CTRL:
            self._toggle(self._gallery.row_of(self._current))
        else:
            self.activated_image.emit(self._current)

    def _travel(self, move: Move, modifiers: Qt.KeyboardModifier) -> None:
        """Shift stretches the selection, Ctrl leaves it alone, neither takes it along."""
        row = self._moved(move)
        if row < 0:
            return
        if modifiers & _SHIFT:
            self._choose_range(row, add=bool(modifiers & _CTRL))
        elif not modifiers & _CTRL:
            self._choose(row)
        self._go_to(row)

    def keyboardSearch(self, search: str) -> None:
        """Go to the next picture whose name begins with what was typed without a pause, ignoring case."""
        now = time.monotonic()
        within = now - self._typed_at < QApplication.keyboardInputInterval() / 1000
        self._typed, self._typed_at = (self._typed + search if within else search), now
        row = self._named(self._typed.casefold(), skip=len(self._typed) == len(search))
        if row >= 0:
            self._choose(row)
            self._go_to(row)

    def _named(self, start: str, *, skip: bool) -> int:
        """The next row, once round from the current one, with a name that starts so; -1 for none."""
        count = len(self._gallery.ids)
        first = max(self._gallery.row_of(self._current), 0) + (1 if skip and self._current >= 0 else 0)
        order = np.roll(self._gallery.positions, -first)
        names = self._gallery.columns.names[order].tolist()
        found = (at for at, name in enumerate(names) if name[: len(start)].casefold() == start)
        at = next(found, -1)
        return (first + at) % count if at >= 0 else -1
