"""One saved view in the list of them."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from curator.core.records import SavedView
from curator.gui.parts.dimension_text import title
from curator.gui.parts.icons import icon, icon_button
from curator.gui.parts.names import shown_name
from curator.gui.parts.texts import plain_tip
from curator.gui.parts.theme import GRID
from curator.gui.saved.name_button import NameButton
from curator.gui.saved.values import filters_of

HOW_TO_MOVE = "Drag it, or press Alt+Up or Alt+Down, to move it in the list"


class ViewsRow(QWidget):
    """The name applies the view, or moves it where it is dragged.

    F2 and Delete do what the two buttons behind it do, Alt+Up and Alt+Down what the row's menu does.
    """

    chosen = Signal(object)
    """SavedView, as the next ones."""
    rename_wanted = Signal(object)
    remove_wanted = Signal(object)
    step_wanted = Signal(int)
    """So many places down the list; up below 0."""
    dragged = Signal(QPoint)
    """It is held over this place of the screen."""
    dropped = Signal(QPoint)

    def __init__(self, view: SavedView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = view
        name = shown_name(view.name)
        self.name_button = NameButton(name)
        self.name_button.setToolTip(plain_tip(f"{view_text(view)}\n\n{HOW_TO_MOVE}"))
        self.name_button.dragged.connect(self.dragged)
        self.name_button.dropped.connect(self.dropped)
        self.rename_button = icon_button("pencil-outline", f"Rename {name}…")
        self.remove_button = icon_button("trash-can-outline", f"Remove {name}…")
        for button, signal in (
            (self.name_button, self.chosen),
            (self.rename_button, self.rename_wanted),
            (self.remove_button, self.remove_wanted),
        ):
            button.clicked.connect(lambda _=False, told=signal: told.emit(self.view))
        for button in (self.rename_button, self.remove_button):
            button.setToolTip(plain_tip(button.accessibleName()))
        self.menu = QMenu(self)
        self._up = self._action("Move up", "arrow-up", "Alt+Up", -1)
        self._down = self._action("Move down", "arrow-down", "Alt+Down", 1)
        self._lay_out()

    def set_place(self, at: int, count: int) -> None:
        """Its place among so many, counted from 0."""
        self.name_button.setAccessibleDescription(f"{at + 1} of {count}")
        self._up.setEnabled(at > 0)
        self._down.setEnabled(at < count - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F2:
            self.rename_wanted.emit(self.view)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_wanted.emit(self.view)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu.popup(event.globalPos())

    def _action(self, text: str, icon_name: str, keys: str, step: int) -> QAction:
        """In the menu, and by its keys while the keyboard is in this row."""
        action = self.menu.addAction(icon(icon_name), text)
        action.setShortcut(keys)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda: self.step_wanted.emit(step))
        self.addAction(action)
        return action

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID // 2)
        row.addWidget(self.name_button, 1)
        row.addWidget(self.rename_button)
        row.addWidget(self.remove_button)


def view_text(view: SavedView) -> str:
    """Its name and all that it keeps, one thing a line."""
    chips = [text for _, text in filters_of(view).chips()] or ["All pictures"]
    key = view.sort.removeprefix("-").partition(":")[0]
    order = f"Sorted by {title(shown_name(key))}" + (", descending" if view.sort.startswith("-") else "")
    groups = [f"Grouped by {shown_name(view.group)}"] if view.group else []
    return "\n".join([shown_name(view.name), "", *chips, order, *groups])
