"""XMP sidecars kept in step with the library, both ways, by a thread of its own."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence

from curator.core.errors import KnownError
from curator.core.marks import Marks
from curator.export.sidecars.document import SidecarError
from curator.export.sidecars.read import stamp_of
from curator.pipeline.events import Event, SidecarsState, Trouble
from curator.pipeline.sidecar_look import Looker
from curator.pipeline.sidecar_merge import Side
from curator.pipeline.sidecar_work import Fault, Pair, SidecarSettings, Work
from curator.pipeline.sidecar_write import Writer
from curator.store import marks, sidecars
from curator.store.library import Library
from curator.store.sidecars import SidecarClash

GATHER_SECONDS = 0.5
"""From a change of marks to its sidecar: who goes through stars by key writes once."""
LOOK_SECONDS = 10.0
"""Between two looks whether other programs wrote sidecars."""
LOOK_SHARE = 20
"""Times as long as a look took come between it and the next, besides: large folders on slow drives
are looked at less often."""
START_SECONDS = 2.0
"""From the start to the first look, which would compete with what the window shows first."""
RETRY_SECONDS = 5.0
"""After the library could not be used, or the disk was full."""

Settled = Callable[[dict[str, Marks], dict[str, Marks]], None]
"""Hears the marks by content before and after, in the sidecars' thread."""


class SidecarSync:
    """Any thread may call. Nothing is read or written before `start`, nor while the settings say neither.

    `publish` and `report` are called in its thread. `close` it before the library.
    """

    def __init__(
        self,
        library: Library,
        publish: Callable[[Event], None],
        report: Callable[[str, BaseException], None],
        dimensions: Sequence[str],
        rater_id: Callable[[], int | None] = lambda: None,
    ) -> None:
        self._work = Work(library, publish, dimensions, rater_id)
        self._looker = Looker(self._work)
        self._writer = Writer(self._work, self._looker)
        self._report = report
        self._news = threading.Condition()
        """Guards all that follows."""
        self._settings = SidecarSettings()
        """The latest; its thread takes them over in its turn."""
        self._waiting: set[int] = set()
        self._whole = False
        self._errands: list[Callable[[], None]] = []
        self._write_at = self._look_at = float("inf")
        self._closed = False
        self._until = float("inf")
        self._since = 0.0
        self._told = SidecarsState()
        self._refused = ""
        """What was told of a library that can't be used; empty while it can."""
        self._thread = threading.Thread(target=self._run, name="sidecars", daemon=True)

    @property
    def settings(self) -> SidecarSettings:
        return self._settings

    @property
    def state(self) -> SidecarsState:
        """As last told."""
        return self._told

    def start(self, settings: SidecarSettings | None = None) -> None:
        """Begin with what differs since an earlier run. None: as `set_settings` said before, else off."""
        with self._news:
            self._errands.insert(0, self._looker.recall)
        if settings is not None:
            self.set_settings(settings)
        self._thread.start()

    def set_settings(self, settings: SidecarSettings) -> None:
        """From now on; what is switched on begins at once."""
        is_new = self._thread.ident is not None
        with self._news:
            self._settings = settings
            self._errands.append(lambda: self._use(settings, is_new))
            self._news.notify()

    def changed(self, image_ids: Iterable[int]) -> None:
        """The marks or collections of these pictures changed, and are in the database."""
        with self._news:
            if self._settings.write:
                self._wait_for(image_ids)

    def look(self) -> None:
        """Other programs may have written sidecars: look now."""
        with self._news:
            self._look_at = 0.0
            self._news.notify()

    def write_all(self) -> None:
        """Bring the sidecars of all pictures up to date that are marked, collected or, where scores are
        written, rated."""
        self._errand(self._expect_all)

    def clashes(self) -> list[SidecarClash]:
        """What the user is to decide on, by path."""
        library = self._work.library
        found = sidecars.clashes(library)
        mine = marks.marks_of(library, {file.content for _, file in found})
        return [
            SidecarClash(state.path, state.sidecar, mine[file.content], state.clash or Marks())
            for state, file in found
        ]

    def settle(self, side: Side, pairs: Sequence[Pair] | None = None, done: Settled | None = None) -> None:
        """Let the library (`mine`) or the sidecars (`theirs`) prevail in these clashes, or in all."""
        self._errand(lambda: self._settle(side, pairs, done))

    def close(self, seconds: float) -> bool:
        """Write what waits, within so long, and end; what is left is written by the next run. Whether all
        is done."""
        with self._news:
            self._closed = True
            self._until = time.monotonic() + seconds
            self._news.notify()
        if self._thread.ident is not None:
            self._thread.join(max(0.0, seconds))
        return not self._thread.is_alive()

    def _errand(self, action: Callable[[], None]) -> None:
        with self._news:
            self._errands.append(action)
            self._news.notify()

    def _wait_for(self, image_ids: Iterable[int]) -> None:
        self._waiting.update(image_ids)
        if self._waiting:
            self._write_at = min(self._write_at, time.monotonic() + GATHER_SECONDS)
            self._news.notify()

    # In its thread

    def _run(self) -> None:
        while self._next():
            try:
                self._do()
                self._refused = ""
            except KnownError as error:
                self._rest(Trouble(f"{error} The sidecars wait for that.", topic=str(error)))
            except BaseException as error:  # noqa: BLE001 - a bug in one round must not end the thread
                self._rest(None)
                self._report(f"Sidecars: {type(error).__name__}: {error}", error)

    def _next(self) -> bool:
        """Wait for something to do; whether there is."""
        with self._news:
            while not self._closed and not self._errands:
                rest = min(self._write_at, self._look_at) - time.monotonic()
                if rest <= 0:
                    return True
                self._news.wait(min(rest, 3600.0))
            left = bool(self._errands or self._waiting)
            return not self._closed or (left and time.monotonic() < self._until)

    def _do(self) -> None:
        with self._news:
            now = time.monotonic()
            looks = now >= self._look_at and not self._closed
            writes = now >= self._write_at or self._closed
        while errand := self._next_errand():
            errand()
        if looks:
            self._look()
        if writes:
            self._write()
        self._tell()

    def _next_errand(self) -> Callable[[], None] | None:
        """Those behind one that fails wait for the next round."""
        with self._news:
            return self._errands.pop(0) if self._errands else None

    def _use(self, settings: SidecarSettings, is_new: bool) -> None:
        """`is_new`: the user set them just now, they are not those of an earlier run."""
        before, self._work.settings = self._work.settings, settings
        if is_new and settings.read and not before.read:
            sidecars.forget_unlike(self._work.library)
            self._looker.recall()
        with self._news:
            is_on = settings.read or settings.write
            self._look_at = time.monotonic() + (0.0 if is_new else START_SECONDS) if is_on else float("inf")
            if not settings.write:
                self._waiting.clear()
                self._write_at = float("inf")
        if not settings.write:
            self._work.unwritten.clear()
        if not settings.read:
            self._work.unread.clear()
        if settings.write and not before.write:
            self._since = 0.0

    def _look(self) -> None:
        """What other programs wrote, then what other processes marked."""
        begun, work = time.monotonic(), self._work
        with self._news:
            self._look_at = begun + LOOK_SECONDS
        if work.settings.read:
            for folder in self._looker.among(sidecars.folders_of_files(work.library)):
                if self._closed:
                    return
                self._looker.look(folder)
            with self._news:
                self._look_at += LOOK_SHARE * (time.monotonic() - begun)
        if work.settings.write:
            ids, self._since = sidecars.marked_since(work.library, self._since)
            with self._news:
                self._wait_for([*ids, *self._looker.to_write, *self._writer.to_try_again()])
        self._looker.to_write.clear()

    def _write(self) -> None:
        with self._news:
            waiting, self._waiting = self._waiting, set()
            whole, self._whole = self._whole, False
            self._write_at = float("inf")
        if not self._work.settings.write:
            return
        left = set(waiting)
        try:
            for done in self._writer.write(waiting, whole):
                left.difference_update(done)
                self._tell(len(left))
                if self._is_late() or not self._work.settings.write:
                    break
            else:
                left.clear()
        finally:
            with self._news:
                self._whole = self._whole or (whole and bool(left))
                self._wait_for(left | self._writer.again | self._looker.to_write)
                if self._writer.no_room:
                    self._look_at = min(self._look_at, time.monotonic() + RETRY_SECONDS)
            self._writer.again.clear()
            self._looker.to_write.clear()

    def _expect_all(self) -> None:
        work = self._work
        if work.settings.write:
            rater_id = work.rater_id() if work.settings.scores else None
            ids = sidecars.rated_files(work.library, rater_id)
            with self._news:
                self._whole = work.settings.scores
                self._wait_for(ids)

    def _settle(self, side: Side, pairs: Sequence[Pair] | None, done: Settled | None) -> None:
        if pairs is None:
            pairs = [(clash.path, clash.sidecar) for clash in self.clashes()]
        before: dict[str, Marks] = {}
        after: dict[str, Marks] = {}
        for pair in pairs:
            try:
                settled = self._writer.settle(pair, side)
            except (SidecarError, OSError) as error:
                self._work.unread[pair[1]] = Fault(stamp_of(pair[1]), str(error))
                continue
            if settled is not None:
                before.setdefault(settled[0], settled[1])
                after[settled[0]] = settled[2]
        self.changed(marks.image_ids(self._work.library, after))
        if done is not None and after != before:
            done(before, after)

    def _is_late(self) -> bool:
        """Whether closing has waited long enough, or what comes first has come."""
        return (self._closed and time.monotonic() > self._until) or bool(self._errands)

    def _rest(self, trouble: Trouble | None) -> None:
        with self._news:
            if self._waiting:
                self._write_at = time.monotonic() + RETRY_SECONDS
        if trouble is not None and trouble.message != self._refused:
            self._refused = trouble.message
            self._work.publish(trouble)

    def _tell(self, waiting: int | None = None) -> None:
        work = self._work
        with self._news:
            left = len(self._waiting) if waiting is None else waiting
        known = sum(map(len, self._looker.known.values()))
        now = SidecarsState(known, left, len(sidecars.clashes(work.library)), work.faults())
        if now != self._told:
            self._told = now
            work.publish(now)
