"""The watched folders: what each is doing, and what becomes of the files that are found or go."""

import os
import threading
import time
from collections.abc import Callable, Sequence, Set
from functools import partial
from pathlib import Path
from typing import ParamSpec

from curator.core.errors import KnownError
from curator.core.records import FileFacts, Folder, FolderState
from curator.images.decode import is_complete
from curator.pipeline.context import Context
from curator.pipeline.events import Changed, FolderChanged
from curator.pipeline.given import unreachable
from curator.pipeline.steady import keep_going
from curator.store import files, folders
from curator.watch.watcher import Watcher

LOOK_AGAIN_SECONDS = 1.0

P = ParamSpec("P")


class WatchedFolders:
    """Owned by a Service. Owner of the watcher, which only `start` makes; any thread may use it.

    `looked_through` is called each time all of a folder was seen.
    """

    def __init__(self, context: Context, looked_through: Callable[[], None]) -> None:
        self._context, self._library = context, context.library
        self._looked_through = looked_through
        self._states: dict[Path, FolderChanged] = {}
        self._lock = threading.Lock()
        """Held while a folder comes or goes, and while what was found in one is taken over."""
        self._paths: frozenset[Path] = frozenset()
        self._watcher: Watcher | None = None

    def start(self) -> None:
        """Watch the library's folders."""
        self._watcher = watcher = Watcher(
            found=self._telling(self.found),
            gone=self._telling(lambda paths: self._context.forget(list(paths))),
            scanned=self._telling(self._scanned),
            state=self._telling(self._told),
            is_complete=is_complete,
            steady=partial(keep_going, stopping=self._context.stopping, ended=self._ended),
        )
        self._context.is_watched = self._is_watched
        self._context.look_again = lambda path: watcher.rescan(path, LOOK_AGAIN_SECONDS)
        self._paths = frozenset(folder.path for folder in folders.folders(self._library))
        for path in self._paths:
            watcher.add(path)
        watcher.start()

    def stop(self) -> None:
        """Watch no more. Idempotent."""
        if self._watcher is not None:
            self._watcher.stop()
            self._watcher = None

    def folders(self) -> list[tuple[Folder, FolderState, str]]:
        """Each watched folder with its state and, where there is something to say, a sentence."""
        rows = []
        for folder in folders.folders(self._library):
            told = self._states.get(folder.path)
            state = told.state if told else FolderState.SCANNING
            rows.append((folder, state, told.detail if told else ""))
        return rows

    def add(self, path: Path) -> Folder:
        """Watch a folder from now on. Raises KnownError when it is not a folder or can't be reached."""
        try:
            if not path.is_dir():
                raise KnownError(f"{path} is not a folder. Choose a folder that pictures are saved to.")
            folder = folders.add_folder(self._library, path.resolve())
        except OSError as error:
            raise unreachable(path, error) from error
        if self._watcher is not None:
            with self._lock:
                self._paths |= {folder.path}
            self._watcher.add(folder.path)
        return folder

    def rescan(self, folder_id: int | None = None) -> None:
        """Look through all folders again, or one; each is shown as scanning meanwhile."""
        chosen = [folder for folder in folders.folders(self._library) if folder_id in (None, folder.id)]
        if self._watcher is not None:
            for folder in chosen:
                self._watcher.rescan(folder.path)

    def remove(self, folder_id: int) -> None:
        """Stop watching; its pictures leave the gallery and the queue, their ratings stay in the library."""
        for folder in folders.folders(self._library):
            if folder.id == folder_id:
                if self._watcher is not None:
                    self._watcher.remove(folder.path)
                self._states.pop(folder.path, None)
                with self._lock:
                    self._paths -= {folder.path}
                    folders.remove_folder(self._library, folder_id)
                kept = [other.path for other in folders.folders(self._library)]
                self._context.forget_below(folder.path, kept)

    def note(self, batch: Sequence[FileFacts]) -> None:
        """Put files into the library before they are read, so that the gallery shows them at once."""
        ids = files.note_files(self._library, batch, time.time())
        if ids:
            self._context.events.publish(Changed(tuple(ids)))

    def found(self, batch: Sequence[FileFacts]) -> None:
        """Queue what this rater has not seen, whether this process listed it or another one did before."""
        with self._lock:
            batch = [facts for facts in batch if self._is_watched(facts.path)]
            self.note(batch)
        rater_id = self._context.rater_id
        known = files.known_files(self._library, [facts.path for facts in batch], rater_id)
        if rater_id is not None:  # else all that waits is queued once the rater is there
            unseen = {path for path, row in known.items() if not (row.rated or row.failed)}
            self._context.enqueue([facts for facts in batch if facts.path in unseen])

    def _scanned(self, root: Path, seen: Set[str]) -> None:
        """Forget what is no longer there."""
        offline = [path for path, told in self._states.items() if told.state is FolderState.OFFLINE]
        unseen = map(Path, files.known_names(self._library, root) - seen)
        reachable = (path for path in unseen if not any(folder in path.parents for folder in offline))
        missing = [path for path in reachable if not os.path.lexists(path)]
        if missing:
            self._context.forget(missing)

    def _told(self, root: Path, state: FolderState, detail: str) -> None:
        """Pass it on; once the folder was looked through, queue what was skipped while it was away."""
        self._states[root] = told = FolderChanged(root, state, detail)
        self._context.events.publish(told)
        if state is not FolderState.WATCHING:
            return
        self._looked_through()
        if self._context.rater_id is not None:
            self._context.enqueue(files.pending(self._library, self._context.rater_id, root))

    def _telling(self, action: Callable[P, None]) -> Callable[P, None]:
        """The same, with what it raises told to the user, too; the watcher only offers it again."""

        def act(*args: P.args, **kwargs: P.kwargs) -> None:
            try:
                action(*args, **kwargs)
            except Exception as error:
                self._ended(error)
                raise

        return act

    def _ended(self, error: BaseException) -> None:
        self._context.ended("watcher", error)

    def _is_watched(self, path: Path) -> bool:
        return any(folder in path.parents for folder in self._paths)
