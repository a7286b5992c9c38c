"""What a hand does to a widget, in one word each."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

OFFSCREEN = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
"""For tests that show windows: Qt's offscreen platform says on each what it can't do."""
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def click(widget: QWidget, at: QPoint | None = None) -> None:
    """In the middle, or at a place in the widget."""
    QTest.mouseClick(widget, LEFT, NONE, widget.rect().center() if at is None else at)


def drag(widget: QWidget, start: QPoint, end: QPoint) -> None:
    """With the left button."""
    QTest.mousePress(widget, LEFT, NONE, start)
    QTest.mouseMove(widget, (start + end) / 2)
    QTest.mouseMove(widget, end)
    QTest.mouseRelease(widget, LEFT, NONE, end)


def key(widget: QWidget, pressed: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Press and release."""
    QTest.keyClick(widget, pressed, modifiers)


def type_text(widget: QWidget, text: str) -> None:
    QTest.keyClicks(widget, text)
