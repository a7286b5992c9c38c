"""The gallery as screen readers see it: a list with an item for each picture, in every layout.

Qt makes such lists by itself only for its own views. Items are made when they are asked for and stay in Qt's
cache until the gallery goes: so neither Qt nor Python frees what the other still uses.
"""

from functools import cache
from weakref import ref

from PySide6.QtCore import QModelIndex, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QWindow
from PySide6.QtWidgets import QAccessibleWidget
from shiboken6 import isValid

from curator.gui.gallery.selecting import SelectingView

_TEXTS = {
    QAccessible.Text.Name: Qt.ItemDataRole.AccessibleTextRole,
    QAccessible.Text.Description: Qt.ItemDataRole.AccessibleDescriptionRole,
}


@cache
def install_accessible_gallery() -> None:
    """From now on every gallery is told to screen readers, once one of them asks."""
    QAccessible.installFactory(_made)


def _made(name: str, thing: QObject) -> QAccessibleInterface | None:
    return AccessibleGallery(thing) if isinstance(thing, SelectingView) else None


class AccessibleGallery(QAccessibleWidget):
    """The list. Its children are all rows, in view or not."""

    def __init__(self, view: SelectingView) -> None:
        super().__init__(view, QAccessible.Role.List)
        self._view = ref(view)
        self._items: dict[int, AccessiblePicture] = {}
        view.accessible = self
        # Without this list of their own the items would be gone from Python before Qt lets them go
        ids = self._ids = list[int]()
        view.destroyed.connect(lambda: _forget(ids))

    def childCount(self) -> int:
        view = self._view()
        return view.model().rowCount() if view else 0

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        view = self._view()
        if view is None or not 0 <= index < self.childCount():
            return None
        if index not in self._items:
            self._items[index] = AccessiblePicture(view, index)
            self._ids.append(QAccessible.registerAccessibleInterface(self._items[index]))
        return self._items[index]

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        view = self._view()
        return self.child(view.indexAt(view.viewport().mapFromGlobal(QPoint(x, y))).row()) if view else None

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        view = self._view()
        return self.child(view.currentIndex().row()) if view and view.hasFocus() else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return child.row if isinstance(child, AccessiblePicture) else -1


class AccessiblePicture(QAccessibleInterface):
    """One row, whatever picture stands in it."""

    def __init__(self, view: SelectingView, row: int) -> None:
        super().__init__()
        self._view = ref(view)
        self.row = row

    def isValid(self) -> bool:
        return self._index().isValid()

    def text(self, t: QAccessible.Text) -> str:
        return str(self._index().data(_TEXTS[t]) or "") if t in _TEXTS else ""

    def rect(self) -> QRect:
        """On the screen; outside the gallery where the row is not in view."""
        view, index = self._view(), self._index()
        if view is None or not index.isValid():
            return QRect()
        area = view.visualRect(index)
        return QRect(view.viewport().mapToGlobal(area.topLeft()), area.size())

    def state(self) -> QAccessible.State:
        view, index, state = self._view(), self._index(), QAccessible.State()
        state.selectable = state.multiSelectable = state.focusable = 1
        if view is None or not index.isValid():
            state.invalid = 1
            return state
        state.selected = int(view.is_selected(self.row))
        state.focused = int(view.hasFocus() and index == view.currentIndex())
        state.offscreen = int(self.row not in view.visible_rows())
        return state

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        view = self._view()
        return QAccessible.queryAccessibleInterface(view) if view and isValid(view) else None

    def object(self) -> QObject | None:  # type: ignore[override]
        return None

    def window(self) -> QWindow | None:  # type: ignore[override]
        return None

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def setText(self, t: QAccessible.Text, text: str) -> None:
        """Names are not to be changed here."""

    def _index(self) -> QModelIndex:
        view = self._view()
        return view.model().index(self.row, 0) if view and isValid(view) else QModelIndex()


def _forget(ids: list[int]) -> None:
    for one in ids:
        QAccessible.deleteAccessibleInterface(one)
