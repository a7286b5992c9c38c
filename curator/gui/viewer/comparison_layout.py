"""Where two to four pictures stand beside each other: arithmetic alone."""

from collections.abc import Sequence

from PySide6.QtCore import QRect

LINES = {1: ((1,),), 2: ((2,),), 3: ((3,), (2, 1)), 4: ((2, 2),)}
"""How many pictures -> the ways to set them in lines; the first one wins where they are alike."""


def arranged(area: QRect, shapes: Sequence[float], gap: int, below: int) -> list[QRect]:
    """Equal places for pictures of these shapes (width by height), in the way that shows them largest.

    `below` is the height that each place needs for what is said under its picture.
    """
    ways = [_places(area, lines, gap) for lines in LINES[len(shapes)]]
    return max(ways, key=lambda places: _seen(places, shapes, below))


def _places(area: QRect, lines: Sequence[int], gap: int) -> list[QRect]:
    """Every place as wide as those of the fullest line; a shorter line stands in the middle."""
    width = (area.width() - gap * (max(lines) - 1)) // max(lines)
    height = (area.height() - gap * (len(lines) - 1)) // len(lines)
    places = []
    for line, count in enumerate(lines):
        left = area.x() + (area.width() - count * width - gap * (count - 1)) // 2
        top = area.y() + line * (height + gap)
        places += [QRect(left + (width + gap) * at, top, width, height) for at in range(count)]
    return places


def _seen(places: Sequence[QRect], shapes: Sequence[float], below: int) -> float:
    """The area that the pictures take together."""
    areas = []
    for place, shape in zip(places, shapes, strict=True):
        width = min(place.width(), shape * (place.height() - below))
        areas.append(width * width / shape)
    return sum(areas)
