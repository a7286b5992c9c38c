"""The arithmetic of the layouts, against the same answers found tile by tile."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.gui.gallery.geometry import NO_HEADINGS, Box, Headings, Move, mostly_in_order
from curator.gui.gallery.grid import Grid
from curator.gui.gallery.lines import Lines
from curator.gui.gallery.rows import JustifiedRows, RowsTile
from curator.gui.gallery.stack import Stack

FOUR = Grid(count=10, width=816, tile_width=192, tile_height=216)
"""Lines of 4, 4 and 2."""
QUICK = settings(max_examples=50)
SIDES = st.one_of(st.just(0), st.integers(1, 9000))
POINTS = st.tuples(st.integers(-50, 950), st.integers(-50, 6000))


@st.composite
def headings(draw: st.DrawFn, count: int) -> Headings:
    if not count or draw(st.booleans()):
        return NO_HEADINGS
    later = draw(st.sets(st.integers(1, count), max_size=6)) - {count}
    return Headings(np.array([0, *sorted(later)], np.intp), draw(st.integers(16, 48)))


@st.composite
def grids(draw: st.DrawFn, headed: bool = True) -> Grid:
    count = draw(st.integers(0, 60))
    return Grid(
        count,
        draw(st.integers(0, 900)),
        draw(st.integers(96, 320)),
        draw(st.integers(100, 360)),
        headings=draw(headings(count)) if headed else NO_HEADINGS,
    )


@st.composite
def justified(draw: st.DrawFn) -> JustifiedRows:
    shapes = draw(st.lists(st.tuples(SIDES, SIDES), max_size=60))
    widths, heights = np.array(shapes, np.int32).reshape(len(shapes), 2).T
    tile = RowsTile(draw(st.integers(96, 320)), pad=4, strip=40)
    return JustifiedRows(
        widths, heights, draw(st.integers(0, 1600)), tile, gap=4, headings=draw(headings(len(shapes)))
    )


STACKS = st.builds(
    Stack, st.integers(0, 60), st.integers(1, 900), st.integers(0, 3000), line_height=st.integers(20, 90)
)
LAYOUTS = st.one_of(grids(), justified(), STACKS)
FILLED = LAYOUTS.filter(lambda layout: layout.count > 0)


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def all_boxes(layout: Lines) -> list[Box]:
    return [layout.box(row) for row in range(layout.count)]


@QUICK
@given(LAYOUTS)
def test_tiles_lie_inside_in_reading_order_without_touching(layout: Lines) -> None:
    boxes = all_boxes(layout)
    assert boxes == sorted(boxes, key=lambda box: (box.y, box.x))
    assert all(box.width > 0 and box.height > 0 for box in boxes)
    assert all(box.y >= layout.gap and box.y + box.height + layout.gap <= layout.height for box in boxes)
    assert not any(overlap(one, other) for one, other in pairwise(boxes))
    beside = [(one, other) for one, other in pairwise(boxes) if one.y == other.y]
    assert all(other.x == one.x + one.width + layout.gap for one, other in beside)


@QUICK
@given(grids())
def test_a_grid_is_not_wider_than_its_view(grid: Grid) -> None:
    if grid.width >= grid.tile_width + 2 * grid.gap:
        boxes = all_boxes(grid)
        assert all(box.x >= grid.gap and box.x + box.width + grid.gap <= grid.width for box in boxes)


@QUICK
@given(LAYOUTS, POINTS)
def test_the_row_at_a_point_is_the_tile_that_holds_it(layout: Lines, point: tuple[int, int]) -> None:
    holding = [row for row, box in enumerate(all_boxes(layout)) if overlap(box, Box(*point, 1, 1))]
    assert layout.row_at(*point) == (holding[0] if holding else -1)


@QUICK
@given(LAYOUTS)
def test_every_tile_is_found_at_its_middle_and_corners(layout: Lines) -> None:
    for row, box in enumerate(all_boxes(layout)):
        right, bottom = box.x + box.width - 1, box.y + box.height - 1
        places = [(box.x + box.width // 2, box.y + box.height // 2), (box.x, box.y), (right, bottom)]
        assert [layout.row_at(*place) for place in places] == [row] * 3


@QUICK
@given(LAYOUTS, st.integers(-500, 6000), st.integers(1, 1200))
def test_visible_rows_are_those_with_a_pixel_in_view(layout: Lines, top: int, height: int) -> None:
    view = Box(-10_000, top, 30_000, height)
    assert list(layout.rows_between(top, top + height)) == [
        row for row, box in enumerate(all_boxes(layout)) if overlap(box, view)
    ]


@QUICK
@given(LAYOUTS, POINTS, st.integers(1, 900), st.integers(1, 3000))
def test_a_band_catches_the_tiles_it_touches(
    layout: Lines, point: tuple[int, int], width: int, height: int
) -> None:
    area = Box(*point, width, height)
    caught = [row for row, box in enumerate(all_boxes(layout)) if overlap(box, area)]
    assert layout.rows_touching(area).tolist() == caught


@QUICK
@given(justified())
def test_lines_of_rows_fill_the_width_and_a_sections_last_is_not_blown_up(rows: JustifiedRows) -> None:
    usual = rows._tile.height
    inner = max(rows.width - 2 * rows.gap, usual)
    lasts = {rows.rows_of_section(section).stop for section in range(len(rows.headings.starts))}
    for line in range(rows.lines):
        tiles = rows.rows_of_line(line)
        first, last = rows.box(tiles.start), rows.box(tiles[-1])
        height = last.height - rows._tile.strip
        if tiles.stop in lasts:
            assert height <= usual
        if tiles.stop not in lasts or height < usual:
            assert (first.x, last.x + last.width) == (rows.gap, rows.gap + inner)
        assert usual / 3 < height < 3 * usual


@pytest.mark.parametrize(
    ("size", "shape"),
    [((1600, 900), 16 / 9), ((832, 1216), 832 / 1216), ((9000, 1000), 3), ((100, 9000), 0.5), ((0, 0), 1)],
)
def test_a_picture_in_rows_keeps_its_shape_within_reason(size: tuple[int, int], shape: float) -> None:
    widths, heights = np.full((2, 40), [[size[0]], [size[1]]], np.int32)
    rows = JustifiedRows(widths, heights, 1400, RowsTile(192, pad=4, strip=40), gap=4)
    for box in all_boxes(rows):
        assert (box.width - 8) / (box.height - 40) == pytest.approx(shape, abs=0.015)


@QUICK
@given(justified(), st.integers(0, 1600), st.integers(96, 320))
def test_rows_made_from_those_before_are_as_made_anew(rows: JustifiedRows, width: int, height: int) -> None:
    tile = RowsTile(height, pad=4, strip=40)
    made = [
        JustifiedRows(*rows.sizes, width, tile, rows.gap, rows.headings, before) for before in (None, rows)
    ]
    assert all_boxes(made[0]) == all_boxes(made[1])


@QUICK
@given(FILLED, st.data())
def test_sections_stand_under_their_headings(layout: Lines, data: st.DataObject) -> None:
    starts = layout.headings.starts.tolist()
    spans = [layout.rows_of_section(section) for section in range(len(starts))]
    assert [row for span in spans for row in span] == list(range(layout.count))
    row = data.draw(st.integers(0, layout.count - 1))
    section = layout.section_of(row)
    assert row in spans[section]
    assert layout.section_at(layout.box(row).y) == section
    heading = layout.heading_box(section)
    assert layout.section_at(heading.y) == section
    assert heading.height + layout.gap == layout.box(starts[section]).y - heading.y
    assert not any(overlap(heading, box) for box in all_boxes(layout)) or not heading.height


@QUICK
@given(FILLED, st.integers(-500, 6000), st.integers(1, 1200))
def test_visible_headings_are_those_with_a_pixel_in_view(layout: Lines, top: int, height: int) -> None:
    every = [layout.heading_box(section) for section in range(len(layout.headings.starts))]
    view = Box(-10_000, top, 30_000, height)
    seen = [at for at, box in enumerate(every) if box.height and overlap(box._replace(width=1), view)]
    assert list(layout.headings_between(top, top + height)) == seen


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


def test_keys_cross_sections_and_keep_the_column() -> None:
    grid = Grid(9, 816, 192, 216, headings=Headings(np.array([0, 2, 8]), 32))
    assert [grid.moved(row, Move.DOWN, 500) for row in (0, 1, 2, 5, 7, 8)] == [2, 3, 6, 7, 8, 8]
    assert [grid.moved(row, Move.UP, 500) for row in (8, 7, 5, 2)] == [6, 3, 1, 0]


@QUICK
@given(FILLED, st.sampled_from(Move), st.integers(0, 59), st.integers(0, 2000))
def test_no_key_leaves_the_layout(layout: Lines, move: Move, row: int, view_height: int) -> None:
    assert 0 <= layout.moved(min(row, layout.count - 1), move, view_height) < layout.count


@QUICK
@given(grids(headed=False).filter(lambda grid: grid.count > 0), st.integers(0, 59))
def test_up_after_down_comes_home(grid: Grid, row: int) -> None:
    row = min(row, grid.count - 1)
    below = grid.moved(row, Move.DOWN, 500)
    if below == row + grid.columns:
        assert grid.moved(below, Move.UP, 500) == row
    else:
        assert below in (row, grid.count - 1)


@QUICK
@given(FILLED.filter(lambda layout: layout.lines > 1), st.integers(0, 59))
def test_down_reaches_every_line(layout: Lines, row: int) -> None:
    row = min(row, layout.count - 1)
    below = layout.moved(row, Move.DOWN, 500)
    assert layout.line_of(below) == min(layout.line_of(row) + 1, layout.lines - 1)


@QUICK
@given(FILLED, st.integers(0, 59), st.integers(0, 6000), st.integers(1, 2000))
def test_what_is_scrolled_to_is_in_view_below_the_heading(
    layout: Lines, row: int, offset: int, view_height: int
) -> None:
    box = layout.box(min(row, layout.count - 1))
    offset = layout.scroll_to_show(min(row, layout.count - 1), offset, view_height)
    assert box.y - offset >= layout.headings.height + layout.gap
    if box.height + 2 * layout.gap + layout.headings.height <= view_height:
        assert box.y + box.height - offset + layout.gap <= view_height


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
