"""A window that is closed while a table is written stays until it is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from curator.gui.finishing import Finishing
from tests.helpers.hands import OFFSCREEN, click, key
from tests.helpers.memory_session import MemorySession

pytestmark = OFFSCREEN
TABLE = Path("/tables/scores.csv")


class Closing(QWidget):
    """Closes as the main window does."""

    def __init__(self, session: MemorySession) -> None:
        super().__init__()
        self.finishing = Finishing(self, session)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.finishing.holds():
            event.ignore()


@pytest.fixture
def session() -> MemorySession:
    return MemorySession()


@pytest.fixture
def window(qtbot: QtBot, session: MemorySession) -> Iterator[Closing]:
    window = Closing(session)
    qtbot.addWidget(window)
    window.show()
    yield window
    session.exports_left = 0


def write(session: MemorySession) -> None:
    session.exports_left = 1
    session.exporting.emit(TABLE)


def end(session: MemorySession) -> None:
    session.exports_left = 0
    session.exporting.emit(None)


def test_without_a_table_the_window_closes(window: Closing) -> None:
    assert window.close()
    assert window.findChild(QMessageBox) is None


def test_the_window_closes_when_the_table_is_written(window: Closing, session: MemorySession) -> None:
    write(session)
    assert not window.close()
    box = window.finishing.box
    assert box.isVisible()
    assert box.informativeText() == f"Writing {TABLE} …"
    end(session)
    assert not window.isVisible()
    assert not box.isVisible()


def test_the_user_may_stay_after_all(window: Closing, session: MemorySession) -> None:
    write(session)
    window.close()
    key(window.finishing.box, Qt.Key.Key_Escape)
    end(session)
    assert window.isVisible()


def test_a_table_that_nobody_wants_to_wait_for_is_given_up(
    window: Closing, session: MemorySession, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[bool] = []
    monkeypatch.setattr(session, "stop_export", lambda: stopped.append(True))
    write(session)
    window.close()
    box = window.finishing.box
    click(next(button for button in box.buttons() if button is not box.defaultButton()))
    assert stopped == [True]
    assert window.isVisible(), "it waits until nothing is left of the table"
    session.exporting.emit(TABLE)
    assert stopped == [True, True], "the next one in the line"
    end(session)
    assert not window.isVisible()
