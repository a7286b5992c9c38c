"""Real picture files, listed in a real library and read, as the pipeline leaves them."""

from dataclasses import dataclass
from pathlib import Path

from curator.core.records import FileFacts
from curator.images.decode import read_picture
from curator.store import files
from curator.store.library import Library
from tests.helpers.pictures import write_png


@dataclass(frozen=True, slots=True)
class Listed:
    """One of them."""

    id: int
    content: str
    path: Path


def facts(path: Path) -> FileFacts:
    status = path.stat()
    return FileFacts(path, status.st_size, status.st_mtime_ns)


def list_file(library: Library, path: Path, *, read: bool = True) -> Listed:
    """List a file; `read`: with what it holds, but without keeping a thumbnail."""
    (image_id,) = files.note_files(library, [facts(path)], 0.0)
    if not read:
        return Listed(image_id, "", path)
    picture = read_picture(path).facts
    assert files.note_content(library, facts(path), picture, 0.0) == image_id
    return Listed(image_id, picture.content, path)


def list_pictures(
    library: Library, folder: Path, count: int, size: tuple[int, int] = (64, 48)
) -> list[Listed]:
    """Different pictures, oldest first."""
    return [
        list_file(library, write_png(folder / f"{seed:04}.png", seed=seed, size=size))
        for seed in range(count)
    ]
