"""What of a drag can be used: folders to watch, and pictures to rate, with a file or without one."""

import mimetypes
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

from curator.core.formats import is_picture_name
from curator.gui.shelf.mime import is_ours


@dataclass(frozen=True, slots=True)
class Dropped:
    """Local paths, sorted by what becomes of them, or else a picture that has no file here."""

    folders: tuple[Path, ...]
    """To watch from now on."""
    pictures: tuple[Path, ...]
    """To rate once."""
    image: QImage | None = None
    """To be saved and rated, as out of a browser; a null one where it is not known yet, or can't be read."""

    def __bool__(self) -> bool:
        return bool(self.folders or self.pictures or self.image is not None)

    def words(self) -> str:
        """`Watch this folder, rate 3 pictures`; empty where nothing can be used."""
        parts = []
        if self.folders:
            parts.append(
                "watch this folder" if len(self.folders) == 1 else f"watch {len(self.folders)} folders"
            )
        if self.pictures:
            count = len(self.pictures)
            parts.append("rate this picture" if count == 1 else f"rate {count:,} pictures")
        if self.image is not None:
            parts.append("save and rate this picture")
        return ", ".join(parts).capitalize()


NOTHING = Dropped((), ())


def guess_drop(data: QMimeData) -> Dropped:
    """By the names alone: while something is dragged no disk may hold up the window. Nothing of this window's
    own pictures, which are here already.
    """
    if is_ours(data):
        return NOTHING
    paths = _local_paths(data.urls())
    others = [path for path in paths if not is_picture_name(path)]
    folders = [path for path in others if mimetypes.guess_type(path.name)[0] is None]
    found = Dropped(tuple(folders), tuple(path for path in paths if is_picture_name(path)))
    return found if found or not data.hasImage() else Dropped((), (), QImage())


def read_drop(data: QMimeData) -> Dropped:
    """Folders whatever their names, and files that are named like pictures; asks the disk. The picture itself
    where there is neither.
    """
    if is_ours(data):
        return NOTHING
    paths = _local_paths(data.urls())
    folders = tuple(path for path in paths if _is_folder(path))
    found = Dropped(folders, tuple(path for path in paths if path not in folders and is_picture_name(path)))
    return found if found or not data.hasImage() else Dropped((), (), _image(data))


def _image(data: QMimeData) -> QImage:
    """What another program put beside the address; nothing is ever fetched from there."""
    image = data.imageData()
    return image if isinstance(image, QImage) else QImage()


def _local_paths(urls: Iterable[QUrl]) -> list[Path]:
    """Absolute ones only: an empty path would mean the folder that the program was started in."""
    paths = [Path(local_path(url)) for url in urls if url.isLocalFile()]
    return [path for path in paths if path.is_absolute() and "\0" not in str(path)]


def local_path(url: QUrl) -> str:
    """The path of a local URL, with bytes that are no text as Python has them (PEP 383)."""
    if os.name != "posix" or url.host() not in ("", "localhost"):
        return url.toLocalFile()
    return os.fsdecode(unquote_to_bytes(url.path(QUrl.ComponentFormattingOption.FullyEncoded)))


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False
