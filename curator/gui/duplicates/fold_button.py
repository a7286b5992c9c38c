"""The button for duplicates beside the order, and what it opens."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLayout, QToolButton, QVBoxLayout, QWidget

from curator.gui.duplicates.fold_box import FoldBox
from curator.gui.duplicates.words import fold_text
from curator.gui.parts.icons import icon
from curator.gui.parts.theme import GRID

WIDTH = 36 * GRID


class FoldButton(QToolButton):
    """Opens the choice below itself, and shows whether one is in force."""

    fold_changed = Signal(str)
    """See FoldBox."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("plain", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.popover = FoldPopover(self)
        self.box = self.popover.box
        self.box.fold_changed.connect(self._on_changed)
        self.clicked.connect(self.open)
        self._show()

    def fold(self) -> str:
        """The one in force."""
        return self.box.fold()

    def set_fold(self, fold: str) -> None:
        """Show a fold as chosen and tell nobody; an unknown one is none."""
        self.box.set_fold(fold)
        self._show()

    def open(self) -> None:
        """Show the choice; the keyboard goes there."""
        self.popover.open_at(self.mapToGlobal(QPoint(0, self.height() + GRID // 2)))

    def _on_changed(self, fold: str) -> None:
        self._show()
        self.fold_changed.emit(fold)

    def _show(self) -> None:
        fold = self.fold()
        said = f"Duplicates: {fold_text(fold)}" if fold else "Duplicates: all shown"
        self.setIcon(icon("layers" if fold else "layers-outline"))
        self.setToolTip(said)
        self.setAccessibleName(said)


class FoldPopover(QFrame):
    """Closes by Esc and by a click beside it; what is chosen is in force at once."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._anchor = parent
        # The click that closes it must not open it again by the button below
        self.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.box = FoldBox()
        self.box.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID // 2, GRID // 2, GRID // 2, GRID // 2)
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        column.addWidget(self.box)

    def open_at(self, place: QPoint) -> None:
        """With its upper left corner at a place of the screen, or as near to it as there is room."""
        # What the frame takes is known once it is shown
        room = self._anchor.screen().availableGeometry().adjusted(0, 0, -GRID, -GRID)
        size = self.sizeHint()
        self.move(
            max(min(place.x(), room.right() - size.width()), room.left()),
            max(min(place.y(), room.bottom() - size.height()), room.top()),
        )
        self.show()
        self.box.focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)
