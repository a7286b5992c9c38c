"""The middle of the window: notices, chips, and the gallery or what stands in its place."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from curator.core.columns import Columns
from curator.gui.chip_bar import ChipBar
from curator.gui.empty_state import EmptyState
from curator.gui.gallery_grid import USUAL_CELL
from curator.gui.gallery_model import GalleryModel
from curator.gui.gallery_view import GalleryView
from curator.gui.notice_bar import NoticeBar
from curator.gui.thumbnail_loader import Load, ThumbnailLoader


class GalleryPane(QWidget):
    """Owns the gallery and its thumbnails; `close_loader` ends their threads."""

    def __init__(self, load_thumbnail: Load, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = GalleryModel(self)
        self._loader = ThumbnailLoader(load_thumbnail, USUAL_CELL, parent=self)
        self.gallery = GalleryView(self.model, self._loader)
        self.notices = NoticeBar()
        self.chips = ChipBar()
        self.empty = EmptyState()
        self._greeted = False
        self._stack = QStackedWidget()
        self._stack.addWidget(self.gallery)
        self._stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notices)
        column.addWidget(self.chips)
        column.addWidget(self._stack, 1)

    def set_rows(self, columns: Columns, positions: NDArray[np.intp]) -> None:
        """Show these rows; without any the empty state stands there, whose page the window chooses."""
        self.model.set_rows(columns, positions)
        self._stack.setCurrentWidget(self.gallery if len(positions) else self.empty)
        if len(positions) and not self._greeted:
            self._greeted = True
            self._take_keyboard()
        self.chips.setVisible(len(columns) > 0)
        self.tell_count()

    def _take_keyboard(self) -> None:
        """The first pictures are there: arrows should move in them, unless the user is typing."""
        if not isinstance(self.window().focusWidget(), QLineEdit):
            self.gallery.setFocus()

    def tell_count(self) -> None:
        """Say how many are shown and selected."""
        selected = len(self.gallery.selected_ids())
        self.chips.set_count(len(self.model.ids), len(self.model.columns), selected)

    def pictures_changed(self, image_ids: Sequence[int], columns: Columns) -> None:
        """Load the thumbnails again of those whose content is new or that had none. Before `set_rows`."""
        shown = self.model.columns
        self._loader.forget(
            image_id
            for image_id in image_ids
            if self._loader.image(image_id) is None
            or _content(shown, image_id) != _content(columns, image_id)
        )

    def all_painted(self) -> bool:
        """Whether every tile in view shows its thumbnail or has none."""
        ids = [self.model.image_id(row) for row in self.gallery.visible_rows()]
        return all(self._loader.is_settled(image_id) for image_id in ids)

    def close_loader(self) -> None:
        """End the thumbnail threads. Idempotent."""
        self._loader.close()


def _content(columns: Columns, image_id: int) -> str | None:
    at = columns.index_of(image_id)
    return None if at is None else str(columns.contents[at])
