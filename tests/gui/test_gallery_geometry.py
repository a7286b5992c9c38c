"""The arithmetic of the grid, against the same answers found tile by tile."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.gui.gallery_geometry import Box, Grid, Move, mostly_in_order

GRIDS = st.builds(
    Grid,
    count=st.integers(0, 60),
    width=st.integers(0, 900),
    tile_width=st.integers(96, 320),
    tile_height=st.integers(100, 360),
)
FOUR = Grid(count=10, width=816, tile_width=192, tile_height=216)
"""Lines of 4, 4 and 2."""


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


@given(GRIDS)
def test_tiles_lie_inside_in_reading_order_without_touching(grid: Grid) -> None:
    boxes = [grid.box(row) for row in range(grid.count)]
    assert boxes == sorted(boxes, key=lambda box: (box.y, box.x))
    assert all(box.y >= grid.gap and box.y + box.height + grid.gap <= grid.height for box in boxes)
    assert not any(overlap(one, other) for one, other in pairwise(boxes))
    if grid.width >= grid.tile_width + 2 * grid.gap:
        assert all(box.x >= grid.gap and box.x + box.width + grid.gap <= grid.width for box in boxes)


@given(GRIDS, st.integers(-50, 950), st.integers(-50, 5000))
def test_the_row_at_a_point_is_the_tile_that_holds_it(grid: Grid, x: int, y: int) -> None:
    boxes = [grid.box(row) for row in range(grid.count)]
    holding = [row for row, box in enumerate(boxes) if overlap(box, Box(x, y, 1, 1))]
    assert grid.row_at(x, y) == (holding[0] if holding else -1)


@given(GRIDS, st.integers(-500, 5000), st.integers(1, 1200))
def test_visible_rows_are_those_with_a_pixel_in_view(grid: Grid, top: int, height: int) -> None:
    view = Box(-10_000, top, 30_000, height)
    assert list(grid.rows_between(top, top + height)) == [
        row for row in range(grid.count) if overlap(grid.box(row), view)
    ]


@given(GRIDS, st.integers(-50, 950), st.integers(-50, 5000), st.integers(1, 900), st.integers(1, 3000))
def test_a_band_catches_the_tiles_it_touches(grid: Grid, x: int, y: int, width: int, height: int) -> None:
    area = Box(x, y, width, height)
    caught = [row for row in range(grid.count) if overlap(grid.box(row), area)]
    assert grid.rows_touching(area).tolist() == caught


@pytest.mark.parametrize(
    ("row", "move", "target"),
    [
        (0, Move.LEFT, 0),
        (4, Move.LEFT, 3),
        (9, Move.RIGHT, 9),
        (3, Move.RIGHT, 4),
        (2, Move.UP, 2),
        (6, Move.UP, 2),
        (1, Move.DOWN, 5),
        (5, Move.DOWN, 9),
        (7, Move.DOWN, 9),
        (8, Move.DOWN, 8),
        (3, Move.HOME, 0),
        (3, Move.END, 9),
        (1, Move.PAGE_DOWN, 9),
        (3, Move.PAGE_DOWN, 9),
        (9, Move.PAGE_UP, 1),
        (2, Move.PAGE_UP, 2),
    ],
)
def test_keys_lead_where_the_hand_expects(row: int, move: Move, target: int) -> None:
    assert FOUR.moved(row, move, view_height=500) == target


@given(
    GRIDS.filter(lambda grid: grid.count > 0), st.sampled_from(Move), st.integers(0, 59), st.integers(0, 2000)
)
def test_no_key_leaves_the_grid(grid: Grid, move: Move, row: int, view_height: int) -> None:
    assert 0 <= grid.moved(min(row, grid.count - 1), move, view_height) < grid.count


def test_scrolling_to_a_tile_goes_no_further_than_needed() -> None:
    assert FOUR.scroll_to_show(0, offset=0, view_height=500) == 0
    assert FOUR.scroll_to_show(5, offset=0, view_height=500) == 0
    assert FOUR.scroll_to_show(9, offset=0, view_height=500) == FOUR.height - 500
    assert FOUR.scroll_to_show(4, offset=400, view_height=500) == 224
    assert FOUR.scroll_to_show(4, offset=0, view_height=100) == 224


def test_arrivals_keep_the_order_and_another_key_does_not() -> None:
    arrived = np.arange(100) + 5
    moved = arrived.copy()
    moved[10] = 0
    assert mostly_in_order(arrived)
    assert mostly_in_order(moved)
    assert mostly_in_order(np.where(arrived % 3 == 0, -1, arrived))
    assert not mostly_in_order(arrived[::-1])
    assert not mostly_in_order(np.random.default_rng(1).permutation(100))
