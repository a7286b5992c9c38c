"""The shelf in the window: when it is seen, what it offers, and what becomes of a drop."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar

from curator.core.query import Query
from curator.gui.drop_target import DropTarget
from curator.gui.dropped import Dropped
from curator.gui.gallery_pane import GalleryPane
from curator.gui.history import History
from curator.gui.marking.control import Marking
from curator.gui.menus import Menus
from curator.gui.parts.icons import icon
from curator.gui.sessions.protocol import WindowSession
from curator.gui.shelf.counting import counts
from curator.gui.shelf.drag_source import DragSource
from curator.gui.shelf.giving import Giving
from curator.gui.shelf.keeping import Keeping
from curator.gui.shelf.offers import groups
from curator.gui.shelf.remembered import load_shelf, save_shelf
from curator.gui.shelf.shelf import Shelf

LEAVE_MS = 400
"""A drag that went from one part of the window to another is back by then."""
LINGER_MS = 1500
"""After a drop, to see what it did."""
KEY = "Ctrl+T"


class ShelfControl(QObject):
    """Puts the shelf below everything but the status bar: seen while something is dragged, or for good."""

    def __init__(
        self,
        window: QMainWindow,
        session: WindowSession,
        pane: GalleryPane,
        marking: Marking,
        history: History,
        menus: Menus,
        query: Callable[[], Query],
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._pane, self._query = window, session, pane, query
        self._dragged = self._ours = self._asking = False
        self.pinned = load_shelf().pinned
        self.shelf = Shelf(history)
        self.bar = _bar(window, self.shelf)
        self.drops = DropTarget(window, pane)
        self.drags = DragSource(pane, lambda: session.live, pane.thumbnail)
        self.giving = Giving(
            session, marking, Keeping(window, session, self._usual_folder, pane.notices.show_failure)
        )
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._on_rest)
        self.action = self._added_action(menus)
        self._connect_drags()
        self._connect_shelf()
        session.columns_changed.connect(self._count)
        session.collections_changed.connect(self.refresh)
        pane.model.modelReset.connect(self._on_rows)
        pane.model.dataChanged.connect(self._on_rows)
        pane.viewing.slideshow.ran.connect(self._show)
        # The whole screen hides all bars, and brings back those that were there before
        self.bar.visibilityChanged.connect(self._show)
        window.installEventFilter(self)
        self._sorted_by: str | None = None
        self.shelf.set_pinned(self.pinned)
        self.refresh()
        self._show()

    def set_pinned(self, pinned: bool) -> None:
        """Keep the shelf in sight, from this start to the next, or not."""
        self.pinned = pinned
        save_shelf(replace(load_shelf(), pinned=pinned))
        self.shelf.set_pinned(pinned)
        self.action.setChecked(pinned)
        self._show()

    def refresh(self) -> None:
        """Other collections, or another dimension to sort by, are other targets."""
        offered = groups(self._session.rubric, self._sorted_by, self._session.collections())
        self.shelf.strip.show_groups(offered)
        self._count()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show:
            # The window's layout of the last time knows nothing of the pin
            self._show()
        elif event.type() is QEvent.Type.Hide:
            self._rest.stop()
            self._dragged = False
        return super().eventFilter(watched, event)

    # When it is seen

    def _show(self) -> None:
        alone = self._window.statusBar().isHidden() or self._pane.viewing.slideshow.is_running
        wanted = self._dragged or self._asking or (self.pinned and not alone)
        if wanted != self.bar.isVisibleTo(self._window):
            self.bar.setVisible(wanted)
        if wanted:
            self._count()

    def _on_drag(self, over: bool = True) -> None:
        """Something from outside is over the window, or left it or one of its parts."""
        if over:
            self._rest.stop()
            self._dragged = True
            self._show()
        elif not self._ours:
            self._rest.start(LEAVE_MS)

    def _on_own_drag(self, over: bool) -> None:
        self._ours = over
        if over:
            self._on_drag()
        else:
            self._rest.start(LINGER_MS)

    def _on_rest(self) -> None:
        self._dragged = False
        self._show()

    def _connect_drags(self) -> None:
        self.drags.began.connect(lambda _mime: self._on_own_drag(True))
        self.drags.ended.connect(lambda: self._on_own_drag(False))
        self.drops.entered.connect(self._on_drag)
        self.drops.left.connect(lambda: self._on_drag(False))
        self.drops.dropped.connect(self._on_dropped)

    def _on_dropped(self, drop: Dropped) -> None:
        self._rest.start(LINGER_MS)
        self.giving.take_in(drop, None)

    # What it does

    def _connect_shelf(self) -> None:
        strip = self.shelf.strip
        strip.hovered.connect(self._on_drag)
        strip.chosen.connect(self.giving.choose)
        strip.received.connect(self.giving.receive)
        strip.received.connect(lambda _offer, _mime: self._rest.start(LINGER_MS))
        self.giving.name_wanted.connect(lambda: self._ask_name(True))
        strip.name.named.connect(self._on_named)
        strip.name.cancelled.connect(self._on_cancelled)
        self.shelf.left.connect(self._leave)
        self.shelf.pinned.connect(self.set_pinned)
        self.action.toggled.connect(self._on_toggled)

    def _on_toggled(self, pinned: bool) -> None:
        """By the menu or its key, which also brings the keyboard there."""
        if pinned != self.pinned:
            self.set_pinned(pinned)
            if pinned and (first := next(iter(self.shelf.strip.targets.values()), None)):
                first.setFocus(Qt.FocusReason.ShortcutFocusReason)
            elif not pinned:
                self._leave()

    def _ask_name(self, asked: bool) -> None:
        self._asking = asked
        self._show()
        self.shelf.strip.ask_name(asked)

    def _on_named(self, name: str) -> None:
        self._ask_name(False)
        self.giving.name(name)
        self._leave()

    def _on_cancelled(self) -> None:
        self._ask_name(False)
        self.giving.forget()
        self._leave()

    def _leave(self) -> None:
        """The keyboard goes back to the pictures."""
        pages, home = self._pane.viewing.pages, self._pane.gallery
        place = pages.currentWidget() if self._pane.viewing.is_open else home
        (place or home).setFocus()

    # What it offers

    def _on_rows(self) -> None:
        key = self._pane.model.badge
        if key != self._sorted_by:
            self._sorted_by = key
            self.refresh()

    def _count(self) -> None:
        """Only where somebody sees it."""
        if self.bar.isVisible():
            live = self._session.live.columns
            self.shelf.strip.show_counts(counts(live, self._sorted_by, self._session.collections()))

    def _usual_folder(self) -> Path | None:
        """The chosen folder, or the first that is watched."""
        chosen = self._query().folder
        watched = [folder.path for folder, _, _ in self._session.folders()]
        return Path(chosen) if chosen else next(iter(watched), None)

    def _added_action(self, menus: Menus) -> QAction:
        """Among the ways to look, in the menu "View"."""
        action = QAction(icon("tray"), "Shelf", self._window)
        action.setObjectName("shelf")
        action.setCheckable(True)
        action.setChecked(self.pinned)
        action.setShortcut(QKeySequence(KEY))
        for menu in menus.full_screen.associatedObjects():
            if isinstance(menu, QMenu):
                menu.insertAction(menus.full_screen, action)
        return action


def _bar(window: QMainWindow, shelf: Shelf) -> QToolBar:
    """Across the whole window, between the panels and the status bar."""
    bar = QToolBar("Shelf")
    bar.setObjectName("Shelf")
    bar.setMovable(False)
    bar.setStyleSheet("QToolBar { border: none; border-top: 1px solid palette(mid); padding: 0; }")
    # It is shown and hidden by its pin
    bar.toggleViewAction().setVisible(False)
    bar.addWidget(shelf)
    bar.hide()
    window.addToolBar(Qt.ToolBarArea.BottomToolBarArea, bar)
    return bar
