"""Thumbnails for the gallery: fetched and scaled by two quiet threads, kept within a budget."""

import os
import sys
import threading
import traceback
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt, QThread, Signal
from PySide6.QtGui import QImage, QImageReader

from curator.core.errors import KnownError

Load = Callable[[int], bytes | None]
BUDGET = 128 * 2**20
THREADS = 2
NICENESS = 15
_FAST = QImage.Format.Format_RGB32


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    """One request. A later one for the same picture is another job; the earlier one's result is dropped."""

    image_id: int
    side: int


class ThumbnailLoader(QObject):
    """Thumbnails by image id, each fitted into a square of `side` device pixels.

    `load` gives the JPEG bytes of a picture's thumbnail, or None where there is none; it is called in the
    worker threads and may raise KnownError, which counts as none. Other errors are raised in the GUI thread,
    each kind once. All else belongs to the GUI thread.
    Ends at `close`.
    """

    loaded = Signal(int, QImage)
    """An image id and its picture, in the GUI thread; a null picture where there is none to show."""
    _finished = Signal(object, object)

    def __init__(self, load: Load, side: int, budget: int = BUDGET, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._load = load
        self._side = side
        self._budget = budget
        self._used = 0
        self._images: OrderedDict[int, tuple[QImage, int]] = OrderedDict()
        self._without: set[int] = set()
        self._bugs: set[tuple[object, ...]] = set()
        self._wanted: tuple[int, ...] = ()
        self._visible: frozenset[int] = frozenset()
        self._jobs: dict[int, _Job] = {}
        self._ready = threading.Condition()
        self._pending: list[_Job] = []
        self._closed = False
        self._finished.connect(self._take, Qt.ConnectionType.QueuedConnection)
        names = [f"thumbnails-{number}" for number in range(1, THREADS + 1)]
        self._threads = [threading.Thread(target=self._work, name=name, daemon=True) for name in names]
        for thread in self._threads:
            thread.start()

    def image(self, image_id: int) -> QImage | None:
        """What there is to paint now; of another size until the right one arrives."""
        held = self._images.get(image_id)
        return held[0] if held else None

    def is_settled(self, image_id: int) -> bool:
        """Whether there is nothing to wait for: the thumbnail is there in its size, or there is none."""
        held = self._images.get(image_id)
        return image_id in self._without or (held is not None and held[1] == self._side)

    def request(self, visible: Sequence[int], soon: Sequence[int] = ()) -> None:
        """What is on screen and what may come next, nearest first. Earlier requests not begun are dropped."""
        self._visible = frozenset(visible)
        self._wanted = (*visible, *soon)
        for image_id in reversed(self._wanted):
            if image_id in self._images:
                self._images.move_to_end(image_id)
        self._queue()

    def set_side(self, side: int) -> None:
        """Another cell size or screen: what is held stays as a stand-in until it is made anew."""
        if side != self._side:
            self._side = side
            self._queue()

    def forget(self, image_ids: Iterable[int]) -> None:
        """The pictures' content changed: what is wanted of them is loaded again."""
        for image_id in image_ids:
            self._without.discard(image_id)
            self._jobs.pop(image_id, None)
            self._drop(image_id)
        self._queue()

    def close(self) -> None:
        """End the threads. A thread inside `load` is waited for, but not longer than two seconds."""
        with self._ready:
            self._closed = True
            self._pending.clear()
            self._ready.notify_all()
        for thread in self._threads:
            thread.join(timeout=2)

    def _queue(self) -> None:
        """Line up what is wanted and not there; what was lined up before and is not wanted leaves."""
        with self._ready:
            for job in self._pending:
                self._jobs.pop(job.image_id, None)
            missing = [i for i in self._wanted if i not in self._jobs and not self.is_settled(i)]
            jobs = {image_id: _Job(image_id, self._side) for image_id in missing}
            self._jobs.update(jobs)
            self._pending = list(reversed(jobs.values()))
            self._ready.notify_all()

    def _work(self) -> None:
        _lower_priority()
        while (job := self._next()) is not None:
            result: QImage | Exception
            try:
                result = _picture(self._load(job.image_id), job.side)
            except KnownError:
                result = QImage()
            except Exception as bug:  # noqa: BLE001 - raised again in the GUI thread, where bugs are reported
                result = bug
            if not self._closed:
                self._finished.emit(job, result)

    def _next(self) -> _Job | None:
        with self._ready:
            while not self._pending and not self._closed:
                self._ready.wait()
            return None if self._closed else self._pending.pop()

    def _take(self, job: _Job, result: QImage | Exception) -> None:
        if self._closed or self._jobs.get(job.image_id) is not job:
            return
        del self._jobs[job.image_id]
        if isinstance(result, Exception):
            self._raise_once(result)
            return
        self._drop(job.image_id)
        if result.isNull():
            self._without.add(job.image_id)
        else:
            self._keep(job, result)
        self.loaded.emit(job.image_id, result)
        if job.side != self._side:
            self._queue()

    def _raise_once(self, bug: Exception) -> None:
        """One report for each place that fails: the same for every picture would bury the window. The picture
        itself is tried again when it is next asked for.
        """
        kind = _place(bug)
        if kind not in self._bugs:
            self._bugs.add(kind)
            raise bug

    def _keep(self, job: _Job, image: QImage) -> None:
        self._images[job.image_id] = (image, job.side)
        self._used += image.sizeInBytes()
        for image_id in list(self._images):
            if self._used <= self._budget:
                break
            if image_id not in self._visible:
                self._drop(image_id)

    def _drop(self, image_id: int) -> None:
        held = self._images.pop(image_id, None)
        if held:
            self._used -= held[0].sizeInBytes()


def _picture(data: bytes | None, side: int) -> QImage:
    """The JPEG fitted into the square, in the format that paints fastest; null where it can't be read.

    Only QImageReader.read lets other Python threads run meanwhile; loadFromData and scaled of QImage stop
    the window for as long as they work.
    """
    if not data:
        return QImage()
    buffer = QBuffer()
    buffer.setData(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"jpg"))
    reader.setScaledSize(_fitted(reader.size(), side))
    image = reader.read()
    return image if image.format() == _FAST or image.isNull() else image.convertToFormat(_FAST)


def _place(bug: Exception) -> tuple[object, ...]:
    """What the bug is and where it was raised; the words may name the picture."""
    *_, (frame, line) = traceback.walk_tb(bug.__traceback__)
    return type(bug), frame.f_code.co_filename, line


def _fitted(size: QSize, side: int) -> QSize:
    """The largest size of that shape in the square, not below a pixel; invalid where `size` is."""
    if not size.isValid():
        return size
    return size.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))


def _lower_priority() -> None:
    """Let this thread yield to the window's. Linux has priorities per thread only as niceness."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
    else:
        QThread.currentThread().setPriority(QThread.Priority.LowPriority)
