"""Pictures that were marked differently here and by another program, as rows of a table."""

from collections.abc import Sequence

from PySide6.QtCore import QObject

from curator.core.rules import Rubric
from curator.gui.parts.names import shown_file
from curator.gui.parts.text_table import TextTableModel
from curator.gui.sidecars.text import marks_text
from curator.store.sidecars import SidecarClash

HEADERS = ("Picture", "Mine", "Theirs")


class ClashModel(TextTableModel):
    """In the order given."""

    headers = HEADERS

    def __init__(self, rubric: Rubric, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clashes: tuple[SidecarClash, ...] = ()
        self._rubric = rubric

    def set_clashes(self, clashes: Sequence[SidecarClash]) -> None:
        """Replace all rows."""
        if tuple(clashes) != self.clashes:
            self.beginResetModel()
            self.clashes = tuple(clashes)
            self.endResetModel()

    def line_count(self) -> int:
        return len(self.clashes)

    def line(self, row: int) -> Sequence[str]:
        clash = self.clashes[row]
        sides = (marks_text(side, self._rubric) for side in (clash.mine, clash.theirs))
        return shown_file(clash.path.name), *sides

    def tip(self, row: int, column: int) -> str:
        """Of the picture's name, where the sidecar is."""
        return super().tip(row, column) if column else shown_file(str(self.clashes[row].sidecar))
