"""The saved views, one below the other, for the mouse and for the arrow keys."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from curator.core.records import SavedView
from curator.gui.parts.theme import GRID
from curator.gui.saved.row import ViewsRow

HIGHEST = 40 * GRID
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class ViewsList(QScrollArea):
    """Up and Down go through the names and on to `after`, what stands behind the list, round and round."""

    chosen = Signal(object)
    """SavedView, as the next ones."""
    rename_wanted = Signal(object)
    remove_wanted = Signal(object)

    def __init__(self, after: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[ViewsRow] = []
        self._after = after
        after.installEventFilter(self)
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)

    def set_views(self, views: Sequence[SavedView]) -> None:
        """These, in this order. The keyboard stays where it was."""
        place = self.row_in_focus()
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [self._row(view) for view in views]
        for at, row in enumerate(self.rows):
            self._column.insertWidget(at, row)
            # A layout shows its widgets later; one that is not shown can't take the keyboard
            row.show()
        self.setVisible(bool(self.rows))
        self.setFixedHeight(min(self._column.sizeHint().height(), HIGHEST))
        if place >= 0:
            self.focus_row(min(place, len(self.rows) - 1))

    def row_in_focus(self) -> int:
        """The row that the keyboard is in; -1 where it is elsewhere."""
        focus = self.window().focusWidget()
        return next(
            (at for at, row in enumerate(self.rows) if focus is not None and row.isAncestorOf(focus)), -1
        )

    def focus_row(self, at: int) -> None:
        """Give the keyboard to the name in that row; to what stands behind the list where there is none."""
        if 0 <= at < len(self.rows):
            self.rows[at].name_button.setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(self.rows[at])
        else:
            self._after.setFocus(Qt.FocusReason.TabFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Of itself a button would go to whatever Tab goes to."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = next((step for key, step in _STEPS.items() if key == event.key()), 0)
            if step:
                stops = len(self.rows) + 1
                self.focus_row((self.row_in_focus() + step) % stops)
                return True
        return super().eventFilter(watched, event)

    def _row(self, view: SavedView) -> ViewsRow:
        row = ViewsRow(view)
        row.chosen.connect(self.chosen)
        row.rename_wanted.connect(self.rename_wanted)
        row.remove_wanted.connect(self.remove_wanted)
        for button in (row.name_button, row.rename_button, row.remove_button):
            button.installEventFilter(self)
        return row
