"""One saved view in the list of them."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QStyleOptionButton, QWidget

from curator.core.records import SavedView
from curator.gui.parts.dimension_text import title
from curator.gui.parts.icons import icon_button
from curator.gui.parts.names import shown_name
from curator.gui.parts.texts import plain_tip
from curator.gui.parts.theme import GRID
from curator.gui.saved.values import filters_of

_STYLE = """
QPushButton { background: transparent; border: none; border-radius: 4px; padding: 4px 8px; text-align: left; }
QPushButton:hover { background: palette(light); }
QPushButton:focus { background: palette(highlight); color: palette(highlighted-text); }
"""


class _NameButton(QPushButton):
    """A name that gives way where there is no room."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._whole = text
        self.setAccessibleName(text)
        self.setAutoDefault(True)
        self.setStyleSheet(_STYLE)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height() + GRID)

    def initStyleOption(self, option: QStyleOptionButton) -> None:
        super().initStyleOption(option)
        room = self.width() - 2 * GRID
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideMiddle, room)
        option.text = shown.replace("&", "&&")


class ViewsRow(QWidget):
    """The name applies the view; F2 and Delete do what the two buttons behind it do."""

    chosen = Signal(object)
    """SavedView, as the next ones."""
    rename_wanted = Signal(object)
    remove_wanted = Signal(object)

    def __init__(self, view: SavedView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = view
        name = shown_name(view.name)
        self.name_button = _NameButton(name)
        self.name_button.setToolTip(plain_tip(view_text(view)))
        self.rename_button = icon_button("pencil-outline", f"Rename {name}…")
        self.remove_button = icon_button("trash-can-outline", f"Remove {name}…")
        for button, signal in (
            (self.name_button, self.chosen),
            (self.rename_button, self.rename_wanted),
            (self.remove_button, self.remove_wanted),
        ):
            button.clicked.connect(lambda _=False, told=signal: told.emit(self.view))
        for button in (self.rename_button, self.remove_button):
            button.setToolTip(plain_tip(button.accessibleName()))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID // 2)
        row.addWidget(self.name_button, 1)
        row.addWidget(self.rename_button)
        row.addWidget(self.remove_button)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F2:
            self.rename_wanted.emit(self.view)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_wanted.emit(self.view)
        else:
            super().keyPressEvent(event)


def view_text(view: SavedView) -> str:
    """Its name and all that it keeps, one thing a line."""
    chips = [text for _, text in filters_of(view).chips()] or ["All pictures"]
    key = view.sort.removeprefix("-").partition(":")[0]
    order = f"Sorted by {title(shown_name(key))}" + (", descending" if view.sort.startswith("-") else "")
    groups = [f"Grouped by {shown_name(view.group)}"] if view.group else []
    return "\n".join([shown_name(view.name), "", *chips, order, *groups])
