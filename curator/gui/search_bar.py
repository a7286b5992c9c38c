"""Above the gallery: search, saved views, order, layout and the size of the cells."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QSlider, QWidget

from curator.gui.duplicates.fold_button import FoldButton
from curator.gui.gallery.grid import LARGEST_CELL, SMALLEST_CELL
from curator.gui.gallery.layout_box import LayoutBox
from curator.gui.narrowing.search_box import SearchBox
from curator.gui.narrowing.sort_box import SortBox
from curator.gui.parts.icon_label import IconLabel
from curator.gui.parts.icons import icon
from curator.gui.parts.theme import GRID
from curator.gui.saved.button import ViewsButton

STEP = 16


class SearchBar(QWidget):
    """Its parts tell their own changes: `search.query_changed`, `sort.sort_changed`."""

    add_folder_requested = Signal()
    cell_size_changed = Signal(int)
    """Side of a cell in pixels."""

    def __init__(
        self, dimensions: Sequence[str], check: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.add_button = QPushButton(icon("folder-plus-outline"), "Folder")
        self.add_button.setToolTip("Watch another folder")
        self.search = SearchBox(check)
        self.views = ViewsButton()
        self.sort = SortBox(dimensions)
        self.folding = FoldButton()
        self.layout_box = LayoutBox()
        self.cells = QSlider(Qt.Orientation.Horizontal)
        self.cells.setRange(SMALLEST_CELL // STEP, LARGEST_CELL // STEP)
        self.cells.setPageStep(2)
        self.cells.setFixedWidth(15 * GRID)
        self.cells.setAccessibleName("Size of the pictures")
        self.cells.setToolTip("Size of the pictures")
        self.add_button.clicked.connect(self.add_folder_requested)
        self.cells.valueChanged.connect(lambda value: self.cell_size_changed.emit(value * STEP))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._lay_out()

    def cell_size(self) -> int:
        """Side of a cell in pixels."""
        return self.cells.value() * STEP

    def set_cell_size(self, side: int) -> None:
        """Rounded to a step within the slider's range."""
        self.cells.setValue(round(side / STEP))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * GRID)
        row.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.search, 1, Qt.AlignmentFlag.AlignTop)
        for widget in (self.views, self.sort, self.folding, self.layout_box):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        strip = QWidget()
        strip.setFixedHeight(self.add_button.sizeHint().height())
        sizes = QHBoxLayout(strip)
        sizes.setContentsMargins(0, 0, 0, 0)
        sizes.setSpacing(GRID)
        sizes.addWidget(IconLabel("view-grid-outline"))
        sizes.addWidget(self.cells)
        sizes.addWidget(IconLabel("square-outline"))
        row.addWidget(strip, 0, Qt.AlignmentFlag.AlignTop)
