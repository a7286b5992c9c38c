"""The panel with the collections and the saved views."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from curator.gui.parts.icons import icon_button
from curator.gui.parts.scrolled import scrolled
from curator.gui.parts.texts import plain_label
from curator.gui.parts.theme import GRID, Size
from curator.gui.shelf.mime import ids_of
from curator.gui.side.side_list import SideList

NO_COLLECTIONS = "Drop pictures here, or press +, for a collection: pictures of any folder under a name."
NO_VIEWS = "Press + to keep the search, the filters and the order under a name."


class SidePanel(QWidget):
    """Two lists, each with a button for a new one."""

    new_collection_wanted = Signal()
    new_view_wanted = Signal()
    pictures_dropped = Signal(object)
    """list[int]: beside the collections there are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.collections = SideList("Collections", "folder-star-outline", takes_pictures=True)
        self.views = SideList("Saved views", "bookmark-outline", takes_pictures=False)
        self.add_collection = icon_button("plus", "New collection, with the selected pictures")
        self.add_view = icon_button("plus", "Save what is shown now under a name")
        self.no_collections = plain_label(NO_COLLECTIONS, Size.SMALL, secondary=True)
        self.no_views = plain_label(NO_VIEWS, Size.SMALL, secondary=True)
        self.add_collection.clicked.connect(self.new_collection_wanted)
        self.add_view.clicked.connect(self.new_view_wanted)
        for label in (self.no_collections, self.no_views):
            label.setWordWrap(True)
        self.setAcceptDrops(True)
        self._lay_out()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if ids_of(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        ids = ids_of(event.mimeData())
        if ids:
            event.acceptProposedAction()
            self.pictures_dropped.emit(ids)

    def tell_empty(self) -> None:
        """A list without anything says what it is for."""
        for some, nothing in ((self.collections, self.no_collections), (self.views, self.no_views)):
            some.setVisible(some.count() > 0)
            nothing.setVisible(some.count() == 0)

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(GRID, GRID // 2, GRID, GRID)
        column.setSpacing(GRID // 2)
        for title, button, nothing, some in (
            ("Collections", self.add_collection, self.no_collections, self.collections),
            ("Saved views", self.add_view, self.no_views, self.views),
        ):
            column.addLayout(_heading(title, button))
            column.addWidget(nothing)
            column.addWidget(some)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(content, "Collections and saved views"))


def _heading(title: str, button: QToolButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(plain_label(title, Size.SMALL, secondary=True), 1, Qt.AlignmentFlag.AlignVCenter)
    row.addWidget(button)
    return row
