"""The window: puts the parts together and turns what the user does into what the session does."""

import sys

from PySide6.QtCore import QPoint, QProcess, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QToolBar

from curator.core.query import Query, check
from curator.gui.browsing import Browsing
from curator.gui.docks import add_docks, bring_forward, first_layout
from curator.gui.drop_target import DropTarget
from curator.gui.dropped import Dropped
from curator.gui.export_dialog import ExportDialog
from curator.gui.export_notices import tell_of_exports
from curator.gui.failures_panel import FailuresPanel
from curator.gui.folder_panel import FolderPanel
from curator.gui.gallery_pane import GalleryPane
from curator.gui.help import show_about, show_keys
from curator.gui.history import History
from curator.gui.inspecting import Inspecting
from curator.gui.inspector import Inspector
from curator.gui.looking import Looking
from curator.gui.marking.control import Marking
from curator.gui.menus import Menus
from curator.gui.narrowing.panel import FilterPanel
from curator.gui.notification import JobNotifier
from curator.gui.open_dialogs import ask_folder, ask_pictures
from curator.gui.parts.icons import app_icon
from curator.gui.parts.theme import apply_theme
from curator.gui.paths import chosen_paths, copy_paths, open_folder
from curator.gui.progress_strip import ProgressStrip
from curator.gui.rater.model_control import ModelControl
from curator.gui.rater.model_panel import ModelPanel
from curator.gui.search_bar import SearchBar
from curator.gui.sessions.protocol import WindowSession
from curator.gui.undoing import connect_undo
from curator.gui.window_state import WindowState, load_state, save_state
from curator.pipeline.events import Progress

SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}


class MainWindow(QMainWindow):
    """Shows a session. Nothing here waits: the session answers by signals."""

    def __init__(self, session: WindowSession) -> None:
        super().__init__()
        self._session = session
        self._paused = False
        self._theme = "system"
        self._closed = False
        self.setWindowTitle("Curator")
        self.setWindowIcon(app_icon())
        self._build()
        self._connect_session()
        self._connect_panels()
        self._connect_menus()
        self._on_failures_changed()
        self._restore(load_state())

    def query(self) -> Query:
        """What the gallery shows now."""
        return self.browsing.query()

    def show_for_picture(self) -> None:
        """Sort by the first dimension that is rated and choose the first picture, as for a screenshot."""
        rated = [key for key in self._session.rubric.keys if key in self._session.rated_dimensions]
        if rated:
            self.bar.sort.set_sort(f"-{rated[0]}")
        self.pane.gallery.set_current(self.pane.model.image_id(0))

    def painted(self) -> bool:
        """Whether every thumbnail in view and the inspector show what they should."""
        current = self.pane.gallery.current_id()
        return self.pane.all_painted() and (current < 0 or self.inspector.image_id == current)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closed:
            self._closed = True
            self.looking.full_screen.set_on(False)
            save_state(self._state())
            self.pane.close_loaders()
            self.notifier.close()
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape, where nothing else has a use for it, leaves the whole screen."""
        if event.key() == Qt.Key.Key_Escape and self.looking.full_screen.is_on:
            self.looking.full_screen.set_on(False)
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        rubric = self._session.rubric
        self.pane = GalleryPane(self._session)
        self.setCentralWidget(self.pane)
        self.bar = SearchBar(rubric.keys, lambda where: check(where, rubric.keys))
        self.folders = FolderPanel()
        self.filters = FilterPanel(rubric)
        self.inspector = Inspector(rubric)
        self.failures = FailuresPanel()
        self.model = ModelPanel()
        self.strip = ProgressStrip()
        self.menus = Menus(self, self.pane.gallery, self.pane)
        self.history = History(self)
        self.marking = Marking(self._session, self.pane, self.menus.mark, self.history)
        connect_undo(self.history, self.menus.undo, self.menus.redo)
        self.docks = add_docks(
            self,
            {
                "Folders": self.folders,
                "Inspector": self.inspector,
                "Filters": self.filters,
                "Failed files": self.failures,
                "Model": self.model,
            },
        )
        self.menus.add_docks(self.docks)
        self._add_bars()
        self.browsing = Browsing(self._session, self.pane, self.bar, self.folders, self.filters, self.history)
        self._model_control = ModelControl(
            self._session, self.model, self.strip, self.menus, self.pane, self._show_model
        )
        self.inspecting = Inspecting(self._session, self.inspector)
        self.looking = Looking(self, self._session, self.pane, self.bar, self.menus, self.inspecting)
        self.notifier = JobNotifier(self)
        self.drops = DropTarget(self)
        self.export_dialog = ExportDialog(self)
        self._on_rated_dimensions()

    def _add_bars(self) -> None:
        tools = QToolBar("Search")
        tools.setObjectName("Search")
        tools.setMovable(False)
        tools.toggleViewAction().setEnabled(False)
        tools.addWidget(self.bar)
        self.addToolBar(tools)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().addPermanentWidget(self.strip, 1)

    def _connect_session(self) -> None:
        session = self._session
        session.progress.connect(self._on_progress)
        session.progress.connect(self.notifier.set_progress)
        session.warming.connect(self.pane.warm.show_progress)
        session.rater_changed.connect(self._on_rated_dimensions)
        session.failures_changed.connect(self._on_failures_changed)
        session.trouble.connect(self.pane.notices.show_trouble)
        tell_of_exports(session, self.pane.notices)

    def _connect_panels(self) -> None:
        session, pane, empty = self._session, self.pane, self.pane.empty
        for add_requested in (self.bar.add_folder_requested, self.folders.add_requested):
            add_requested.connect(self.ask_folder)
        empty.add_folder_requested.connect(self.ask_folder)
        empty.rate_files_requested.connect(self.ask_files)
        empty.demo_requested.connect(
            lambda: QProcess.startDetached(sys.executable, ["-m", "curator", "demo"])
        )
        self.folders.remove_requested.connect(session.remove_folder)
        self.failures.retry_requested.connect(session.retry)
        self.failures.shown.connect(self._on_failure_chosen)
        self.strip.pause_requested.connect(self._set_paused)
        self.strip.failures_requested.connect(self._show_failures)
        self.strip.retry_requested.connect(lambda: session.retry())
        self.drops.dropped.connect(self._on_dropped)
        self.export_dialog.chosen.connect(lambda path: session.export(path, self.query()))
        pane.warm.stop_requested.connect(session.stop_thumbnails)
        pane.gallery.selection_changed.connect(pane.tell_count)
        pane.gallery.customContextMenuRequested.connect(self._show_context_menu)

    def _connect_menus(self) -> None:
        menus, gallery = self.menus, self.pane.gallery
        menus.add_folder.triggered.connect(self.ask_folder)
        menus.rate_files.triggered.connect(self.ask_files)
        menus.export.triggered.connect(lambda: self.export_dialog.ask(len(self.pane.model.ids)))
        menus.quit.triggered.connect(self.close)
        menus.select_all.triggered.connect(gallery.select_all)
        menus.copy_path.triggered.connect(self._copy_paths)
        menus.open_folder.triggered.connect(self._open_folder)
        menus.find.triggered.connect(self.bar.search.focus)
        menus.clear.triggered.connect(self.browsing.clear)
        menus.make_thumbnails.triggered.connect(self._session.make_thumbnails)
        menus.notify.toggled.connect(self.notifier.set_enabled)
        menus.reverse.triggered.connect(self.bar.sort.direction.click)
        menus.theme_chosen.connect(self.set_theme)
        menus.pause.triggered.connect(lambda: self._set_paused(not self._paused))
        menus.retry.triggered.connect(lambda: self._session.retry())
        menus.show_failures.triggered.connect(self._show_failures)
        menus.show_keys.triggered.connect(lambda: show_keys(self, menus.key_list()))
        menus.about.triggered.connect(lambda: show_about(self))

    def ask_folder(self) -> None:
        """Let the user choose a folder to watch."""
        ask_folder(self, self._session.add_folder)

    def ask_files(self) -> None:
        """Let the user choose pictures to rate once."""
        ask_pictures(self, self._session.rate_files)

    def set_theme(self, theme: str) -> None:
        """`system`, `light` or `dark`."""
        self._theme = theme
        self.menus.set_theme(theme)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            apply_theme(application, SCHEMES[theme])

    def _on_dropped(self, drop: Dropped) -> None:
        for folder in drop.folders:
            self._session.add_folder(folder)
        if drop.pictures:
            self._session.rate_files(list(drop.pictures))

    def _on_progress(self, progress: Progress) -> None:
        self.strip.set_progress(progress)
        self._paused = progress.paused
        self.menus.set_paused(progress.paused)

    def _set_paused(self, paused: bool) -> None:
        if paused:
            self._session.pause()
        else:
            self._session.resume()

    def _on_rated_dimensions(self) -> None:
        self.filters.set_rated_dimensions(self._session.rated_dimensions)
        self.inspector.set_rated_dimensions(self._session.rated_dimensions)
        self.pane.header.set_rated_dimensions(self._session.rated_dimensions)

    def _on_failures_changed(self) -> None:
        failures = self._session.failures()
        self.failures.set_failures(failures)
        self.strip.set_failures(len(failures))
        self.menus.retry.setEnabled(bool(failures))

    def _show_failures(self) -> None:
        bring_forward(self.docks["Failed files"], self.failures.table)

    def _show_model(self) -> None:
        bring_forward(self.docks["Model"], self.model)

    def _on_failure_chosen(self, image_id: int) -> None:
        if self.pane.model.row_of(image_id) >= 0:
            self.pane.gallery.set_current(image_id)
            if self.pane.viewing.is_open:
                self.pane.viewing.view(image_id)
        else:
            self.inspecting.show(image_id)

    def _copy_paths(self) -> None:
        copy_paths(chosen_paths(self.pane))

    def _open_folder(self) -> None:
        if paths := chosen_paths(self.pane):
            open_folder(paths[0].parent)

    def _show_context_menu(self, point: QPoint) -> None:
        self.menus.context_menu().popup(self.pane.gallery.viewport().mapToGlobal(point))

    def _restore(self, state: WindowState) -> None:
        self.resize(1440, 900)
        first_layout(self, self.docks)
        if state.geometry is not None:
            self.restoreGeometry(state.geometry)
        if state.docks is not None:
            self.restoreState(state.docks)
        self.looking.restore(state.layout, state.list_columns, state.cell_size)
        self.menus.notify.setChecked(state.notify)
        self._theme = state.theme
        self.menus.set_theme(state.theme)
        if state.theme != "system":
            self.set_theme(state.theme)
        self.browsing.restore(state)
        self._model_control.set_limits(state.limits)

    def _state(self) -> WindowState:
        filters = self.browsing.filters()
        return WindowState(
            geometry=self.saveGeometry(),
            docks=self.saveState(),
            sort=self.bar.sort.sort(),
            cell_size=self.pane.gallery.cell_size(),
            where=filters.where,
            ranges=filters.ranges,
            stars=filters.stars,
            flags=filters.flags,
            states=filters.states,
            group=self.bar.layout_box.group(),
            layout=self.pane.gallery.layout_kind(),
            list_columns=self.looking.list_columns(),
            notify=self.menus.notify.isChecked(),
            folder=self.folders.current(),
            theme=self._theme,
            model_line=self.browsing.model_line,
            limits=self.model.limits.limits(),
        )
