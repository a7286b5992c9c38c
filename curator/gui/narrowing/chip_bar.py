"""How many pictures are shown, and one chip for each thing that narrows them down."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from curator.gui.narrowing.chip_area import ChipArea
from curator.gui.parts.icons import icon, icon_button
from curator.gui.parts.texts import plain_label, plain_tip
from curator.gui.parts.theme import GRID


class ChipBar(QWidget):
    """`removed` carries the key a chip was given; `cleared` asks for all pictures, `undone` for the last."""

    removed = Signal(str)
    cleared = Signal()
    undone = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = plain_label()
        self.clear_button = QPushButton("Clear all")
        self.clear_button.setFlat(True)
        self.clear_button.clicked.connect(self.cleared)
        self.undo_button = icon_button("undo", "Undo the last change of the filters")
        self.undo_button.setEnabled(False)
        self.undo_button.clicked.connect(self.undone)
        self.chips: dict[str, QPushButton] = {}
        self._shown: tuple[tuple[str, str], ...] = ()
        self.area = ChipArea()
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        row.setSpacing(2 * GRID)
        row.addWidget(self.count, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.area, 1)
        row.addWidget(self.clear_button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.undo_button, 0, Qt.AlignmentFlag.AlignTop)
        # As high without chips as with one line of them, so that the gallery does not jump.
        self.count.setMinimumHeight(self.clear_button.sizeHint().height())
        self.undo_button.setFixedHeight(self.clear_button.sizeHint().height())
        self.clear_button.hide()

    def set_count(self, shown: int, total: int, selected: int = 0) -> None:
        """`1,204 of 10,310`, and how many of them are selected."""
        text = f"{shown:,} of {total:,}"
        self.count.setText(f"{text} · {selected:,} selected" if selected else text)

    def set_chips(self, chips: Sequence[tuple[str, str]]) -> None:
        """Pairs of key and text."""
        if tuple(chips) == self._shown:
            return
        self._shown = tuple(chips)
        at = next((at for at, chip in enumerate(self.chips.values()) if chip.hasFocus()), -1)
        for chip in self.chips.values():
            self.area.flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = {key: self._chip(key, text) for key, text in chips}
        for chip in self.chips.values():
            self.area.flow.addWidget(chip)
        self.clear_button.setVisible(len(chips) > 0)
        if at >= 0 and self.chips:
            self._stay_at(at)

    def set_can_undo(self, can: bool) -> None:
        """Whether there is anything to go back to."""
        self.undo_button.setEnabled(can)

    def _stay_at(self, at: int) -> None:
        """The keyboard takes chips away one by one; it must not come to the button for all of them."""
        chip = list(self.chips.values())[min(at, len(self.chips) - 1)]
        chip.show()
        chip.setFocus()

    def _chip(self, key: str, text: str) -> QPushButton:
        short = text if len(text) <= 40 else f"{text[:39]}…"
        chip = QPushButton(icon("close"), short.replace("&", "&&"))
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        chip.setProperty("chip", True)
        chip.setToolTip(plain_tip(f"Remove {text}"))
        chip.setAccessibleName(f"Remove {text}")
        chip.clicked.connect(lambda: self.removed.emit(key))
        return chip
