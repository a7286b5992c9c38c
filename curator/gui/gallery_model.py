"""The gallery's rows as Qt asks for them. Facts stay in the columns; a row is only a place in the order."""

import html
import math
from enum import Enum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from curator.core.columns import Columns, empty_columns
from curator.core.records import LEVELS
from curator.gui.names import shown_name

Index = QModelIndex | QPersistentModelIndex
ImageIdRole = Qt.ItemDataRole.UserRole + 1
ScoreRole = Qt.ItemDataRole.UserRole + 2
_NO_PARENT = QModelIndex()


class PictureState(Enum):
    """What the rater has done with a picture."""

    WAITING = "waiting"
    RATED = "rated"
    FAILED = "failed"


class Picture(NamedTuple):
    """What a tile shows of one row."""

    image_id: int
    name: str
    """Ready to draw, see `shown_name`."""
    state: PictureState
    score: float
    """Of the badge dimension, 0..2; NaN where absent or where no badge is shown."""
    width: int
    """Pixels, 0 while unknown."""
    height: int


class GalleryModel(QAbstractListModel):
    """The pictures shown, in order: `columns` of the whole library and the `positions` shown of it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.badge: str | None = None
        self._hold(empty_columns(()), np.empty(0, np.intp))

    def set_rows(self, columns: Columns, positions: NDArray[np.intp]) -> None:
        """Show these positions of the columns, in this order. Where the same pictures stay in the same order,
        only their facts are said to have changed.
        """
        if np.array_equal(columns.ids[positions], self.ids):
            self._hold(columns, positions)
            self._announce_facts()
            return
        self.beginResetModel()
        self._hold(columns, positions)
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
        rows = np.full(len(ids), -1, np.intp)
        known = (ids >= 0) & (ids < len(self._row_by_id))
        rows[known] = self._row_by_id[ids[known]]
        return rows

    def picture(self, row: int) -> Picture:
        """What the tile of a row within range shows."""
        at, columns = int(self.positions[row]), self.columns
        score = float(columns.scores[self._dimension, at]) if self._dimension >= 0 else math.nan
        return Picture(
            image_id=int(columns.ids[at]),
            name=shown_name(columns.names[at]),
            state=self._state(at),
            score=score,
            width=int(columns.widths[at]),
            height=int(columns.heights[at]),
        )

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self.ids):
            return None
        row = index.row()
        if role == ImageIdRole:
            return self.image_id(row)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.picture(row).name
        if role == ScoreRole:
            score = self.picture(row).score
            return None if math.isnan(score) else score
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(self._said(row))
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tool_tip(row)
        return None

    def _hold(self, columns: Columns, positions: NDArray[np.intp]) -> None:
        self.columns = columns
        self.positions = positions
        self.ids: NDArray[np.int64] = columns.ids[positions]
        self._row_by_id = np.full(int(columns.ids.max(initial=-1)) + 1, -1, np.intp)
        self._row_by_id[self.ids] = np.arange(len(self.ids))
        self._find_badge()

    def _find_badge(self) -> None:
        known = self.badge in self.columns.dimensions
        self._dimension = self.columns.dimensions.index(self.badge) if known and self.badge else -1

    def _announce_facts(self) -> None:
        if len(self.ids):
            self.dataChanged.emit(self.index(0), self.index(len(self.ids) - 1))

    def _state(self, at: int) -> PictureState:
        if self.columns.failures[at]:
            return PictureState.FAILED
        return PictureState.WAITING if math.isnan(self.columns.rated_at[at]) else PictureState.RATED

    def _said(self, row: int) -> list[str]:
        """The picture in words: name, score and level of the badge dimension, or why there is none."""
        picture, at = self.picture(row), int(self.positions[row])
        if picture.state is PictureState.FAILED:
            return [picture.name, f"failed: {shown_name(self.columns.failures[at])}"]
        if picture.state is PictureState.WAITING:
            return [picture.name, "waiting to be rated"]
        if self._dimension < 0:
            return [picture.name]
        if math.isnan(picture.score):
            return [picture.name, f"{self.badge} not rated"]
        level = int(self.columns.predictions[self._dimension, at])
        words = [picture.name, f"{self.badge} {picture.score:.2f}"]
        return words if level < 0 else [*words, LEVELS[level]]

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
        return "<qt>" + "<br>".join(html.escape(line) for line in lines) + "</qt>"
