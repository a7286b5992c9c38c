"""The list's header as hands and keys use it: it sorts, moves, resizes and chooses columns."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QMenu, QWidget

from curator.gui.listing.arranged import ArrangedHeader, Span
from curator.gui.listing.list_columns import Kind, ListColumn
from curator.gui.parts.icons import icon
from curator.gui.parts.theme import GRID

WIDEST_TITLE = 30 * GRID
"""In the menu."""
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_PRESSES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class ListHeader(ArrangedHeader):
    """A drag moves or resizes a column, a click sorts by it, the context menu chooses which are shown.

    Tab leads here; arrows go from column to column, with Ctrl they move it, with Shift they resize it. Space
    sorts; the menu key and Shift+F10 open the menu. The view that holds it scrolls it by `setOffset`.
    """

    sort_wanted = Signal(str)
    """A key of `core.sorting`. The arrow stays as it is until `set_sort` says that it is so."""
    reached = Signal(int, int)
    """The keyboard came to a column: its x and width, to be scrolled into view."""

    def __init__(self, columns: Sequence[ListColumn], parent: QWidget | None = None) -> None:
        self._sort = ""
        self._at = columns[0].key
        """The column that keys are for."""
        self._menu: QMenu | None = None
        super().__init__(columns, parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.sectionClicked.connect(self._sort_by)
        self.set_sort("")

    def set_columns(self, columns: Sequence[ListColumn]) -> None:
        sort, self._sort = self._sort, ""
        super().set_columns(columns)
        self.set_sort(sort)

    def set_sort(self, sort: str) -> None:
        """Show what the gallery is sorted by: a key, `-key`, or one that no column stands for."""
        if sort and sort == self._sort:
            return
        self._sort = sort
        key = sort.removeprefix("-")
        at = next((at for at, column in enumerate(self.columns) if column.sort == key), -1)
        self._titles.set_sorted(at, icon("arrow-down" if sort.startswith("-") else "arrow-up"))
        self._say_current()

    def column_menu(self) -> QMenu:
        """To choose columns; it deletes itself once closed."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown = [span.column.key for span in self.spans()]
        for column in self.columns:
            title = menu.fontMetrics().elidedText(column.title, Qt.TextElideMode.ElideMiddle, WIDEST_TITLE)
            action = menu.addAction(title.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(column.key in shown)
            action.setEnabled([column.key] != shown)
            action.toggled.connect(lambda on, key=column.key: self.show_column(key, on))
        menu.addSeparator()
        menu.addAction(icon("restore"), "Reset columns").triggered.connect(self.reset_columns)
        return menu

    def sizeHint(self) -> QSize:
        height = super().sizeHint().height()
        return QSize(self.length(), -(-height // GRID) * GRID)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        super().paintSection(painter, rect, logicalIndex)
        if self.hasFocus() and self.columns[logicalIndex].key == self._at:
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        self._open_menu(self._below_current() if by_key else event.globalPos())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed, modifiers = event.key(), event.modifiers()
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if pressed in _STEPS:
            self._step(_STEPS[Qt.Key(pressed)], modifiers)
        elif pressed in _PRESSES:
            self._sort_by(self._places[self._at])
        elif pressed == Qt.Key.Key_Menu or (pressed == Qt.Key.Key_F10 and shift):
            self._open_menu(self._below_current())
        else:
            event.ignore()

    def _sort_by(self, logical: int) -> None:
        key = self.columns[logical].sort
        if key is not None:
            self.sort_wanted.emit(f"-{key}" if self._sort == key else key)

    def _step(self, by: int, modifiers: Qt.KeyboardModifier) -> None:
        spans = self.spans()
        at = [span.column.key for span in spans].index(self._at)
        here, there = spans[at], spans[min(max(at + by, 0), len(spans) - 1)]
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self.moveSection(self._visual(here), self._visual(there))
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            if here.column.kind is not Kind.PICTURE:
                self.set_width(self._at, here.width + by * GRID)
        else:
            self._at = there.column.key
            self._say_current()
            self.viewport().update()
        now = next(span for span in self.spans() if span.column.key == self._at)
        self.reached.emit(now.x, now.width)

    def _visual(self, span: Span) -> int:
        return self.visualIndex(self._places[span.column.key])

    def _on_changed(self) -> None:
        if not self._silent:
            keys = [span.column.key for span in self.spans()]
            self._at = self._at if self._at in keys else keys[0]
            self._say_current()
        super()._on_changed()

    def _say_current(self) -> None:
        column = self.columns[self._places[self._at]]
        direction = "descending" if self._sort.startswith("-") else "ascending"
        sorts = column.sort is not None and column.sort == self._sort.removeprefix("-")
        self.setAccessibleName(f"Column {column.title}" + (f", sorted {direction}" if sorts else ""))

    def _below_current(self) -> QPoint:
        x = max(self.sectionViewportPosition(self._places[self._at]), 0)
        return self.viewport().mapToGlobal(QPoint(x, self.height()))

    def _open_menu(self, place: QPoint) -> None:
        """Not twice: some desktops send the menu key both as a key and as a wish for the menu."""
        if self._menu is None:
            self._menu = self.column_menu()
            self._menu.destroyed.connect(self._forget_menu)
            self._menu.popup(place)

    def _forget_menu(self) -> None:
        self._menu = None
