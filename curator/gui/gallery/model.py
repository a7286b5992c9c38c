"""The gallery's rows as Qt asks for them. Facts stay in the columns; a row is only a place in the order."""

import html
import math
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from curator.core.columns import Columns, empty_columns
from curator.core.sections import Section
from curator.gui.gallery.picture import UNDECIDED_MEANS, Picture, marks_said, pictures_at, rating_said
from curator.gui.parts.names import shown_file

Index = QModelIndex | QPersistentModelIndex
ImageIdRole = Qt.ItemDataRole.UserRole + 1
ScoreRole = Qt.ItemDataRole.UserRole + 2
_NO_PARENT = QModelIndex()


class GalleryModel(QAbstractListModel):
    """The pictures shown, in order: `columns` of the whole library and the `positions` shown of it.

    The columns' arrays may change between two `set_rows`, as long as no event is handled in between.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.badge: str | None = None
        self._hidden = np.empty(0, np.intp)
        self._hold(empty_columns(()), np.empty(0, np.intp), ())

    def set_rows(
        self,
        columns: Columns,
        positions: NDArray[np.intp],
        sections: Sequence[Section] = (),
        hidden: NDArray[np.intp] | None = None,
    ) -> None:
        """Show these positions of the columns, in this order, under these headings: the first at row 0, each
        with a row at least. Where the same pictures stay in the same order, only their facts are said to have
        changed. `hidden` [rows]: how many duplicates each stands for; none or empty where all are shown.
        """
        sections = tuple(sections)
        self._hidden = np.zeros(len(positions), np.intp) if hidden is None or not len(hidden) else hidden
        if sections == self.sections and np.array_equal(columns.ids[positions], self.ids):
            self._hold(columns, positions, sections)
            self._announce_facts()
            return
        self.beginResetModel()
        self._hold(columns, positions, sections)
        self.endResetModel()

    def set_badge(self, dimension: str | None) -> None:
        """Which dimension's score the tiles show; None where the order is by something else."""
        if dimension != self.badge:
            self.badge = dimension
            self._find_badge()
            self._announce_facts()

    def image_id(self, row: int) -> int:
        """The picture in a row, -1 outside."""
        return int(self.ids[row]) if 0 <= row < len(self.ids) else -1

    def row_of(self, image_id: int) -> int:
        """The row a picture is shown in, -1 where it is not shown."""
        return int(self._row_by_id[image_id]) if 0 <= image_id < len(self._row_by_id) else -1

    def rows_of(self, ids: NDArray[np.int64]) -> NDArray[np.intp]:
        """`row_of` for many."""
        if len(ids) and int(ids.min()) >= 0 and int(ids.max()) < len(self._row_by_id):
            return self._row_by_id[ids].astype(np.intp)
        rows = np.full(len(ids), -1, np.intp)
        known = (ids >= 0) & (ids < len(self._row_by_id))
        rows[known] = self._row_by_id[ids[known]]
        return rows

    def picture(self, row: int) -> Picture:
        """What the tile of a row within range shows."""
        return self.pictures([row])[0]

    def pictures(self, rows: Sequence[int]) -> list[Picture]:
        """What the tiles of rows within range show; the work for each is little."""
        wanted = slice(rows.start, rows.stop, rows.step) if isinstance(rows, range) else list(rows)
        return pictures_at(self.columns, self.positions[wanted], self._dimension, self._hidden[wanted])

    def shapes(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """[N] widths and heights of all rows, in pixels, 0 while unknown."""
        return self.columns.widths[self.positions], self.columns.heights[self.positions]

    def section_title(self, row: int) -> str:
        """Of the heading that a row within range stands under, ready to draw; "" without headings."""
        at = bisect_right(self.sections, row, key=lambda section: section.start) - 1
        return shown_file(self.sections[at].title) if at >= 0 else ""

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self.ids):
            return None
        row = index.row()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.picture(row).name
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join(self._said(row))
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return self.section_title(row)
            case Qt.ItemDataRole.ToolTipRole:
                return self._tool_tip(row)
            case _:
                return self._own_data(row, role)

    def _own_data(self, row: int, role: int) -> Any:
        if role == ImageIdRole:
            return self.image_id(row)
        score = self.picture(row).score if role == ScoreRole else math.nan
        return None if math.isnan(score) else score

    def _hold(self, columns: Columns, positions: NDArray[np.intp], sections: tuple[Section, ...]) -> None:
        self.columns = columns
        self.positions = positions
        self.sections = sections
        self.ids: NDArray[np.int64] = columns.ids[positions]
        self._row_by_id = np.full(int(self.ids.max(initial=-1)) + 1, -1, np.int32)
        self._row_by_id[self.ids] = np.arange(len(self.ids), dtype=np.int32)
        self._find_badge()

    def _find_badge(self) -> None:
        known = self.badge in self.columns.dimensions
        self._dimension = self.columns.dimensions.index(self.badge) if known and self.badge else -1

    def _announce_facts(self) -> None:
        if len(self.ids):
            self.dataChanged.emit(self.index(0), self.index(len(self.ids) - 1))

    def _said(self, row: int) -> list[str]:
        """The picture in words: name, score and level of the badge dimension or why there is none, marks."""
        picture, at = self.picture(row), int(self.positions[row])
        return [picture.name, *rating_said(self.columns, at, self._dimension), *marks_said(picture)]

    def _tool_tip(self, row: int) -> str:
        """Rich text on purpose: only so can Qt be kept from reading a file name as markup."""
        picture, at = self.picture(row), int(self.positions[row])
        name, *rest = self._said(row)
        lines = [name]
        if picture.width:
            kind = self.columns.formats[at]
            lines.append(f"{picture.width} × {picture.height} {kind}".rstrip())
        if rest:
            lines.append(", ".join(rest))
        if picture.uncertain:
            lines.append(UNDECIDED_MEANS)
        return "<qt>" + "<br>".join(html.escape(line) for line in lines) + "</qt>"
