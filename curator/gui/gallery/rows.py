"""Justified rows: each picture keeps its shape, and every line fills the width."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from curator.gui.gallery.geometry import NO_HEADINGS, Box, Headings
from curator.gui.gallery.lines import Ints, Lines

NARROWEST, WIDEST = 0.5, 3.0
"""Width over height that a tile may have; a picture beyond is fitted into it."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RowsTile:
    """What a tile of the rows is made of, in logical pixels."""

    height: int
    """Of the pictures, as a rule; a line is scaled from it until it fills the width."""
    pad: int
    """Left and right of a picture, within the tile."""
    strip: int
    """What the tile has above and below the picture."""


class JustifiedRows(Lines):
    """Pictures of these shapes in a view `width` pixels wide. Unknown sizes (0) count as square.

    A picture belongs to the line that its middle falls into when all are laid out in one endless line at
    their usual height: no loop over them is needed. A section's last line is not blown up.
    """

    _summed: "_Summed"
    _middles: Floats

    def __init__(
        self,
        widths: NDArray[np.int32],
        heights: NDArray[np.int32],
        width: int,
        tile: RowsTile,
        gap: int = 8,
        headings: Headings = NO_HEADINGS,
        before: "JustifiedRows | None" = None,
    ) -> None:
        """`before`: a layout of the very same pictures; what the width does not change is taken from it."""
        super().__init__(len(widths), width, gap, headings)
        self.sizes = (widths, heights)
        self._tile = tile
        self._inner = max(width - 2 * gap, tile.height)
        self._step = 2 * tile.pad + gap
        self._widest = max(min(WIDEST, self._inner / 2 / tile.height), NARROWEST)
        """Width over height of a tile: two always fit into a line, so that none is scaled far."""
        summed = before._summed if before is not None else None
        if summed is None or summed.widest > self._widest or summed.cut:
            summed = _summed(widths, heights, self._widest)
        self._summed, self._shapes = summed, summed.sums
        same = before is not None and before._summed is summed and before._fits(tile, self._step, headings)
        self._middles = before._middles if before is not None and same else self._laid_out()
        """[N] the middle of each picture in its section's endless line, in pixels."""
        self._line_starts = self._broken()
        """[L] each line's first row."""
        self._scaled = self._scales()
        """[L] exact heights of the pictures."""
        self._pictures = np.floor(self._scaled + 0.5).astype(np.int64)
        self._tops = self._stacked()

    def _fits(self, tile: RowsTile, step: int, headings: Headings) -> bool:
        """Whether the pictures lie as they do with these, in lines without an end."""
        return (self._tile, self._step) == (tile, step) and self.headings.starts is headings.starts

    def _laid_out(self) -> Floats:
        edges = self._shapes * self._tile.height + np.arange(self.count + 1) * self._step
        middles = (edges[:-1] + edges[1:]) / 2
        starts = self.headings.starts
        if len(starts) > 1:
            middles -= np.repeat(edges[starts], np.diff(starts, append=self.count))
        return middles

    def _broken(self) -> NDArray[np.intp]:
        if not self.count:
            return np.empty(0, np.intp)
        line = np.empty(self.count, np.int32)
        np.divide(self._middles, self._inner + self.gap, out=line, casting="unsafe")
        begins = np.empty(self.count, np.bool_)
        np.not_equal(line[1:], line[:-1], out=begins[1:])
        begins[self.headings.starts] = True
        return np.flatnonzero(begins)

    def _scales(self) -> Floats:
        if not self.count:
            return np.empty(0)
        ends = np.append(self._line_starts[1:], self.count)
        room = self._inner + self.gap - (ends - self._line_starts) * self._step
        heights: Floats = room / (self._shapes[ends] - self._shapes[self._line_starts])
        last = np.append(self._first_lines[1:], len(ends)) - 1
        heights[last] = np.minimum(heights[last], self._tile.height)
        return heights

    def _stacked(self) -> Ints:
        """[L + 1] each line's top, and where the next one would begin."""
        tops = np.full(self.lines + 1, self.gap, np.int64)
        np.cumsum(self._pictures + self._tile.strip + self.gap, out=tops[1:])
        tops[1:] += self.gap
        if self.headings.height and self.count:
            above = np.zeros(self.lines, np.int64)
            above[self._first_lines] = self.headings.height + self.gap
            tops[:-1] += np.cumsum(above) - self.gap
            tops[-1] += above.sum() - self.gap
        return tops

    @cached_property
    def _first_lines(self) -> NDArray[np.intp]:
        """[S] each section's first line."""
        return np.searchsorted(self._line_starts, self.headings.starts)

    @cached_property
    def section_tops(self) -> list[int]:
        if not self.count:
            return [0, 0]
        tops: list[int] = (self._tops[self._first_lines] - self.gap - self.headings.height).tolist()
        return [*tops, int(self._tops[-1]) - (0 if self.headings.height else self.gap)]

    @property
    def pitch(self) -> int:
        return self._tile.height + self._tile.strip + self.gap

    @property
    def lines(self) -> int:
        return len(self._line_starts)

    def line_of(self, row: int) -> int:
        return int(np.searchsorted(self._line_starts, row, "right")) - 1

    def line_at(self, y: int) -> int:
        return int(np.searchsorted(self._tops[:-1], y, "right")) - 1

    def extent(self, line: int) -> tuple[int, int]:
        return int(self._tops[line]), int(self._pictures[line]) + self._tile.strip

    def rows_of_line(self, line: int) -> range:
        after = self._line_starts[line + 1] if line + 1 < self.lines else self.count
        return range(int(self._line_starts[line]), int(after))

    def box(self, row: int) -> Box:
        line = self.line_of(row)
        start, scale = int(self._line_starts[line]), float(self._scaled[line])
        before, left, right = self._shapes[[start, row, row + 1]].tolist()
        x = int((left - before) * scale + 0.5)
        width = int((right - before) * scale + 0.5) - x + 2 * self._tile.pad
        top, height = self.extent(line)
        return Box(self.gap + x + (row - start) * self._step, top, width, height)

    def sideways(self, rows: NDArray[np.intp]) -> tuple[Ints, Ints]:
        line = np.searchsorted(self._line_starts, rows, "right") - 1
        starts, scale = self._line_starts[line], self._scaled[line]
        before = self._shapes[starts]
        lefts = ((self._shapes[rows] - before) * scale + 0.5).astype(np.int64)
        rights = ((self._shapes[rows + 1] - before) * scale + 0.5).astype(np.int64)
        return self.gap + lefts + (rows - starts) * self._step, rights - lefts + 2 * self._tile.pad


class _Summed(NamedTuple):
    """What the pictures' shapes come to, one after the other."""

    sums: Floats
    """[N + 1] the sum of width over height of the pictures before each."""
    widest: float
    """The greatest of them, before it was cut to what a line allows."""
    cut: bool


def _summed(widths: NDArray[np.int32], heights: NDArray[np.int32], most: float) -> _Summed:
    known = (widths > 0) & (heights > 0)
    shapes = np.ones(len(widths), np.float32)
    np.divide(widths, heights, out=shapes, where=known, casting="unsafe", dtype=np.float32)
    np.clip(shapes, NARROWEST, WIDEST, out=shapes)
    widest = float(shapes.max(initial=0))
    np.minimum(shapes, most, out=shapes)
    return _Summed(np.concatenate([[0.0], np.cumsum(shapes, dtype=np.float64)]), widest, widest > most)
