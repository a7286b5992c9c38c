"""What a layout of the gallery is: where each picture's tile lies. Arithmetic alone, without Qt.

Content coordinates have their origin at the top left of the content, y downwards, in logical pixels; a `row`
is a picture's place in the shown order, a `line` one horizontal run of tiles, a `section` the rows under one
heading.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray


class Box(NamedTuple):
    """A rectangle: left, top, width, height."""

    x: int
    y: int
    width: int
    height: int


class LayoutKind(Enum):
    """How the gallery shows its pictures."""

    GRID = "grid"
    """Equal tiles."""
    ROWS = "rows"
    """Every picture in its own shape, lines filled to the edge."""
    LIST = "list"
    """A line of text for each picture."""


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


@dataclass(frozen=True, slots=True, eq=False)
class Headings:
    """The sections of the shown order, and how high the heading over each is."""

    starts: NDArray[np.intp]
    """[S] each section's first row, ascending from 0."""
    height: int


NO_HEADINGS = Headings(np.zeros(1, np.intp), 0)
"""One section without a heading."""


class Layout(Protocol):
    """Where tiles and headings lie. No lookup takes longer than a binary search."""

    count: int
    gap: int
    """Between tiles, and around them."""

    @property
    def content_width(self) -> int: ...

    @property
    def height(self) -> int:
        """Of the whole content; 0 without tiles."""

    @property
    def pitch(self) -> int:
        """From one line to the next, as a rule."""

    @property
    def headings(self) -> Headings: ...

    def box(self, row: int) -> Box: ...

    def row_at(self, x: int, y: int) -> int:
        """The row under a point, -1 between and beside tiles."""

    def rows_between(self, top: int, bottom: int) -> range:
        """Rows of every line of which a pixel lies in top <= y < bottom."""

    def rows_touching(self, area: Box) -> NDArray[np.intp]:
        """Rows, ascending, whose tile shares a pixel with the area: what a rubber band catches."""

    def moved(self, row: int, move: Move, view_height: int) -> int:
        """The row a key leads to; at an edge it stays. Needs at least one tile."""

    def scroll_to_show(self, row: int, offset: int, view_height: int) -> int:
        """The scroll offset nearest to `offset` at which the tile, with its gaps, is fully in view."""

    def section_at(self, y: int) -> int:
        """The section that a height lies in, with its heading; the first above all, the last below."""

    def section_of(self, row: int) -> int: ...

    def rows_of_section(self, section: int) -> range: ...

    def heading_box(self, section: int) -> Box: ...

    def headings_between(self, top: int, bottom: int) -> range:
        """Sections of which a pixel of the heading lies in top <= y < bottom."""


def mostly_in_order(rows: NDArray[np.intp]) -> bool:
    """Whether rows came and went but the order stayed, more or less: then the eye should stay where it was.

    `rows` are the new rows of the old ones, in the old order, -1 for those that left. A few scores arriving
    move a few rows; another sort key leaves about half of the neighbours the wrong way round.
    """
    kept = rows[rows >= 0]
    return len(kept) < 2 or int(np.count_nonzero(kept[1:] > kept[:-1])) > 0.75 * (len(kept) - 1)
