"""Picking pictures with mouse and keyboard, as file managers and photo tools do it."""

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QWidget

from curator.gui.gallery.band import CTRL, SHIFT
from curator.gui.gallery.dragging import DraggingView
from curator.gui.gallery.geometry import LayoutKind, Move
from curator.gui.gallery.model import GalleryModel, Index
from curator.gui.gallery.typing import NameSearch

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
_SIDEWAYS = {Move.LEFT: -1, Move.RIGHT: 1}
_OPEN = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class PickingView(DraggingView):
    """What mouse and keys do with the pictures."""

    activated_image = Signal(int)
    """Enter, Space or a double click on a picture."""

    def __init__(self, model: GalleryModel, parent: QWidget | None = None) -> None:
        self._deferred = -1
        """Row of a press on a selected picture: a drag of all may follow, so the others go on release."""
        self._names = NameSearch(model)
        super().__init__(model, parent)
        self._names.found.connect(self._on_name_found)

    def _rows_changed(self) -> None:
        self._deferred = -1
        self._names.stop()
        super()._rows_changed()

    def currentChanged(self, current: Index, previous: Index) -> None:
        self._names.stop()
        super().currentChanged(current, previous)

    def hideEvent(self, event: QHideEvent) -> None:
        self._scroll.stop()
        self._end_band()
        self._let_go()
        self._names.stop()
        super().hideEvent(event)

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        row, section = self._row_at(at), self._section_at(at)
        if event.button() == Qt.MouseButton.RightButton:
            self._press_for_menu(row)
        elif event.button() != Qt.MouseButton.LeftButton:
            return
        elif section >= 0:
            self._choose_section(section, add=bool(event.modifiers() & CTRL))
        elif row >= 0:
            self._press(row, event.modifiers())
            self._take_grip(at, row, event.modifiers())
        else:
            self._start_band(at, event.modifiers())

    def _press(self, row: int, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & SHIFT:
            self._choose_range(row, add=bool(modifiers & CTRL))
        elif modifiers & CTRL:
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
        to = event.position().toPoint()
        if event.buttons() & Qt.MouseButton.LeftButton and self._grip is not None:
            self._drag(to)
        else:
            self._draw_band(to)

    def _drag(self, to: QPoint) -> None:
        """The others stay selected where a drag of all followed."""
        deferred, self._deferred = self._deferred, -1
        if not self._pull(to):
            self._deferred = deferred

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._let_go()
            if self._deferred >= 0:
                self._choose(self._deferred)
                self._deferred = -1
            self._end_band()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().toPoint())
        left = event.button() == Qt.MouseButton.LeftButton
        if left and row >= 0 and not event.modifiers() & (CTRL | SHIFT):
            self._let_go()
            self._choose(row)
            self._stand_on(row)
            self.activated_image.emit(self._current)
        else:
            self.mousePressEvent(event)

    # Keyboard

    def event(self, event: QEvent) -> bool:
        """A letter that is a command's, too, goes on with the name that is being typed."""
        is_asked = event.type() == QEvent.Type.ShortcutOverride
        if is_asked and isinstance(event, QKeyEvent) and self._names.goes_on(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = _KEYS.get(event.key())
        typed = self._names.takes(event, self)
        if not typed and (event.text() or move is not None):
            self._names.pause()
        if typed:
            self.keyboardSearch(event.text())
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif move is not None:
            self._travel(move, event.modifiers())
        elif event.key() == Qt.Key.Key_Escape and self.selected_count():
            self.clear_selection()
        elif event.key() in _OPEN and self._current >= 0:
            self._open_or_toggle(event)
        else:
            event.ignore()

    def _open_or_toggle(self, event: QKeyEvent) -> None:
        """Ctrl+Space puts the current picture in or out of the selection; else the picture opens."""
        if event.key() == Qt.Key.Key_Space and event.modifiers() & CTRL:
            self._toggle(self._gallery.row_of(self._current))
        else:
            self.activated_image.emit(self._current)

    def _travel(self, move: Move, modifiers: Qt.KeyboardModifier) -> None:
        """Shift stretches the selection, Ctrl leaves it alone, neither takes it along."""
        if self._kind is LayoutKind.LIST and move in _SIDEWAYS:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() + _SIDEWAYS[move] * bar.singleStep())
            return
        row = self._moved(move)
        if row < 0:
            return
        if modifiers & SHIFT:
            self._choose_range(row, add=bool(modifiers & CTRL))
        elif not modifiers & CTRL:
            self._choose(row)
        self._stand_on(row)
        self._glide_to(self._offset_for(row))

    def keyboardSearch(self, search: str) -> None:
        """Go to the next picture whose name begins with what was typed without a pause, ignoring case."""
        self._names.type(search, self._gallery.row_of(self._current))

    def _on_name_found(self, row: int) -> None:
        self._choose(row)
        self._go_to(row)
