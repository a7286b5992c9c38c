"""The field for the query language: tells what was typed after a short rest, and what is wrong with it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from curator.core.errors import QueryError
from curator.export.text import readable
from curator.gui.parts.elided_label import ElidedLabel
from curator.gui.parts.icons import icon
from curator.gui.parts.texts import plain_tip
from curator.gui.parts.theme import GRID, Size

REST_MS = 150
SYNTAX = """\
fog                    names with these letters
name:*.png             names of a pattern
clarity<0.7            scores, 0 to 2
"color aesthetic">=1.5   or   color_aesthetic:high
stars>=4   flag:pick   label:red   collection:cats   clarity_mine:high    your own ratings
rated:no   failed:yes    what waits, what could not be rated
folder:out/            folders
date>=2026-11-01       size>2MB   width>=1024
uncertainty>0.8        how unsure the rater was, 0 to 1
prompt:"rainy street"    words in a row, the last one may go on;   negative:fog
model:sdxl   lora:ink   sampler:euler   generator:comfy   seed:4021988   steps>30   cfg<5

Terms side by side must all hold; use  or,  not  and brackets:
   (clarity<0.7 or emotion:low) not name:test*"""


class SearchBox(QWidget):
    """`check` raises QueryError for a text that can't be read; such a text is never emitted."""

    query_changed = Signal(str)

    def __init__(self, check: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._check = check
        self._told = ""
        self.edit = QLineEdit()
        self.edit.setPlaceholderText("Search: fog clarity<0.7 emotion:low")
        self.edit.setAccessibleName("Search")
        self.edit.setClearButtonEnabled(True)
        self.edit.addAction(icon("magnify"), QLineEdit.ActionPosition.LeadingPosition)
        self.edit.setToolTip(plain_tip(SYNTAX))
        # A picture that is dropped here is for the window, not a path to be typed.
        self.edit.setAcceptDrops(False)
        self.error = ElidedLabel(Size.SMALL)
        self.error.hide()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._tell)
        self.edit.textEdited.connect(self._on_edited)
        self.edit.textChanged.connect(self._on_changed)
        self.edit.returnPressed.connect(self._tell)
        self._lay_out()

    def text(self) -> str:
        """The query last emitted: always one that can be read."""
        return self._told

    def set_text(self, text: str) -> None:
        """Replace the query at once; `query_changed` follows where it differs and can be read."""
        # A field holds no undecodable byte of a name; the language reads its escape
        self.edit.setText(readable(text))
        self._tell()

    def focus(self) -> None:
        """Let the user type, replacing what is there."""
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        # Its clear button comes and goes
        self.edit.setMinimumWidth(12 * GRID)
        column.addWidget(self.edit)
        column.addWidget(self.error)

    def _on_edited(self) -> None:
        self._rest.start()

    def _on_changed(self, text: str) -> None:
        # The clear button changes the text without "editing" it.
        if not text:
            self._rest.start()

    def _tell(self) -> None:
        self._rest.stop()
        text = self.edit.text().strip()
        try:
            self._check(text)
        except QueryError as error:
            self._show_error(f"{error}. Still showing the last search.")
            return
        self._show_error("")
        if text != self._told:
            self._told = text
            self.query_changed.emit(text)

    def _show_error(self, text: str) -> None:
        self.error.set_text(text)
        self.error.setVisible(bool(text))
