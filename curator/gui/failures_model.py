"""The files that could not be rated, as rows of a table."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from curator.core.records import Failure
from curator.gui.gallery.model import Index
from curator.gui.parts.names import shown_name
from curator.gui.parts.texts import date_text, plain_tip

HEADERS = ("Name", "Folder", "Reason", "When")
_NO_PARENT = QModelIndex()


class FailuresModel(QAbstractTableModel):
    """Newest failures first, as they are given."""

    failures: tuple[Failure, ...] = ()

    def set_failures(self, failures: Sequence[Failure]) -> None:
        """Replace all rows."""
        if tuple(failures) != self.failures:
            self.beginResetModel()
            self.failures = tuple(failures)
            self.endResetModel()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.failures)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return HEADERS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        text = texts(self.failures[index.row()])[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else None


def texts(failure: Failure) -> tuple[str, str, str, str]:
    """Name, folder, reason and date of one failure, ready to be shown."""
    name, folder = shown_name(failure.path.name), shown_name(str(failure.path.parent))
    return name, folder, shown_name(failure.reason), date_text(failure.failed_at)
