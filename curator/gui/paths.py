"""What can be done with the paths of the pictures chosen in the gallery."""

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from curator.gui.gallery_pane import GalleryPane
from curator.gui.parts.names import shown_file


def chosen_paths(pane: GalleryPane) -> list[Path]:
    """Of the picture that is looked at, or else of the selected ones, or of the current one."""
    return [pane.model.columns.path(place) for place in chosen_positions(pane).tolist()]


def chosen_positions(pane: GalleryPane) -> NDArray[np.intp]:
    """Where the picture that is looked at, or else the selected ones, or the current one, are in the columns;
    in the shown order."""
    gallery, viewing = pane.gallery, pane.viewing
    ids = [viewing.current_id()] if viewing.is_open else gallery.selected_ids() or [gallery.current_id()]
    rows = pane.model.rows_of(np.array(ids, np.int64))
    return pane.model.positions[rows[rows >= 0]]


def copy_paths(paths: Sequence[Path]) -> None:
    """As text in the clipboard, one a line; what is there stays where no path is given."""
    if paths:
        QGuiApplication.clipboard().setText("\n".join(shown_file(str(path)) for path in paths))


def open_folder(folder: Path) -> None:
    """In the desktop's file manager."""
    QDesktopServices.openUrl(folder_url(folder))


def folder_url(folder: Path) -> QUrl:
    """A URL that keeps every byte of the path; Qt would drop those that are no text."""
    if os.name != "posix":
        return QUrl.fromLocalFile(str(folder))
    return QUrl.fromEncoded(b"file://" + quote(os.fsencode(folder)).encode("ascii"))
