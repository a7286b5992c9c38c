"""One picture, as high as its shape asks for, in its own colours."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from curator.gui.parts.theme import GRID

LOWEST = 12 * GRID


class PictureView(QWidget):
    """Shows an image set from outside, never larger than its pixels; says so where there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self.words = ""
        self._highest = 60 * GRID
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("Picture")

    def set_image(self, image: QImage | None, words: str = "") -> None:
        """`words` stand in the place of a missing picture."""
        self._image = image if image is not None else QImage()
        self.words = words
        self.updateGeometry()
        self.update()

    def image(self) -> QImage:
        return self._image

    def set_highest(self, height: int) -> None:
        """How high it may be, so that what stands below it is seen as well."""
        self._highest = height
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        size = self._image.size().toSizeF() / self.devicePixelRatioF()
        if size.isEmpty():
            return LOWEST
        shrunk = min((width - 2 * GRID) / size.width(), 1.0)
        return max(min(round(size.height() * shrunk) + 2 * GRID, self._highest), LOWEST)

    def sizeHint(self) -> QSize:
        return QSize(256, self.heightForWidth(256))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Dark))
        if self._image.isNull():
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.words)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self._area(), self._image)

    def _area(self) -> QRectF:
        size = self._image.size().toSizeF() / self.devicePixelRatioF()
        room = QRectF(self.rect()).adjusted(GRID, GRID, -GRID, -GRID)
        if size.width() > room.width() or size.height() > room.height():
            size.scale(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        area = QRectF(0, 0, size.width(), size.height())
        area.moveCenter(room.center())
        return area
