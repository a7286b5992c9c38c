"""The grid: tiles of one size, as many in a line as there is room for."""

from bisect import bisect_right
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from curator.gui.gallery.geometry import NO_HEADINGS, Box, Headings
from curator.gui.gallery.lines import Ints, Lines

SMALLEST_CELL, LARGEST_CELL, USUAL_CELL = 96, 320, 192
"""Widths of a tile."""


class Grid(Lines):
    """`count` equal tiles filled line by line into a view `width` pixels wide."""

    def __init__(
        self,
        count: int,
        width: int,
        tile_width: int,
        tile_height: int,
        gap: int = 8,
        headings: Headings = NO_HEADINGS,
    ) -> None:
        super().__init__(count, width, gap, headings)
        self.tile_width = tile_width
        self.tile_height = tile_height
        self.columns = max(1, (width - gap) // (tile_width + gap))
        """Tiles in a full line."""
        used = self.columns * (tile_width + gap) - gap
        self.margin = max(0, (width - used) // 2)
        """Left of the first column; what full lines leave over is shared by both sides."""

    @property
    def pitch(self) -> int:
        return self.tile_height + self.gap

    @property
    def lines(self) -> int:
        return self._first_lines[-1]

    @cached_property
    def _first_lines(self) -> list[int]:
        """[S + 1] each section's first line."""
        sizes = np.diff(self.headings.starts, append=self.count)
        lines: list[int] = np.cumsum(-(-sizes // self.columns)).tolist()
        return [0, *lines]

    @cached_property
    def section_tops(self) -> list[int]:
        first = np.array(self._first_lines)
        above = self.headings.height + self.gap if self.headings.height else 0
        tops: list[int] = (first * self.pitch + np.arange(len(first)) * above).tolist()
        return tops

    def line_of(self, row: int) -> int:
        section = self.section_of(row)
        return self._first_lines[section] + (row - self._starts[section]) // self.columns

    def line_at(self, y: int) -> int:
        section = self.section_at(y)
        inner = y - self.section_tops[section] - self.headings.height - self.gap
        first, after = self._first_lines[section], self._first_lines[section + 1]
        return min(max(first + inner // self.pitch, first - 1), after - 1)

    def extent(self, line: int) -> tuple[int, int]:
        return self._top(bisect_right(self._first_lines, line) - 1, line), self.tile_height

    def rows_of_line(self, line: int) -> range:
        section = bisect_right(self._first_lines, line) - 1
        rows = self.rows_of_section(section)
        start = rows.start + (line - self._first_lines[section]) * self.columns
        return range(start, min(start + self.columns, rows.stop))

    def box(self, row: int) -> Box:
        section = self.section_of(row)
        line, column = divmod(row - self._starts[section], self.columns)
        x = self.margin + column * (self.tile_width + self.gap)
        y = self._top(section, self._first_lines[section] + line)
        return Box(x, y, self.tile_width, self.tile_height)

    def sideways(self, rows: NDArray[np.intp]) -> tuple[Ints, Ints]:
        starts = self.headings.starts
        within = rows - starts[np.searchsorted(starts, rows, "right") - 1] if len(starts) > 1 else rows
        lefts = self.margin + within % self.columns * (self.tile_width + self.gap)
        return lefts, np.full(len(rows), self.tile_width)

    def _top(self, section: int, line: int) -> int:
        below = (line - self._first_lines[section]) * self.pitch
        return self.section_tops[section] + self.headings.height + self.gap + below
