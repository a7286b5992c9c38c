"""The values of one facet as rows of a table: a box to check, the name, and how many pictures have it."""

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from curator.core.query_values import fold
from curator.gui.parts.names import shown_name
from curator.gui.parts.texts import plain_tip

Index = QModelIndex | QPersistentModelIndex
VALUE, COUNT = range(2)


class FacetModel(QAbstractTableModel):
    """`chosen_changed` follows what the user does, not `set_chosen`."""

    chosen_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._values: list[tuple[str, int]] = []
        self._chosen: dict[str, str] = {}
        """By the value as it is compared: another spelling of it is the same."""
        self._part = ""
        self._shown: list[tuple[str, int]] = []

    def chosen(self) -> tuple[str, ...]:
        """In the order they were chosen."""
        return tuple(self._chosen.values())

    def set_chosen(self, values: Iterable[str]) -> None:
        """These and no others."""
        self._chosen = {fold(value): value for value in values}
        self._show()

    def set_values(self, values: Sequence[tuple[str, int]]) -> None:
        """What there is, in this order, with counts. What is chosen stays in the list with none."""
        self._values = list(values)
        self._show()

    def set_part(self, part: str) -> None:
        """Show only values that have this in them; case is ignored."""
        self._part = fold(part)
        self._show()

    def size(self) -> int:
        """Values, whether they are shown or not."""
        return len(self._values)

    def toggle(self, row: int) -> None:
        """Choose the value in that row, or no longer."""
        value = self._shown[row][0]
        if self._chosen.pop(fold(value), None) is None:
            self._chosen[fold(value)] = value
        self.dataChanged.emit(self.index(row, VALUE), self.index(row, VALUE))
        self.chosen_changed.emit()

    def row_of(self, value: str) -> int:
        """Where it is shown, -1 where it is not."""
        return next((row for row, (name, _) in enumerate(self._shown) if name == value), -1)

    def value(self, row: int) -> str:
        return self._shown[row][0]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index | None = None) -> int:
        return 2

    def flags(self, index: Index) -> Qt.ItemFlag:
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return plain | Qt.ItemFlag.ItemIsUserCheckable if index.column() == VALUE else plain

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        value, count = self._shown[index.row()]
        if index.column() == COUNT:
            return self._count(count, role)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return shown_name(value)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(shown_name(value))
            case Qt.ItemDataRole.CheckStateRole:
                return Qt.CheckState.Checked if fold(value) in self._chosen else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.AccessibleTextRole:
                chosen = ", chosen" if fold(value) in self._chosen else ""
                return f"{shown_name(value)}, {_pictures(count)}{chosen}"
        return None

    def _count(self, count: int, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{count:,}"
            case Qt.ItemDataRole.AccessibleTextRole:
                return _pictures(count)
            case Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _show(self) -> None:
        known = {fold(value) for value, _ in self._values}
        missing = [value for folded, value in self._chosen.items() if folded not in known]
        wanted = [*self._values, *((value, 0) for value in missing)]
        if self._part:
            wanted = [(value, count) for value, count in wanted if self._part in fold(value)]
        same = [value for value, _ in wanted] == [value for value, _ in self._shown]
        if same:
            self._shown = wanted
            if wanted:
                self.dataChanged.emit(self.index(0, VALUE), self.index(len(wanted) - 1, COUNT))
            return
        self.beginResetModel()
        self._shown = wanted
        self.endResetModel()


def _pictures(count: int) -> str:
    return f"{count:,} picture" if count == 1 else f"{count:,} pictures"
