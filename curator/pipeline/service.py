"""The whole pipeline as one object: start it, give it folders and files, listen to its events, stop it."""

import os
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from curator.core.columns import Columns
from curator.core.errors import KnownError
from curator.core.records import Failure, FileFacts, Folder, FolderState, ImageDetails
from curator.core.rules import read_rules
from curator.core.settings import Options
from curator.images.decode import is_complete, open_upright
from curator.images.thumbnails import LONGEST, make_thumbnail
from curator.pipeline.context import Context
from curator.pipeline.events import Changed, Event, Events, FolderChanged, Progress, RaterChanged, RaterState
from curator.pipeline.reader import read_ahead
from curator.pipeline.worker import run_rater
from curator.rating.choose import choose
from curator.store import files, folders, gallery, ratings
from curator.store.library import Library
from curator.watch.scan import scan
from curator.watch.watcher import Watcher

READERS = min(4, max(2, (os.cpu_count() or 2) - 1))
BATCH = 500
STOP_SECONDS = 10.0


class Service:
    """Owns the library, the watcher and the threads. Methods may be called from any thread.

    Raises LibraryError, RulesError or RaterError when the library, the rules or the rater can't be used.
    """

    def __init__(self, options: Options, events: Events | None = None) -> None:
        self.events = events or Events()
        self.rubric = read_rules(options.rules)
        self._rater = choose(options.rater, self.rubric, options.model, options.processor, options.device)
        self.library = Library(options.library)
        self._context = Context(self.library, self.events)
        self._context.running.set()
        self._rater_state = RaterChanged(RaterState.IDLE, self._rater.description)
        self._folder_states: dict[Path, FolderChanged] = {}
        self._threads: list[threading.Thread] = []
        self._watcher: Watcher | None = None
        self._unsubscribe = self.events.subscribe(self._remember)

    @property
    def rated_dimensions(self) -> tuple[str, ...]:
        """The dimensions that the chosen rater can tell."""
        return self._rater.rated_dimensions

    @property
    def rater_state(self) -> RaterChanged:
        return self._rater_state

    @property
    def rater_id(self) -> int | None:
        """The current rater's id in the library: this run's, or before it is loaded the last one's."""
        if self._context.rater_id is not None:
            return self._context.rater_id
        current = ratings.current_rater(self.library)
        return current.id if current else None

    def start(self, watch: bool = True) -> None:
        """Load the rater and rate what waits; with `watch`, also watch the library's folders."""
        self._run("rater", partial(run_rater, self._context, self._rater))
        for number in range(READERS):
            self._run(f"reader-{number}", partial(read_ahead, self._context))
        if watch:
            self._run("resume", self._resume_pending)
            self._watcher = self._build_watcher()
            for folder in folders.folders(self.library):
                self._watcher.add(folder.path)
            self._watcher.start()

    def stop(self) -> None:
        """Finish the picture in work, end every thread, close the library. Idempotent."""
        context = self._context
        context.stopping.set()
        if self._watcher is not None:
            self._watcher.stop()
            self._watcher = None
        context.waiting.close()
        context.ready.close()
        context.running.set()
        context.rater_loaded.set()
        deadline = time.monotonic() + STOP_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        self._threads.clear()
        self._unsubscribe()
        self.library.close()

    def pause(self) -> None:
        """Stop after the pictures in work; files are still found and listed."""
        self._context.running.clear()

    def resume(self) -> None:
        self._context.running.set()

    def progress(self) -> Progress:
        return self._context.meter.progress(paused=not self._context.running.is_set())

    def idle(self) -> bool:
        """Nothing waits and nothing is in work, or the rater can't be used."""
        if self._rater_state.state is RaterState.FAILED:
            return True
        return self._rater_state.state is RaterState.READY and self._context.meter.outstanding == 0

    def folders(self) -> list[tuple[Folder, FolderState, str]]:
        """Each watched folder with its state and, where there is something to say, a sentence."""
        rows = []
        for folder in folders.folders(self.library):
            told = self._folder_states.get(folder.path)
            state = told.state if told else FolderState.SCANNING
            rows.append((folder, state, told.detail if told else ""))
        return rows

    def add_folder(self, path: Path) -> Folder:
        """Watch a folder from now on. Raises KnownError when it is not a folder."""
        if not path.is_dir():
            raise KnownError(f"{path} is not a folder. Choose a folder that pictures are saved to.")
        folder = folders.add_folder(self.library, path.resolve())
        if self._watcher is not None:
            self._watcher.add(folder.path)
        return folder

    def remove_folder(self, folder_id: int) -> None:
        """Stop watching; its pictures leave the gallery, their ratings stay in the library."""
        for folder in folders.folders(self.library):
            if folder.id == folder_id:
                if self._watcher is not None:
                    self._watcher.remove(folder.path)
                self._folder_states.pop(folder.path, None)
                folders.remove_folder(self.library, folder_id)

    def rate_files(self, paths: Iterable[Path]) -> int:
        """Rate files, and the pictures in folders, once. Returns how many pictures there are.

        Raises KnownError for a path that does not exist.
        """
        found = 0
        for path in paths:
            if not path.exists():
                raise KnownError(f"{path} does not exist. Check its spelling.")
            for batch in _batches(_pictures(path.resolve())):
                found += len(batch)
                self._list(batch)
                self._context.enqueue(batch)
        return found

    def failures(self) -> list[Failure]:
        return ratings.failures(self.library)

    def retry(self, image_ids: Sequence[int] | None = None) -> int:
        """Rate the failed files again: those named, or all. Returns how many."""
        wanted = ratings.clear_failures(self.library, image_ids)
        self._list(wanted)
        self._context.enqueue(wanted)
        return len(wanted)

    def columns(self, image_ids: Sequence[int] | None = None) -> Columns:
        """The gallery's rows: all, or those of the ids."""
        return gallery.columns(self.library, self.rater_id, self.rubric.keys, image_ids)

    def thumbnail(self, image_id: int) -> bytes | None:
        """JPEG bytes of the thumbnail, made anew if the cache lacks it; None while the file is unread."""
        details = gallery.details(self.library, image_id, None)
        if details is None or details.content is None:
            return None
        cached = self.library.thumbnails.get(details.content)
        if cached is None:
            cached = make_thumbnail(open_upright(details.path, LONGEST * 2))
            self.library.thumbnails.put(details.content, cached)
        return cached

    def details(self, image_id: int) -> ImageDetails | None:
        return gallery.details(self.library, image_id, self.rater_id)

    def _build_watcher(self) -> Watcher:
        return Watcher(
            found=self._found,
            gone=lambda paths: self._context.forget(list(paths)),
            scanned=self._scanned,
            state=lambda *told: self.events.publish(FolderChanged(*told)),
            is_complete=is_complete,
        )

    def _run(self, name: str, body: Callable[[], None]) -> None:
        # Daemon: loading a model can't be interrupted, and must not keep a closed program alive.
        thread = threading.Thread(
            target=self._guarded, args=(name, body), name=f"curator-{name}", daemon=True
        )
        self._threads.append(thread)
        thread.start()

    def _guarded(self, name: str, body: Callable[[], None]) -> None:
        try:
            body()
        except Exception as error:  # noqa: BLE001 - a thread that ends by a bug must be seen
            self._context.report(f"The {name} thread stopped. Restart Curator to go on rating.", error)

    def _remember(self, event: Event) -> None:
        if isinstance(event, RaterChanged):
            self._rater_state = event
        elif isinstance(event, FolderChanged):
            self._folder_states[event.folder] = event

    def _resume_pending(self) -> None:
        """What an earlier run left unrated, or what this rater has not seen yet."""
        self._context.rater_loaded.wait()
        if self._context.rater_id is not None and not self._context.stopping.is_set():
            self._context.enqueue(files.pending(self.library, self._context.rater_id))

    def _found(self, batch: Sequence[FileFacts]) -> None:
        changed = self._list(batch)
        self._context.enqueue([facts for facts in batch if facts.path in changed])

    def _list(self, batch: Sequence[FileFacts]) -> set[Path]:
        """Put the files into the library before they are read, so that the gallery shows them at once."""
        ids = files.note_files(self.library, batch, time.time())
        if ids:
            self.events.publish(Changed(tuple(ids)))
        return set(files.image_paths(self.library, ids).values())

    def _scanned(self, root: Path, seen: frozenset[Path]) -> None:
        missing = [path for path in files.known_paths(self.library, root) - seen if not os.path.lexists(path)]
        if missing:
            self._context.forget(missing)


def _pictures(path: Path) -> Iterable[FileFacts]:
    if path.is_dir():
        return scan(path)
    status = path.stat()
    return [FileFacts(path, status.st_size, status.st_mtime_ns)]


def _batches(found: Iterable[FileFacts]) -> Iterable[list[FileFacts]]:
    batch: list[FileFacts] = []
    for facts in found:
        batch.append(facts)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
