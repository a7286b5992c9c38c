"""A made-up library of any size, and pictures for it."""

import io
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFont, QPainter, QPalette, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QApplication, QHeaderView

from curator.core.columns import Columns, coded, digests, strings, unknown
from curator.gui.gallery.line import Line
from curator.gui.gallery.model import GalleryModel
from curator.gui.gallery.view import GalleryView

DIMENSIONS = ("clarity", "color brightness", "emotion")
MakeColumns = Callable[..., Columns]
OpenGallery = Callable[..., GalleryView]


def make_columns(
    n: int,
    *,
    first_id: int = 1,
    waiting: tuple[int, ...] = (),
    failed: tuple[int, ...] = (),
    names: tuple[str, ...] | None = None,
) -> Columns:
    """See the fixture `columns`."""
    ids = np.arange(first_id, first_id + n, dtype=np.int64)
    unrated = np.isin(ids, [*waiting, *failed])
    names = names or tuple(f"picture {image_id:06}.png" for image_id in ids)
    folder = str(Path("/pictures/outputs"))
    random = np.random.default_rng(2)
    scores = (random.random((len(DIMENSIONS), n)) * 2).astype(np.float32)
    scores[2] = math.nan
    scores[:, unrated] = math.nan
    levels = np.where(np.isnan(scores), -1, np.round(np.nan_to_num(scores))).astype(np.int8)
    shapes = np.array([(1024, 1024), (1216, 832), (832, 1216), (512, 1024)], np.int32)[ids % 4]
    given: dict[str, Any] = {
        "ids": ids,
        "folders": coded([folder] * n),
        "names": strings(names),
        "contents": digests([f"{image_id:064x}" for image_id in ids]),
        "formats": coded(["PNG"] * n),
        "widths": shapes[:, 0].copy(),
        "heights": shapes[:, 1].copy(),
        "bytes": np.full(n, 1_500_000, np.int64),
        "modified": (1_760_000_000 + ids).astype(np.float64),
        "rated_at": np.where(unrated, math.nan, ids + 1_760_000_100).astype(np.float64),
        "scores": scores,
        "predictions": levels,
        "uncertainty": np.full(n, math.nan, np.float32),
        "stars": np.zeros(n, np.int8),
        "flags": np.zeros(n, np.int8),
        "labels": coded([""] * n),
        "failures": coded(["not a picture" if image_id in failed else "" for image_id in ids]),
    }
    return Columns(DIMENSIONS, **{**unknown(DIMENSIONS, n), **given})


class PlainHeader(QHeaderView):
    """Three columns of 400 pixels."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setModel(QStandardItemModel(0, 3, self))
        self.setDefaultSectionSize(400)


class PlainLines:
    """The simplest list: thumbnail and name, with a bar on the left of what is selected."""

    width = 1200

    def __init__(self, model: GalleryModel) -> None:
        self._model = model
        self.height = self.pixels = 0
        self.painted: list[Line] = []

    def dress(self, palette: QPalette, font: QFont, cell: int, pixel_ratio: float) -> None:
        self.height = cell // 4
        self.pixels = round(self.height * pixel_ratio)

    def paint(self, painter: QPainter, lines: Sequence[Line], *, active: bool) -> None:
        self.painted = list(lines)
        for line in lines:
            x, y, _, height = line.box
            if line.selected:
                painter.fillRect(x, y, 8, height, Qt.GlobalColor.red)
            if line.image is not None:
                painter.drawImage(x + 8, y, line.image)
            painter.drawText(x + 100, y + height - 8, self._model.picture(line.row).name)


def turn(
    view: GalleryView,
    eighths: int,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    pixels: int = 0,
) -> None:
    """A turn of the wheel in eighths of a degree; a notch is 120. A touchpad tells pixels."""
    at = QPointF(100, 100)
    event = QWheelEvent(
        at,
        view.viewport().mapToGlobal(at),
        QPoint(0, pixels),
        QPoint(0, eighths),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)


def jpeg(width: int, height: int, color: tuple[int, int, int] = (128, 128, 128)) -> bytes:
    """A plain picture as JPEG bytes."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), color).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()
