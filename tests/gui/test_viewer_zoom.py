"""Zoom and pan as arithmetic: what is under the pointer stays there, and no room is left empty."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from curator.gui.viewer.zoom import LARGEST, Frame, Zoom

sides, rooms = st.integers(1, 20_000), st.integers(1, 4000)
frames = st.builds(Frame, sides, sides, rooms, rooms)
places = st.floats(-0.5, 1.5)
zooms = st.one_of(st.just(Zoom()), st.builds(Zoom, st.floats(0.001, 64), places, places))
points = st.tuples(st.floats(0, 4000), st.floats(0, 4000))
scales = st.floats(0.001, 64)
WIDE = Frame(4000, 2000, 1000, 1000)


@pytest.fixture(autouse=True)
def nothing_of_qt_left() -> None:
    """Nothing here could leave a timer or a thread: spare the look round for them."""


def is_free(place: float, share: float) -> bool:
    """Whether the middle of the room is held by neither end of the picture."""
    return share < 1 and share / 2 + 1e-9 < place < 1 - share / 2 - 1e-9


@given(frames, zooms, scales, points)
def test_what_is_under_the_pointer_stays_there(
    frame: Frame, zoom: Zoom, scale: float, at: tuple[float, float]
) -> None:
    zoomed = frame.zoomed(zoom, scale, at)
    assume(not zoomed.is_fit)
    before, after = frame.place(zoom, *at), frame.place(zoomed, *at)
    shares = [
        frame.room_width / (frame.width * zoomed.scale),
        frame.room_height / (frame.height * zoomed.scale),
    ]
    for axis, middle in enumerate((zoomed.x, zoomed.y)):
        if is_free(middle, shares[axis]):
            assert after[axis] == pytest.approx(before[axis], abs=1e-6)


def test_the_pointer_keeps_its_place_in_plain_numbers() -> None:
    zoomed = WIDE.zoomed(Zoom(), 1.0, (250, 500))
    assert zoomed == Zoom(1.0, 0.25 + 250 / 4000, 0.5)
    assert WIDE.box(zoomed) == (-750, -500, 4000, 2000)


@given(frames, zooms)
def test_no_room_is_left_empty_where_there_is_picture_left(frame: Frame, zoom: Zoom) -> None:
    box = frame.box(zoom)
    for start, side, room in (
        (box.x, box.width, frame.room_width),
        (box.y, box.height, frame.room_height),
    ):
        if side > room + 1e-6:
            assert start <= 1e-6
            assert start + side >= room - 1e-6
        else:
            assert start == pytest.approx((room - side) / 2, abs=1e-6)


@given(frames, zooms)
def test_the_scale_has_bounds_and_fit_shows_all(frame: Frame, zoom: Zoom) -> None:
    assert min(frame.fit, 1) <= frame.scale(zoom) <= max(frame.fit, LARGEST)
    box = frame.box(Zoom())
    assert box.width <= frame.room_width * (1 + 1e-9)
    assert box.height <= frame.room_height * (1 + 1e-9)
    assert box.width == pytest.approx(frame.room_width) or box.height == pytest.approx(frame.room_height)


@given(frames, zooms)
def test_clamping_twice_is_clamping_once(frame: Frame, zoom: Zoom) -> None:
    once = frame.clamped(zoom)
    again = frame.clamped(once)
    assert (again.scale, again.x, again.y) == pytest.approx((once.scale, once.x, once.y))


def test_the_picture_follows_the_hand_until_its_edge() -> None:
    middle = Zoom(1.0, 0.5, 0.5)
    assert WIDE.box(WIDE.panned(middle, 30, -20))[:2] == pytest.approx((-1470, -520))
    assert WIDE.box(WIDE.panned(middle, 9999, 9999))[:2] == pytest.approx((0, 0))
    assert WIDE.panned(Zoom(), 30, 30) == Zoom()


def test_toggling_goes_to_pixels_at_the_pointer_and_back_to_all() -> None:
    near = WIDE.toggled(Zoom(), (250, 500))
    assert near.scale == 1.0
    assert WIDE.place(near, 250, 500) == pytest.approx((0.25, 0.5))
    assert WIDE.toggled(near) == Zoom()
    assert WIDE.toggled(Zoom(0.7, 0.1, 0.1)) == Zoom()


def test_the_wheel_stops_at_pixels_and_ends_at_all() -> None:
    zoom, seen = Zoom(), []
    for _ in range(20):
        zoom = WIDE.turned(zoom, 120, (400, 300))
        seen.append(zoom.scale)
    assert 1.0 in seen
    assert seen == sorted(seen)
    assert 15 < seen[-1] <= LARGEST
    for _ in range(30):
        zoom = WIDE.turned(zoom, -120, (10, 10))
        seen.append(zoom.scale)
    assert seen.count(1.0) == 2
    assert zoom == Zoom()


def test_keys_go_along_a_row_with_round_sizes() -> None:
    row, zoom = [], WIDE.zoomed(Zoom(), 0.3)
    while zoom.scale < LARGEST:
        zoom = WIDE.stepped(zoom, 1)
        row.append(zoom.scale)
    assert row == pytest.approx([2 ** (half / 2) for half in range(-3, 11)])
    assert WIDE.stepped(Zoom(1.0), -1).scale == pytest.approx(math.sqrt(0.5))
    assert WIDE.stepped(WIDE.stepped(Zoom(0.4), -1), -1) == Zoom()


def test_a_small_picture_can_be_enlarged_to_the_room_and_shown_as_it_is() -> None:
    small = Frame(100, 100, 1000, 800)
    assert small.fit == 8
    assert small.box(Zoom()) == (100, 0, 800, 800)
    assert small.toggled(Zoom()).scale == 1.0
    assert small.box(small.toggled(Zoom())) == (450, 350, 100, 100)
    assert small.zoomed(Zoom(), 0.1).scale == 1.0


@given(frames, zooms)
def test_a_shared_zoom_is_its_own_again(frame: Frame, zoom: Zoom) -> None:
    again = frame.absolute(frame.relative(frame.clamped(zoom)))
    expected = frame.clamped(zoom)
    assert (again.scale, again.x, again.y) == pytest.approx((expected.scale, expected.x, expected.y))


@given(st.integers(50, 5000), st.integers(50, 5000), st.integers(2, 4), st.floats(1, 8), places, places)
def test_pictures_of_one_shape_show_the_same_part_in_step(
    width: int, height: int, times: int, factor: float, x: float, y: float
) -> None:
    small, large = Frame(width, height, 700, 500), Frame(width * times, height * times, 700, 500)
    assume(1 < factor * large.fit < LARGEST)
    assume(1 < factor * small.fit < LARGEST)
    shared = Zoom(factor, x, y)
    assert small.box(small.absolute(shared)) == pytest.approx(large.box(large.absolute(shared)), abs=1e-6)
