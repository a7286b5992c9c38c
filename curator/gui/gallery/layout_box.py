"""How the gallery lays its pictures out: grid, rows or list, and in which sections."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from curator.gui.gallery.geometry import LayoutKind
from curator.gui.parts.icons import icon, icon_button

LAYOUTS = {
    LayoutKind.GRID: ("view-grid-outline", "Grid"),
    LayoutKind.ROWS: ("view-quilt-outline", "Rows: pictures in their own shape"),
    LayoutKind.LIST: ("format-list-bulleted", "List"),
}
GROUPS = {
    "": "No sections",
    "day": "Sections by day",
    "folder": "Sections by folder",
    "level": "Sections by level of the score sorted by",
}


class LayoutBox(QWidget):
    """Emits what the user chooses; `set_…` shows what is in force and tells nobody."""

    layout_chosen = Signal(object)
    """LayoutKind."""
    group_chosen = Signal(str)
    """A key of GROUPS."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = {kind: _button(name, tip) for kind, (name, tip) in LAYOUTS.items()}
        for kind, button in self.buttons.items():
            button.clicked.connect(lambda _checked=False, kind=kind: self._on_layout(kind))
        self.sections = icon_button("format-line-spacing", GROUPS[""])
        self.sections.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self)
        self.sections.setMenu(self.menu)
        self._groups = QActionGroup(self)
        for key, text in GROUPS.items():
            action = self.menu.addAction(text)
            action.setCheckable(True)
            action.setData(key)
            self._groups.addAction(action)
        self._groups.triggered.connect(self._on_group)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for button in (*self.buttons.values(), self.sections):
            row.addWidget(button)
        self.set_layout(LayoutKind.GRID)
        self.set_group("")

    def group(self) -> str:
        """The key in force."""
        action = self._groups.checkedAction()
        return str(action.data()) if action else ""

    def set_layout(self, kind: LayoutKind) -> None:
        """Show a layout as chosen."""
        for each, button in self.buttons.items():
            button.setChecked(each is kind)

    def set_group(self, group: str) -> None:
        """Show a group as chosen; an unknown one is none."""
        wanted = group if group in GROUPS else ""
        for action in self._groups.actions():
            action.setChecked(action.data() == wanted)
        self._show_group()

    def _on_layout(self, kind: LayoutKind) -> None:
        self.set_layout(kind)
        self.layout_chosen.emit(kind)

    def _on_group(self, action: QAction) -> None:
        self._show_group()
        self.group_chosen.emit(str(action.data()))

    def _show_group(self) -> None:
        text = GROUPS[self.group()]
        self.sections.setToolTip(text)
        self.sections.setAccessibleName(text)
        self.sections.setIcon(icon("format-line-spacing" if not self.group() else "view-agenda-outline"))


def _button(name: str, tip: str) -> QToolButton:
    button = icon_button(name, tip)
    button.setCheckable(True)
    return button
