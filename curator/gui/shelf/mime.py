"""What a drag of pictures carries: their ids for this window, their files for any other program."""

import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QByteArray, QMetaType, QMimeData

from curator.gui.parts.names import shown_file
from curator.gui.paths import folder_url

IDS = "application/x-curator-ids"
_URLS, _TEXT = "text/uri-list", "text/plain"
_FORMATS = (IDS, _URLS, _TEXT)
_LIST = QMetaType(QMetaType.Type.QVariantList)
_OURS = secrets.token_bytes(16)
"""The ids of another running Curator are of another library."""


class PicturesMime(QMimeData):
    """Carries ids at once; the files of thousands are looked up only once a program asks for them."""

    def __init__(self, image_ids: Sequence[int], paths: Callable[[], Sequence[Path]]) -> None:
        super().__init__()
        self._ids = QByteArray(_OURS + np.asarray(image_ids, np.int64).tobytes())
        self._look_up = paths
        self._found: tuple[Path, ...] | None = None

    def formats(self) -> list[str]:
        return list(_FORMATS)

    def hasFormat(self, mimetype: str) -> bool:
        return mimetype in _FORMATS

    def retrieveData(self, mimetype: str, preferredType: QMetaType | QMetaType.Type) -> object:
        if mimetype == IDS:
            return self._ids
        if mimetype == _URLS:
            return self._urls(preferredType)
        return self._text() if mimetype == _TEXT else None

    def _urls(self, wanted: QMetaType | QMetaType.Type) -> object:
        urls = [folder_url(path) for path in self._paths()]
        if QMetaType(wanted) == _LIST:
            return urls
        return QByteArray(b"".join(bytes(url.toEncoded().data()) + b"\r\n" for url in urls))

    def _text(self) -> str:
        return "\n".join(shown_file(str(path)) for path in self._paths())

    def _paths(self) -> tuple[Path, ...]:
        if self._found is None:
            self._found = tuple(self._look_up())
        return self._found


def ids_of(mime: QMimeData) -> list[int] | None:
    """The pictures of a drag that began in this window, None for any other drag."""
    data = _own_data(mime)
    return None if data is None else np.frombuffer(data, np.int64).tolist()


def is_ours(mime: QMimeData) -> bool:
    """Whether the drag began in this window; for what is asked at each move."""
    return _own_data(mime) is not None


def _own_data(mime: QMimeData) -> bytes | None:
    if not mime.hasFormat(IDS):
        return None
    data = bytes(mime.data(IDS).data())
    return data[len(_OURS) :] if data.startswith(_OURS) and len(data) % 8 == 0 else None
