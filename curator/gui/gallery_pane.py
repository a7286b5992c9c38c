"""The middle of the window: notices, and below them the gallery, or the pictures looked at in its place."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from curator.core.columns import Columns
from curator.core.sections import Section
from curator.gui.empty_state import EmptyState
from curator.gui.files.bar import FilesBar
from curator.gui.gallery.model import GalleryModel
from curator.gui.gallery.thumbnail_loader import ThumbnailLoader
from curator.gui.gallery.view import GalleryView
from curator.gui.listing.header import ListHeader
from curator.gui.listing.list_columns import list_columns
from curator.gui.listing.list_lines import ListLines
from curator.gui.narrowing.chip_bar import ChipBar
from curator.gui.notice_bar import NoticeBar
from curator.gui.sessions.protocol import WindowSession
from curator.gui.viewer.about import about_rows
from curator.gui.viewer.viewing import Viewing
from curator.gui.warm_bar import WarmBar


class GalleryPane(QWidget):
    """Owns the gallery, its thumbnails and the viewer; `close_loaders` ends their threads."""

    def __init__(self, session: WindowSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = GalleryModel(self)
        self._loader = ThumbnailLoader(session.thumbnail, parent=self)
        self.gallery = GalleryView(self.model, self._loader)
        self.header = ListHeader(list_columns(session.rubric.keys, session.columns.extra_names))
        self.gallery.set_list(ListLines(self.model, self.header), self.header)
        self.header.reached.connect(self.gallery.show_sideways)
        self.header.changed.connect(self.gallery.list_changed)
        self.notices = NoticeBar()
        self.warm = WarmBar()
        self.files = FilesBar()
        self.chips = ChipBar()
        self.empty = EmptyState()
        self._greeted = False
        self._stack = QStackedWidget()
        self._stack.addWidget(self.gallery)
        self._stack.addWidget(self.empty)
        about = about_rows(lambda: session.live, self._loader.image, lambda: self.model.badge)
        self.viewing = Viewing(self._home(), session.picture, about, parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for bar in (self.notices, self.warm, self.files):
            column.addWidget(bar)
        column.addWidget(self.viewing.pages, 1)

    def set_rows(
        self,
        columns: Columns,
        positions: NDArray[np.intp],
        sections: Sequence[Section] = (),
        hidden: NDArray[np.intp] | None = None,
    ) -> None:
        """Show these rows; without any the empty state stands there, whose page the window chooses.

        `hidden`: how many duplicates each stands for, where some are shown as one.
        """
        self.model.set_rows(columns, positions, sections, hidden)
        self.viewing.set_order(self.model.ids)
        self._stack.setCurrentWidget(self.gallery if len(positions) else self.empty)
        if len(positions) and not self._greeted:
            self._greeted = True
            self._take_keyboard()
        self.chips.setVisible(len(columns) > 0)
        self.tell_count()

    def tell_count(self) -> None:
        """Say how many are shown and selected."""
        selected = self.gallery.selected_count()
        self.chips.set_count(len(self.model.ids), len(self.model.columns), selected)

    def thumbnail(self, image_id: int) -> QImage | None:
        """What there is of it now."""
        return self._loader.image(image_id)

    def all_painted(self) -> bool:
        """Whether every tile in view shows its thumbnail or has none."""
        return self.gallery.is_settled()

    def close_loaders(self) -> None:
        """End the threads that load pictures. Idempotent."""
        self._loader.close()
        self.viewing.close()

    def _home(self) -> QWidget:
        home = QWidget()
        column = QVBoxLayout(home)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.chips)
        column.addWidget(self._stack, 1)
        return home

    def _take_keyboard(self) -> None:
        """The first pictures are there: arrows should move in them, unless the user is typing."""
        if not self.viewing.is_open and not isinstance(self.window().focusWidget(), QLineEdit):
            self.gallery.setFocus()
