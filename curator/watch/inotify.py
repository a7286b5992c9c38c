"""Linux' events through watchdog, with what it leaves out: what is to be done when the kernel lost events or
watches no more folders, and that its queue can be closed."""

import errno
import os
from collections.abc import Callable, Iterable

from watchdog.observers.api import BaseObserver
from watchdog.observers.inotify import InotifyEmitter, InotifyWatchGroup
from watchdog.observers.inotify_c import InotifyEvent, InotifyFD


class Reader(InotifyFD):
    """The thread that reads the kernel's queue; `lost` is called from it each time that queue overflowed.

    watchdog's own would then drop and renew every watch, and each one dropped is an event: with as many
    folders as the queue has places, an overflow would cause the next. Watches outlive an overflow.
    """

    def __init__(self, lost: Callable[[], None]) -> None:
        super().__init__()
        self._lost = lost

    def handle_event(self, event: InotifyEvent) -> None:
        if event.is_queue_overflow:
            self._lost()
        else:
            super().handle_event(event)

    def _read_event_buffer(self, event_buffer_size: int) -> bytes:
        """OSError ends the thread, which is seen: watchdog's own would ask a closed queue for ever."""
        buffer = super()._read_event_buffer(event_buffer_size)
        if not buffer and self.should_keep_running():
            raise OSError(errno.EBADF, "the queue of changes was closed")
        return buffer


class Watches(InotifyWatchGroup):
    """Those of one folder and all below."""

    full = False
    """Whether the system's limit left a folder out."""

    def mend(self, folders: Iterable[str]) -> int:
        """Watch those of the folders that are not, until the limit is reached; returns how many that were."""
        known = self._active_callbacks_by_path
        missing = [path for path in map(os.fsencode, folders) if path not in known]
        self.full = False
        added = 0
        for path in missing:
            with self._lock:
                if not self.is_active or self.full:
                    break
                self._add_callback(path)
                added += path in known
        return added

    def deactivate(self) -> None:
        """Also where the queue is closed, and with it the watches: else its thread would wait for ever."""
        try:
            super().deactivate()
        except OSError:
            self._move_event_grouper.close()

    def _add_callback(self, path: bytes) -> None:
        """Of folders below the uppermost, watchdog wants to hear no OSError."""
        try:
            watch = self._inotify_fd.add_callback(path, self.event_mask, self._callback, self._id)
        except OSError as error:
            self.full = self.full or error.errno == errno.ENOSPC
            if path == self.path:
                raise
        else:
            self._active_callbacks_by_path[path] = watch
            self._active_callbacks_by_watch[watch] = path


class Emitter(InotifyEmitter):
    """Brings the events of one folder and all below."""

    _inotify: Watches | None

    @property
    def full(self) -> bool:
        """Whether the system's limit left a folder out."""
        return self._inotify is not None and self._inotify.full

    def mend(self, folders: Iterable[str]) -> int:
        """See `Watches.mend`."""
        return 0 if self._inotify is None else self._inotify.mend(folders)

    def on_thread_start(self) -> None:
        self._inotify = Watches(
            self._inotify_fd,
            os.fsencode(self.watch.path),
            event_mask=self.get_event_mask_from_filter(),
            is_recursive=self.watch.is_recursive,
        )


class LinuxObserver(BaseObserver):
    """watchdog's own for Linux, of the parts above."""

    def __init__(self, lost: Callable[[], None]) -> None:
        self.reader = Reader(lost)
        super().__init__(Emitter, inotify_fd=self.reader)
        self.reader.start()

    def on_thread_stop(self) -> None:
        super().on_thread_stop()
        self.reader.stop()
        self.reader.join()
