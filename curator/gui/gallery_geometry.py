"""Where each tile of the gallery lies: arithmetic alone, in constant time, without Qt.

Content coordinates have their origin at the top left of the first line, y downwards, in logical pixels; a
`row` is a picture's place in the shown order, a `line` one horizontal run of tiles.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Box(NamedTuple):
    """A rectangle: left, top, width, height."""

    x: int
    y: int
    width: int
    height: int


class Move(Enum):
    """One step of the keyboard through the gallery."""

    LEFT = auto()
    RIGHT = auto()
    UP = auto()
    DOWN = auto()
    PAGE_UP = auto()
    PAGE_DOWN = auto()
    HOME = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Grid:
    """`count` equal tiles filled line by line into a viewport `width` pixels wide."""

    count: int
    width: int
    tile_width: int
    tile_height: int
    gap: int = 8

    @property
    def columns(self) -> int:
        """Tiles in a full line, at least 1."""
        return max(1, (self.width - self.gap) // (self.tile_width + self.gap))

    @property
    def lines(self) -> int:
        return -(-self.count // self.columns)

    @property
    def margin(self) -> int:
        """Left of the first column; what full lines leave over is shared by both sides."""
        used = self.columns * (self.tile_width + self.gap) - self.gap
        return max(0, (self.width - used) // 2)

    @property
    def pitch(self) -> int:
        """From one line to the next."""
        return self.tile_height + self.gap

    @property
    def height(self) -> int:
        """Of the whole content, with a gap above and below; 0 without tiles."""
        return self.lines * self.pitch + self.gap if self.count else 0

    def box(self, row: int) -> Box:
        line, column = divmod(row, self.columns)
        x = self.margin + column * (self.tile_width + self.gap)
        return Box(x, self.gap + line * self.pitch, self.tile_width, self.tile_height)

    def row_at(self, x: int, y: int) -> int:
        """The row under a point, -1 between and beside tiles."""
        column, right = divmod(x - self.margin, self.tile_width + self.gap)
        line, down = divmod(y - self.gap, self.pitch)
        if (
            not (0 <= column < self.columns and line >= 0)
            or right >= self.tile_width
            or down >= self.tile_height
        ):
            return -1
        row = line * self.columns + column
        return row if row < self.count else -1

    def rows_between(self, top: int, bottom: int) -> range:
        """Rows of every line of which a pixel lies in top <= y < bottom."""
        first = max(0, -(-(top - self.gap - self.tile_height + 1) // self.pitch))
        last = (bottom - self.gap - 1) // self.pitch
        start = min(first * self.columns, self.count)
        return range(start, max(start, min((last + 1) * self.columns, self.count)))

    def rows_touching(self, area: Box) -> NDArray[np.intp]:
        """Rows, ascending, whose tile shares a pixel with the area: what a rubber band catches."""
        step = self.tile_width + self.gap
        left, right = area.x - self.margin, area.x + area.width - self.margin
        first = max(0, -(-(left - self.tile_width + 1) // step))
        last = min(self.columns - 1, (right - 1) // step)
        between = self.rows_between(area.y, area.y + area.height)
        rows = np.arange(between.start, between.stop, dtype=np.intp)
        column = rows % self.columns
        return rows[(column >= first) & (column <= last)]

    def moved(self, row: int, move: Move, view_height: int) -> int:
        """The row a key leads to; at an edge it stays. Needs at least one tile."""
        page = max(1, view_height // self.pitch) * self.columns
        match move:
            case Move.LEFT:
                target = max(row - 1, 0)
            case Move.RIGHT:
                target = min(row + 1, self.count - 1)
            case Move.HOME:
                target = 0
            case Move.END:
                target = self.count - 1
            case Move.UP | Move.PAGE_UP:
                target = self._up(row, self.columns if move is Move.UP else page)
            case Move.DOWN | Move.PAGE_DOWN:
                target = self._down(row, self.columns if move is Move.DOWN else page)
        return target

    def _up(self, row: int, by: int) -> int:
        return row - by if row >= by else row % self.columns

    def _down(self, row: int, by: int) -> int:
        """The same column further down; the last tile where the last line is too short for that."""
        lowest = (self.lines - 1) * self.columns + row % self.columns
        if row // self.columns == self.lines - 1:
            return row
        return min(row + by, lowest, self.count - 1)

    def scroll_to_show(self, row: int, offset: int, view_height: int) -> int:
        """The scroll offset nearest to `offset` at which the tile, with its gaps, is fully in view."""
        top = self.box(row).y - self.gap
        bottom = top + self.tile_height + 2 * self.gap
        if top < offset or bottom - top > view_height:
            return top
        return max(offset, bottom - view_height)


def mostly_in_order(rows: NDArray[np.intp]) -> bool:
    """Whether rows came and went but the order stayed, more or less: then the eye should stay where it was.

    `rows` are the new rows of the old ones, in the old order, -1 for those that left. A few scores arriving
    move a few rows; another sort key leaves about half of the neighbours the wrong way round.
    """
    kept = rows[rows >= 0]
    return len(kept) < 2 or float(np.mean(np.diff(kept) > 0)) > 0.75
