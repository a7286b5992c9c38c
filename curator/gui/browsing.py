"""From what the user chose (search, ranges, folder, order) to the rows that the gallery shows."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from curator.core.errors import QueryError
from curator.core.facets import facets_in
from curator.core.query import Query
from curator.core.records import Folder, FolderState, SavedView
from curator.gui.folder_panel import ALL, FolderPanel
from curator.gui.gallery.geometry import LayoutKind
from curator.gui.gallery.section_titles import titled
from curator.gui.gallery_pane import GalleryPane
from curator.gui.history import History
from curator.gui.narrowing.filters import Filters, folder_counts, unread_text
from curator.gui.narrowing.history import FilterSteps
from curator.gui.narrowing.panel import FilterPanel
from curator.gui.parts.names import shown_file
from curator.gui.saved.values import filters_of, folder_missing, view_of
from curator.gui.search_bar import SearchBar
from curator.gui.sessions.protocol import WindowSession
from curator.gui.window_state import WindowState


class Browsing(QObject):
    """Keeps the gallery, its counts and its chips true to the widgets that narrow it down."""

    refreshed = Signal()
    """The gallery follows what was chosen."""

    def __init__(
        self,
        session: WindowSession,
        pane: GalleryPane,
        bar: SearchBar,
        folders: FolderPanel,
        filters: FilterPanel,
        history: History,
    ) -> None:
        super().__init__(pane)
        self._session, self._pane, self._bar = session, pane, bar
        self._folders, self._panel = folders, filters
        self._wanted_folder = ALL
        self._opened = False
        self._shown = Query()
        """The last one whose rows were shown."""
        self._missing = ""
        """What was said of the last chosen view's folder."""
        self._holding = False
        """While several widgets are set, the gallery follows once, at the end."""
        self._steps = FilterSteps(history, self._show_again)
        self.model_line = True
        """Whether the start page may still tell about the model."""
        session.columns_changed.connect(self._on_columns_changed)
        session.folders_changed.connect(self._on_folders_changed)
        folders.selected.connect(self.refresh)
        filters.changed.connect(self.refresh)
        filters.sort_wanted.connect(self._sort_by)
        filters.facets.counts_wanted.connect(self._count_facets)
        bar.search.query_changed.connect(self.refresh)
        bar.sort.sort_changed.connect(self.refresh)
        bar.folding.fold_changed.connect(self.refresh)
        bar.layout_box.group_chosen.connect(self.refresh)
        pane.gallery.layout_changed.connect(self._on_layout_changed)
        bar.views.chosen.connect(self.show_view)
        bar.views.save_wanted.connect(self.save_view)
        bar.views.rename_wanted.connect(session.rename_view)
        bar.views.remove_wanted.connect(session.remove_view)
        bar.views.order_wanted.connect(session.order_views)
        session.views_changed.connect(lambda: bar.views.set_views(session.views()))
        pane.chips.removed.connect(self._on_chip_removed)
        pane.chips.cleared.connect(self.clear)
        pane.chips.undone.connect(history.undo)
        history.changed.connect(self._on_history_changed)
        pane.empty.clear_requested.connect(self.clear)
        pane.empty.model_line_dismissed.connect(self._on_model_line_dismissed)

    def filters(self) -> Filters:
        """What narrows the gallery down now."""
        marks = self._panel.marks
        return Filters(
            self._bar.search.text(),
            self._panel.ranges(),
            self._chosen_path(),
            marks.stars(),
            marks.flags(),
            marks.states(),
            self._panel.facets.chosen(),
            self._bar.folding.fold(),
        )

    def query(self) -> Query:
        """What the gallery shows now, in its order; no parts of it in the list, which has no headings."""
        listed = self._pane.gallery.layout_kind() is LayoutKind.LIST
        return self.filters().query(self._bar.sort.sort(), "" if listed else self._bar.layout_box.group())

    def restore(self, state: WindowState) -> None:
        """As the last window was left; the folder is chosen once the session tells which there are."""
        self._wanted_folder = state.folder
        self.model_line = state.model_line
        self._bar.layout_box.set_group(state.group)
        with self.one_refresh():
            self._bar.sort.set_sort(state.sort)
            self._bar.search.set_text(state.where)
            self._bar.folding.set_fold(state.fold)
            self._panel.set_filters(state.ranges, state.stars, state.flags, state.states, state.facets)
            self._steps.begin(self.filters())
        filters = self.filters()
        self._session.brief = not (filters.where or filters.facets or filters.fold)

    @contextmanager
    def one_refresh(self) -> Iterator[None]:
        """Whatever is set inside, the gallery follows once, at the end. Not nested."""
        self._holding = True
        try:
            yield
        finally:
            self._holding = False
            self.refresh()

    def show(self, filters: Filters, sort: str = "", group: str | None = None, step: bool = True) -> None:
        """Set the widgets, those of the order too where they are named; the gallery follows."""
        if not step:
            self._steps.begin(filters)
        with self.one_refresh():
            # A text that is still being typed is left alone where the query stays as it is.
            if filters.where != self._bar.search.text():
                self._bar.search.set_text(filters.where)
            self._panel.set_filters(
                filters.ranges, filters.stars, filters.flags, filters.states, filters.facets
            )
            self._bar.folding.set_fold(filters.fold)
            self._folders.choose(self._folder_id(filters.folder))
            if sort:
                self._bar.sort.set_sort(sort)
            if group is not None:
                self._bar.layout_box.set_group(group)

    def clear(self) -> None:
        """Show every picture."""
        self._bar.search.set_text("")
        self.show(Filters())

    def _show_again(self, filters: Filters) -> Filters:
        """For the history: what is in force then may be less, where a folder or a rater's ranges are gone."""
        self.show(filters)
        return self.filters()

    def _on_history_changed(self) -> None:
        self._pane.chips.set_can_undo(self._steps.are_last)

    def refresh(self) -> None:
        """Work out the rows, counts and chips anew: some milliseconds at 100,000 pictures."""
        if self._holding:
            return
        live, query = self._session.live, self._known_query()
        key = query.sort.removeprefix("-")
        by_dimension = key in live.columns.dimensions
        self._pane.model.set_badge(key if by_dimension else None)
        self._bar.layout_box.set_levels(by_dimension)
        try:
            found = live.find(query)
        except QueryError:
            self._forget()
            return
        self._pane.header.set_sort(query.sort)
        headings = titled(live.sections(query, found), query, self._session.rubric)
        self._pane.set_rows(live.columns, found, headings, live.folds.counts)
        filters = self.filters()
        self._steps.note(filters)
        self._pane.chips.set_chips(filters.chips())
        self._panel.set_spreads(live.spreads(query))
        self._panel.facets.set_known(facets_in(live.columns))
        self._count_facets()
        self._choose_page()
        self.refreshed.emit()

    def _known_query(self) -> Query:
        """The query, or while the library is asked about prompts the one before: nothing found would be
        wrong. The session tells of changed columns once it has the answer."""
        query, shown = self.query(), self._shown
        if self._session.live.lacks(query):
            return replace(query, where=shown.where, ranges=shown.ranges, folder=shown.folder)
        self._shown = query
        return query

    def _count_facets(self) -> None:
        """Only in those that are open."""
        live, filters = self._session.live, self.filters()
        query, fields = replace(filters, facets=()).query("-date"), self._panel.facets.open_fields()
        if fields and not live.lacks(query):
            self._panel.facets.set_counts(live.facet_counts(query, filters.facets, fields))

    def _forget(self) -> None:
        """An imported column is gone that the search or the order names; nobody changed the filters."""
        with self.one_refresh():
            self._bar.search.set_text("")
            self._bar.sort.set_sort("-date")
            self._steps.begin(self.filters())

    def _on_columns_changed(self) -> None:
        self._opened = True
        self._show_folders()
        self.refresh()

    def _on_layout_changed(self) -> None:
        if self._bar.layout_box.group():
            self.refresh()

    def _on_folders_changed(self) -> None:
        self._show_folders()
        if self._wanted_folder != ALL:
            self._folders.choose(self._wanted_folder)
            self._wanted_folder = ALL
        self._choose_page()

    def _show_folders(self) -> None:
        rows, columns = self._session.folders(), self._session.columns
        counts = folder_counts(columns, [folder for folder, _, _ in rows])
        self._folders.set_folders(rows, {**counts, ALL: len(columns)})

    def save_view(self, name: str) -> None:
        """What is shown now."""
        sort, group = self._bar.sort.sort(), self._bar.layout_box.group()
        columns = self._pane.header.columns_state().decode()
        self._session.save_view(view_of(name, self.filters(), sort, group, columns))

    def show_view(self, view: SavedView) -> None:
        """Its filters, order, sections and columns; it says so where its folder is gone."""
        notices = self._pane.notices
        notices.take_back(self._missing)
        self._missing = folder_missing(view, [folder for folder, _, _ in self._session.folders()])
        if self._missing:
            notices.show_failure(self._missing)
        if view.columns:
            self._pane.header.restore_columns(view.columns.encode())
        self.show(filters_of(view), view.sort, view.group)

    def _on_chip_removed(self, key: str) -> None:
        self.show(self.filters().without(key))

    def _sort_by(self, key: str) -> None:
        """A click on a dimension's name: sort by it, and the other way round the second time."""
        self._bar.sort.set_sort(f"-{key}" if self._bar.sort.sort() == key else key)

    def _on_model_line_dismissed(self) -> None:
        self.model_line = False

    def _chosen(self) -> Folder | None:
        wanted = self._folders.current()
        return next((folder for folder, _, _ in self._session.folders() if folder.id == wanted), None)

    def _folder_id(self, path: Path | None) -> int:
        """Of a watched folder, ALL for another."""
        return next((folder.id for folder, _, _ in self._session.folders() if folder.path == path), ALL)

    def _chosen_path(self) -> Path | None:
        folder = self._chosen()
        return folder.path if folder else None

    def _choose_page(self) -> None:
        """What stands in the gallery's place while nothing is shown."""
        empty, filters, rows = self._pane.empty, self.filters(), self._session.folders()
        if len(self._session.columns) and replace(filters, folder=None):
            empty.show_no_match(unread_text(filters, self._session.columns))
        elif not rows and self._opened:
            empty.show_start(self._about_model())
        elif not self._opened:
            empty.show_waiting("Opening the library …")
        else:
            empty.show_waiting(*waiting_words(rows, self._chosen()))

    def _about_model(self) -> str:
        told, total = len(self._session.rated_dimensions), len(self._session.rubric.keys)
        if not self.model_line or told == total:
            return ""
        return (
            f"Curator now measures {told} of {total} dimensions from the pixels. The rater model tells all "
            "of them; its files are about 9 GB."
        )


def waiting_words(rows: Sequence[tuple[Folder, FolderState, str]], chosen: Folder | None) -> tuple[str, str]:
    """Which folders the first picture may come from, and what they are doing."""
    asked = [row for row in rows if chosen is None or row[0] == chosen]
    for state, before, after, otherwise in (
        (FolderState.SCANNING, "Looking for pictures in ", " …", ""),
        (FolderState.WATCHING, "Waiting for the first picture in ", "", "It will show up here by itself."),
        (FolderState.OFFLINE, "", " can’t be reached", "Its pictures come back when it does."),
    ):
        named = [(folder, detail) for folder, its, detail in asked if its is state]
        if named:
            names = ", ".join(shown_file(folder.path.name or str(folder.path)) for folder, _ in named)
            details = "\n".join(detail for _, detail in named if detail)
            return f"{before}{names}{after}", details or otherwise
    return "Nothing to show yet", ""
