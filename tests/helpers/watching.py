"""A watcher on real folders that keeps everything it is told."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from curator.core.records import FileFacts, FolderState
from curator.watch.watcher import Watcher
from tests.helpers.waiting import wait_until


def decodes(path: Path) -> bool:
    """Whether Pillow reads the picture to its end."""
    try:
        with Image.open(path) as picture:
            picture.load()
    except (OSError, SyntaxError):
        return False
    return True


class Told:
    """What a listener heard, in order. The lists grow in the watcher's thread."""

    def __init__(self) -> None:
        self.found: list[FileFacts] = []
        self.when: dict[Path, float] = {}
        self.batches: list[int] = []
        self.gone: list[Path] = []
        self.scanned: list[tuple[Path, frozenset[Path]]] = []
        self.states: list[tuple[Path, FolderState, str]] = []
        self.threads: set[str] = set()
        self.watcher = Watcher(
            found=self._found,
            gone=self.gone.extend,
            scanned=lambda root, seen: self.scanned.append((root, frozenset(map(Path, seen)))),
            state=lambda root, state, detail: self.states.append((root, state, detail)),
            is_complete=decodes,
        )

    def _found(self, batch: Sequence[FileFacts]) -> None:
        self.threads.add(threading.current_thread().name)
        self.batches.append(len(batch))
        for facts in batch:
            self.found.append(facts)
            self.when[facts.path] = time.monotonic()

    def paths(self) -> list[Path]:
        """Every path found, as often as it was."""
        return [facts.path for facts in self.found]

    def has(self, *paths: Path) -> bool:
        return set(paths) <= set(self.paths())

    def state(self, root: Path) -> FolderState | None:
        """The last state told of the folder."""
        return next((state for folder, state, _ in reversed(self.states) if folder == root), None)

    def wait_state(self, root: Path, state: FolderState, timeout: float = 5.0) -> bool:
        return wait_until(lambda: self.state(root) is state, timeout)


@contextmanager
def watching(*roots: Path) -> Iterator[Told]:
    """Watch the folders; at the start of the block their first scans are over or they are offline."""
    told = Told()
    for root in roots:
        told.watcher.add(root)
    told.watcher.start()
    try:
        settled = (FolderState.WATCHING, FolderState.OFFLINE)
        assert wait_until(lambda: all(told.state(root) in settled for root in roots))
        yield told
    finally:
        told.watcher.stop()
