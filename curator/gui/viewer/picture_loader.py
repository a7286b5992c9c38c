"""Full pictures for the viewer: decoded ahead by two quiet threads, kept within a budget."""

import threading
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PIL import Image
from PySide6.QtCore import QObject, Qt, Signal

from curator.core.errors import KnownError
from curator.gui.viewer.pyramid import Pyramid, build
from curator.pipeline.quiet import lower_priority

LoadPicture = Callable[[int], Image.Image]
BUDGET = 512 * 2**20
THREADS = 2
CLOSE_SECONDS = 2.0
NICENESS = 2
"""The window goes first; the thumbnails wait for what is looked at. Little, see `pipeline.quiet`."""


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    """One request. A later one for the same picture is another job; the earlier one's result is dropped."""

    image_id: int


class PictureLoader(QObject):
    """Pictures by image id, ready to paint at any zoom.

    `load` gives an upright RGB picture in sRGB; it is called in the worker threads and may raise KnownError,
    whose sentence becomes the reason why there is none. Other errors are raised in the GUI thread, each kind
    once. `expected` tells how many bytes a picture will take, 0 where nobody knows. All else belongs to the
    GUI thread. Ends at `close`.

    The budget, in bytes, holds for what is decoded ahead and kept; what is shown is there whatever it takes.
    """

    loaded = Signal(int)
    """An image id that is settled now: its picture is there, or the reason why it can't be shown."""
    _finished = Signal(object, object)

    def __init__(
        self,
        load: LoadPicture,
        expected: Callable[[int], int] = lambda image_id: 0,
        budget: int = BUDGET,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._load, self._expected, self._budget = load, expected, budget
        self._pictures: OrderedDict[int, Pyramid] = OrderedDict()
        self._stale: set[int] = set()
        """Shown pictures whose content is another by now; they stand there until that is decoded."""
        self._taken: dict[int, int] = {}
        """The bytes that those wanted take, as far as they were decoded before."""
        self._reasons: dict[int, str] = {}
        self._bugs: set[tuple[object, ...]] = set()
        self._shown: tuple[int, ...] = ()
        self._wanted: tuple[int, ...] = ()
        self._jobs: dict[int, _Job] = {}
        self._ready = threading.Condition()
        self._pending: list[_Job] = []
        self._discarded: list[Pyramid] = []
        self._closed = False
        self._finished.connect(self._take, Qt.ConnectionType.QueuedConnection)
        names = [f"pictures-{number}" for number in range(1, THREADS + 1)]
        self._threads = [threading.Thread(target=self._work, name=name, daemon=True) for name in names]
        for thread in self._threads:
            thread.start()

    def picture(self, image_id: int) -> Pyramid | None:
        """What there is to paint now; of the earlier content while a new one is decoded."""
        return self._pictures.get(image_id)

    def reason(self, image_id: int) -> str:
        """Why the picture can't be shown, in a sentence; "" where it can or nobody knows yet."""
        return self._reasons.get(image_id, "")

    def is_settled(self, image_id: int) -> bool:
        """Whether there is nothing to wait for: the picture is there, or the reason why not."""
        return image_id in self._reasons or (image_id in self._pictures and image_id not in self._stale)

    def is_awaited(self, image_id: int) -> bool:
        """Whether the picture is being decoded or will be; not where there is no room for it yet."""
        return image_id in self._jobs

    def request(self, shown: Sequence[int], soon: Sequence[int] = ()) -> None:
        """What is on screen and what may come next, nearest first. Earlier requests not begun are dropped.

        What could not be shown is tried again once it was out of sight.
        """
        self._shown = tuple(shown)
        self._wanted = tuple(dict.fromkeys((*shown, *soon)))
        for image_id in reversed(self._wanted):
            if image_id in self._pictures:
                self._pictures.move_to_end(image_id)
        self._reasons = {i: reason for i, reason in self._reasons.items() if i in self._wanted}
        self._taken = {i: taken for i, taken in self._taken.items() if i in self._wanted}
        self._queue()

    def forget(self, image_ids: Iterable[int]) -> None:
        """The pictures' content changed or is gone: what is wanted of them is loaded again."""
        known = {*self._pictures, *self._reasons, *self._taken, *self._jobs}
        for image_id in known.intersection(image_ids):
            self._reasons.pop(image_id, None)
            self._taken.pop(image_id, None)
            self._jobs.pop(image_id, None)
            if image_id in self._shown and image_id in self._pictures:
                self._stale.add(image_id)
            else:
                self._drop(image_id)
        self._queue()

    def retry(self, image_ids: Iterable[int]) -> None:
        """Those that could not be shown are loaded again."""
        self.forget(self._reasons.keys() & set(image_ids))

    def clear(self) -> None:
        """Let go of every picture that is not shown."""
        for image_id in [i for i in self._pictures if i not in self._shown]:
            self._drop(image_id)

    def close(self) -> None:
        """End the threads. Those that are decoding are waited for, but not longer than two seconds."""
        deadline = time.monotonic() + CLOSE_SECONDS
        with self._ready:
            self._closed = True
            self._pending.clear()
            self._ready.notify_all()
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _queue(self) -> None:
        """Line up what is wanted and not there; what was lined up before and is not wanted leaves."""
        affordable = self._affordable()
        self._make_room(affordable)
        with self._ready:
            for job in self._pending:
                self._jobs.pop(job.image_id, None)
            missing = [i for i in affordable if i not in self._jobs and not self.is_settled(i)]
            jobs = {image_id: _Job(image_id) for image_id in missing}
            self._jobs.update(jobs)
            self._pending = list(reversed(jobs.values()))
            self._ready.notify_all()

    def _affordable(self) -> list[int]:
        """What is shown, and of what may come next as much as the budget has room for."""
        chosen, used = [], 0
        for image_id in self._wanted:
            cost = self._cost(image_id)
            if image_id in self._shown or used + cost <= self._budget:
                chosen.append(image_id)
                used += cost
        return chosen

    def _cost(self, image_id: int) -> int:
        held = self._pictures.get(image_id)
        return held.bytes if held else self._taken.get(image_id) or self._expected(image_id)

    def _make_room(self, affordable: Sequence[int]) -> None:
        """Let go of what was looked at longest ago, until the budget holds."""
        used = sum(picture.bytes for picture in self._pictures.values())
        for image_id in [i for i in self._pictures if i not in affordable]:
            if used <= self._budget:
                break
            used -= self._pictures[image_id].bytes
            self._drop(image_id)

    def _drop(self, image_id: int) -> None:
        self._stale.discard(image_id)
        picture = self._pictures.pop(image_id, None)
        if picture is not None:
            # Giving back the memory of a huge picture takes 50 ms, which a worker has and the window has not
            with self._ready:
                self._discarded.append(picture)
                self._ready.notify_all()

    def _work(self) -> None:
        lower_priority(NICENESS)
        while (job := self._next()) is not None:
            result: Pyramid | str | Exception | None
            try:
                result = self._made(job)
            except KnownError as error:
                result = str(error)
            except Exception as bug:  # noqa: BLE001 - raised again in the GUI thread, where bugs are reported
                result = bug
            if not self._closed:
                self._finished.emit(job, result)
            del result  # it would keep the picture alive until the next job

    def _made(self, job: _Job) -> Pyramid | None:
        def is_unwanted() -> bool:
            return self._closed or job.image_id not in self._wanted or self._jobs.get(job.image_id) is not job

        return None if is_unwanted() else build(self._load(job.image_id), is_unwanted)

    def _next(self) -> _Job | None:
        while True:
            with self._ready:
                while not (self._pending or self._discarded or self._closed):
                    self._ready.wait()
                if self._closed:
                    return None
                if self._pending:
                    return self._pending.pop()
                discarded, self._discarded = self._discarded, []
            discarded.clear()

    def _take(self, job: _Job, result: Pyramid | str | Exception | None) -> None:
        if self._closed or self._jobs.get(job.image_id) is not job:
            return
        del self._jobs[job.image_id]
        if isinstance(result, Exception):
            self._raise_once(result)
        elif result is None:
            self._queue()
        else:
            self._keep(job.image_id, result)
            self._queue()
            self.loaded.emit(job.image_id)

    def _keep(self, image_id: int, result: Pyramid | str) -> None:
        self._drop(image_id)
        if isinstance(result, str):
            self._reasons[image_id] = result
        else:
            self._pictures[image_id] = result
            self._taken[image_id] = result.bytes

    def _raise_once(self, bug: Exception) -> None:
        """One report for each place that fails. The picture is tried again when it is next asked for."""
        *_, place = traceback.extract_tb(bug.__traceback__)
        kind = (type(bug), place.filename, place.lineno)
        if kind not in self._bugs:
            self._bugs.add(kind)
            raise bug
