"""The button for saved views, opened, and the part of the session that keeps them."""

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from curator.core.records import SavedView
from curator.gui.saved.button import ViewsButton
from curator.gui.saved.popover import ViewsPopover
from curator.gui.sessions.view_session import ViewSession
from tests.helpers.hands import NONE, click, key

BLEAK = SavedView("Bleak & blurred", "clarity<0.7", id=4)
POSTERS = SavedView("<b>Posters</b>", stars=3, id=9)


class Opened(NamedTuple):
    button: ViewsButton
    popover: ViewsPopover
    heard: list[tuple[object, ...]]


def open_views(qtbot: QtBot) -> Iterator[Opened]:
    """The button, clicked, with two views."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 300)
    button = ViewsButton(window)
    heard: list[tuple[object, ...]] = []
    button.chosen.connect(lambda view: heard.append(("chosen", view)))
    button.save_wanted.connect(lambda name: heard.append(("save", name)))
    button.rename_wanted.connect(lambda view_id, name: heard.append(("rename", view_id, name)))
    button.remove_wanted.connect(lambda view_id: heard.append(("remove", view_id)))
    button.order_wanted.connect(lambda view_ids: heard.append(("order", view_ids)))
    window.show()
    qtbot.waitExposed(window)
    button.set_views((BLEAK, POSTERS))
    click(button)
    qtbot.waitExposed(button.popover)
    button.popover.activateWindow()
    yield Opened(button, button.popover, heard)
    button.popover.hide()


def press(opened: Opened, pressed: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Where the keyboard is."""
    focus = opened.popover.focusWidget()
    assert focus is not None
    key(focus, pressed, modifiers)


class Session(ViewSession):
    """Nothing but this part, on a real library."""

    def stop(self) -> None:
        self._silence()
        self._close_model()
        self._library.close(3)
        self.service.stop()
