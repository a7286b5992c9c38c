"""What a target of the shelf gives, to whatever was dropped on it or is looked at."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QMimeData, QObject, Signal

from curator.core.marks import MarkChange
from curator.gui.dropped import Dropped, read_drop
from curator.gui.marking.control import Marking
from curator.gui.marking.words import change_word, for_pictures
from curator.gui.parts.names import shown_name
from curator.gui.sessions.protocol import WindowSession
from curator.gui.sessions.take_in import Given
from curator.gui.shelf.keeping import Keeping
from curator.gui.shelf.mime import ids_of
from curator.gui.shelf.offers import NEW, Offer


class Giving(QObject):
    """`name_wanted` asks for the name of a new collection; `name` answers, `forget` gives it up."""

    name_wanted = Signal()

    def __init__(self, session: WindowSession, marking: Marking, keeping: Keeping) -> None:
        super().__init__(marking)
        self._session, self._marking, self._keeping = session, marking, keeping
        self._then: Callable[[Given], None] | None = None
        """What to do with a new collection once it has a name."""

    def choose(self, offer: Offer) -> None:
        """For the selected pictures, or the one that is looked at, as its key would."""
        if isinstance(offer.given, MarkChange):
            self._marking.mark(offer.given)
        elif offer.given == NEW:
            ids = self._marking.targets.ids()
            self._ask(lambda given: self._give(given, ids))
        else:
            self._marking.collect(offer.given)

    def receive(self, offer: Offer, mime: QMimeData) -> None:
        """What was dropped on a target: pictures of this window, or files and pictures from outside."""
        ids = ids_of(mime)
        if ids is not None:
            self._given(offer, lambda given: self._give(given, ids))
        elif drop := read_drop(mime):
            self._given(offer, lambda given: self.take_in(drop, given))

    def take_in(self, drop: Dropped, given: Given | None) -> None:
        """Watch the folders, rate the pictures, and give them this."""
        for folder in drop.folders:
            self._session.add_folder(folder)
        paths = (*drop.folders, *drop.pictures)
        if given is not None and paths:
            self._session.take_in(paths, given, self._word(given))
        elif drop.pictures:
            self._session.rate_files(list(drop.pictures))
        if drop.image is not None:
            self._keeping.keep(drop.image, given, self._word(given))

    def name(self, name: str) -> None:
        """Of the collection that was asked for; one that is there already is taken."""
        then, self._then = self._then, None
        if then is not None:
            same = [each.id for each in self._session.collections() if each.name == name]
            then(same[0] if same else name)

    def forget(self) -> None:
        """No name: nothing is given."""
        self._then = None

    def _given(self, offer: Offer, give: Callable[[Given], None]) -> None:
        if offer.given == NEW:
            self._ask(give)
        else:
            give(offer.given)

    def _ask(self, then: Callable[[Given], None]) -> None:
        self._then = then
        self.name_wanted.emit()

    def _give(self, given: Given, ids: Sequence[int]) -> None:
        if isinstance(given, str):
            self._session.create_collection(given, ids)
        elif isinstance(given, int):
            self._marking.collect(given, ids)
        elif ids:
            # What is dropped on a label gets it: only a key or a click takes one back
            name = self._marking.targets.name(ids[0])
            self._session.mark(ids, given, for_pictures(self._word(given), [name], len(ids)))

    def _word(self, given: Given | None) -> str:
        if isinstance(given, MarkChange):
            return change_word(given, self._session.rubric)
        if isinstance(given, int):
            names = [each.name for each in self._session.collections() if each.id == given]
            return f"Add to {shown_name(names[0])}" if names else ""
        return f"new collection {given}" if given else ""
