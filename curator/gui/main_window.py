"""The window: puts the parts together and turns what the user does into what the session does."""

import sys

from PySide6.QtCore import QPoint, QProcess, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QToolBar

from curator.core.query import Query, check
from curator.gui.browsing import Browsing
from curator.gui.docks import add_docks, bring_forward
from curator.gui.duplicates.control import Duplicates
from curator.gui.duplicates.copies_panel import CopiesPanel
from curator.gui.export_dialog import ExportDialog
from curator.gui.export_notices import tell_of_exports
from curator.gui.failing import Failing
from curator.gui.failures_panel import FailuresPanel
from curator.gui.files.control import FileControl
from curator.gui.finishing import Finishing
from curator.gui.folder_panel import FolderPanel
from curator.gui.gallery_pane import GalleryPane
from curator.gui.help import show_about
from curator.gui.history import History
from curator.gui.importing.control import ImportControl
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
from curator.gui.remembering import restore, state_of
from curator.gui.search_bar import SearchBar
from curator.gui.sessions.protocol import WindowSession
from curator.gui.shelf.control import ShelfControl
from curator.gui.side.control import SideControl
from curator.gui.side.left_pane import LeftPane
from curator.gui.side.side_panel import SidePanel
from curator.gui.sidecars.control import SidecarControl
from curator.gui.sidecars.panel import SidecarPanel
from curator.gui.undoing import connect_undo
from curator.gui.window_state import load_state, save_state
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
        self.theme = "system"
        self._closed = False
        self.setWindowTitle("Curator")
        self.setWindowIcon(app_icon())
        self._build()
        self._connect_session()
        self._connect_panels()
        self._connect_menus()
        restore(self, load_state())

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

    def end(self) -> None:
        """Save the layout and end what the window itself has running; then it can only close. Idempotent."""
        if not self._closed:
            self._closed = True
            self.looking.full_screen.set_on(False)
            save_state(state_of(self))
            self.pane.close_loaders()
            self.duplicates.close()
            self.notifier.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closed and self.finishing.holds():
            event.ignore()
            return
        self.end()
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape, where nothing else has a use for it, leaves the whole screen."""
        if event.key() == Qt.Key.Key_Escape and self.looking.full_screen.is_on:
            self.looking.full_screen.set_on(False)
        else:
            super().keyPressEvent(event)

    def _build_panels(self) -> None:
        rubric = self._session.rubric
        self.pane = GalleryPane(self._session)
        self.setCentralWidget(self.pane)
        self.bar = SearchBar(
            rubric.keys, lambda where: check(where, rubric.keys, self._session.columns.extra_names)
        )
        self.folders = FolderPanel()
        self.side = SidePanel()
        self.left = LeftPane(self.folders, self.side)
        self.filters = FilterPanel(rubric)
        self.inspector = Inspector(rubric)
        self.failures = FailuresPanel()
        self.model = ModelPanel()
        self.copies = CopiesPanel()
        self.sidecars = SidecarPanel(rubric)
        self.strip = ProgressStrip()

    def _build(self) -> None:
        self._build_panels()
        self.menus = Menus(self, self.pane.gallery, self.pane)
        self.history = History(self)
        self.marking = Marking(self._session, self.pane, self.menus.mark, self.history)
        connect_undo(self.history, self.menus.undo, self.menus.redo)
        self._build_docks()
        self._add_bars()
        self._build_views()
        self._build_controls()
        self.menus.add_files(self.file_control.actions)
        self.menus.learn_keys()
        self._on_rated_dimensions()

    def _build_docks(self) -> None:
        self.docks = add_docks(
            self,
            {
                "Folders": self.left,
                "Inspector": self.inspector,
                "Filters": self.filters,
                "Failed files": self.failures,
                "Model": self.model,
                "Copies": self.copies,
                "Sidecars": self.sidecars,
            },
        )
        self.menus.add_docks(self.docks)

    def _build_views(self) -> None:
        """What looks at the pictures, and narrows them."""
        self.browsing = Browsing(self._session, self.pane, self.bar, self.folders, self.filters, self.history)
        self.duplicates = Duplicates(self._session, self.bar.folding.box, self.copies)
        self.collecting = SideControl(
            self._session, self.left, self.side, self.browsing, self.marking, self.menus.mark
        )
        self.inspecting = Inspecting(self._session, self.inspector, self.marking)
        self.looking = Looking(self, self._session, self.pane, self.bar, self.menus, self.inspecting)

    def _build_controls(self) -> None:
        """What does something to them."""
        self.model_control = ModelControl(
            self._session, self.model, self.strip, self.menus, self.pane, self._show_model
        )
        self.sidecar_control = SidecarControl(
            self._session,
            self.sidecars,
            self.pane.notices.show_news,
            lambda: bring_forward(self.docks["Sidecars"]),
        )
        self.failing = Failing(
            self._session,
            self.failures,
            self.docks["Failed files"],
            self.strip,
            self.menus,
            self.pane,
            self.inspecting,
        )
        self.notifier, self.finishing = JobNotifier(self), Finishing(self, self._session)
        self.shelf = ShelfControl(
            self, self._session, self.pane, self.marking, self.history, self.menus, self.query
        )
        self.drops = self.shelf.drops
        self.export_dialog = ExportDialog(self)
        self.importing = ImportControl(
            self, self._session, self.pane.header, self.bar.sort, self.pane.notices, self.menus.import_scores
        )
        self.file_control = FileControl(
            self,
            self._session,
            self.pane.files,
            self.history,
            self.marking.targets.ids,
            lambda: self.pane.model.ids.tolist(),
        )

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
        session.trouble.connect(self.pane.notices.show_trouble)
        tell_of_exports(session, self.pane.notices)

    def _connect_panels(self) -> None:
        session, pane, empty = self._session, self.pane, self.pane.empty
        for asker in (self.bar.add_folder_requested, empty.add_folder_requested, self.folders.add_requested):
            asker.connect(self.ask_folder)
        empty.rate_files_requested.connect(self.ask_files)
        empty.demo_requested.connect(
            lambda: QProcess.startDetached(sys.executable, ["-m", "curator", "demo"])
        )
        self.folders.remove_requested.connect(session.remove_folder)
        self.folders.rescan_requested.connect(session.rescan)
        self.copies.wanted.connect(self.failing.show_picture)
        self.browsing.refreshed.connect(self.duplicates.found)
        self.duplicates.changed.connect(self.browsing.refresh)
        self.duplicates.trouble.connect(self.pane.notices.show_trouble)
        for place in (pane.gallery, pane.viewing):
            place.current_changed.connect(self.duplicates.copies.show)
        self.strip.pause_requested.connect(self._set_paused)
        self.export_dialog.chosen.connect(lambda path: session.export(path, self.query()))
        pane.warm.stop_requested.connect(session.stop_thumbnails)
        pane.gallery.selection_changed.connect(pane.tell_count)
        pane.gallery.customContextMenuRequested.connect(self._show_context_menu)

    def _connect_menus(self) -> None:
        menus, gallery = self.menus, self.pane.gallery
        menus.add_folder.triggered.connect(self.ask_folder)
        menus.rate_files.triggered.connect(self.ask_files)
        menus.rescan.triggered.connect(lambda: self._session.rescan())
        menus.export.triggered.connect(lambda: self.export_dialog.ask(len(self.pane.model.ids)))
        menus.quit.triggered.connect(self.close)
        menus.select_all.triggered.connect(gallery.select_all)
        menus.copy_path.triggered.connect(lambda: copy_paths(chosen_paths(self.pane)))
        menus.open_folder.triggered.connect(self._open_folder)
        menus.find.triggered.connect(self.bar.search.focus)
        menus.clear.triggered.connect(self.browsing.clear)
        menus.make_thumbnails.triggered.connect(self._session.make_thumbnails)
        menus.notify.toggled.connect(self.notifier.set_enabled)
        menus.reverse.triggered.connect(self.bar.sort.direction.click)
        menus.theme_chosen.connect(self.set_theme)
        menus.pause.triggered.connect(lambda: self._set_paused(not self._paused))
        menus.show_copies.triggered.connect(lambda: bring_forward(self.docks["Copies"], self.copies.table))
        menus.about.triggered.connect(lambda: show_about(self))

    def ask_folder(self) -> None:
        """Let the user choose a folder to watch."""
        ask_folder(self, self._session.add_folder)

    def ask_files(self) -> None:
        """Let the user choose pictures to rate once."""
        ask_pictures(self, self._session.rate_files)

    def set_theme(self, theme: str) -> None:
        """`system`, `light` or `dark`."""
        self.theme = theme
        self.menus.set_theme(theme)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            apply_theme(application, SCHEMES[theme])

    def _on_progress(self, progress: Progress) -> None:
        self.strip.set_progress(progress)
        self._paused = progress.paused
        self.menus.set_paused(progress.paused)

    def _set_paused(self, paused: bool) -> None:
        (self._session.pause if paused else self._session.resume)()

    def _on_rated_dimensions(self) -> None:
        self.filters.set_rated_dimensions(self._session.rated_dimensions)
        self.inspector.set_rated_dimensions(self._session.rated_dimensions)
        self.pane.header.set_rated_dimensions(self._session.rated_dimensions)

    def _show_model(self) -> None:
        bring_forward(self.docks["Model"], self.model)

    def _open_folder(self) -> None:
        if paths := chosen_paths(self.pane):
            open_folder(paths[0].parent)

    def _show_context_menu(self, point: QPoint) -> None:
        self.menus.context_menu().popup(self.pane.gallery.viewport().mapToGlobal(point))
