"""Windows for tests: a made-up library of any size, and a look round for what was left running."""

import gc
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractAnimation, QEvent, QObject, QThread, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from curator.core.columns import Columns
from curator.core.sections import Section
from curator.gui.gallery.geometry import LayoutKind
from curator.gui.gallery.model import GalleryModel
from curator.gui.gallery.thumbnail_loader import ThumbnailLoader
from curator.gui.gallery.view import GalleryView
from curator.gui.main_window import MainWindow
from tests.helpers.gallery import MakeColumns, OpenGallery, PlainHeader, PlainLines, jpeg, make_columns
from tests.helpers.memory_session import OUTPUTS, MemorySession, OpenWindow, rows


@pytest.fixture(autouse=True)
def nothing_of_qt_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """A timer, animation or thread of Qt that still runs after the test's widgets were closed is a leak."""
    if "qapp" not in request.fixturenames:
        yield
        return
    gc.freeze()  # else each test looks at half a million objects of the libraries, twice
    yield
    left = _running()
    gc.unfreeze()
    assert not left, f"left running: {left}"


def _running() -> list[QObject]:
    """What was made from Python since the freeze and is at work (isinstance would wake lazy proxies)."""
    kinds = (QTimer, QThread, QAbstractAnimation)
    objects = gc.get_objects()
    found = {known for known in set(map(type, objects)) if issubclass(known, kinds)}
    known = [one for one in objects if type(one) in found]
    return [one for one in known if isValid(one) and _is_at_work(one)]


def _is_at_work(one: QTimer | QThread | QAbstractAnimation) -> bool:
    if isinstance(one, QAbstractAnimation):
        return one.state() is QAbstractAnimation.State.Running
    return one.isActive() if isinstance(one, QTimer) else one.isRunning()


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
    loader = ThumbnailLoader(lambda image_id, content, size: grey)
    yield loader
    loader.close()


@pytest.fixture
def open_gallery(qtbot: QtBot, thumbnails: ThumbnailLoader) -> OpenGallery:
    """`open_gallery(columns, positions=None, sections=(), kind=GRID, width=816, height=640)`: a shown gallery
    that has the keyboard and thus its first picture as the current one. At the usual cell size 816 pixels
    make four columns and 640 show two lines in full.
    """

    def opened(
        columns: Columns,
        positions: NDArray[np.intp] | None = None,
        sections: Sequence[Section] = (),
        kind: LayoutKind = LayoutKind.GRID,
        width: int = 816,
        height: int = 640,
    ) -> GalleryView:
        model = GalleryModel()
        view = GalleryView(model, thumbnails)
        model.setParent(view)
        qtbot.addWidget(view)
        view.verticalScrollBar().setFixedWidth(16)
        view.resize(width + 16, height)
        if kind is LayoutKind.LIST:
            view.set_list(PlainLines(model), PlainHeader())
        view.set_layout(kind)
        model.set_rows(columns, np.arange(len(columns)) if positions is None else positions, sections)
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
