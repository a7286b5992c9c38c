"""The list: one picture a line, all lines of one height; they may be wider than the view."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from curator.gui.gallery.geometry import Box, Move
from curator.gui.gallery.lines import Ints, Lines


class Stack(Lines):
    """`count` lines of `line_height` pixels, as wide as the view, or `line_width` where that is more."""

    def __init__(self, count: int, width: int, line_width: int, line_height: int) -> None:
        super().__init__(count, width, gap=0)
        self._line_width = max(width, line_width)
        self._line_height = line_height

    @property
    def content_width(self) -> int:
        return self._line_width

    @property
    def pitch(self) -> int:
        return self._line_height

    @property
    def lines(self) -> int:
        return self.count

    @cached_property
    def section_tops(self) -> list[int]:
        return [0, self.count * self._line_height]

    def line_of(self, row: int) -> int:
        return row

    def line_at(self, y: int) -> int:
        return min(max(y // self._line_height, -1), self.count - 1)

    def extent(self, line: int) -> tuple[int, int]:
        return line * self._line_height, self._line_height

    def rows_of_line(self, line: int) -> range:
        return range(line, line + 1)

    def box(self, row: int) -> Box:
        return Box(0, row * self._line_height, self._line_width, self._line_height)

    def sideways(self, rows: NDArray[np.intp]) -> tuple[Ints, Ints]:
        return np.zeros(len(rows), np.int64), np.full(len(rows), self._line_width)

    def moved(self, row: int, move: Move, view_height: int) -> int:
        """Left and right have no picture beside; the view scrolls sideways."""
        return row if move in (Move.LEFT, Move.RIGHT) else super().moved(row, move, view_height)
