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
LEVELS_OFF = "Sections by level (sort by a dimension first)"
NO_SECTIONS = "The list has no sections"
NO_LEVELS = "No sections by level now: sort by a dimension to see them"


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
        self._levels = True
        self.set_group("")
        self.set_layout(LayoutKind.GRID)

    def group(self) -> str:
        """The key in force."""
        action = self._groups.checkedAction()
        return str(action.data()) if action else ""

    def set_layout(self, kind: LayoutKind) -> None:
        """Show a layout as chosen."""
        for each, button in self.buttons.items():
            button.setChecked(each is kind)
        self.sections.setEnabled(kind is not LayoutKind.LIST)
        self._show_group()

    def set_group(self, group: str) -> None:
        """Show a group as chosen; an unknown one is none."""
        wanted = group if group in GROUPS else ""
        for action in self._groups.actions():
            action.setChecked(action.data() == wanted)
        self._show_group()

    def set_levels(self, there: bool) -> None:
        """Whether the order is by a dimension: otherwise there are no levels, and this says so."""
        level = next(action for action in self._groups.actions() if action.data() == "level")
        enabled = there or level.isChecked()
        if (there, enabled) == (self._levels, level.isEnabled()):
            return
        self._levels = there
        level.setEnabled(enabled)
        level.setText(GROUPS["level"] if there else LEVELS_OFF)
        self._show_group()

    def _on_layout(self, kind: LayoutKind) -> None:
        self.set_layout(kind)
        self.layout_chosen.emit(kind)

    def _on_group(self, action: QAction) -> None:
        self._show_group()
        self.group_chosen.emit(str(action.data()))

    def _show_group(self) -> None:
        group, text = self.group(), GROUPS[self.group()]
        if not self.sections.isEnabled():
            group, text = "", NO_SECTIONS
        elif group == "level" and not self._levels:
            group, text = "", NO_LEVELS
        self.sections.setToolTip(text)
        self.sections.setAccessibleName(text)
        self.sections.setIcon(icon("view-agenda-outline" if group else "format-line-spacing"))


def _button(name: str, tip: str) -> QToolButton:
    button = icon_button(name, tip)
    button.setCheckable(True)
    return button
