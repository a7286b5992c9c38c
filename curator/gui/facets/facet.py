"""One facet: a heading that opens the list of its values, with a field to find one among many."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from curator.gui.facets.model import FacetModel
from curator.gui.facets.value_list import MOST_ROWS, ValueList
from curator.gui.parts.icons import icon
from curator.gui.parts.theme import GRID


class Facet(QWidget):
    """`changed` when the user chose, `opened` when its counts are wanted."""

    changed = Signal()
    opened = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self.model = FacetModel()
        self.model.setParent(self)
        self.button = QPushButton()
        self.button.setCheckable(True)
        self.button.setProperty("heading", True)
        self.search = QLineEdit()
        self.search.setPlaceholderText(f"Find a {title if title == 'LoRA' else title.lower()}")
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.setClearButtonEnabled(True)
        self.search.setAcceptDrops(False)
        self.list = ValueList(self.model, f"{title}: values")
        self.button.toggled.connect(self._on_toggled)
        self.search.textChanged.connect(self.model.set_part)
        self.model.chosen_changed.connect(self._on_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, 0, GRID, 0)
        column.setSpacing(GRID // 2)
        for widget in (self.button, self.search, self.list):
            column.addWidget(widget)
        self._show()

    def is_open(self) -> bool:
        return self.button.isChecked()

    def chosen(self) -> tuple[str, ...]:
        return self.model.chosen()

    def set_chosen(self, values: Iterable[str]) -> None:
        """Without a word; it opens where there are any."""
        wanted = tuple(values)
        if wanted != self.chosen():
            self.model.set_chosen(wanted)
            if wanted:
                self.button.setChecked(True)
            self._show()

    def set_values(self, values: Sequence[tuple[str, int]]) -> None:
        """With counts, in this order."""
        self.model.set_values(values)
        self._show()

    def _on_toggled(self) -> None:
        self._show()
        if self.is_open():
            self.opened.emit()

    def _on_chosen(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        count = len(self.chosen())
        self.button.setText(f"{self._title} · {count} chosen" if count else self._title)
        self.button.setIcon(icon("chevron-down" if self.is_open() else "chevron-right"))
        self.button.setAccessibleDescription("open" if self.is_open() else "closed")
        self.list.setVisible(self.is_open())
        self.search.setVisible(self.is_open() and (self.model.size() > MOST_ROWS or bool(self.search.text())))
