"""Windows for tests: a made-up library of any size, and a look round for what was left running."""

import gc
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QThread, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from curator.core.columns import Columns
from curator.gui.gallery_model import GalleryModel
from curator.gui.gallery_view import GalleryView
from curator.gui.main_window import MainWindow
from curator.gui.thumbnail_loader import ThumbnailLoader
from tests.helpers.gallery import MakeColumns, OpenGallery, jpeg, make_columns
from tests.helpers.memory_session import OUTPUTS, MemorySession, OpenWindow, rows


@pytest.fixture(autouse=True)
def nothing_of_qt_left() -> Iterator[None]:
    """A timer or thread of Qt that still runs after the test's widgets were closed is a leak."""
    before = {id(one) for one in _running()}
    yield
    left = [one for one in _running() if id(one) not in before]
    assert not left, f"left running: {left}"


def _running() -> list[QObject]:
    """Every timer and thread made from Python that is at work now (isinstance would wake lazy proxies)."""
    known = [one for one in gc.get_objects() if issubclass(type(one), (QTimer, QThread))]
    alive = [one for one in known if isValid(one)]
    return [one for one in alive if (one.isActive() if isinstance(one, QTimer) else one.isRunning())]


@pytest.fixture
def columns() -> MakeColumns:
    """`columns(n, waiting=ids, failed=ids, names=...)`: n rated pictures with the ids 1..n, newest last.

    Scores are even over 0..2 and differ between dimensions; `emotion` was not rated for any.
    """
    return make_columns


@pytest.fixture
def thumbnails() -> Iterator[ThumbnailLoader]:
    """A loader with a plain grey thumbnail for every picture."""
    grey = jpeg(64, 32)
    loader = ThumbnailLoader(lambda image_id: grey, side=176)
    yield loader
    loader.close()


@pytest.fixture
def open_gallery(qtbot: QtBot, thumbnails: ThumbnailLoader) -> OpenGallery:
    """`open_gallery(columns, positions=None, width=816, height=640)`: a shown gallery that has the keyboard
    and thus its first picture as the current one. At the usual cell size 816 pixels make four columns
    and 640 show two lines in full.
    """

    def opened(
        columns: Columns, positions: NDArray[np.intp] | None = None, width: int = 816, height: int = 640
    ) -> GalleryView:
        model = GalleryModel()
        view = GalleryView(model, thumbnails)
        model.setParent(view)
        qtbot.addWidget(view)
        view.verticalScrollBar().setFixedWidth(16)
        view.resize(width + 16, height)
        model.set_rows(columns, np.arange(len(columns)) if positions is None else positions)
        view.show()
        qtbot.waitExposed(view)
        view.activateWindow()
        view.setFocus()
        qtbot.waitUntil(view.hasFocus)
        return view

    return opened


@pytest.fixture
def session() -> MemorySession:
    return MemorySession()


@pytest.fixture
def open_window(qtbot: QtBot, session: MemorySession) -> Iterator[OpenWindow]:
    """Opens the window anew: the one before is closed first, as in a restart."""
    opened: list[MainWindow] = []

    def close() -> None:
        while opened:
            window = opened.pop()
            window.close()
            window.deleteLater()
            QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)

    def open_one() -> MainWindow:
        close()
        window = MainWindow(session)
        opened.append(window)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        return window

    yield open_one
    close()


@pytest.fixture
def window(open_window: OpenWindow, session: MemorySession) -> MainWindow:
    """Open on 100 pictures of one watched folder."""
    window = open_window()
    session.watch(OUTPUTS)
    session.show(rows(100, session.rubric.keys))
    return window
