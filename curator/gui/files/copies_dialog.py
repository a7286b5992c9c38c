"""Asks for a folder of copies or links: which pictures, where, under what names."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from curator.gui.files.name_editor import NameEditor
from curator.gui.files.words import files_word
from curator.gui.parts.icons import icon
from curator.gui.parts.texts import plain_label
from curator.gui.parts.theme import GRID
from curator.gui.sessions.file_session import NameRequest
from curator.pipeline.file_plan import FileKind
from curator.pipeline.file_work import NamePreview

WIDE = 72 * GRID
KINDS = {
    FileKind.COPY: ("Copies", "Copy"),
    FileKind.SYMLINK: ("Symbolic links", "Link"),
    FileKind.HARDLINK: ("Hard links", "Link"),
}
"""What it is called, and the word on the button."""


class CopiesDialog(QDialog):
    """Beside the window; `accepted` once the user wants what is shown."""

    preview_wanted = Signal(object)
    """NameRequest."""

    def __init__(
        self,
        shown: tuple[int, ...],
        selected: tuple[int, ...],
        fields: tuple[str, ...],
        text: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._first = text
        self._request: NameRequest | None = None
        self.setWindowTitle("Export copies or links")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.which = QComboBox()
        self.which.addItem(f"All that is shown: {files_word(len(shown))}", shown)
        if len(selected) > 1:
            self.which.addItem(f"The selection: {files_word(len(selected))}", selected)
            self.which.setCurrentIndex(1)
        self.kind = QComboBox()
        for kind, (name, _) in KINDS.items():
            self.kind.addItem(name, kind)
        self.folder = QLineEdit()
        self.folder.setPlaceholderText("Folder")
        self.folder_button = QPushButton(icon("folder-open-outline"), "Choose…")
        self.folder_button.setAutoDefault(False)
        self.editor = NameEditor(fields)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go_button = QPushButton("Copy")
        self.go_button.setEnabled(False)
        self.buttons.addButton(self.go_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self._lay_out()
        self._connect()

    def begin(self, folder: str) -> None:
        """Open, with the folder that was chosen last."""
        self.open()
        self.folder.setText(folder)
        self.editor.set_text(self._first)
        (self.editor.edit if folder else self.folder).setFocus()

    def request(self) -> NameRequest | None:
        """What is wanted; None while the folder or the pattern is none."""
        pattern, folder = self.editor.pattern(), self._folder()
        if pattern is None or folder is None:
            return None
        return NameRequest(self.which.currentData(), pattern, folder, self.chosen_kind())

    def chosen_kind(self) -> FileKind:
        """Copies, or which links."""
        return FileKind(self.kind.currentData())

    def show_names(self, request: NameRequest, told: NamePreview | str) -> None:
        """The answer to a request; one that another followed is left out."""
        if request is not self._request:
            return
        if isinstance(told, str):
            self.editor.show_reason(told)
            return
        self.editor.show_names(told)
        self.go_button.setEnabled(told.total > told.unchanged)

    def accept(self) -> None:
        if self.request() is not None:
            super().accept()

    def _ask(self) -> None:
        self._request = self.request()
        self.go_button.setText(KINDS[self.chosen_kind()][1])
        self.go_button.setEnabled(False)
        if self._request is not None:
            self.preview_wanted.emit(self._request)
        elif self._folder() is None:
            self.editor.show_names(NamePreview((), 0, 0, 0))
            self.editor.more.set_text("Choose a folder first; one that is not there yet is made.")

    def _folder(self) -> Path | None:
        """None while no whole path is typed."""
        text = self.folder.text().strip()
        try:
            folder = Path(text).expanduser()
        except RuntimeError:  # A user that is none
            return None
        return folder if folder.is_absolute() else None

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, "Folder for copies or links", self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.open()

    def _connect(self) -> None:
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.folder_button.clicked.connect(self._choose_folder)
        self.editor.changed.connect(lambda _pattern: self._ask())
        self.folder.textChanged.connect(self._ask)
        for box in (self.which, self.kind):
            box.currentIndexChanged.connect(self._ask)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        grid = QGridLayout()
        grid.setSpacing(GRID)
        grid.setColumnStretch(1, 1)
        for row, (text, widget) in enumerate(
            (("Pictures", self.which), ("As", self.kind), ("Folder", self.folder))
        ):
            label = plain_label(text)
            label.setBuddy(widget)
            widget.setAccessibleName(text)
            grid.addWidget(label, row, 0)
            grid.addWidget(widget, row, 1, 1, 1 if widget is self.folder else 2)
        grid.addWidget(self.folder_button, 2, 2)
        column.addLayout(grid)
        column.addWidget(self.editor)
        column.addStretch(1)
        column.addWidget(self.buttons)
        self.go_button.setDefault(True)
        self.resize(WIDE, self.sizeHint().height())
