"""From Pillow's pictures to Qt's."""

from PIL import Image
from PySide6.QtGui import QImage


def to_qimage(picture: Image.Image) -> QImage:
    """An RGB picture as a QImage that owns its pixels; safe off the GUI thread."""
    data = picture.convert("RGBA").tobytes("raw", "BGRA")
    image = QImage(data, picture.width, picture.height, picture.width * 4, QImage.Format.Format_RGB32)
    return image.copy()
