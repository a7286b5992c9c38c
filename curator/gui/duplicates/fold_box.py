"""Whether duplicates are shown, and how alike pictures must be to count as such."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSlider, QToolButton, QVBoxLayout, QWidget

from curator.core.folding import EQUAL, NEAR, near, threshold_of
from curator.core.similar import FARTHEST, USUAL
from curator.gui.duplicates.words import alike_text, known_fold
from curator.gui.parts.elided_label import ElidedLabel
from curator.gui.parts.texts import plain_label
from curator.gui.parts.theme import GRID, Size, set_size

_BUTTONS = {
    "": ("None", "Show every file"),
    EQUAL: ("Equal", "Of files with the same content show the first in the order"),
    NEAR: ("Alike", "Of pictures that look alike show the first in the order"),
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
_TIP = "How many of the 64 bits of two pictures’ fingerprints may differ; of unlike pictures a half do"


class FoldBox(QWidget):
    """Emits a fold of `core.folding`: `equal`, `near:6`, or "" for all pictures.

    While the slider moves, that comes once per turn of the event loop at most.
    """

    fold_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = {kind: _button(text, tip) for kind, (text, tip) in _BUTTONS.items()}
        self._group = QButtonGroup(self)
        for button in self.buttons.values():
            self._group.addButton(button)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, FARTHEST)
        self.slider.setPageStep(2)
        self.slider.setMinimumWidth(8 * GRID)
        self.slider.setValue(USUAL)
        self.slider.setAccessibleName("How alike")
        self.slider.setToolTip(_TIP)
        self.words = plain_label(size=Size.SMALL)
        self.state = ElidedLabel(Size.SMALL)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._tell)
        self._group.buttonClicked.connect(self._on_button)
        self.slider.valueChanged.connect(self._on_slider)
        self._lay_out()
        self.set_state("")
        self.set_fold("")

    def fold(self) -> str:
        """The one in force."""
        return self._told

    def set_fold(self, fold: str) -> None:
        """Show a fold as chosen and tell nobody; an unknown one is none."""
        self._told = fold = known_fold(fold)
        threshold = threshold_of(fold)
        if threshold is not None:
            self.slider.setValue(threshold)
        self.buttons[fold if threshold is None else NEAR].setChecked(True)
        self._show()

    def focus(self) -> None:
        """Give the keyboard to what is chosen."""
        next(button for button in self.buttons.values() if button.isChecked()).setFocus()

    def set_state(self, text: str) -> None:
        """Say what is being done about the duplicates, or what came of it; "" is nothing."""
        self.state.set_text(text)
        self.state.setVisible(bool(text))

    def _chosen(self) -> str:
        kind = next(kind for kind, button in self.buttons.items() if button.isChecked())
        return near(self.slider.value()) if kind == NEAR else kind

    def _on_button(self) -> None:
        self._show()
        self._tell()

    def _on_slider(self) -> None:
        self._show()
        if self._chosen() != self._told:
            self._later.start()

    def _tell(self) -> None:
        self._later.stop()
        if self._chosen() != self._told:
            self._told = self._chosen()
            self.fold_changed.emit(self._told)

    def _show(self) -> None:
        near = self.buttons[NEAR].isChecked()
        bits = self.slider.value()
        self.words.setText(f"{alike_text(bits)} · {bits}")
        self.slider.setAccessibleDescription(f"{alike_text(bits)}, {bits} of 64 bits differ")
        for widget in (self.slider, self.words):
            widget.setVisible(near)

    def _lay_out(self) -> None:
        choice, width = QHBoxLayout(), QHBoxLayout()
        for row in (choice, width):
            row.setSpacing(GRID // 2)
        label = plain_label("Show as one", size=Size.SMALL, secondary=True)
        choice.addWidget(label)
        choice.addSpacing(GRID // 2)
        for button in self.buttons.values():
            choice.addWidget(button)
        choice.addStretch(1)
        width.addWidget(self.slider, 1)
        width.addSpacing(GRID // 2)
        width.addWidget(self.words)
        widest = max(range(FARTHEST + 1), key=lambda bits: len(alike_text(bits)))
        self.words.setMinimumWidth(self.words.fontMetrics().horizontalAdvance(f"{alike_text(widest)} · 00"))
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        column.setSpacing(GRID // 2)
        column.addLayout(choice)
        column.addLayout(width)
        column.addWidget(self.state)


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setCheckable(True)
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setStyleSheet(_STYLE)
    set_size(button, Size.SMALL)
    return button
