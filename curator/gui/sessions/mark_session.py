"""The human's own ratings and the collections as the window sees them."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage

from curator.core.columns import Columns
from curator.core.errors import KnownError
from curator.core.marks import MarkChange, Marks
from curator.core.records import Collection
from curator.gui.history import Step
from curator.gui.marking.words import for_pictures
from curator.gui.sessions.mark_done import Done
from curator.gui.sessions.row_session import RowSession
from curator.gui.sessions.take_in import Batches, Given, Pictures, keep_image, taken_in
from curator.pipeline.contents import contents_of
from curator.pipeline.lane import Lane
from curator.pipeline.service import Service
from curator.store import collections, marks


class MarkSession(RowSession):
    """The part of a Session that is about marks and collections.

    Calls return at once; they are done one after another in a lane of their own, so that neither a scan nor
    an export delays them. The step of an act is told at once, by `done`: what is undone before it was
    written is undone after it in the same lane.
    """

    collections_changed = Signal()

    def __init__(self, service: Service) -> None:
        super().__init__(service)
        self._marks, self._taking = Lane("marks"), Lane("taking")
        self._collections: list[Collection] = []

    def collections(self) -> list[Collection]:
        """In the user's order, as last read."""
        return self._collections

    def read_collections(self) -> None:
        """Read them from the library."""
        self._do(self._tell_collections, lane=self._marks)

    def mark(self, image_ids: Pictures, change: MarkChange, text: str) -> None:
        """Rate the pictures; `text` is what the step is called."""
        library, act = self.service.library, Done()

        def do(contents: list[str]) -> bool:
            before, after = marks.change_marks(library, contents, change, time.time())
            act.before |= before
            act.after |= after
            self._show_files(list(after))
            return bool(after)

        self._give(image_ids, text, do, lambda: self._put(act.before), lambda: self._put(act.after))

    def take_in(self, paths: Sequence[Path], given: Given | None, word: str) -> None:
        """Rate files and the pictures in folders, watched or not, and give them this as soon as they are
        read; `word` is what is given: `Pick`.
        """
        self._do(lambda: self._take_in(paths, given, word), lane=self._taking)

    def take_in_image(
        self, image: QImage, folder: Path, given: Given | None, word: str, failed: Callable[[], None]
    ) -> None:
        """The same of a picture without a file, which is saved to the folder; `failed` where it can't be."""

        def take_in() -> None:
            try:
                path = keep_image(image, folder, datetime.now())  # noqa: DTZ005 - names are in local time
            except KnownError:
                self._emit(self._called, failed)
                raise
            self._take_in([path], given, word)

        self._do(take_in, lane=self._taking)

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
            collections.restore(library, act.collection, act.contents, len(self._collections))
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

    def _give(
        self,
        pictures: Pictures,
        text: str,
        do: Callable[[list[str]], bool],
        undo: Callable[[], object],
        redo: Callable[[], object],
    ) -> None:
        """Do it with their contents: at once, or some at a time as they are read, and told at the end."""
        if not isinstance(pictures, Batches):
            self._act(text, lambda: do(self._contents(pictures)), undo, redo)
            return
        changed, count = [], 0
        for contents in pictures.contents:
            count += len(contents)
            self._do(partial(lambda some: changed.append(do(some)), contents), lane=self._marks)
        step = self._as_step(for_pictures(pictures.word, [pictures.name], count), undo, redo)
        self._do(lambda: self._emit(self.done, step) if any(changed) else None, lane=self._marks)

    def _act(
        self, text: str, do: Callable[[], bool], undo: Callable[[], object], redo: Callable[[], object]
    ) -> None:
        """Do it in the lane; an act that changed nothing, or failed, leaves no step."""
        step = self._as_step(text, undo, redo)

        def run() -> None:
            changed = False
            try:
                changed = do()
            finally:
                if not changed:
                    self._emit(self.dropped, step)

        self.done.emit(step)
        self._do(run, lane=self._marks)

    def _as_step(self, text: str, undo: Callable[[], object], redo: Callable[[], object]) -> Step:
        return Step(text, lambda: self._do(undo, lane=self._marks), lambda: self._do(redo, lane=self._marks))

    # In the thread of what is taken in

    def _take_in(self, paths: Sequence[Path], given: Given | None, word: str) -> None:
        if given is None:
            self.service.rate_files(paths)
            return
        faults: list[str] = []
        read = Batches(taken_in(self.service, paths, faults), word, paths[0].name)
        if isinstance(given, MarkChange):
            self.mark(read, given, word)
        elif isinstance(given, int):
            self.collect(given, read, word)
        else:
            self.create_collection(given, read)
        if faults:
            raise KnownError("\n".join(faults))

    # In the lane's thread

    def _contents(self, image_ids: Sequence[int]) -> list[str]:
        found, lost = contents_of(self.service.library, image_ids)
        if lost and not found:
            raise KnownError(f"{lost[0]} can't be read, so it keeps no rating. Look into “Failed files”.")
        return found

    def _put(self, wanted: dict[str, Marks]) -> None:
        marks.replace_marks(self.service.library, wanted, time.time())
        self._show_files(list(wanted))

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

    def _show_files(self, contents: list[str]) -> None:
        """The rows of the files with these contents, read and shown at once."""
        if ids := marks.image_ids(self.service.library, contents):
            rows = self.service.columns(ids)
            self._emit(self._called, lambda: self._land(rows, ids))

    # In the GUI thread

    def _set_collections(self, rows: list[Collection]) -> None:
        self._collections = rows
        self.collections_changed.emit()

    def _land(self, rows: Columns, ids: list[int]) -> None:
        if rows.extra_names != self.live.columns.extra_names:
            self._touch(ids)  # all rows are about to be read anew
            return
        self._take_rows(rows, ids)

    def _close_marks(self, seconds: float) -> None:
        """What was asked for is still written."""
        self._taking.close(seconds)
        self._marks.close(seconds)
