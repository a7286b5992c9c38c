"""Thumbnails for the gallery: fetched and scaled by two quiet threads, kept within a budget."""

import threading
import traceback
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QImageReader

from curator.core.errors import KnownError
from curator.images.thumbnails import size_for
from curator.pipeline.quiet import lower_priority

Load = Callable[[int, str, int], bytes | None]
BUDGET = 128 * 2**20
"""Bytes, for the largest of screens."""
LEAST = 32 * 2**20
"""Bytes that are kept in any case."""
TIMES = 4
"""How often what is wanted at once is kept, within these limits: as far back as the hand goes at once."""
THREADS = 2
NICENESS = 3
GATHER_MS = 8
"""What arrives within so long is told at once, so that it is painted at once."""
_FAST = QImage.Format.Format_RGB32


@dataclass(frozen=True, slots=True)
class Wanted:
    """One picture's thumbnail as a tile shows it."""

    image_id: int
    content: str
    """SHA-256 of the file in hex, "" where it was not read yet: another content is another thumbnail."""
    width: int
    height: int
    """Device pixels of the box that it is fitted into, filling it where the shapes are the same."""


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    """What a thread has taken up. The result of one that is no longer in `_begun` is dropped."""

    wanted: Wanted


@dataclass(frozen=True, slots=True)
class _Held:
    image: QImage
    wanted: Wanted


_Result = QImage | Exception


class ThumbnailLoader(QObject):
    """Thumbnails by image id.

    `load(image_id, content, size)` gives the JPEG bytes of a picture's thumbnail with 256 or 512 pixels at
    its longest side, or None where there is none; it is called in the worker threads and may raise
    KnownError, which counts as none. Other errors are raised in the GUI thread, each kind once. All else
    belongs to the GUI thread. Ends at `close`.
    """

    loaded = Signal(tuple)
    """The image ids that arrived since the last time, in the GUI thread; also of those that have none."""
    _arrived = Signal()
    _met = Signal(object)

    def __init__(self, load: Load, *, budget: int = BUDGET, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._load = load
        self._budget = self._room = budget
        self._used = 0
        self._held: OrderedDict[int, _Held] = OrderedDict()
        self._without: dict[int, str] = {}
        """The content of those that have no thumbnail."""
        self._bugs: set[tuple[object, ...]] = set()
        self._wanted: dict[int, Wanted] = {}
        self._visible: frozenset[int] = frozenset()
        self._begun: dict[Wanted, _Job] = {}
        self._ready = threading.Condition()
        self._pending: list[Wanted] = []
        self._results: list[tuple[_Job, _Result]] = []
        self._closed = False
        self._gather = QTimer(self, singleShot=True, interval=GATHER_MS, timerType=Qt.TimerType.PreciseTimer)
        self._gather.timeout.connect(self._take)
        self._arrived.connect(self._begin_gathering, Qt.ConnectionType.QueuedConnection)
        self._met.connect(self._raise, Qt.ConnectionType.QueuedConnection)
        names = [f"thumbnails-{number}" for number in range(1, THREADS + 1)]
        self._threads = [threading.Thread(target=self._work, name=name, daemon=True) for name in names]
        for thread in self._threads:
            thread.start()

    def image(self, image_id: int) -> QImage | None:
        """What there is to paint now; of another size or of an older content until the right one arrives."""
        held = self._held.get(image_id)
        return held.image if held else None

    def is_settled(self, wanted: Wanted) -> bool:
        """Whether there is nothing to wait for: the thumbnail is there in its size, or there is none."""
        held = self._held.get(wanted.image_id)
        if held is not None and held.wanted == wanted:
            return True
        return self._without.get(wanted.image_id) == wanted.content

    def request(self, visible: Sequence[Wanted], soon: Sequence[Wanted] = ()) -> None:
        """What is on screen and what may come next, nearest first. Earlier requests not begun are dropped."""
        self._visible = frozenset(wanted.image_id for wanted in visible)
        # What is seen counts where a picture is in both
        self._wanted = {
            **{wanted.image_id: wanted for wanted in visible},
            **{wanted.image_id: wanted for wanted in soon if wanted.image_id not in self._visible},
        }
        pixels = sum(wanted.width * wanted.height for wanted in self._wanted.values())
        self._room = min(self._budget, max(LEAST, TIMES * 4 * pixels))
        for image_id in reversed(self._wanted):
            if image_id in self._held:
                self._held.move_to_end(image_id)
        self._queue()

    def forget(self, image_ids: Iterable[int]) -> None:
        """Load again what is wanted of these, though their content is the same as far as is known."""
        forgotten = set(image_ids)
        for image_id in forgotten:
            self._without.pop(image_id, None)
            self._drop(image_id)
        with self._ready:
            self._begun = {w: job for w, job in self._begun.items() if w.image_id not in forgotten}
        self._queue()

    def close(self) -> None:
        """End the threads. A thread inside `load` is waited for, but not longer than two seconds."""
        with self._ready:
            self._closed = True
            self._pending.clear()
            self._ready.notify_all()
        self._gather.stop()
        for thread in self._threads:
            thread.join(timeout=2)

    def _queue(self) -> None:
        """Line up what is wanted, not there and not in work; what was lined up before leaves."""
        with self._ready:
            missing = [w for w in self._wanted.values() if w not in self._begun and not self.is_settled(w)]
            self._pending = missing[::-1]
            if missing:
                self._ready.notify_all()

    def _work(self) -> None:
        lower_priority(NICENESS)
        while (job := self._next()) is not None:
            result: _Result
            wanted = job.wanted
            try:
                size = size_for(wanted.width, wanted.height)
                data = self._load(wanted.image_id, wanted.content, size)
                result = _picture(data, wanted.width, wanted.height)
            except KnownError:
                result = QImage()
            except Exception as bug:  # noqa: BLE001 - raised again in the GUI thread, where bugs are reported
                result = bug
            self._hand_over(job, result)

    def _next(self) -> _Job | None:
        with self._ready:
            while not self._pending and not self._closed:
                self._ready.wait()
            if self._closed:
                return None
            job = _Job(self._pending.pop())
            self._begun[job.wanted] = job
            return job

    def _hand_over(self, job: _Job, result: _Result) -> None:
        with self._ready:
            self._results.append((job, result))
            first = len(self._results) == 1 and not self._closed
        if first:
            self._arrived.emit()

    def _begin_gathering(self) -> None:
        if not self._closed and not self._gather.isActive():
            self._gather.start()

    def _take(self) -> None:
        with self._ready:
            results, self._results = self._results, []
            ours = [(job, result) for job, result in results if self._begun.get(job.wanted) is job]
            for job, _ in ours:
                del self._begun[job.wanted]
        if self._closed:
            return
        told: list[int] = []
        bugs: list[Exception] = []
        for job, result in ours:
            if isinstance(result, Exception):
                bugs.append(result)
            elif self._is_of_use(job.wanted):
                self._keep(job.wanted, result)
                told.append(job.wanted.image_id)
        self._evict()
        if told:
            self.loaded.emit(tuple(told))
        self._report(bugs)

    def _is_of_use(self, arrived: Wanted) -> bool:
        """Not where the picture is wanted with another content by now, or what is there fits already."""
        now = self._wanted.get(arrived.image_id, arrived)
        return now == arrived or (now.content == arrived.content and not self.is_settled(now))

    def _report(self, bugs: Iterable[Exception]) -> None:
        """One report for each place that fails: the same for every picture would bury the window. The picture
        itself is tried again when it is next asked for.
        """
        for bug in bugs:
            kind = _place(bug)
            if kind not in self._bugs:
                self._bugs.add(kind)
                self._met.emit(bug)

    def _raise(self, bug: Exception) -> None:
        raise bug

    def _keep(self, wanted: Wanted, image: QImage) -> None:
        held = self._held.get(wanted.image_id)
        if image.isNull():
            self._without[wanted.image_id] = wanted.content
            if held is not None and held.wanted.content != wanted.content:
                self._drop(wanted.image_id)
            return
        self._drop(wanted.image_id)
        self._without.pop(wanted.image_id, None)
        self._held[wanted.image_id] = _Held(image, wanted)
        self._used += image.sizeInBytes()

    def _evict(self) -> None:
        """Those asked for longest ago leave; never one that is seen."""
        if self._used <= self._room:
            return
        for image_id in list(self._held):
            if self._used <= self._room:
                break
            if image_id not in self._visible:
                self._drop(image_id)

    def _drop(self, image_id: int) -> None:
        held = self._held.pop(image_id, None)
        if held:
            self._used -= held.image.sizeInBytes()


def _picture(data: bytes | None, width: int, height: int) -> QImage:
    """The JPEG fitted into the box, in the format that paints fastest; null where it can't be read.

    Only QImageReader.read lets other Python threads run meanwhile; loadFromData and scaled of QImage stop
    the window for as long as they work.
    """
    if not data:
        return QImage()
    buffer = QBuffer()
    buffer.setData(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"jpg"))
    reader.setScaledSize(_fitted(reader.size(), QSize(width, height)))
    image = reader.read()
    return image if image.format() == _FAST or image.isNull() else image.convertToFormat(_FAST)


def _place(bug: Exception) -> tuple[object, ...]:
    """What the bug is and where it was raised; the words may name the picture."""
    *_, (frame, line) = traceback.walk_tb(bug.__traceback__)
    return type(bug), frame.f_code.co_filename, line


def _fitted(size: QSize, box: QSize) -> QSize:
    """The largest size of that shape in the box, not below a pixel; invalid where `size` is.

    The box itself where they differ by rounding only: a thumbnail's sides are whole pixels of 256.
    """
    if not size.isValid():
        return size
    fitted = size.scaled(box, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
    shorter = min(size.width(), size.height())
    longest = max(box.width(), box.height())
    near = max(2, min(longest // shorter, longest // 50))
    if box.width() - fitted.width() <= near and box.height() - fitted.height() <= near:
        return box
    return fitted
