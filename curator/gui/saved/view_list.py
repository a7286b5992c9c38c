"""The saved views, one below the other, for the mouse and for the arrow keys."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from curator.core.records import SavedView
from curator.gui.parts.theme import GRID
from curator.gui.saved.row import ViewsRow

HIGHEST = 40 * GRID
GAP = 2
"""Between two rows; the line that tells where a dragged one would go fills it."""
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class ViewsList(QScrollArea):
    """Up and Down go through the names and on to `after`, what stands behind the list, round and round."""

    chosen = Signal(object)
    """SavedView, as the next ones."""
    rename_wanted = Signal(object)
    remove_wanted = Signal(object)
    order_wanted = Signal(object)
    """list[int]: the views' ids in their new order, which is shown already."""

    def __init__(self, after: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[ViewsRow] = []
        self._after = after
        after.installEventFilter(self)
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)
        self._column.addStretch(1)
        self.mark = QFrame(self._content)
        """Where the dragged row would go."""
        self.mark.setStyleSheet("background: palette(highlight);")
        self.mark.hide()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self._content)

    def set_views(self, views: Sequence[SavedView]) -> None:
        """These, in this order. The keyboard stays with its view, and in its place where that one is gone."""
        place = self.row_in_focus()
        focused = self.rows[place].view.id if place >= 0 else -1
        self._replace_rows(views)
        self.mark.hide()
        self.setVisible(bool(self.rows))
        self.setFixedHeight(min(self._column.sizeHint().height(), HIGHEST))
        if place >= 0:
            ids = [view.id for view in views]
            self.focus_row(ids.index(focused) if focused in ids else min(place, len(ids) - 1))

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
                # With Alt a row is moved; at the end of the list there is nothing to do
                if not event.modifiers() & Qt.KeyboardModifier.AltModifier:
                    stops = len(self.rows) + 1
                    self.focus_row((self.row_in_focus() + step) % stops)
                return True
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Who hides the list while a row is dragged does not hear of the drop any more."""
        self.mark.hide()
        super().hideEvent(event)

    def _replace_rows(self, views: Sequence[SavedView]) -> None:
        for row in self.rows:
            # It may still hold the mouse, in a drag
            row.blockSignals(True)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [self._row(view) for view in views]
        for at, row in enumerate(self.rows):
            self._column.insertWidget(at, row)
            row.set_place(at, len(self.rows))
            # A layout shows its widgets later; one that is not shown can't take the keyboard
            row.show()

    def _row(self, view: SavedView) -> ViewsRow:
        row = ViewsRow(view)
        row.chosen.connect(self.chosen)
        row.rename_wanted.connect(self.rename_wanted)
        row.remove_wanted.connect(self.remove_wanted)
        row.step_wanted.connect(lambda step: self._move(row, self.rows.index(row) + step))
        row.dragged.connect(lambda at: self._drag(row, at))
        row.dropped.connect(lambda at: self._move(row, self._place_at(row, at)))
        for button in (row.name_button, row.rename_button, row.remove_button):
            button.installEventFilter(self)
        return row

    def _drag(self, row: ViewsRow, at: QPoint) -> None:
        """Show where it would go, and what is there."""
        place = self._place_at(row, at)
        others = self._others(row)
        top = others[place - 1].geometry().bottom() + 1 if place else 0
        room = self._content.size()
        self.mark.setGeometry(0, min(top, room.height() - GAP), room.width(), GAP)
        self.mark.raise_()
        self.mark.show()
        self.ensureVisible(0, self._content.mapFromGlobal(at).y(), 0, 3 * GRID)

    def _move(self, row: ViewsRow, place: int) -> None:
        """To a place among the other rows."""
        self.mark.hide()
        others = self._others(row)
        moved = [each.view for each in (*others[:place], row, *others[place:])]
        if moved != [each.view for each in self.rows]:
            # Shown at once: the next step counts from there
            self.set_views(moved)
            self.order_wanted.emit([view.id for view in moved])

    def _place_at(self, row: ViewsRow, at: QPoint) -> int:
        """How many of the other rows are above a place of the screen."""
        y = self._content.mapFromGlobal(at).y()
        return sum(each.geometry().center().y() < y for each in self._others(row))

    def _others(self, row: ViewsRow) -> list[ViewsRow]:
        return [each for each in self.rows if each is not row]
