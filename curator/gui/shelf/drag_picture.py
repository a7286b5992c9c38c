"""What hangs on the pointer while pictures are dragged: a few of them, and how many there are."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QImage, QPainter, QPalette, QPixmap

from curator.gui.parts.colors import text_on
from curator.gui.parts.theme import GRID

SIDE = 12 * GRID
MOST = 3
"""Pictures that are drawn."""
_STEP = GRID
_BADGE = 3 * GRID
_LINE = QColor(0, 0, 0, 160)


def drag_picture(images: Sequence[QImage], count: int, pixel_ratio: float) -> QPixmap:
    """At most MOST of the thumbnails behind each other, the first in front; `count` where it is above 1."""
    shown = list(images[:MOST])
    size = QSize(SIDE, SIDE + _BADGE // 2) + QSize(1, 1) * (_STEP * max(len(shown) - 1, 0))
    pixmap = QPixmap(size * pixel_ratio)
    pixmap.setDevicePixelRatio(pixel_ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
    front = QRect(0, _BADGE // 2, SIDE, SIDE)
    for step in reversed(range(len(shown))):
        _paint(painter, front.translated(_STEP * step, _STEP * step), shown[step])
    if not shown:
        painter.fillRect(front, QGuiApplication.palette().color(QPalette.ColorRole.Button))
    if count > 1:
        _paint_count(painter, front, f"{count:,}")
    painter.end()
    return pixmap


def _paint(painter: QPainter, room: QRect, image: QImage) -> None:
    """The middle of it, for squares lie well behind each other."""
    middle = QRect(QPoint(), QSize(1, 1) * min(image.width(), image.height()))
    middle.moveCenter(image.rect().center())
    painter.drawImage(room, image, middle)
    painter.setPen(_LINE)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(room).adjusted(0.5, 0.5, -0.5, -0.5))


def _paint_count(painter: QPainter, front: QRect, text: str) -> None:
    font = QFont(QGuiApplication.font())
    font.setBold(True)
    wide = max(_BADGE, QFontMetrics(font).horizontalAdvance(text) + 2 * GRID)
    badge = QRectF(front.right() - wide, 0, wide, _BADGE)
    accent = QGuiApplication.palette().color(QPalette.ColorRole.Accent)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(accent)
    painter.drawRoundedRect(badge, _BADGE / 2, _BADGE / 2)
    painter.setFont(font)
    painter.setPen(text_on(accent))
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)
