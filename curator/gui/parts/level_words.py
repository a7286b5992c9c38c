"""The option words of the levels 0, 1, 2 under the line they stand for."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from curator.gui.parts.texts import plain_tip
from curator.gui.parts.theme import Size, set_size

_ALIGN = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)
_GAP = 12
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -2, Qt.Key.Key_End: 2}
_TOGGLE = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LevelWords(QWidget):
    """Three short texts at the left, in the middle and at the right; one may be the predicted one.

    With tips they can be clicked: `level_wanted` tells which, and whether Ctrl was held. Where the keyboard
    may come, arrows go to the level beside the own one, or else the predicted one; Space gives that one, or
    takes it back.
    """

    level_wanted = Signal(int, bool)

    def __init__(self, words: Sequence[str], tips: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = tuple(words)
        self.tips = tuple(tips)
        self.details: tuple[str, ...] = ()
        self.chosen: int | None = None
        self.own: int | None = None
        self._hovered: int | None = None
        set_size(self, Size.SMALL)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(bool(tips))

    def show_levels(self, chosen: int | None, details: Sequence[str] = (), own: int | None = None) -> None:
        """Emphasise the predicted level 0, 1 or 2, and frame the human's own; `details` are three texts for a
        second line, or none."""
        self.chosen, self.details, self.own = chosen, tuple(details), own
        self.updateGeometry()
        self.update()

    def area(self, level: int) -> QRect:
        """Where the word is drawn."""
        return self._areas()[level]

    def sizeHint(self) -> QSize:
        lines = 2 if self.details else 1
        return QSize(96, lines * self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for level, area in enumerate(self._areas()):
            strong = level == self.chosen
            role = QPalette.ColorRole.WindowText if strong else QPalette.ColorRole.PlaceholderText
            font = QFont(self.font())
            font.setBold(strong)
            font.setUnderline(level == self._hovered)
            painter.setFont(font)
            painter.setPen(self.palette().color(role))
            self._write(painter, area, level)
            if level == self.own:
                self._frame(painter, area, level)
        if self.hasFocus():
            painter.setPen(self.palette().color(QPalette.ColorRole.Accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            level = self._level_at(event.pos())
            if level is not None and self._tip(level):
                QToolTip.showText(event.globalPos(), plain_tip(self._tip(level)), self, self.area(level))
                return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._level_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        level = self._level_at(event.position().toPoint())
        if not self.tips or level is None or event.button() is not Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.level_wanted.emit(level, bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        here = next((level for level in (self.own, self.chosen) if level is not None), 1)
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None and event.key() not in _TOGGLE:
            super().keyPressEvent(event)
            return
        level = min(max(here + (step or 0), 0), len(self.words) - 1)
        # The own level once more would take it back
        if not event.isAutoRepeat() and (step is None or level != self.own):
            self.level_wanted.emit(level, False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _hover(self, level: int | None) -> None:
        level = level if self.tips and self.isEnabled() else None
        if level != self._hovered:
            self._hovered = level
            self.setCursor(Qt.CursorShape.ArrowCursor if level is None else Qt.CursorShape.PointingHandCursor)
            self.update()

    def _tip(self, level: int) -> str:
        """What a click does, or of a word that is cut short the whole."""
        if self.tips:
            return self.tips[level]
        return self.words[level] if self._shortened(self.words[level], level) else ""

    def _shortened(self, word: str, level: int) -> bool:
        return self.fontMetrics().horizontalAdvance(word) > self.area(level).width()

    def _level_at(self, point: QPoint) -> int | None:
        """The word at the point; the blank between two words belongs to none."""
        for level, area in enumerate(self._areas()):
            width = min(self.fontMetrics().horizontalAdvance(self.words[level]) + _GAP, area.width())
            word = QRect(area.x(), 0, width, self.height())
            if level == 1:
                word.moveCenter(area.center())
            elif level == 2:
                word.moveRight(area.right())
            if word.contains(point):
                return level
        return None

    def _areas(self) -> list[QRect]:
        """A third each; a word too long for its third takes what its neighbours leave."""
        wide = [self.fontMetrics().horizontalAdvance(word) + _GAP for word in self.words]
        middle = min(wide[1], max(self.width() - wide[0] - wide[2], self.width() // 3))
        side = (self.width() - middle) // 2
        return [
            QRect(0, 0, side, self.height()),
            QRect(side, 0, middle, self.height()),
            QRect(self.width() - side, 0, side, self.height()),
        ]

    def _frame(self, painter: QPainter, area: QRect, level: int) -> None:
        """A line under the word, in the accent: what the person said, not the rater."""
        wide = min(painter.fontMetrics().horizontalAdvance(self.words[level]), area.width())
        left = (area.left(), area.left() + (area.width() - wide) // 2, area.right() + 1 - wide)[level]
        base = self.fontMetrics().height() - 2
        painter.fillRect(QRect(left, base, wide, 2), self.palette().color(QPalette.ColorRole.Accent))

    def _write(self, painter: QPainter, area: QRect, level: int) -> None:
        texts = [self.words[level], self.details[level]] if self.details else [self.words[level]]
        line = self.fontMetrics().height()
        for number, text in enumerate(texts):
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(QRect(area.x(), number * line, area.width(), line), _ALIGN[level], shown)
