"""What all layouts share: tiles stand in lines, and over a section's first line stands its heading."""

from abc import ABC, abstractmethod
from bisect import bisect_right
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from curator.gui.gallery.geometry import NO_HEADINGS, Box, Headings, Move

Ints = NDArray[np.int64]


class Lines(ABC):
    """A `Layout`, whose subclasses say where lines begin, how high they are and where tiles stand."""

    def __init__(self, count: int, width: int, gap: int, headings: Headings = NO_HEADINGS) -> None:
        self.count = count
        self.width = width
        """Of the view."""
        self.gap = gap
        self.headings = headings

    @property
    @abstractmethod
    def pitch(self) -> int: ...

    @property
    @abstractmethod
    def lines(self) -> int:
        """How many there are."""

    @cached_property
    @abstractmethod
    def section_tops(self) -> list[int]:
        """[S + 1] where each section's heading begins, and where the last section ends."""

    @abstractmethod
    def line_of(self, row: int) -> int: ...

    @abstractmethod
    def line_at(self, y: int) -> int:
        """The last line that begins at or above y, -1 above the first."""

    @abstractmethod
    def extent(self, line: int) -> tuple[int, int]:
        """The line's top and its height."""

    @abstractmethod
    def rows_of_line(self, line: int) -> range: ...

    @abstractmethod
    def box(self, row: int) -> Box: ...

    @abstractmethod
    def sideways(self, rows: NDArray[np.intp]) -> tuple[Ints, Ints]:
        """The left edges and widths of these rows' tiles."""

    @property
    def content_width(self) -> int:
        return self.width

    @property
    def height(self) -> int:
        return self.section_tops[-1] + (self.gap if not self.headings.height else 0) if self.count else 0

    def row_at(self, x: int, y: int) -> int:
        line = self.line_at(y)
        if line < 0 or not self.count:
            return -1
        top, height = self.extent(line)
        rows = self.rows_of_line(line)
        at = bisect_right(rows, x, key=lambda row: self.box(row).x) - 1
        if at < 0 or y >= top + height:
            return -1
        box = self.box(rows[at])
        return rows[at] if x < box.x + box.width else -1

    def rows_between(self, top: int, bottom: int) -> range:
        last = self.line_at(bottom - 1)
        first = max(self.line_at(top), 0)
        if last < 0 or not self.count:
            return range(0)
        if sum(self.extent(first)) <= top:
            first += 1
        start = self.rows_of_line(first).start if first < self.lines else self.count
        return range(start, max(start, self.rows_of_line(last).stop))

    def rows_touching(self, area: Box) -> NDArray[np.intp]:
        between = self.rows_between(area.y, area.y + area.height)
        rows = np.arange(between.start, between.stop, dtype=np.intp)
        lefts, widths = self.sideways(rows)
        return rows[(lefts < area.x + area.width) & (lefts + widths > area.x)]

    # Keys

    def moved(self, row: int, move: Move, view_height: int) -> int:
        match move:
            case Move.LEFT:
                target = max(row - 1, 0)
            case Move.RIGHT:
                target = min(row + 1, self.count - 1)
            case Move.HOME:
                target = 0
            case Move.END:
                target = self.count - 1
            case _:
                target = self._nearest(self._line_after(self.line_of(row), move, view_height), row)
        return target

    def _line_after(self, line: int, move: Move, view_height: int) -> int:
        """A page leads to the furthest line that begins within the view's height from this one."""
        top, _ = self.extent(line)
        match move:
            case Move.UP:
                target = line - 1
            case Move.DOWN:
                target = line + 1
            case Move.PAGE_UP:
                target = min(line - 1, self.line_at(top - view_height - 1) + 1)
            case _:
                target = max(line + 1, self.line_at(top + view_height))
        return min(max(target, 0), self.lines - 1)

    def _nearest(self, line: int, row: int) -> int:
        """The row of the line that stands most nearly above or below the given one."""
        if line == self.line_of(row):
            return row
        middle = _middle(self.box(row))
        return min(self.rows_of_line(line), key=lambda other: abs(_middle(self.box(other)) - middle))

    def scroll_to_show(self, row: int, offset: int, view_height: int) -> int:
        """A heading stays at the view's top, so tiles keep clear of it."""
        box = self.box(row)
        top = box.y - self.gap - self.headings.height
        bottom = box.y + box.height + self.gap
        if top < offset or bottom - top > view_height:
            return top
        return max(offset, bottom - view_height)

    # Sections

    def section_at(self, y: int) -> int:
        return min(max(bisect_right(self.section_tops, y) - 1, 0), len(self._starts) - 1)

    def section_of(self, row: int) -> int:
        return bisect_right(self._starts, row) - 1

    def rows_of_section(self, section: int) -> range:
        after = self._starts[section + 1] if section + 1 < len(self._starts) else self.count
        return range(self._starts[section], after)

    def heading_box(self, section: int) -> Box:
        return Box(0, self.section_tops[section], self.width, self.headings.height)

    def headings_between(self, top: int, bottom: int) -> range:
        height = self.headings.height
        if not height or not self.count:
            return range(0)
        first = bisect_right(self.section_tops, top - height)
        last = min(bisect_right(self.section_tops, bottom - 1), len(self._starts))
        return range(first, max(first, last))

    @cached_property
    def _starts(self) -> list[int]:
        starts: list[int] = self.headings.starts.tolist()
        return starts


def _middle(box: Box) -> int:
    """Twice the middle, for it stays whole."""
    return 2 * box.x + box.width
