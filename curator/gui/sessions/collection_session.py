"""The collections as the window sees them."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from curator.core.records import Collection
from curator.gui.sessions.mark_done import Done
from curator.gui.sessions.mark_session import MarkSession
from curator.gui.sessions.take_in import Pictures
from curator.pipeline.service import Service
from curator.store import collections


class CollectionSession(MarkSession):
    """The part of a Session that is about collections; done in the lane of the marks."""

    collections_changed = Signal()

    def __init__(self, service: Service) -> None:
        super().__init__(service)
        self._collections: list[Collection] = []

    def collections(self) -> list[Collection]:
        """In the user's order, as last read."""
        return self._collections

    def read_collections(self) -> None:
        """Read them from the library."""
        self._do(self._tell_collections, lane=self._marks)

    def create_collection(self, name: str, image_ids: Pictures = ()) -> None:
        """A new one, with these pictures. `trouble` comes where the name is taken."""
        library, act = self.service.library, Done()

        def do(contents: list[str]) -> bool:
            if not act.collection.id:
                act.collection = collections.create(library, name)
            act.contents += collections.add(library, act.collection.id, contents)
            self._after_collecting(act.contents)
            return True

        def redo() -> None:
            collections.restore(library, act.collection, act.contents, act.place)
            self._after_collecting(act.contents)

        self._give(image_ids, f"new collection {name}", do, lambda: self._remove(act), redo)

    def rename_collection(self, collection_id: int, name: str) -> None:
        """`trouble` comes where another has the name."""
        act = Done()

        def do() -> bool:
            act.name = self._rename(collection_id, name)
            return act.name != name

        self._act(
            f"rename collection to {name}",
            do,
            lambda: self._rename(collection_id, act.name),
            lambda: self._rename(collection_id, name),
        )

    def remove_collection(self, collection_id: int) -> None:
        """Forget it; its pictures stay."""
        found = [each for each in self._collections if each.id == collection_id]
        act = Done(collection=found[0] if found else Collection(collection_id, ""))

        def do() -> bool:
            self._remove(act)
            return True

        def undo() -> None:
            collections.restore(self.service.library, act.collection, act.contents, act.place)
            self._after_collecting(act.contents)

        self._act(f"remove collection {act.collection.name}", do, undo, lambda: self._remove(act))

    def order_collections(self, collection_ids: Sequence[int]) -> None:
        """These first, in this order."""
        act, wanted = Done(), list(collection_ids)

        def do() -> bool:
            act.order = self._reorder(wanted)
            return act.order[: len(wanted)] != wanted

        self._act("order of collections", do, lambda: self._reorder(act.order), lambda: self._reorder(wanted))

    def collect(self, collection_id: int, image_ids: Pictures, text: str) -> None:
        """Put the pictures into a collection."""
        act = Done()

        def do(contents: list[str]) -> bool:
            new = self._add(collection_id, contents)
            act.contents += new
            return bool(new)

        self._give(
            image_ids,
            text,
            do,
            lambda: self._take_out(collection_id, act.contents),
            lambda: self._add(collection_id, act.contents),
        )

    def take_out(self, collection_id: int, image_ids: Sequence[int], text: str) -> None:
        """Take the pictures out of a collection."""
        act = Done()

        def do() -> bool:
            act.contents = self._take_out(collection_id, self._contents(image_ids))
            return bool(act.contents)

        self._act(
            text,
            do,
            lambda: self._add(collection_id, act.contents),
            lambda: self._take_out(collection_id, act.contents),
        )

    # In the lane's thread

    def _add(self, collection_id: int, contents: list[str]) -> list[str]:
        new = collections.add(self.service.library, collection_id, contents)
        self._show_files(new)
        return new

    def _take_out(self, collection_id: int, contents: list[str]) -> list[str]:
        out = collections.take_out(self.service.library, collection_id, contents)
        self._show_files(out)
        return out

    def _rename(self, collection_id: int, name: str) -> str:
        before = collections.rename(self.service.library, collection_id, name)
        self._after_collecting(collections.contents_in(self.service.library, collection_id))
        return before

    def _remove(self, act: Done) -> None:
        act.contents, act.place = collections.remove(self.service.library, act.collection.id)
        self._after_collecting(act.contents)

    def _reorder(self, wanted: Sequence[int]) -> list[int]:
        before = collections.reorder(self.service.library, wanted)
        self._tell_collections()
        return before

    def _after_collecting(self, contents: list[str]) -> None:
        self._tell_collections()
        self._show_files(contents)

    def _tell_collections(self) -> None:
        rows = collections.collections(self.service.library)
        self._emit(self._called, lambda: self._set_collections(rows))

    # In the GUI thread

    def _set_collections(self, rows: list[Collection]) -> None:
        self._collections = rows
        self.collections_changed.emit()
