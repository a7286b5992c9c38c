"""What part of a picture is seen, and how large: arithmetic alone, without widgets.

Lengths are in pixels of the device unless they are called the picture's. A place in a picture is told as two
shares of its width and height, 0..1, so that it means the same in pictures of different sizes.
"""

import math
from dataclasses import dataclass, replace
from typing import NamedTuple

FIT = 0.0
LARGEST = 32.0
"""So many pixels of the device show one of the picture, at most."""
WHEEL_DOUBLES = 360.0
"""Turning the wheel this far doubles the size; a notch is 120."""
STEPS_DOUBLE = 2
"""So many presses of a key double the size."""
_ALIKE = 1e-9


class Box(NamedTuple):
    """A rectangle: left, top, width, height."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Zoom:
    """`scale` pixels of the device show one of the picture; FIT shows all of it as large as there is room."""

    scale: float = FIT
    x: float = 0.5
    y: float = 0.5
    """The place of the picture in the middle of the room."""

    @property
    def is_fit(self) -> bool:
        return self.scale == FIT


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture in a room. All four sides are positive."""

    width: int
    height: int
    """The picture's."""
    room_width: int
    room_height: int

    @property
    def fit(self) -> float:
        """The scale at which all is seen; above 1 where the picture is smaller than the room."""
        return min(self.room_width / self.width, self.room_height / self.height)

    def scale(self, zoom: Zoom) -> float:
        """What the zoom comes to for this picture, between its smallest and its largest size."""
        if zoom.is_fit:
            return self.fit
        return min(max(zoom.scale, min(self.fit, 1.0)), max(self.fit, LARGEST))

    def clamped(self, zoom: Zoom) -> Zoom:
        """The same without empty room on a side where there is picture left; in the middle where all fits."""
        if zoom.is_fit:
            return Zoom()
        scale = self.scale(zoom)
        x = _centre(zoom.x, self.room_width / (self.width * scale))
        y = _centre(zoom.y, self.room_height / (self.height * scale))
        return Zoom(scale, x, y)

    def box(self, zoom: Zoom) -> Box:
        """Where the whole picture lies in the room; most of it may be outside."""
        zoom, scale = self.clamped(zoom), self.scale(zoom)
        width, height = self.width * scale, self.height * scale
        return Box(
            self.room_width / 2 - zoom.x * width, self.room_height / 2 - zoom.y * height, width, height
        )

    def place(self, zoom: Zoom, x: float, y: float) -> tuple[float, float]:
        """The place of the picture at a point of the room; beyond 0..1 beside the picture."""
        box = self.box(zoom)
        return (x - box.x) / box.width, (y - box.y) / box.height

    def zoomed(self, zoom: Zoom, scale: float, at: tuple[float, float] | None = None) -> Zoom:
        """At another scale, with what is at that point of the room (else in its middle) staying there."""
        x, y = at or (self.room_width / 2, self.room_height / 2)
        scale = self.scale(Zoom(scale))
        if self._is_smallest(scale):
            return Zoom()
        place_x, place_y = self.place(zoom, x, y)
        middle_x = place_x + (self.room_width / 2 - x) / (self.width * scale)
        middle_y = place_y + (self.room_height / 2 - y) / (self.height * scale)
        return self.clamped(Zoom(scale, middle_x, middle_y))

    def panned(self, zoom: Zoom, right: float, down: float) -> Zoom:
        """The picture moved in the room; a picture that fits stays."""
        if zoom.is_fit:
            return zoom
        zoom, scale = self.clamped(zoom), self.scale(zoom)
        moved = replace(
            zoom, x=zoom.x - right / (self.width * scale), y=zoom.y - down / (self.height * scale)
        )
        return self.clamped(moved)

    def toggled(self, zoom: Zoom, at: tuple[float, float] | None = None) -> Zoom:
        """From fit to 1:1 at that point of the room, from anything else to fit."""
        return self.zoomed(zoom, 1.0, at) if zoom.is_fit else Zoom()

    def turned(self, zoom: Zoom, angle: float, at: tuple[float, float]) -> Zoom:
        """The wheel turned by so many eighths of a degree, forwards enlarges; it does not skip 1:1."""
        now = self.scale(zoom)
        scale = now * 2 ** (angle / WHEEL_DOUBLES)
        return self.zoomed(zoom, 1.0 if min(now, scale) < 1.0 < max(now, scale) else scale, at)

    def stepped(self, zoom: Zoom, steps: int) -> Zoom:
        """Larger by so many steps of the row … 50, 71, 100, 141, 200 % …, or smaller where negative."""
        now = math.log2(self.scale(zoom)) * STEPS_DOUBLE
        start = math.floor(now + _ALIKE) if steps > 0 else math.ceil(now - _ALIKE)
        return self.zoomed(zoom, 2 ** ((start + steps) / STEPS_DOUBLE))

    def relative(self, zoom: Zoom) -> Zoom:
        """The zoom with its scale as a multiple of the one that fits, as panes in step share it."""
        return zoom if zoom.is_fit else replace(zoom, scale=self.scale(zoom) / self.fit)

    def absolute(self, relative: Zoom) -> Zoom:
        """A shared zoom as one for this picture. Of the same shape, all show the same part of theirs."""
        return relative if relative.is_fit else replace(relative, scale=relative.scale * self.fit)

    def _is_smallest(self, scale: float) -> bool:
        return self.fit <= 1.0 and scale <= self.fit * (1 + _ALIKE)


def _centre(place: float, share: float) -> float:
    """The place in the middle of a room that shows that share of the picture's side."""
    return 0.5 if share >= 1.0 else min(max(place, share / 2), 1.0 - share / 2)
