"""Fields that take the keys of one command as they are pressed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QKeySequenceEdit, QWidget

from curator.gui.keys.known import MOST_KEYS, is_one_key
from curator.gui.parts.icons import icon_button
from curator.gui.parts.theme import GRID


class KeyField(QKeySequenceEdit):
    """Tells what was pressed. Qt's own signal tells, too, that it is empty while nothing but Shift was."""

    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._given = QKeySequence()
        self.setMaximumSequenceLength(1)

    def give(self, key: str) -> None:
        """Show this key, "" for none."""
        self._given = QKeySequence(key)
        self.setKeySequence(self._given)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            # Qt would take it for the new key, and the keyboard could not leave
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Tab)
            return
        super().keyPressEvent(event)
        if not self.keySequence().isEmpty():
            self.pressed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.keySequence().isEmpty():
            self.setKeySequence(self._given)


class KeyFields(QWidget):
    """One for each key, with a button that takes it away, and an empty one for another."""

    wanted = Signal(object)
    """tuple[str, ...]: the keys that the user wants now, in Qt's portable words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields = [KeyField() for _ in range(MOST_KEYS)]
        self.clear_buttons = [icon_button("close", "Take this key away") for _ in self.fields]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID // 2)
        for number, (field, button) in enumerate(zip(self.fields, self.clear_buttons, strict=True)):
            row.addWidget(field, 1)
            row.addWidget(button)
            field.pressed.connect(lambda: self.wanted.emit(self._keys()))
            button.clicked.connect(lambda _checked=False, number=number: self._clear(number))
        self.set_keys("", ())

    def set_keys(self, command: str, keys: Sequence[str]) -> None:
        """Those that the command has."""
        for number, (field, button) in enumerate(zip(self.fields, self.clear_buttons, strict=True)):
            field.give(keys[number] if number < len(keys) else "")
            field.setVisible(number <= len(keys))
            field.setAccessibleName(f"Key {number + 1} of {command}")
            button.setVisible(number < len(keys))

    def _clear(self, number: int) -> None:
        self.fields[number].clear()
        self.wanted.emit(self._keys())

    def _keys(self) -> tuple[str, ...]:
        portable = QKeySequence.SequenceFormat.PortableText
        pressed = [field.keySequence().toString(portable) for field in self.fields]
        return tuple(dict.fromkeys(key for key in pressed if is_one_key(key)))
