"""Files and folders given to be rated once, as batches of pictures."""

from collections.abc import Iterable
from pathlib import Path

from curator.core.errors import KnownError
from curator.core.formats import is_picture_name
from curator.core.records import FileFacts
from curator.watch.scan import scan

BATCH = 500


def batches(path: Path) -> Iterable[list[FileFacts]]:
    """The pictures in a folder and below, or the one file where its name promises a picture. OSError."""
    batch: list[FileFacts] = []
    for facts in _pictures(path.resolve(strict=True)):
        batch.append(facts)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def unreachable(path: Path, error: OSError) -> KnownError:
    """Why nothing can be read there, and what to do."""
    if isinstance(error, FileNotFoundError):
        return KnownError(f"{path} does not exist. Check its spelling.")
    return KnownError(f"{path} can't be read ({error.strerror}). Check its permissions and its drive.")


def _pictures(path: Path) -> Iterable[FileFacts]:
    if path.is_dir():
        return scan(path)
    if not is_picture_name(path):
        return []
    status = path.stat()
    return [FileFacts(path, status.st_size, status.st_mtime_ns)]
