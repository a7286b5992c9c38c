"""What the button for saved views opens: the views by name, with ways to save, rename, move and remove."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from curator.core.records import SavedView
from curator.gui.parts.icons import icon
from curator.gui.parts.names import shown_name
from curator.gui.parts.texts import plain_label
from curator.gui.parts.theme import GRID
from curator.gui.saved.ask import ViewsAsk
from curator.gui.saved.view_list import ViewsList

WIDTH = 38 * GRID
EMPTY = (
    "A saved view keeps the search, the filters, the order and the sections under a name, so that one click "
    "brings them back. The pictures in it are always those that match now."
)


class ViewsPopover(QFrame):
    """Closes when a view is chosen or saved, by Esc, and by a click beside it."""

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

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._anchor = parent
        # The click that closes it must not open it again by the button below
        self.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.empty = plain_label(EMPTY, secondary=True)
        self.empty.setWordWrap(True)
        self.save_button = QPushButton(icon("bookmark-plus-outline"), "Save this view…")
        self.save_button.setAutoDefault(True)
        self.list = ViewsList(self.save_button)
        self.ask = ViewsAsk()
        self._then: Callable[[str], None] = lambda _name: None
        self._asked_at = -1
        """The row to give the keyboard back to once nothing is asked any more."""
        self._lay_out()
        self._connect()
        self.set_views(())

    def set_views(self, views: Sequence[SavedView]) -> None:
        """These, in this order; what is being asked goes on."""
        self.list.set_views(views)
        self.empty.setVisible(not views)
        self._fit()

    def open_at(self, place: QPoint) -> None:
        """With its upper left corner at a place of the screen, or as near to it as there is room."""
        self._end_asking()
        self._fit()
        room = self._anchor.screen().availableGeometry()
        self.move(
            max(min(place.x(), room.right() - self.width()), room.left()),
            max(min(place.y(), room.bottom() - self.height()), room.top()),
        )
        self.show()
        self.list.focus_row(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.ask.isVisible():
            self._end_asking()
        else:
            self.hide()

    def _connect(self) -> None:
        self.list.chosen.connect(self._choose)
        self.list.rename_wanted.connect(self._ask_to_rename)
        self.list.remove_wanted.connect(self._ask_to_remove)
        self.list.order_wanted.connect(self.order_wanted)
        self.save_button.clicked.connect(self._ask_to_save)
        self.ask.answered.connect(self._on_answered)
        self.ask.cancelled.connect(self._end_asking)
        self.ask.said.connect(self._fit)

    def _choose(self, view: SavedView) -> None:
        self.hide()
        self.chosen.emit(view)

    def _ask_to_save(self) -> None:
        self._begin_asking(self._save)
        self.ask.ask_name("Name of this view", "Save", self._names(), replaces=True)

    def _ask_to_rename(self, view: SavedView) -> None:
        self._begin_asking(lambda name: self.rename_wanted.emit(view.id, name))
        others = [name for name in self._names() if name != view.name]
        self.ask.ask_name(
            f"New name for {self.ask.quoted(view.name)}", "Rename", others, shown_name(view.name)
        )

    def _ask_to_remove(self, view: SavedView) -> None:
        self._begin_asking(lambda _name: self.remove_wanted.emit(view.id))
        self.ask.ask(f"Remove {self.ask.quoted(view.name)}? Its pictures and their ratings stay.", "Remove")

    def _save(self, name: str) -> None:
        self.hide()
        self.save_wanted.emit(name)

    def _on_answered(self, name: str) -> None:
        self._end_asking()
        self._then(name)

    def _begin_asking(self, then: Callable[[str], None]) -> None:
        self._then = then
        self._asked_at = self.list.row_in_focus()
        self.save_button.hide()
        self.list.setEnabled(False)

    def _end_asking(self) -> None:
        asked = self.ask.isVisible()
        self.list.setEnabled(True)
        self.save_button.show()
        self.ask.hide()
        self._fit()
        if asked:
            self.list.focus_row(self._asked_at)

    def _names(self) -> list[str]:
        return [row.view.name for row in self.list.rows]

    def _fit(self) -> None:
        """As high as what it shows."""
        inner, layout = self.ask.layout(), self.layout()
        if inner is not None and layout is not None:
            # Else they would tell the heights of what stood there before
            inner.activate()
            layout.activate()
            high = layout.totalHeightForWidth(WIDTH) if layout.hasHeightForWidth() else 0
            self.setFixedSize(WIDTH, max(high, layout.totalMinimumSize().height()))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID, GRID, GRID)
        column.setSpacing(GRID)
        for widget in (self.list, self.empty, self.save_button, self.ask):
            column.addWidget(widget)
        self.ask.hide()
