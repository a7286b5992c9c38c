"""The list's columns as a header that remembers: which are shown, in which order, how wide."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHeaderView, QWidget

from curator.gui.gallery.model import Index
from curator.gui.listing.list_columns import Kind, ListColumn
from curator.gui.listing.order import Kept, in_kept_order, read_kept, written
from curator.gui.parts.texts import plain_tip
from curator.gui.parts.theme import GRID

NARROWEST, WIDEST = 4 * GRID, 250 * GRID
ALWAYS = "name"
"""The key of the column that is shown where no other is."""
_NO_PARENT = QModelIndex()


class Span(NamedTuple):
    """Where a shown column is, in pixels from the left of all columns."""

    column: ListColumn
    x: int
    width: int


class ArrangedHeader(QHeaderView):
    """Columns are known by their keys, so that what is kept of them outlives columns that come or go."""

    changed = Signal()
    """Order, widths or choice: `spans` differs."""

    def __init__(self, columns: Sequence[ListColumn], parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.columns = tuple(columns)
        self._places = {column.key: at for at, column in enumerate(self.columns)}
        """Qt's logical index of each key."""
        self._rated: frozenset[str] = frozenset()
        self._chosen: dict[str, bool] = {}
        """What the user said of a column; the others are as at first."""
        self._widths: dict[str, int] = {}
        """Of the hidden ones as well."""
        self._silent = False
        self._titles = _Titles(self.columns, self)
        self.setModel(self._titles)
        self.setMinimumSectionSize(NARROWEST)
        self._set_resizing()
        self.sectionMoved.connect(self._on_changed)
        self.sectionResized.connect(self._on_resized)
        self.reset_columns()

    def spans(self) -> list[Span]:
        """The shown columns from left to right."""
        logical = (self.logicalIndex(visual) for visual in range(self.count()))
        return [
            Span(self.columns[at], self.sectionPosition(at), self.sectionSize(at))
            for at in logical
            if not self.isSectionHidden(at)
        ]

    @property
    def total_width(self) -> int:
        """Of the shown columns together."""
        return self.length()

    def set_columns(self, columns: Sequence[ListColumn]) -> None:
        """Others to choose from: the known ones stay as they are, new ones stand where they do at first."""
        if [each.key for each in columns] == [each.key for each in self.columns]:
            return
        keys = [self.columns[self.logicalIndex(visual)].key for visual in range(self.count())]
        widths = {key: self._widths[key] for key in keys}
        self._silent = True  # until all is arranged
        self.columns = tuple(columns)
        self._places = {column.key: at for at, column in enumerate(self.columns)}
        self._titles.set_columns(self.columns)
        self._set_resizing()
        self._arrange(widths)

    def set_rated_dimensions(self, rated: Sequence[str]) -> None:
        """Show these dimensions where the user did not say otherwise."""
        if self._rated != frozenset(rated):
            self._rated = frozenset(rated)
            with self._told_once():
                self._show_wanted()

    def set_picture_width(self, width: int) -> None:
        """Of the thumbnails; it goes with the lines' height, not with the hand, and `changed` keeps quiet."""
        self._silent = True
        for column in self.columns:
            if column.kind is Kind.PICTURE:
                self.set_width(column.key, width)
        self._silent = False

    def set_width(self, key: str, width: int) -> None:
        """In pixels, within limits; of a hidden column for when it is shown."""
        self._widths[key] = min(max(width, NARROWEST), WIDEST)
        self.resizeSection(self._places[key], self._widths[key])

    def show_column(self, key: str, shown: bool) -> None:
        """Show or hide a column, whatever is rated."""
        self._chosen[key] = shown
        with self._told_once():
            self._show_wanted()

    def reset_columns(self) -> None:
        """As at a first start."""
        self._chosen.clear()
        self._arrange({column.key: column.width for column in self.columns})

    def columns_state(self) -> bytes:
        """Order, widths and choices, for `restore_columns` at another start."""
        keys = [self.columns[self.logicalIndex(visual)].key for visual in range(self.count())]
        return written(Kept(tuple((key, self._widths[key]) for key in keys), self._chosen))

    def restore_columns(self, state: bytes) -> bool:
        """As `columns_state` told; unknown columns are passed over, new ones stand where they do at first.

        False, and nothing changed, where the bytes are none of `columns_state`.
        """
        kept = read_kept(state)
        if kept is None:
            return False
        self._chosen = dict(kept.chosen)
        self._arrange(dict(kept.widths))
        return True

    def _set_resizing(self) -> None:
        for at, column in enumerate(self.columns):
            fixed = column.kind is Kind.PICTURE
            self.setSectionResizeMode(at, self.ResizeMode.Fixed if fixed else self.ResizeMode.Interactive)

    def _arrange(self, widths: dict[str, int]) -> None:
        """Put the columns in the order of these keys, with these widths."""
        with self._told_once():
            for visual, key in enumerate(in_kept_order(list(self._places), list(widths))):
                self.moveSection(self.visualIndex(self._places[key]), visual)
            for column in self.columns:
                if column.kind is not Kind.PICTURE or column.key not in self._widths:
                    self.set_width(column.key, widths.get(column.key, column.width))
            self._show_wanted()

    def _show_wanted(self) -> None:
        shown = [column.key for column in self.columns if self._is_wanted(column)] or [ALWAYS]
        for key, at in self._places.items():
            self.setSectionHidden(at, key not in shown)

    def _is_wanted(self, column: ListColumn) -> bool:
        by_itself = column.shown or (column.kind is Kind.SCORE and column.sort in self._rated)
        return self._chosen.get(column.key, by_itself)

    @contextmanager
    def _told_once(self) -> Iterator[None]:
        self._silent = True
        yield
        self._silent = False
        self._on_changed()

    def _on_resized(self, logical: int, before: int, now: int) -> None:
        """Qt calls hiding a column a resizing to 0."""
        if now:
            self._widths[self.columns[logical].key] = now
        self._on_changed()

    def _on_changed(self) -> None:
        if not self._silent:
            self.viewport().update()
            self.changed.emit()


class _Titles(QAbstractTableModel):
    """No rows: only what the header asks for."""

    def __init__(self, columns: tuple[ListColumn, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._columns = columns
        self._sorted: tuple[int, QIcon | None] = (-1, None)

    def set_columns(self, columns: tuple[ListColumn, ...]) -> None:
        """Others, in their own order."""
        self.beginResetModel()
        self._columns = columns
        self._sorted = (-1, None)
        self.endResetModel()

    def set_sorted(self, section: int, mark: QIcon) -> None:
        """Put a mark before one title; -1 for none."""
        self._sorted = (section, mark)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if column.kind is Kind.PICTURE else column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(column.title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.align | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DecorationRole and section == self._sorted[0]:
            return self._sorted[1]
        return None
