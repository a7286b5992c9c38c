"""What the mouse takes hold of on a range, and where the ends go when it is dragged. Places are 0..STEPS."""

from dataclasses import dataclass
from enum import Enum

from curator.gui.narrowing.range_handle import STEPS


class Part(Enum):
    """Of a range."""

    LOW = "low"
    HIGH = "high"
    EITHER = "either"
    """Both ends lie in one place: the direction of the mouse tells which is meant."""
    WINDOW = "window"
    """Both ends, their distance kept."""
    BRUSH = "brush"
    """A new range, from where the mouse was pressed."""


@dataclass(frozen=True, slots=True)
class Hold:
    """What was taken hold of, and where the ends lay then."""

    part: Part
    low: int
    high: int
    start: int
    """The place that follows the mouse."""


def hold_at(value: int, low: int, high: int, reach: int, bars: bool) -> Hold:
    """For a press at `value`, over the bars or on the line; an end takes it from `reach` steps away.

    Elsewhere on the line the nearer end comes to the mouse.
    """
    near = low if abs(value - low) < abs(value - high) else high
    close = abs(value - near) <= reach and not bars
    if not close and (low, high) != (0, STEPS) and low <= value <= high:
        return Hold(Part.WINDOW, low, high, value)
    if bars:
        return Hold(Part.BRUSH, low, high, value)
    part = Part.EITHER if low == high else Part.LOW if near == low else Part.HIGH
    return Hold(part, low, high, value if close else near)


def dragged(hold: Hold, value: int) -> tuple[int, int]:
    """Where the ends go when the mouse is at `value`."""
    by = value - hold.start
    if hold.part is Part.WINDOW:
        by = min(max(by, -hold.low), STEPS - hold.high)
        return hold.low + by, hold.high + by
    if hold.part is Part.BRUSH:
        return min(hold.start, value), max(hold.start, value)
    if hold.part is Part.LOW or (hold.part is Part.EITHER and by < 0):
        return min(max(hold.low + by, 0), hold.high), hold.high
    return hold.low, max(min(hold.high + by, STEPS), hold.low)
