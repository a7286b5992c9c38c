"""The rater: what it is doing and where, its model's files, its rubric, its self-check and its limits."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from curator.gui.parts.names import shown_name
from curator.gui.parts.outside_text import OutsideText
from curator.gui.parts.scrolled import scrolled
from curator.gui.parts.texts import plain_label
from curator.gui.parts.theme import GRID, Size, set_size
from curator.gui.rater.check_view import CheckView
from curator.gui.rater.limits_box import LimitsBox
from curator.gui.rater.model_files import ModelFiles
from curator.gui.rater.rater_button import RaterButton
from curator.gui.rater.rater_text import state_text
from curator.gui.rater.rubric_view import RubricView
from curator.pipeline.events import BROKEN, RaterChanged

_WHOLE_WIDTH = Qt.AlignmentFlag(0)


class ModelPanel(QWidget):
    """Emits `opened` when it comes into sight, to be told what is on this machine."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = plain_label()
        self.detail = OutsideText()
        self.rater_button = RaterButton()
        self.files = ModelFiles()
        self.rubric = RubricView()
        self.check = CheckView()
        self.limits = LimitsBox()
        self._device = ""
        """The last one that held a model."""
        self._lay_out()
        self.state.setText("Not known yet")
        self.detail.set_text("")
        self.setMinimumWidth(30 * GRID)

    def set_rater(self, rater: RaterChanged, asked: bool = False) -> None:
        """Say what the rater is doing, and where; `asked`: its button was pressed."""
        self._device = rater.device or self._device
        self.state.setText(state_text(rater, self._device))
        self.detail.set_text(shown_name(rater.detail))
        self.detail.setProperty("failure", rater.state in BROKEN)
        self.detail.style().polish(self.detail)
        self.rater_button.set_rater(rater, asked)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.opened.emit()

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(GRID, GRID, GRID, GRID)
        column.setSpacing(GRID)
        for title, widgets in (
            ("Rater", (self.state, self.detail, self.rater_button)),
            ("Files of the model", (self.files,)),
            ("Rubric", (self.rubric,)),
            ("Self-check", (self.check,)),
            ("What it leaves to other programs", (self.limits,)),
        ):
            heading = plain_label(title)
            set_size(heading, Size.NORMAL, bold=True)
            column.addWidget(heading)
            for widget in widgets:
                button = isinstance(widget, QPushButton)
                column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft if button else _WHOLE_WIDTH)
            column.addSpacing(GRID)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        area = scrolled(content, "Rater model")
        outer.addWidget(area)
        self.setFocusProxy(area)
        for text in content.findChildren(OutsideText):
            # Only to be selected with the mouse: its focus could not be seen
            text.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
