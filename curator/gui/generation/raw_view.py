"""A window of its own with the raw texts of a file, to be read, searched and copied."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QKeySequence, QShortcut, QTextCursor, QTextDocument
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from curator.gui.parts.icons import icon_button
from curator.gui.parts.texts import plain_label
from curator.gui.parts.theme import GRID, Size


class RawView(QDialog):
    """Plain text, read-only. The window behind it goes on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("Raw data")
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find in the text")
        self.search.setAccessibleName("Find in the text")
        self.search.setClearButtonEnabled(True)
        self.next_button = icon_button("chevron-down", "Find the next")
        self.previous_button = icon_button("chevron-up", "Find the one before")
        self.found = plain_label(size=Size.SMALL, secondary=True)
        self.search.textChanged.connect(self._on_text)
        self.search.returnPressed.connect(lambda: self._find(forward=True))
        self.next_button.clicked.connect(lambda: self._find(forward=True))
        self.previous_button.clicked.connect(lambda: self._find(forward=False))
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._focus_search)
        self._lay_out()

    def show_text(self, name: str, text: str) -> None:
        """Show the text of the file of that name."""
        # `[*]` would be the place of a sign for unsaved changes
        self.setWindowTitle(f"Raw data of {name}".replace("[*]", "[*][*]"))
        self.text.setPlainText(text)
        self.show()
        self.raise_()
        self.activateWindow()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.search, 1)
        for widget in (self.found, self.previous_button, self.next_button):
            row.addWidget(widget)
        for button in (self.previous_button, self.next_button):
            button.setEnabled(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID, GRID, GRID)
        column.setSpacing(GRID)
        column.addLayout(row)
        column.addWidget(self.text, 1)
        self.resize(90 * GRID, 80 * GRID)

    def _focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _on_text(self, text: str) -> None:
        for button in (self.previous_button, self.next_button):
            button.setEnabled(bool(text))
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        self._find(forward=True)

    def _find(self, *, forward: bool) -> None:
        """From where the last one was, and from the other end where there is none any more."""
        wanted = self.search.text()
        if not wanted:
            self.found.setText("")
            return
        back = QTextDocument.FindFlag(0) if forward else QTextDocument.FindFlag.FindBackward
        if not self.text.find(wanted, back):
            end = QTextCursor.MoveOperation.Start if forward else QTextCursor.MoveOperation.End
            self.text.moveCursor(end)
            self.found.setText("" if self.text.find(wanted, back) else "Not found")
        else:
            self.found.setText("")
