"""Asks for the pattern by which files are renamed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from curator.core.name_pattern import Pattern
from curator.gui.files.name_editor import NameEditor
from curator.gui.files.words import files_word
from curator.gui.parts.theme import GRID
from curator.gui.sessions.file_session import NameRequest
from curator.pipeline.file_work import NamePreview

WIDE = 72 * GRID


class RenameDialog(QDialog):
    """Beside the window; `accepted` once the user wants the names that are shown."""

    preview_wanted = Signal(object)
    """NameRequest."""

    def __init__(
        self, image_ids: tuple[int, ...], fields: tuple[str, ...], text: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.image_ids = image_ids
        self.editor = NameEditor(fields)
        self.setWindowTitle(f"Rename {files_word(len(image_ids))}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._request: NameRequest | None = None
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go_button = QPushButton("Rename")
        self.buttons.addButton(self.go_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.go_button.setEnabled(False)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(self.editor)
        column.addStretch(1)
        column.addWidget(self.buttons)
        # Only in the dialog does it learn that it is the one
        self.go_button.setDefault(True)
        self.resize(WIDE, self.sizeHint().height())
        self.editor.changed.connect(self._on_changed)
        self._first = text

    def begin(self) -> None:
        """Open, and ask for the first names."""
        self.open()
        self.editor.set_text(self._first)
        self.editor.edit.setFocus()
        self.editor.edit.selectAll()

    def pattern(self) -> Pattern | None:
        """What stands there."""
        return self.editor.pattern()

    def show_names(self, request: NameRequest, told: NamePreview | str) -> None:
        """The answer to a request; one that another followed is left out."""
        if request is not self._request:
            return
        if isinstance(told, str):
            self.editor.show_reason(told)
            return
        self.editor.show_names(told)
        count = told.total - told.unchanged
        self.go_button.setText(f"Rename {files_word(count)}" if count else "Rename")
        self.go_button.setEnabled(count > 0)

    def accept(self) -> None:
        # Enter in the field, before the names of the last letter came
        if self.pattern() is not None and self._request is not None:
            super().accept()

    def _on_changed(self, pattern: Pattern | None) -> None:
        self._request = None if pattern is None else NameRequest(self.image_ids, pattern)
        self.go_button.setEnabled(False)
        if self._request is not None:
            self.preview_wanted.emit(self._request)
