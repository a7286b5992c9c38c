"""Which stars, flags and states are shown; on top of the filter panel."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from curator.gui.narrowing.mark_words import FLAGS, STATES, some_of
from curator.gui.narrowing.star_picker import StarPicker
from curator.gui.parts.icons import icon
from curator.gui.parts.theme import GRID, Role, Size, set_size

_FLAG_BUTTONS = {
    "pick": ("flag", "Picked pictures"),
    "none": ("flag-outline", "Pictures without a flag"),
    "reject": ("flag-remove-outline", "Rejected pictures"),
}
_STATE_BUTTONS = {
    "rated": ("Rated", "Pictures with scores of the current rater"),
    "waiting": ("Waiting", "Pictures that are still to be rated"),
    "failed": ("Failed", "Pictures that could not be rated"),
}
_STYLE = """
QToolButton {
    background: transparent; border: 2px solid transparent; border-radius: 4px; padding: 1px 3px;
}
QToolButton:hover { background: palette(light); }
QToolButton:checked { background: palette(highlight); color: palette(highlighted-text); }
QToolButton:focus { border: 2px solid palette(accent); }
QToolButton:checked:focus { border: 2px solid palette(text); }
"""


class MarkFilter(QWidget):
    """Any combination of flags and of states; none chosen is the same as all: every picture."""

    changed = Signal()

    def __init__(self, corner: QWidget, parent: QWidget | None = None) -> None:
        """`corner`: what the panel wants at the end of the last line."""
        super().__init__(parent)
        self.star_picker = StarPicker()
        self.flag_buttons = {flag: _flag_button(*_FLAG_BUTTONS[flag]) for flag in FLAGS}
        self.state_buttons = {state: _state_button(*_STATE_BUTTONS[state]) for state in STATES}
        self._setting = False
        self.star_picker.valueChanged.connect(self._tell)
        for button in (*self.flag_buttons.values(), *self.state_buttons.values()):
            button.toggled.connect(self._tell)
        self._lay_out(corner)

    def stars(self) -> int:
        """At least so many, 0..5."""
        return self.star_picker.value()

    def flags(self) -> tuple[str, ...]:
        """Any of `mark_words.FLAGS`, in that order; none is any."""
        return some_of((flag for flag, button in self.flag_buttons.items() if button.isChecked()), FLAGS)

    def states(self) -> tuple[str, ...]:
        """Any of `mark_words.STATES`, in that order; none is any."""
        return some_of((state for state, button in self.state_buttons.items() if button.isChecked()), STATES)

    def set_marks(self, stars: int = 0, flags: Iterable[str] = (), states: Iterable[str] = ()) -> None:
        """Show these and no others; `changed` follows once where something differs."""
        before = self._marks()
        asked = {*flags, *states}
        self._setting = True
        self.star_picker.setValue(stars)
        for name, button in (*self.flag_buttons.items(), *self.state_buttons.items()):
            button.setChecked(name in asked)
        self._setting = False
        if self._marks() != before:
            self.changed.emit()

    def _marks(self) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
        return self.stars(), self.flags(), self.states()

    def _tell(self) -> None:
        if not self._setting:
            self.changed.emit()

    def _lay_out(self, corner: QWidget) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        column.setSpacing(GRID // 2)
        marks, states = QHBoxLayout(), QHBoxLayout()
        for row in (marks, states):
            row.setSpacing(GRID // 2)
            column.addLayout(row)
        marks.addWidget(self.star_picker)
        marks.addStretch(1)
        for button in self.flag_buttons.values():
            marks.addWidget(button)
        for button in self.state_buttons.values():
            states.addWidget(button)
        states.addStretch(1)
        states.addWidget(corner)


def _flag_button(name: str, tip: str) -> QToolButton:
    button = _toggle(tip)
    button.setIcon(icon(name))
    button.setIconSize(QSize(18, 18))
    # Drawn on the colour of a selection while it is on
    button.toggled.connect(
        lambda on: button.setIcon(icon(name, Role.HighlightedText if on else Role.ButtonText))
    )
    return button


def _state_button(text: str, tip: str) -> QToolButton:
    button = _toggle(tip)
    button.setText(text)
    set_size(button, Size.SMALL)
    return button


def _toggle(tip: str) -> QToolButton:
    button = QToolButton()
    button.setCheckable(True)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setStyleSheet(_STYLE)
    return button
