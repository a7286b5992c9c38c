"""From a key, menu, button or drop to marks in the library, and the history that takes them back."""

from collections.abc import Sequence

from PySide6.QtCore import QObject

from curator.core.marks import MarkChange
from curator.gui.gallery_pane import GalleryPane
from curator.gui.history import History
from curator.gui.marking.mark_menu import MarkMenu
from curator.gui.marking.targets import Targets
from curator.gui.marking.toggling import toggled
from curator.gui.marking.words import change_word, for_pictures, level_words
from curator.gui.parts.dimension_text import title
from curator.gui.parts.names import shown_name
from curator.gui.sessions.protocol import WindowSession


class Marking(QObject):
    """`mark` and `collect` are for whoever lets the user rate; without ids they mean what is looked at."""

    def __init__(self, session: WindowSession, pane: GalleryPane, menu: MarkMenu, history: History) -> None:
        super().__init__(pane)
        self._session, self._pane, self._menu = session, pane, menu
        self.targets = Targets(pane)
        self._sorted_by: str | None = None
        session.done.connect(history.push)
        session.dropped.connect(history.drop)
        session.collections_changed.connect(lambda: menu.set_collections(session.collections()))
        menu.change_chosen.connect(self.mark)
        menu.level_chosen.connect(self._mark_level)
        menu.collection_chosen.connect(self.collect)
        for changed in (pane.model.modelReset, pane.model.dataChanged):
            changed.connect(self._on_rows)

    def mark(self, change: MarkChange, image_ids: Sequence[int] | None = None) -> None:
        """Rate pictures; a label or level that all of them have is taken back."""
        ids = self.targets.ids() if image_ids is None else list(image_ids)
        if not ids:
            return
        change = toggled(change, self._session.live, ids)
        word = for_pictures(change_word(change, self._session.rubric), [self.targets.name(ids[0])], len(ids))
        if image_ids is None and len(ids) == 1 and self._menu.advance.isChecked():
            # First: afterwards the order, or a filter, may have put the picture elsewhere
            self.targets.go_on(ids[0])
        self._session.mark(ids, change, word)

    def collect(self, collection_id: int, image_ids: Sequence[int] | None = None) -> None:
        """Put pictures into a collection."""
        ids = self.targets.ids() if image_ids is None else list(image_ids)
        names = [each.name for each in self._session.collections() if each.id == collection_id]
        if ids and names:
            word = for_pictures(f"Add to {shown_name(names[0])}", [self.targets.name(ids[0])], len(ids))
            self._session.collect(collection_id, ids, word)

    def _mark_level(self, level: int) -> None:
        if self._sorted_by is not None:
            self.mark(MarkChange(levels=((self._sorted_by, level),)))

    def _on_rows(self) -> None:
        """The order may be by another dimension now."""
        key = self._pane.model.badge
        if key != self._sorted_by:
            self._sorted_by = key
            words = level_words(self._session.rubric, key) if key else ()
            self._menu.set_level_words(title(key) if key else None, words)
