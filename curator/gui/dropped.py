"""What of a drag can be used: folders to watch and pictures to rate."""

import mimetypes
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QMimeData, QUrl

from curator.core.formats import is_picture_name


@dataclass(frozen=True, slots=True)
class Dropped:
    """Local paths, sorted by what becomes of them."""

    folders: tuple[Path, ...]
    """To watch from now on."""
    pictures: tuple[Path, ...]
    """To rate once."""

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
        return ", ".join(parts).capitalize()


def guess_drop(data: QMimeData) -> Dropped:
    """By the names alone: while something is dragged no disk may hold up the window."""
    paths = _local_paths(data.urls())
    others = [path for path in paths if not is_picture_name(path)]
    folders = [path for path in others if mimetypes.guess_type(path.name)[0] is None]
    return Dropped(tuple(folders), tuple(path for path in paths if is_picture_name(path)))


def read_drop(data: QMimeData) -> Dropped:
    """Folders whatever their names, and files that are named like pictures; asks the disk."""
    paths = _local_paths(data.urls())
    folders = tuple(path for path in paths if _is_folder(path))
    return Dropped(folders, tuple(path for path in paths if path not in folders and is_picture_name(path)))


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
