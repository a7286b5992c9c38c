"""The field for a pattern of names: what is wrong with it, and what it would make of the first files."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from curator.core.name_pattern import FIELDS, Pattern, PatternError, compile_pattern
from curator.gui.files.words import preview_text
from curator.gui.parts.elided_label import ElidedLabel
from curator.gui.parts.icons import icon
from curator.gui.parts.names import shown_file, shown_name
from curator.gui.parts.outside_text import OutsideText
from curator.gui.parts.texts import plain_label, plain_tip
from curator.gui.parts.theme import GRID, Role, Size, set_failure
from curator.gui.sessions.file_session import PREVIEWED
from curator.pipeline.file_work import NamePreview

REST_MS = 150
"""After the last letter, before names are made anew."""
HELP = """\
{name}      the name as it is now, without its suffix
{n}   {n:4}      counts from 1; with at least four digits
{date}   {date:%Y%m%d_%H%M}      when the file was last changed
{folder}   {width}   {height}   {stars}   {flag}   {label}
{clarity}      a score, 0.00 to 2.00; so for each dimension
{model}   {seed}   {steps}   {cfg}   {sampler}   {lora}   {prompt}      what the generator wrote
{ext}      the suffix, which is kept anyway where it is not named
{{   }}      the braces themselves"""


class NameEditor(QWidget):
    """`changed` carries a Pattern that could be read, or None."""

    changed = Signal(object)

    def __init__(self, fields: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known = tuple(fields)
        self.edit = QLineEdit()
        self.edit.setAccessibleName("Pattern of the names")
        self.edit.setToolTip(plain_tip(HELP))
        self.label = plain_label("Names")
        self.label.setBuddy(self.edit)
        self.insert_button = QPushButton(icon("code-braces"), "Insert")
        self.insert_button.setToolTip("Insert a field into the pattern")
        self.insert_button.setAutoDefault(False)
        self.insert_button.setMenu(self._fields_menu())
        self.error = OutsideText(Size.SMALL)
        set_failure(self.error)
        self.error.hide()
        self.names = [_Line() for _ in range(PREVIEWED)]
        self.more = ElidedLabel(Size.SMALL)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._tell)
        self.edit.textChanged.connect(lambda: self._rest.start())
        self._lay_out()

    def pattern(self) -> Pattern | None:
        """What stands there now, None where it can't be read; the reason is shown."""
        self._rest.stop()
        try:
            read = compile_pattern(self.edit.text(), self._known)
        except PatternError as error:
            self.error.set_text(f"{error}.")
            return None
        self.error.set_text("")
        return read

    def set_text(self, text: str) -> None:
        """Begin with this pattern; `changed` follows at once."""
        self.edit.setText(text)
        self._tell()

    def show_names(self, told: NamePreview) -> None:
        """What the pattern makes of the first files, and of how many more."""
        for line, names in zip(self.names, [*told.names, *[("", "")] * PREVIEWED], strict=False):
            line.set_names(*names)
        self.more.set_text(preview_text(told))

    def show_reason(self, reason: str) -> None:
        """Why there are no names."""
        self.show_names(NamePreview((), 0, 0, 0))
        self.error.set_text(shown_name(reason))

    def _tell(self) -> None:
        read = self.pattern()
        if read is None:
            self.show_names(NamePreview((), 0, 0, 0))
        self.changed.emit(read)

    def _insert(self, field: str) -> None:
        self.edit.insert(f"{{{field.replace(' ', '_')}}}")
        self.edit.setFocus()

    def _fields_menu(self) -> QMenu:
        menu = QMenu(self)
        for at, field in enumerate((*FIELDS, *self._known)):
            if at == len(FIELDS):
                menu.addSeparator()
            action = menu.addAction(field.replace("&", "&&"))
            action.triggered.connect(lambda _=False, field=field: self._insert(field))
        return menu

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.edit, 1)
        row.addWidget(self.insert_button)
        column.addWidget(self.label)
        column.addLayout(row)
        column.addWidget(self.error)
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID // 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(2, 1)
        for at, line in enumerate(self.names):
            for place, widget in enumerate((line.now, line.arrow, line.then)):
                grid.addWidget(widget, at, place)
            grid.setRowMinimumHeight(at, line.now.sizeHint().height())
        column.addLayout(grid)
        column.addWidget(self.more)


class _Line:
    """A name now and then."""

    def __init__(self) -> None:
        self.now = ElidedLabel()
        self.arrow = plain_label("→", secondary=True)
        self.then = ElidedLabel(role=Role.WindowText)
        self.arrow.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.arrow.setVisible(False)

    def set_names(self, now: str, then: str) -> None:
        self.now.set_text(shown_file(now))
        self.then.set_text(shown_file(then))
        self.arrow.setVisible(bool(then))
