"""Pictures that come from outside the watched folders, with or without a file, and are marked at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter

from curator.core.errors import KnownError
from curator.core.marks import MarkChange
from curator.core.records import FileFacts
from curator.pipeline.contents import contents_of
from curator.pipeline.given import batches
from curator.pipeline.service import Service
from curator.store import files

AT_ONCE = 32
"""Files that are read before what they are given is written: a second's work or two."""
Given = MarkChange | int | str
"""Marks to set, the id of a collection to put pictures into, or the name of a new one."""


@dataclass(frozen=True, slots=True)
class Batches:
    """Pictures that are still being read, in the place of the ids of some that are in the library."""

    contents: Iterator[list[str]]
    word: str
    """What they are given: `Pick`."""
    name: str
    """Of the first file."""


Pictures = Sequence[int] | Batches
"""Ids, or what comes from outside."""


def taken_in(service: Service, paths: Sequence[Path], faults: list[str]) -> Iterator[list[str]]:
    """List files, and the pictures in folders, queue them to be rated, and read what nobody read yet.

    Yields their contents, some at a time; `faults` gets a sentence for each thing that was left out.
    """
    try:
        service.rate_files(paths)
    except KnownError as error:
        faults.append(str(error))
    found = [each.path for path in paths for each in _pictures(path)]
    lost: list[str] = []
    for start in range(0, len(found), AT_ONCE):
        known = files.known_files(service.library, found[start : start + AT_ONCE], None)
        contents, unread = contents_of(service.library, [row.image_id for row in known.values()])
        lost += unread
        if contents:
            yield contents
    if lost:
        which = f"{lost[0]} keeps" if len(lost) == 1 else f"{len(lost):,} pictures keep"
        faults.append(f"{which} no rating, as reading failed. Look into “Failed files”.")


def keep_image(image: QImage, folder: Path, now: datetime) -> Path:
    """Save as PNG under a name that is free, such as `dropped 2026-11-25 18.30.12.png`. Raises KnownError."""
    data = _png(image)
    stem, number = f"dropped {now:%Y-%m-%d %H.%M.%S}", 1
    while True:
        path = folder / (f"{stem}.png" if number == 1 else f"{stem} ({number}).png")
        try:
            with path.open("xb") as file:
                file.write(data)
        except FileExistsError:
            number += 1
        except OSError as error:
            raise KnownError(
                f"The picture can't be saved to {folder} ({error.strerror}). Choose another folder."
            ) from error
        else:
            return path


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not QImageWriter(buffer, QByteArray(b"png")).write(image):
        raise KnownError("What was dropped holds no picture. Save it in the other program and drop its file.")
    return bytes(buffer.data().data())


def _pictures(path: Path) -> list[FileFacts]:
    """None where it can't be read, which `rate_files` has told already."""
    try:
        return [facts for batch in batches(path) for facts in batch]
    except OSError:
        return []
