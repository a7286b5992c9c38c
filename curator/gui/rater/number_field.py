"""A field for a number, with a word for none."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QStyle, QStyleOptionSpinBox

from curator.gui.parts.icons import icon
from curator.gui.parts.theme import GRID

_Part = QStyle.SubControl
_STYLE = """
QAbstractSpinBox {
    background: palette(base); border: 1px solid palette(midlight); border-radius: 4px; padding: 3px 0;
    min-height: 18px;
}
QAbstractSpinBox:focus { border: 2px solid palette(accent); padding: 2px 0; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; width: 20px; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: palette(light); }
"""
"""As the other fields; the arrows are painted below, for a style sheet takes the style's own away."""


class NumberField(QDoubleSpinBox):
    """From 0, which shows as the word, to `most`."""

    def __init__(self, most: int, unit: str, word: str, decimals: int = 0) -> None:
        super().__init__()
        self.setDecimals(decimals)
        self.setRange(0, most)
        self.setSuffix(f" {unit}")
        self.setSpecialValueText(word)
        # A number that is being typed is none yet
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setStyleSheet(_STYLE)
        self.lineEdit().setTextMargins(GRID * 3 // 4, 0, 0, 0)
        self.setFixedWidth(16 * GRID)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the panel, and turns no number that only happens to lie below the pointer."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        can = self.stepEnabled()
        for part, name, flag in (
            (_Part.SC_SpinBoxUp, "menu-up", self.StepEnabledFlag.StepUpEnabled),
            (_Part.SC_SpinBoxDown, "menu-down", self.StepEnabledFlag.StepDownEnabled),
        ):
            if can & flag:
                icon(name, QPalette.ColorRole.PlaceholderText).paint(painter, self._arrow(part))

    def _arrow(self, part: _Part) -> QRect:
        option = QStyleOptionSpinBox()
        self.initStyleOption(option)
        button = self.style().subControlRect(QStyle.ComplexControl.CC_SpinBox, option, part, self)
        rect = QRect(0, 0, 2 * GRID, 2 * GRID)
        rect.moveCenter(button.center())
        return rect
