"""The files that could not be rated, as rows of a table."""

from collections.abc import Sequence

from curator.core.records import Failure
from curator.gui.parts.names import shown_file, shown_name
from curator.gui.parts.text_table import TextTableModel
from curator.gui.parts.texts import date_text

HEADERS = ("Name", "Folder", "Reason", "When")


class FailuresModel(TextTableModel):
    """Newest failures first, as they are given."""

    headers = HEADERS
    failures: tuple[Failure, ...] = ()

    def set_failures(self, failures: Sequence[Failure]) -> None:
        """Replace all rows."""
        if tuple(failures) != self.failures:
            self.beginResetModel()
            self.failures = tuple(failures)
            self.endResetModel()

    def line_count(self) -> int:
        return len(self.failures)

    def line(self, row: int) -> Sequence[str]:
        return texts(self.failures[row])


def texts(failure: Failure) -> tuple[str, str, str, str]:
    """Name, folder, reason and date of one failure, ready to be shown."""
    name, folder = shown_file(failure.path.name), shown_file(str(failure.path.parent))
    return name, folder, shown_name(failure.reason), date_text(failure.failed_at)
