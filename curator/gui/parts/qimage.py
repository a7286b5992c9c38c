"""From Pillow's pictures to Qt's."""

import numpy as np
from PIL import Image
from PySide6.QtGui import QImage

from curator.core.errors import PictureError

PAINTS_FASTEST = QImage.Format.Format_RGB32
_STRIP_PIXELS = 2**18
"""So many are turned into bytes at a time, under Python's lock: a fraction of a millisecond."""


def to_qimage(picture: Image.Image) -> QImage:
    """An RGB picture as a QImage that owns its pixels; safe off the GUI thread, which it does not hold up.

    Raises PictureError where there is not enough memory.
    """
    flat = picture if picture.mode == "RGB" else picture.convert("RGB")
    width, height = flat.size
    image = QImage(width, height, PAINTS_FASTEST)
    if image.isNull():
        raise PictureError(
            "There is not enough memory to show the picture: close other programs, then try again."
        )
    rows = np.frombuffer(image.bits(), np.uint8).reshape(height, width * 4)
    step = max(1, _STRIP_PIXELS // width)
    for top in range(0, height, step):
        strip = flat.crop((0, top, width, min(top + step, height)))
        data = np.frombuffer(strip.tobytes("raw", "BGRX"), np.uint8)
        # numpy lets other threads run while it copies; a slice of bytes would not
        np.copyto(rows[top : top + step], data.reshape(-1, width * 4))
    return image
