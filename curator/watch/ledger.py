"""What the listener was told: each file once for each of its contents, and that it went."""

import logging
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from curator.core.errors import KnownError
from curator.core.records import FileFacts
from curator.watch.place import inside
from curator.watch.scan import PAGE, Stamp

log = logging.getLogger(__name__)


class Ledger:
    """Hands over files in batches and remembers them. Exceptions of the listener are logged."""

    def __init__(
        self, found: Callable[[Sequence[FileFacts]], None], gone: Callable[[Sequence[Path]], None]
    ) -> None:
        self._found = found
        self._gone = gone
        self._told: dict[str, FileFacts] = {}
        self._ready: dict[str, Stamp] = {}

    def knows(self, path: str, stamp: Stamp) -> bool:
        """Whether the listener has this very content of the file, or is about to get it."""
        told = self._told.get(path)
        if path in self._ready:
            return self._ready[path] == stamp
        return told is not None and (told.bytes, told.modified_ns) == stamp

    def offer(self, path: str, stamp: Stamp) -> None:
        """Tell of the file with the next `flush`."""
        if not self.knows(path, stamp):
            self._ready[path] = stamp

    @property
    def is_full(self) -> bool:
        """Whether a batch is ready to be flushed."""
        return len(self._ready) >= PAGE

    def flush(self) -> dict[str, Stamp]:
        """Tell what was offered; returns what the listener failed to take."""
        ready, self._ready = list(self._ready.items()), {}
        refused: dict[str, Stamp] = {}
        for start in range(0, len(ready), PAGE):
            page = dict(ready[start : start + PAGE])
            batch = {path: FileFacts(Path(path), *stamp) for path, stamp in page.items()}
            try:
                self._found(list(batch.values()))
            except KnownError as error:
                log.warning("%d found files are offered again: %s", len(batch), error)
                refused |= page
            except Exception:
                log.exception("%d found files could not be taken over; they are offered again", len(batch))
                refused |= page
            else:
                self._told.update(batch)
        return refused

    def lose(self, files: Iterable[str], folders: Iterable[str] = ()) -> None:
        """Tell that files and folders went; they are told again when they come back."""
        folders = list(folders)
        paths = [*files, *folders]
        if not paths:
            return
        for path in paths:
            self._forget(path)
        self.forget_below(*folders)
        try:
            self._gone([Path(path) for path in paths])
        except KnownError as error:
            log.warning("%d vanished files or folders could not be noted: %s", len(paths), error)
        except Exception:
            log.exception("%d vanished files or folders could not be noted", len(paths))

    def below(self, folder: str) -> list[str]:
        """The files told of in the folder and below."""
        prefix = inside(folder)
        return [path for path in self._told if path.startswith(prefix)]

    def forget_below(self, *folders: str, but: Iterable[str] = ()) -> None:
        """Forget the files in these folders, other than those in the folders of `but`."""
        if not folders:
            return
        prefixes = tuple(inside(folder) for folder in folders)
        kept = tuple(inside(folder) for folder in but)
        for path in [*self._told, *self._ready]:
            if path.startswith(prefixes) and not path.startswith(kept):
                self._forget(path)

    def _forget(self, path: str) -> None:
        self._told.pop(path, None)
        self._ready.pop(path, None)
