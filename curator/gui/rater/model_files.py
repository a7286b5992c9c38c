"""The model's files: where they are, or how they get here; what costs gigabytes is confirmed right here."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from curator.gui.parts.outside_text import OutsideText
from curator.gui.parts.theme import GRID, Size, set_secondary
from curator.gui.rater.files_state import FilesState
from curator.gui.rater.model_text import Ask, ask_text
from curator.pipeline.events import Fetching
from curator.rating.fetch_plan import FetchPlan
from curator.rating.models import ModelStatus

STEPS = 1000


class ModelFiles(QWidget):
    """Shows ModelStatus, FetchPlan and Fetching values; every wish of the user is a signal."""

    plan_requested = Signal()
    """To be told what would be fetched."""
    get_requested = Signal()
    pause_requested = Signal()
    remove_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = FilesState()
        self._signals = {
            Ask.GET: self.plan_requested,
            Ask.REST: self.plan_requested,
            Ask.START: self.get_requested,
            Ask.RESUME: self.get_requested,
            Ask.PAUSE: self.pause_requested,
            Ask.REALLY_REMOVE: self.remove_requested,
        }
        self.text = OutsideText()
        self.detail = OutsideText(Size.SMALL)
        self.bar = QProgressBar()
        self.buttons = (QPushButton(), QPushButton())
        self.buttons[0].clicked.connect(lambda: self._on_clicked(0))
        self.buttons[1].clicked.connect(lambda: self._on_clicked(1))
        self._lay_out()
        self._show()

    @property
    def removing(self) -> bool:
        """Whether the files are on their way out, or could not go."""
        return self._state.removing

    def set_status(self, status: ModelStatus) -> None:
        """What of it is on this machine."""
        self._state.tell_status(status)
        self._show()

    def set_plan(self, plan: FetchPlan | str) -> None:
        """What would be fetched, or why that can't be told."""
        self._state.tell_plan(plan)
        self._show()

    def set_fetching(self, fetching: Fetching) -> None:
        """How it gets here, or that it is here or gone."""
        self._state.tell_fetching(fetching)
        self._show()

    def _on_clicked(self, number: int) -> None:
        ask = self._state.press(number)
        self._show()
        if ask in self._signals:
            self._signals[ask].emit()

    def _show(self) -> None:
        view = self._state.view
        self.text.set_text(view.text)
        if self.text.property("failure") is not view.failure:
            self.text.setProperty("failure", view.failure)
            self.text.style().polish(self.text)
        self.detail.set_text(view.detail)
        self._show_bar(view.share)
        self._show_buttons(view.asks)

    def _show_bar(self, share: float | None) -> None:
        self.bar.setVisible(share is not None)
        if share is not None:
            self.bar.setRange(0, STEPS if share >= 0 else 0)
            self.bar.setValue(int(share * STEPS) if share >= 0 else 0)

    def _show_buttons(self, asks: tuple[Ask, ...]) -> None:
        focused = any(button.hasFocus() for button in self.buttons)
        for number, button in enumerate(self.buttons):
            if number < len(asks):
                button.setText(ask_text(asks[number], self._state.status))
            button.setVisible(number < len(asks))
        if focused and asks and not any(button.hasFocus() for button in self.buttons):
            self.buttons[0].setFocus()

    def _lay_out(self) -> None:
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(GRID)
        self.bar.setAccessibleName("How much of the model is here")
        self.text.setAccessibleName("Files of the model")
        self.detail.setAccessibleName("More on the files")
        set_secondary(self.detail)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        for button in self.buttons:
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for widget in (self.text, self.detail, self.bar):
            column.addWidget(widget)
        column.addLayout(row)
