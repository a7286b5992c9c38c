"""All keys, over the middle of the window, whose rest is seen through a veil."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from curator.gui.keys.columns import Columns
from curator.gui.keys.key_map import KeyMap
from curator.gui.keys.part_box import PartBox
from curator.gui.keys.sheet import sheet
from curator.gui.parts.icons import icon, icon_button
from curator.gui.parts.scrolled import scrolled
from curator.gui.parts.texts import plain_label
from curator.gui.parts.theme import GRID, Size, set_size

QUESTION = "?"
NOTHING = "No command has these words."
_VEIL = QColor(0, 0, 0, 110)
_AROUND, _INSIDE = 4 * GRID, 3 * GRID
"""Of the window that is always seen, and between the panel's edge and its text."""
_EDGES = QSize(4, 4)
"""Lines round the panel and round the list in it."""
_NARROWEST = 60 * GRID
_SCROLLING = {Qt.Key.Key_Up: -3, Qt.Key.Key_Down: 3, Qt.Key.Key_PageUp: -24, Qt.Key.Key_PageDown: 24}
"""In lines of GRID * 2."""


class KeyOverlay(QWidget):
    """Covers its window. Goes by `?`, Esc, its button, a click beside the panel, or with the keyboard."""

    change_wanted = Signal()
    closed = Signal()

    def __init__(self, keys: KeyMap, window: QWidget) -> None:
        super().__init__(window)
        self._keys, self._before = keys, window.focusWidget()
        self.setAccessibleName("Keys")
        self.panel = QFrame(self)
        self.panel.setAutoFillBackground(True)
        self.panel.setFrameShape(QFrame.Shape.StyledPanel)
        self.field = QLineEdit()
        self.field.setPlaceholderText("Find a command or a key")
        self.field.setAccessibleName("Find a command or a key")
        self.field.setClearButtonEnabled(True)
        self.field.setMinimumWidth(24 * GRID)
        self.field.installEventFilter(self)
        self.change_button = QPushButton(icon("keyboard-settings-outline"), "Change keys…")
        self.change_button.setAutoDefault(True)
        self.close_button = icon_button("close", "Close (Esc)")
        self.columns = Columns()
        self.area = scrolled(self.columns, "Keys")
        self.nothing = plain_label(NOTHING, secondary=True)
        self._lay_out()
        self._connect(window)
        self._fill()
        # Sizes are known only of what has its style
        self.show()
        self._fit()
        self.raise_()
        self.field.setFocus()

    def end(self) -> None:
        """Give the keyboard back to where it was. Idempotent."""
        if self.isHidden():
            return
        QApplication.instance().focusChanged.disconnect(self._on_focus_changed)  # type: ignore[union-attr]
        self.window().removeEventFilter(self)
        inside = self.isAncestorOf(QApplication.focusWidget() or self)
        self.hide()
        if inside and self._before is not None and self._before.isVisible():
            self._before.setFocus()
        self.closed.emit()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field:
            return isinstance(event, QKeyEvent) and self._is_for_list(event)
        if event.type() is QEvent.Type.Resize:
            self._fit()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape or event.text() == QUESTION:
            self.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.end()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), _VEIL)

    def focusNextPrevChild(self, next: bool) -> bool:
        """What lies under the veil is not reached."""
        stops: list[QWidget] = [self.field, self.change_button, self.close_button, self.area]
        focused = self.focusWidget()
        at = stops.index(focused) if focused in stops else -1
        stops[(at + (1 if next else -1)) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _is_for_list(self, event: QKeyEvent) -> bool:
        """Keys that do not write, while the field has the keyboard."""
        if event.type() != QEvent.Type.KeyPress:
            return False
        if event.text() == QUESTION:
            self.end()
            return True
        lines = _SCROLLING.get(Qt.Key(event.key()), 0)
        bar = self.area.verticalScrollBar()
        bar.setValue(bar.value() + lines * 2 * GRID)
        return bool(lines)

    def _connect(self, window: QWidget) -> None:
        window.installEventFilter(self)
        self.field.textChanged.connect(self._on_text)
        self.change_button.clicked.connect(self.change_wanted)
        self.close_button.clicked.connect(self.end)
        self._keys.changed.connect(self._on_text)
        QApplication.instance().focusChanged.connect(self._on_focus_changed)  # type: ignore[union-attr]

    def _on_text(self) -> None:
        self._fill()
        self._fit()

    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        """A command sent the keyboard elsewhere in the window."""
        if now is not None and now.window() is self.window() and not self.isAncestorOf(now):
            self.end()

    def _fill(self) -> None:
        parts = sheet(self._keys, self.field.text())
        self.columns.set_boxes([PartBox(part) for part in parts])
        self.nothing.setVisible(not parts)
        self.area.setVisible(bool(parts))

    def _fit(self) -> None:
        """No larger than what it shows, and inside the window."""
        self.setGeometry(self.window().rect())
        bar = self.area.verticalScrollBar().sizeHint().width()
        head = self._head.sizeHint()
        around = QSize(2 * _INSIDE + bar, 2 * _INSIDE + head.height() + 2 * GRID) + _EDGES
        room = self.size() - QSize(2 * _AROUND, 2 * _AROUND)
        wanted = self.columns.size_within(room - around)
        wide = max(wanted.width(), head.width(), min(_NARROWEST, room.width() - around.width()))
        high = self.columns.height_for(wide)
        self.columns.setMinimumHeight(high)
        self.panel.resize((QSize(wide, high) + around).boundedTo(room))
        self.panel.move(self.rect().center() - self.panel.rect().center())

    def _lay_out(self) -> None:
        title = plain_label("Keys")
        set_size(title, Size.LARGE)
        self._head = QHBoxLayout()
        self._head.setSpacing(GRID)
        self._head.addWidget(title)
        self._head.addSpacing(GRID)
        self._head.addWidget(self.field, 1)
        self._head.addWidget(self.change_button)
        self._head.addWidget(self.close_button)
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(_INSIDE, _INSIDE, _INSIDE, _INSIDE)
        column.setSpacing(2 * GRID)
        column.addLayout(self._head)
        column.addWidget(self.area, 1)
        column.addWidget(self.nothing)
