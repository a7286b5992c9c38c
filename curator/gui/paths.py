"""What can be done with the paths of the pictures chosen in the gallery."""

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from curator.gui.gallery_pane import GalleryPane
from curator.gui.names import shown_name


def chosen_paths(pane: GalleryPane) -> list[Path]:
    """Those of the selected pictures, or else of the current one."""
    columns, gallery = pane.model.columns, pane.gallery
    places = [columns.index_of(image_id) for image_id in gallery.selected_ids() or [gallery.current_id()]]
    return [columns.path(place) for place in places if place is not None]


def copy_paths(paths: Sequence[Path]) -> None:
    """As text in the clipboard, one a line; what is there stays where no path is given."""
    if paths:
        QGuiApplication.clipboard().setText("\n".join(shown_name(str(path)) for path in paths))


def open_folder(folder: Path) -> None:
    """In the desktop's file manager."""
    QDesktopServices.openUrl(folder_url(folder))


def folder_url(folder: Path) -> QUrl:
    """A URL that keeps every byte of the path; Qt would drop those that are no text."""
    if os.name != "posix":
        return QUrl.fromLocalFile(str(folder))
    return QUrl.fromEncoded(b"file://" + quote(os.fsencode(folder)).encode("ascii"))
