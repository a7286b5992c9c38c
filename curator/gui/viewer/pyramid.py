"""A picture ready to be painted at any size: itself and its halves, so that a frame costs what is seen."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QImage, QPainter

from curator.gui.parts.qimage import to_qimage
from curator.gui.viewer.zoom import Box

SMALLEST = 512
"""A level whose longer side is no longer than this has no half."""
CRISP = 2.0
"""From this scale on pixels are drawn as squares."""
_WIDEST = 2**15 - 1
"""QPainter reckons places in a picture in 16 bits before the point: beyond them it draws others."""


@dataclass(frozen=True, slots=True, eq=False)
class Pyramid:
    """Never changed; may be made in one thread and painted in another."""

    levels: tuple[QImage, ...]
    """The picture at full size, then each half as wide and high as the one before."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.levels[0].width(), self.levels[0].height()

    @property
    def bytes(self) -> int:
        """What the pixels of all levels take."""
        return sum(level.sizeInBytes() for level in self.levels)

    def level(self, scale: float) -> QImage:
        """The smallest that need not be enlarged at that scale (device pixels per picture pixel)."""
        halvings = math.floor(-math.log2(scale) + 1e-6)
        return self.levels[min(max(halvings, 0), len(self.levels) - 1)]

    def paint(self, painter: QPainter, box: Box, seen: QRect) -> None:
        """Draw what is in `seen` of the picture, whole in `box`; both in the painter's coordinates, which are
        pixels of the device.
        """
        scale = box.width / self.levels[0].width()
        paint_image(painter, self.level(scale), box, seen, smooth=scale < CRISP)


def build(picture: Image.Image, is_unwanted: Callable[[], bool] = lambda: False) -> Pyramid | None:
    """The levels of an RGB picture; None once it is found unwanted. For a thread beside the window's, which
    it does not hold up. Raises PictureError where there is not enough memory.
    """
    levels: list[QImage] = []
    while not is_unwanted():
        levels.append(to_qimage(picture))
        if max(picture.size) <= SMALLEST:
            return Pyramid(tuple(levels))
        picture = picture.reduce(2)
    return None


def expected_bytes(width: int, height: int) -> int:
    """What the pyramid of a picture of that size will take: 4 bytes a pixel and a third more."""
    return width * height * 16 // 3


def paint_image(painter: QPainter, image: QImage, box: Box, seen: QRect, *, smooth: bool = True) -> None:
    """Draw the part of the image, whole in `box`, that is in `seen`; the cost goes by that part."""
    area = QRectF(*box)
    shown = area.intersected(QRectF(seen))
    if shown.isEmpty():
        return
    across, down = image.width() / box.width, image.height() / box.height
    within = shown.translated(-area.topLeft())
    rows = QRectF(within.x() * across, within.y() * down, within.width() * across, within.height() * down)
    # A pixel more on each side, for the smoothing at the edges
    source = rows.toAlignedRect().adjusted(-1, -1, 1, 1).intersected(image.rect())
    target = QRectF(
        box.x + source.x() / across,
        box.y + source.y() / down,
        source.width() / across,
        source.height() / down,
    )
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    painter.setClipRect(seen)
    if max(source.right(), source.bottom()) > _WIDEST:
        image, source = image.copy(source), source.translated(-source.topLeft())
    painter.drawImage(target, image, QRectF(source))
