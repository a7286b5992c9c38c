"""Stars, flag and label of one picture, to be seen and given."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from curator.core.marks import LABELS, MarkChange
from curator.core.records import ImageDetails
from curator.gui.marking.words import FLAG_WORDS, label_word, stars_word
from curator.gui.narrowing.star_picker import StarPicker
from curator.gui.parts.flow_layout import FlowLayout
from curator.gui.parts.icons import icon, label_icon
from curator.gui.parts.names import shown_name
from curator.gui.parts.outside_text import OutsideText
from curator.gui.parts.theme import GRID, Size, set_secondary

_TIP = "Stars for this picture; the same star again takes them back"
_FLAG_ICONS = {"pick": "flag", "reject": "flag-remove-outline"}


class _Stars(StarPicker):
    def said(self, stars: int) -> str:
        return stars_word(stars)


class MarksRow(QWidget):
    """What the person said of the picture; `change_wanted` carries a MarkChange."""

    change_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stars = _Stars("Stars", _TIP)
        self.flags = {flag: _toggle(FLAG_WORDS[flag], name) for flag, name in _FLAG_ICONS.items()}
        self.labels = {label: _toggle(label_word(label)) for label in LABELS}
        self.other_label = OutsideText(Size.SMALL)
        self.collections = OutsideText(Size.SMALL)
        self._showing = False
        self.stars.valueChanged.connect(lambda stars: self._want(MarkChange(stars=stars)))
        for flag, button in self.flags.items():
            button.toggled.connect(lambda on, flag=flag: self._want(MarkChange(flag=flag if on else "")))
        for label, button in self.labels.items():
            button.setIcon(label_icon(label))
            button.clicked.connect(lambda _on, label=label: self._want(MarkChange(label=label)))
        self._lay_out()

    def show_marks(self, details: ImageDetails) -> None:
        """Those of a picture."""
        self._showing = True
        self.stars.setValue(details.stars)
        for flag, button in self.flags.items():
            button.setChecked(flag == details.flag)
        for label, button in self.labels.items():
            button.setChecked(label == details.label.lower())
        foreign = details.label if details.label.lower() not in LABELS else ""
        self.other_label.set_text(f"Label: {shown_name(foreign)}" if foreign else "")
        names = ", ".join(map(shown_name, details.collections))
        self.collections.set_text(f"In {names}" if names else "")
        self._showing = False

    def _want(self, change: MarkChange) -> None:
        if not self._showing:
            self.change_wanted.emit(change)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        flow = FlowLayout()
        flow.addWidget(self.stars)
        for buttons in (self.flags, self.labels):
            flow.addWidget(_together(list(buttons.values())))
        column.addLayout(flow)
        for text, said in ((self.other_label, "Label"), (self.collections, "Collections")):
            set_secondary(text)
            text.setAccessibleName(said)
            column.addWidget(text)


def _together(buttons: list[QToolButton]) -> QWidget:
    """In one line, whatever flows around them."""
    group = QWidget()
    row = QHBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    for button in buttons:
        row.addWidget(button)
    return group


def _toggle(name: str, icon_name: str = "") -> QToolButton:
    button = QToolButton()
    button.setCheckable(True)
    button.setProperty("plain", True)
    button.setToolTip(name)
    button.setAccessibleName(name)
    button.setIconSize(QSize(2 * GRID, 2 * GRID))
    # So narrow that all stand in one line of a panel of usual width
    button.setFixedSize(QSize(GRID * 11 // 4, 3 * GRID))
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    if icon_name:
        button.setIcon(icon(icon_name))
    return button
