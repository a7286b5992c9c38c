"""Drags of pictures out of the gallery, the viewer and the comparison."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QDrag, QImage
from PySide6.QtWidgets import QWidget

from curator.core.live import LiveColumns
from curator.gui.gallery_pane import GalleryPane
from curator.gui.parts.theme import GRID
from curator.gui.shelf.drag_picture import MOST, drag_picture
from curator.gui.shelf.mime import PicturesMime

COPY = Qt.DropAction.CopyAction
"""The only one that is offered: a program that is offered a move takes the original away."""


class DragSource(QObject):
    """Lets a drag run. `live` is where the files are looked up, `thumbnail` is what hangs on the pointer."""

    began = Signal(object)
    """What it carries: QMimeData, which is gone when the drag is over."""
    ended = Signal()

    def __init__(
        self, pane: GalleryPane, live: Callable[[], LiveColumns], thumbnail: Callable[[int], QImage | None]
    ) -> None:
        super().__init__(pane)
        self._live, self._thumbnail = live, thumbnail
        viewing, canvas = pane.viewing, pane.viewing.viewer.canvas
        pane.gallery.drag_wanted.connect(lambda ids, front: self._start(pane.gallery, ids, front))
        canvas.dragged.connect(lambda: self._start_one(canvas, viewing.current_id()))
        comparison = viewing.comparison
        comparison.dragged.connect(lambda image_id: self._start_one(comparison, image_id))

    def _start_one(self, source: QWidget, image_id: int) -> None:
        if image_id >= 0:
            self._start(source, [image_id], image_id)

    def _start(self, source: QWidget, image_ids: Sequence[int], front: int) -> None:
        """Comes back when the drag is over."""
        drag = QDrag(source)
        mime = PicturesMime(image_ids, lambda: self._paths(image_ids))
        drag.setMimeData(mime)
        drag.setPixmap(
            drag_picture(self._images(image_ids, front), len(image_ids), source.devicePixelRatioF())
        )
        drag.setHotSpot(QPoint(-GRID, -GRID))
        self.began.emit(mime)
        try:
            drag.exec(COPY, COPY)
        finally:
            self.ended.emit()

    def _paths(self, image_ids: Sequence[int]) -> list[Path]:
        """Those that are still in the library."""
        live = self._live()
        found = (live.position_of(image_id) for image_id in image_ids)
        return [live.columns.path(position) for position in found if position is not None]

    def _images(self, image_ids: Sequence[int], front: int) -> list[QImage]:
        """The picture that was pressed, then the first of the others."""
        others = [image_id for image_id in image_ids[: MOST + 1] if image_id != front]
        found = (self._thumbnail(image_id) for image_id in (front, *others))
        return [image for image in found if image is not None][:MOST]
