"""The human's own ratings as the window sees them."""

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from curator.core.columns import Columns
from curator.core.errors import KnownError, LibraryError
from curator.core.marked import sharing
from curator.core.marks import MarkChange, Marks
from curator.gui.history import Step
from curator.gui.marking.words import for_pictures
from curator.gui.sessions.mark_done import Done
from curator.gui.sessions.row_session import RowSession
from curator.gui.sessions.take_in import Batches, Pictures
from curator.gui.sessions.unwritten import positions
from curator.pipeline.contents import contents_of
from curator.pipeline.events import Trouble
from curator.pipeline.lane import Lane
from curator.pipeline.service import Service
from curator.store import marks

WRITE_SECONDS = 20.0
"""How long closing waits for what was asked for and is not written: longer than for anything a program does
by itself."""
AGAIN_SECONDS = 1.0
"""Until what could not be written is tried again."""
WAITS = "What you rate waits until then."
_T = TypeVar("_T")


class MarkSession(RowSession):
    """The part of a Session that is about marks.

    Calls return at once; they are done one after another in a lane of their own, so that neither a scan nor
    an export delays them. The step of an act is told at once, by `done`: what is undone before it was
    written is undone after it in the same lane.
    """

    def __init__(self, service: Service) -> None:
        super().__init__(service)
        self._marks = Lane("marks")
        self._shown = 0
        """Counts what was shown before it was written."""
        self._unsure: list[int] = []
        """Pictures of the act in the lane that may not have what is shown; belongs to the lane's thread."""
        self._given_up = threading.Event()
        self._acting = 0
        """How far that had counted when the act in the lane was asked for; belongs to the lane's thread."""

    def mark(self, image_ids: Pictures, change: MarkChange, text: str) -> None:
        """Rate the pictures; `text` is what the step is called. It shows before it is written."""
        library, act = self.service.library, Done()
        shown = [] if isinstance(image_ids, Batches) else list(image_ids)

        def do(contents: list[str]) -> bool:
            before, after = marks.change_marks(library, contents, change, time.time())
            act.before |= before
            act.after |= after
            self._show_files(list(after))
            return bool(after)

        self._show_marked(shown, change)
        self._give(
            image_ids,
            text,
            do,
            lambda: self._turn_marks(act.after, act.before),
            lambda: self._turn_marks(act.before, act.after),
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
            self._in_lane(partial(lambda some: changed.append(self._patiently(lambda: do(some))), contents))
        step = self._as_step(for_pictures(pictures.word, [pictures.name], count), undo, redo)
        self._in_lane(lambda: self._emit(self.done, step) if any(changed) else None)

    def _act(
        self, text: str, do: Callable[[], bool], undo: Callable[[], object], redo: Callable[[], object]
    ) -> None:
        """Do it in the lane; an act that changed nothing, or failed, leaves no step."""
        step = self._as_step(text, undo, redo)

        def run() -> None:
            changed = False
            try:
                changed = self._patiently(do)
            finally:
                if not changed:
                    self._emit(self.dropped, step)

        self.done.emit(step)
        self._in_lane(run)

    def _as_step(self, text: str, undo: Callable[[], object], redo: Callable[[], object]) -> Step:
        def patient(way: Callable[[], object]) -> Callable[[], None]:
            return lambda: self._in_lane(lambda: self._patiently(way))

        return Step(text, patient(undo), patient(redo))

    def _in_lane(self, action: Callable[[], object]) -> None:
        shown = self._shown

        def act() -> None:
            self._acting, self._unsure = shown, []
            try:
                action()
            finally:
                unsure = self._unsure
                self._emit(self._called, lambda: self._over(shown, unsure))

        self._do(act, lane=self._marks)

    # In the lane's thread

    def _patiently(self, action: Callable[[], _T]) -> _T:
        """Again and again while another program holds the library or the disk is full, so that nothing that
        was asked for is lost; it is said once."""
        told = False
        while True:
            try:
                return action()
            except LibraryError as error:
                if not error.passing or self._given_up.is_set():
                    raise
                if not told:
                    self._emit(self.trouble, Trouble(f"{error} {WAITS}", topic=str(error)))
                told = True
            self._given_up.wait(AGAIN_SECONDS)

    def _contents(self, image_ids: Sequence[int]) -> list[str]:
        found, lost = contents_of(self.service.library, image_ids)
        if not lost:
            return found
        self._unsure = list(image_ids)
        more = f" and {len(lost) - 1:,} more" if len(lost) > 1 else ""
        reason = f"{lost[0]}{more} can't be read, so no rating is kept. Look into “Failed files”."
        if not found:
            raise KnownError(reason)
        self._emit(self.trouble, Trouble(reason))
        return found

    def _turn_marks(self, was: dict[str, Marks], wanted: dict[str, Marks]) -> None:
        """For undo and redo: what another program changed besides since then stays."""
        marks.turn_marks(self.service.library, was, wanted, time.time())
        self._show_files(list(wanted))

    def _show_files(self, contents: list[str]) -> None:
        """The rows of the files with these contents, read and shown at once."""
        if ids := marks.image_ids(self.service.library, contents):
            rows, acting = self.service.columns(ids), self._acting
            self._emit(self._called, lambda: self._land(rows, ids, acting))

    # In the GUI thread

    def _show_marked(self, image_ids: Sequence[int], change: MarkChange) -> None:
        """At once. What the library says then is shown over it; where it can't be written that is the old."""
        at = positions(self.live, image_ids)
        if len(at):
            self._shown += 1
            ids = self.live.columns.ids[sharing(self.live.columns, at)]
            self._unwritten.add(self._shown, ids, change)
            self._unwritten.show(self.live, all_of_them=False)
            self._tell_rows([], ids.tolist())

    def _land(self, rows: Columns, ids: list[int], acting: int) -> None:
        """What was asked for later stays shown; read again in their turn where all rows are about to be."""
        self._unwritten.write(acting)
        if rows.extra_names != self.live.columns.extra_names:
            self._touch(ids)
        else:
            self._take_rows(rows, ids)

    def _over(self, number: int, unsure: Sequence[int]) -> None:
        """What is shown and was not written is read again."""
        self._touch([*self._unwritten.end(number, at_once=bool(unsure)), *unsure])

    def _close_marks(self, seconds: float) -> None:
        """What was asked for is still written."""
        self._marks.close(seconds)
        self._given_up.set()
