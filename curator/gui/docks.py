"""The panels around the gallery: movable, closable, remembered by their object names."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from curator.gui.parts.theme import GRID

Area = Qt.DockWidgetArea
_AREAS = {
    "Folders": Area.LeftDockWidgetArea,
    "Inspector": Area.LeftDockWidgetArea,
    "Filters": Area.RightDockWidgetArea,
    "Failed files": Area.BottomDockWidgetArea,
    "Model": Area.RightDockWidgetArea,
    "Copies": Area.BottomDockWidgetArea,
    "Sidecars": Area.RightDockWidgetArea,
}


def add_docks(window: QMainWindow, panels: dict[str, QWidget]) -> dict[str, QDockWidget]:
    """Dock each panel where the sketch has it; names are those of _AREAS."""
    docks = {name: _dock(window, name, panel) for name, panel in panels.items()}
    window.setCorner(Qt.Corner.BottomLeftCorner, Area.LeftDockWidgetArea)
    window.setCorner(Qt.Corner.BottomRightCorner, Area.RightDockWidgetArea)
    window.setDockNestingEnabled(True)
    window.tabifyDockWidget(docks["Filters"], docks["Model"])
    window.tabifyDockWidget(docks["Model"], docks["Sidecars"])
    return docks


def first_layout(window: QMainWindow, docks: dict[str, QDockWidget]) -> None:
    """Sizes and visibility of a first start: every filter row in sight, and most of the inspector."""
    docks["Failed files"].hide()
    docks["Model"].hide()
    docks["Copies"].hide()
    docks["Sidecars"].hide()
    across = [docks["Inspector"], docks["Filters"]]
    window.resizeDocks(across, [38 * GRID, 35 * GRID], Qt.Orientation.Horizontal)
    down = [docks["Folders"], docks["Inspector"]]
    window.resizeDocks(down, [14 * GRID, 83 * GRID], Qt.Orientation.Vertical)


def bring_forward(dock: QDockWidget, focus: QWidget | None = None) -> None:
    """Let the panel be seen, before others in its place, and give it the keyboard where `focus` says so."""
    dock.show()
    dock.raise_()
    if focus is not None:
        focus.setFocus()


def _dock(window: QMainWindow, name: str, panel: QWidget) -> QDockWidget:
    dock = QDockWidget(name, window)
    dock.setObjectName(name)
    dock.setWidget(panel)
    window.addDockWidget(_AREAS[name], dock)
    return dock
