"""The list of clashes, with one answer for those chosen or for all."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QPushButton, QTableView, QVBoxLayout, QWidget

from curator.core.rules import Rubric
from curator.gui.parts.flow_layout import FlowLayout
from curator.gui.parts.texts import plain_label
from curator.gui.parts.theme import GRID
from curator.gui.sidecars.clash_model import ClashModel
from curator.pipeline.sidecar_merge import Side
from curator.pipeline.sidecar_work import Pair
from curator.store.sidecars import SidecarClash


class ClashList(QWidget):
    """Hidden while there is nothing to decide."""

    settled = Signal(str, object)
    """`mine` or `theirs`, and a list of pairs of picture and sidecar."""

    def __init__(self, rubric: Rubric, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ClashModel(rubric, self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.mine_button = QPushButton()
        self.theirs_button = QPushButton()
        self.mine_button.setToolTip("What was given here stays, and is written to the sidecar if that is on")
        self.theirs_button.setToolTip("What the sidecar says replaces what was given here")
        self.mine_button.clicked.connect(lambda: self._settle("mine"))
        self.theirs_button.clicked.connect(lambda: self._settle("theirs"))
        self.table.selectionModel().selectionChanged.connect(self._tell_buttons)
        self._style_table()
        self._lay_out()
        self.set_clashes(())

    def set_clashes(self, clashes: Sequence[SidecarClash]) -> None:
        """Show these; the chosen ones stay chosen."""
        chosen = set(self._chosen())
        self.model.set_clashes(clashes)
        selection = self.table.selectionModel()
        for row, clash in enumerate(self.model.clashes):
            if _pair(clash) in chosen:
                flags = selection.SelectionFlag.Select | selection.SelectionFlag.Rows
                selection.select(self.model.index(row, 0), flags)
        self.setVisible(bool(self.model.clashes))
        self._tell_buttons()

    def pairs(self) -> list[Pair]:
        """Of all rows."""
        return [_pair(clash) for clash in self.model.clashes]

    def _chosen(self) -> list[Pair]:
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [_pair(self.model.clashes[row]) for row in rows]

    def _settle(self, side: Side) -> None:
        self.settled.emit(side, self._chosen() or self.pairs())

    def _tell_buttons(self) -> None:
        chosen, total = len(self._chosen()), len(self.model.clashes)
        whose = f" for {chosen:,}" if chosen else (" for all" if total > 1 else "")
        self.mine_button.setText(f"Keep mine{whose}")
        self.theirs_button.setText(f"Take theirs{whose}")

    def _style_table(self) -> None:
        self.table.setAccessibleName("Pictures marked differently here and in a sidecar")
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.setMinimumHeight(16 * GRID)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(3 * GRID)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)

    def _lay_out(self) -> None:
        row = FlowLayout()
        row.addWidget(self.mine_button)
        row.addWidget(self.theirs_button)
        about = plain_label("Another program changed these while they were changed here:", secondary=True)
        about.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(about)
        column.addWidget(self.table, 1)
        column.addLayout(row)


def _pair(clash: SidecarClash) -> Pair:
    return clash.path, clash.sidecar
