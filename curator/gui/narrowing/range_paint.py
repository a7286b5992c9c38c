"""The drawing behind the handles of a range: bars, the coloured line, and a tick at each level."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPalette

from curator.gui.parts.colors import blend, score_color

BARS = 14
"""Height of the highest bar in pixels."""
GROOVE = 4
TICK = 4
GROUND = BARS + 1
"""Where the line of scores begins, below the bars."""
HEIGHT = GROUND + GROOVE + TICK + 2

Place = Callable[[float], float]
"""A score of 0..2 -> x in pixels."""
_STOPS = [(part / 8, score_color(part / 4)) for part in range(9)]


def paint_bars(
    painter: QPainter,
    colors: QPalette,
    place: Place,
    counts: tuple[Sequence[int], Sequence[int]],
    chosen: tuple[float, float],
) -> None:
    """The bars that other filters leave, pale outside the range, before those of all pictures.

    `counts`: what is left and the whole, in as many equal parts of 0..2. All heights are shares of the
    whole's highest bar, so that none jumps while another range moves.
    """
    left, whole = counts
    tallest = max(whole, default=0)
    if tallest == 0:
        return
    edges = [round(place(2 * at / len(whole))) for at in range(len(whole) + 1)]
    middle = [(at + 0.5) * 2 / len(whole) for at in range(len(whole))]
    inside = [chosen[0] <= score <= chosen[1] for score in middle]
    window = colors.color(QPalette.ColorRole.Window)
    faint = blend(window, colors.color(QPalette.ColorRole.Mid), 0.7)
    painter.setPen(Qt.PenStyle.NoPen)
    _bars(painter, faint, edges, whole, tallest, [True] * len(whole))
    _bars(
        painter, colors.color(QPalette.ColorRole.Midlight), edges, left, tallest, [not one for one in inside]
    )
    _bars(painter, colors.color(QPalette.ColorRole.PlaceholderText), edges, left, tallest, inside)


def paint_line(painter: QPainter, colors: QPalette, place: Place, chosen: tuple[float, float] | None) -> None:
    """The line of scores, in their colours within the range; None is a line that can't be used."""
    rail = colors.color(QPalette.ColorRole.Mid)
    left, right = place(0), place(2)
    painter.fillRect(QRectF(left, GROUND, right - left, GROOVE), rail)
    tick = colors.color(QPalette.ColorRole.Midlight)
    for level in range(3):
        painter.fillRect(QRectF(round(place(level)), GROUND + GROOVE, 1, TICK + 1), tick)
    if chosen is None:
        return
    gradient = QLinearGradient(left, 0, right, 0)
    gradient.setStops(_STOPS)
    low, high = place(chosen[0]), place(chosen[1])
    painter.fillRect(QRectF(low, GROUND, high - low, GROOVE), gradient)


def _bars(
    painter: QPainter,
    color: QColor,
    edges: Sequence[int],
    counts: Sequence[int],
    tallest: int,
    drawn: Sequence[bool],
) -> None:
    """One pixel at least where there is any picture, and one between two bars."""
    rects = []
    for at, count in enumerate(counts):
        if count and drawn[at]:
            height = max(round(BARS * min(count / tallest, 1)), 1)
            width = max(edges[at + 1] - edges[at] - 1, 1)
            rects.append(QRectF(edges[at], BARS - height, width, height))
    painter.setBrush(color)
    painter.drawRects(rects)
