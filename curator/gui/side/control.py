"""Collections and saved views in the window: what a choice shows, and what a drop or a key does."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject

from curator.core.facets import COLLECTION
from curator.core.query import Query
from curator.core.query_values import fold
from curator.core.records import Collection
from curator.gui.browsing import Browsing
from curator.gui.marking.control import Marking
from curator.gui.marking.mark_menu import MarkMenu
from curator.gui.marking.words import for_pictures
from curator.gui.parts.names import shown_name
from curator.gui.sessions.protocol import WindowSession
from curator.gui.side.counting import ViewCounts
from curator.gui.side.left_pane import LeftPane
from curator.gui.side.side_panel import SidePanel


class SideControl(QObject):
    """Joins the panel with the gallery and the library."""

    def __init__(
        self,
        session: WindowSession,
        pane: LeftPane,
        panel: SidePanel,
        browsing: Browsing,
        marking: Marking,
        menu: MarkMenu,
    ) -> None:
        super().__init__(panel)
        self._session, self._panel, self._browsing, self._marking = session, panel, browsing, marking
        self._menu, self._pane = menu, pane
        self._known: dict[int, str] = {}
        """Names of the collections as they were last told."""
        self._named = ""
        """The collection or view that was just made and is to get its name."""
        self._counts = ViewCounts(session, self)
        self._counts.told.connect(panel.views.show_counts)
        self._connect_collections()
        self._connect_views()
        browsing.refreshed.connect(self._on_refreshed)
        session.columns_changed.connect(self._count)
        panel.installEventFilter(self)
        self._on_collections()
        self._on_views()

    def new_collection(self, image_ids: Sequence[int] | None = None) -> None:
        """With these pictures, or else with what is looked at; its name is typed in the list."""
        ids = self._marking.targets.ids() if image_ids is None else list(image_ids)
        self._named = free_name("Collection", [each.name for each in self._session.collections()])
        self._session.create_collection(self._named, ids)
        self._pane.show_collections()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show:
            self._count()
        elif event.type() is QEvent.Type.Hide:
            self._counts.stop()
        return super().eventFilter(watched, event)

    def _connect_collections(self) -> None:
        some, session = self._panel.collections, self._session
        session.collections_changed.connect(self._on_collections)
        some.chosen.connect(self._choose_collection)
        some.renamed.connect(session.rename_collection)
        some.remove_wanted.connect(session.remove_collection)
        some.order_wanted.connect(session.order_collections)
        some.dropped.connect(self._marking.collect)
        self._panel.pictures_dropped.connect(self.new_collection)
        self._panel.new_collection_wanted.connect(lambda: self.new_collection())
        self._menu.new_collection_wanted.connect(lambda: self.new_collection())
        self._menu.take_out.triggered.connect(self._take_out)

    def _connect_views(self) -> None:
        some, session = self._panel.views, self._session
        session.views_changed.connect(self._on_views)
        some.chosen.connect(self._choose_view)
        some.renamed.connect(session.rename_view)
        some.remove_wanted.connect(session.remove_view)
        some.order_wanted.connect(session.order_views)
        self._panel.new_view_wanted.connect(self._new_view)

    # Collections

    def _on_collections(self) -> None:
        rows = self._session.collections()
        names = {each.id: each.name for each in rows}
        active = self._active()
        renamed = names.get(active, "") if names.get(active) != self._known.get(active) else ""
        self._known = names
        self._panel.collections.show_rows(list(names.items()))
        self._panel.tell_empty()
        if renamed:
            # Taken back with the name
            self._show_only(renamed, step=False)
        self._count_collections()
        self._on_refreshed()
        self._name_new(rows)

    def _name_new(self, rows: Sequence[Collection]) -> None:
        made = [each.id for each in rows if each.name == self._named]
        if made:
            self._named = ""
            self._panel.collections.edit_row(made[0])

    def _active(self) -> int:
        """The collection that alone is shown, -1 for none."""
        chosen = dict(self._browsing.filters().facets).get(COLLECTION, ())
        found = [key for key, name in self._known.items() if (name,) == tuple(chosen)]
        return found[0] if found else -1

    def _choose_collection(self, key: int) -> None:
        """Once more shows all pictures again."""
        self._show_only("" if key == self._active() else self._known.get(key, ""))

    def _show_only(self, name: str, *, step: bool = True) -> None:
        filters = self._browsing.filters()
        others = tuple(each for each in filters.facets if each[0] != COLLECTION)
        chosen = ((COLLECTION, (name,)),) if name else ()
        self._browsing.show(replace(filters, facets=(*chosen, *others)), step=step)

    def _take_out(self) -> None:
        key, ids = self._active(), self._marking.targets.ids()
        if key >= 0 and ids:
            word = f"Take out of {shown_name(self._known[key])}"
            text = for_pictures(word, [self._marking.targets.name(ids[0])], len(ids))
            self._session.take_out(key, ids, text)

    def _on_refreshed(self) -> None:
        active = self._active()
        self._panel.collections.set_active(active)
        self._menu.take_out.setEnabled(active >= 0)

    # Saved views

    def _on_views(self) -> None:
        rows = [(view.id, view.name) for view in self._session.views()]
        self._panel.views.show_rows(rows)
        self._panel.tell_empty()
        made = [key for key, name in rows if name == self._named]
        if made:
            self._named = ""
            self._panel.views.edit_row(made[0])
        if self._panel.isVisible():
            self._counts.renew(at_once=True)

    def _choose_view(self, key: int) -> None:
        found = [view for view in self._session.views() if view.id == key]
        if found:
            self._browsing.show_view(found[0])

    def _new_view(self) -> None:
        self._named = free_name("View", [view.name for view in self._session.views()])
        self._browsing.save_view(self._named)

    # Counts

    def _count(self) -> None:
        if self._panel.isVisible():
            self._count_collections()
            self._counts.renew()

    def _count_collections(self) -> None:
        live = self._session.live
        told = live.facet_counts(Query(), (), (COLLECTION,))[COLLECTION] if self._known else ()
        counted = {fold(name): count for name, count in told}
        counts = {key: counted.get(fold(name), 0) for key, name in self._known.items()}
        self._panel.collections.show_counts(counts)


def free_name(word: str, taken: Sequence[str]) -> str:
    """`Collection`, `Collection 2` ..."""
    names = (word if number == 1 else f"{word} {number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)
