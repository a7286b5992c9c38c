"""The button for saved views beside the search."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from curator.core.records import SavedView
from curator.gui.parts.icons import icon
from curator.gui.parts.theme import GRID
from curator.gui.saved.popover import ViewsPopover


class ViewsButton(QPushButton):
    """Opens the saved views below itself; only tells what is wanted."""

    chosen = Signal(object)
    """SavedView."""
    save_wanted = Signal(str)
    """The name for what is shown now; a view of that name is to be replaced."""
    rename_wanted = Signal(int, str)
    """A view's id and its new name."""
    remove_wanted = Signal(int)
    """A view's id."""
    order_wanted = Signal(object)
    """list[int]: the views' ids in their new order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(icon("chevron-down"), "Saved", parent)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setToolTip("Saved views")
        self.popover = ViewsPopover(self)
        self.popover.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        for signal in ("chosen", "save_wanted", "rename_wanted", "remove_wanted", "order_wanted"):
            getattr(self.popover, signal).connect(getattr(self, signal))
        self.clicked.connect(self.open)

    def set_views(self, views: Sequence[SavedView]) -> None:
        """In the user's order."""
        self.popover.set_views(views)

    def open(self) -> None:
        """Show the views; the keyboard goes there."""
        self.popover.open_at(self.mapToGlobal(QPoint(0, self.height() + GRID // 2)))
