"""The whole pipeline as one object: start it, give it folders and files, listen to its events, stop it."""

import os
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from PIL.Image import Image

from curator.core.columns import Columns
from curator.core.errors import KnownError, PictureError
from curator.core.records import Failure, Folder, FolderState, ImageDetails, RaterIdentity
from curator.core.settings import Options
from curator.images.decode import open_upright
from curator.images.thumbnails import LONGEST
from curator.pipeline.backups import BackupKeeper
from curator.pipeline.context import Context
from curator.pipeline.desk import Desk
from curator.pipeline.events import BROKEN, Changed, Events, Progress, RaterChanged, RaterState, Trouble
from curator.pipeline.fingerprints import Fingerprinter
from curator.pipeline.generations import GenerationReader
from curator.pipeline.given import batches, unreachable
from curator.pipeline.others import Others
from curator.pipeline.reader import read_ahead
from curator.pipeline.sidecars import SidecarSync
from curator.pipeline.steady import keep_going
from curator.pipeline.thumbnail import thumbnail
from curator.pipeline.warm import Warmer
from curator.pipeline.watched import WatchedFolders
from curator.pipeline.worker import run_rater
from curator.store import files, gallery, ratings
from curator.store.library import Library

READERS = min(4, max(2, (os.cpu_count() or 2) - 1))
STOP_SECONDS = 1.0
"""For all that ends once the rater has: whatever takes longer is a daemon that nobody waits for."""
STEP_SECONDS = 0.1
"""Between two looks whether they have ended."""
LEAST_SECONDS = 0.1
"""Of that for each, however long the others took."""
FINISH_SECONDS = 1.0
"""For the pictures in work when the pipeline stops; a model on the processor needs longer and is ended."""
RATER = "rater"
"""Name of the rating thread."""


class Service:
    """Owns the library, the watcher and the threads. Methods may be called from any thread.

    Raises LibraryError, RulesError or RaterError when the library, the rules or the rater can't be used.
    """

    def __init__(self, options: Options, events: Events | None = None) -> None:
        self.events = events or Events()
        self.library = Library(options.library)
        self._context = Context(self.library, self.events)
        try:
            self.desk = Desk(options, self._context)
        except KnownError:
            self.library.close()
            raise
        self.rubric = self.desk.rules.rubric
        self._threads: list[threading.Thread] = []
        self.warmer = Warmer(self.library, self.events.publish, self._context.report)
        """Makes all missing thumbnails, on request."""
        self.fingerprinter = Fingerprinter(
            self.library, self.events, self.events.publish, self._context.report
        )
        """Makes what duplicates are found by, while folders are watched."""
        self.generations = GenerationReader(
            self.library, self.events, self._context.write, self._context.report
        )
        """Reads what generators wrote, by itself."""
        self.sidecars = SidecarSync(
            self.library, self.events.publish, self._context.report, self.rubric.keys, lambda: self.rater_id
        )
        """Keeps XMP sidecars in step, once it is told to."""
        self.watched = WatchedFolders(self._context, self.sidecars.look)
        self._backups = BackupKeeper(self.library, self.events.publish, self._context.report)

    @property
    def rated_dimensions(self) -> tuple[str, ...]:
        """The dimensions that the chosen rater can tell."""
        return self.desk.rated_dimensions

    @property
    def rater_state(self) -> RaterChanged:
        return self.desk.state

    @property
    def rater_id(self) -> int | None:
        """The current rater's id in the library: this run's, or before it is loaded the last one's."""
        if self._context.rater_id is not None:
            return self._context.rater_id
        current = ratings.current_rater(self.library)
        return current.id if current else None

    @property
    def rater_identity(self) -> RaterIdentity | None:
        """Whose scores `columns` has; None before any rater was used."""
        rater_id = self.rater_id
        known = ratings.rater(self.library, rater_id) if rater_id is not None else None
        return known.identity if known else None

    def start(self, watch: bool = True) -> None:
        """Load the rater and rate what waits; with `watch`, also watch the library's folders."""
        for notice in self.library.notices:
            self.events.publish(Trouble(notice))
        self._backups.start()
        self.generations.start()
        self._run(RATER, partial(run_rater, self._context, self.desk.seat))
        for number in range(READERS):
            self._run(f"reader-{number}", partial(read_ahead, self._context))
        if watch:
            self._run("resume", self._resume_pending)
            self._run("others", Others(self._context).hear)
            self.watched.start()
            self.sidecars.start()
            self.fingerprinter.start()

    def stop(self) -> None:
        """Finish the picture in work if that takes a moment only, end every thread, close the library.

        Idempotent.
        """
        context = self._context
        context.stopping.set()
        self.library.hurry()
        self._backups.stop()
        self.watched.stop()
        context.waiting.close()
        context.ready.close()
        context.rater_loaded.set()
        context.rater_news.set()
        if self.rater_state.state is not RaterState.LOADING:
            self._join(time.monotonic() + FINISH_SECONDS)
        ends = time.monotonic() + STOP_SECONDS
        while any(thread.is_alive() for thread in self._threads) and time.monotonic() < ends:
            # Again and again: its process may have begun only now
            self.desk.end_rater()
            self._join(min(ends, time.monotonic() + STEP_SECONDS))
        self._threads.clear()
        helpers = (self.warmer, self.fingerprinter, self.sidecars, self.generations, self._backups)
        for part in (self.desk, *helpers):
            part.close(max(LEAST_SECONDS, ends - time.monotonic()))
        self.library.close()

    def pause(self) -> None:
        """Stop after the pictures in work; files are still found and listed."""
        self._context.ready.pause(True)

    def resume(self) -> None:
        self._context.ready.pause(False)

    def progress(self) -> Progress:
        return self._context.meter.progress(paused=self._context.ready.paused)

    def idle(self) -> bool:
        """Nothing waits and nothing is in work, or the rater can't be used."""
        if self.rater_state.state in BROKEN:
            return True
        at_work = self.rater_state.state in (RaterState.READY, RaterState.IDLE)
        known = self._context.rater_id is not None and not self._context.checking
        return at_work and known and self._context.meter.outstanding == 0 and self.generations.idle()

    def folders(self) -> list[tuple[Folder, FolderState, str]]:
        """Each watched folder with its state and, where there is something to say, a sentence."""
        return self.watched.folders()

    def add_folder(self, path: Path) -> Folder:
        """Watch a folder from now on. Raises KnownError when it is not a folder or can't be reached."""
        return self.watched.add(path)

    def remove_folder(self, folder_id: int) -> None:
        """Stop watching; its pictures leave the gallery and the queue, their ratings stay in the library."""
        self.watched.remove(folder_id)

    def rate_files(self, paths: Iterable[Path]) -> int:
        """Rate files, and the pictures in folders, once. Returns how many pictures there are.

        Raises KnownError for paths that are not there or can't be read, once the others are queued.
        """
        found, faults = 0, []
        for path in paths:
            try:
                for batch in batches(path):
                    if self._context.stopping.is_set():
                        return found
                    found += len(batch)
                    self.watched.note(batch)
                    self._context.enqueue(batch)
            except OSError as error:
                faults.append(str(unreachable(path, error)))
        if faults:
            raise KnownError("\n".join(faults))
        return found

    def failures(self) -> list[Failure]:
        """Files that could not be read, or not be rated by the current rater; newest first."""
        return ratings.failures(self.library, self.rater_id)

    def retry(self, image_ids: Sequence[int] | None = None) -> int:
        """Rate the failed files again: those named, or all. Returns how many."""
        wanted = ratings.clear_failures(self.library, self.rater_id, image_ids)
        self.events.publish(Changed(tuple(wanted)))
        self.watched.note(list(wanted.values()))
        self._context.enqueue(list(wanted.values()))
        return len(wanted)

    def columns(self, image_ids: Sequence[int] | None = None, *, brief: bool = False) -> Columns:
        """The gallery's rows: all, or those of the ids; see `gallery.columns`."""
        return gallery.columns(self.library, self.rater_id, self.rubric.keys, image_ids, brief=brief)

    def thumbnail(self, image_id: int, content: str = "", size: int = LONGEST) -> bytes | None:
        """JPEG bytes of the thumbnail, made anew if the cache lacks it. Raises PictureError."""
        return thumbnail(self.library, image_id, content, size)

    def picture(self, image_id: int) -> Image:
        """The whole picture, upright, in sRGB. Raises PictureError."""
        path = files.image_paths(self.library, [image_id]).get(image_id)
        if path is None:
            raise PictureError("The library does not know this picture any more.")
        return open_upright(path)

    def details(self, image_id: int) -> ImageDetails | None:
        return gallery.details(self.library, image_id, self.rater_id)

    def _run(self, name: str, body: Callable[[], None]) -> None:
        context = self._context
        steady = partial(keep_going, body, context.stopping, partial(context.ended, name))
        # Daemon: loading a model can't be interrupted, and must not keep a closed program alive.
        thread = threading.Thread(target=steady, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _join(self, deadline: float) -> None:
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _resume_pending(self) -> None:
        """What an earlier run left unrated, or what the rater that takes over has not seen yet."""
        while self._context.rater_news.wait() and not self._context.stopping.is_set():
            self._context.rater_news.clear()
            try:
                if self._context.rater_id is not None:
                    self._context.enqueue(files.pending(self.library, self._context.rater_id))
            except BaseException:
                self._context.rater_news.set()
                raise
