"""What went wrong is said on the screen, also where there is no console."""

import sys

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from curator import app
from curator.core.errors import KnownError
from curator.core.log import log_file
from curator.gui import crash
from curator.gui.crash import CrashReport
from tests.helpers.hands import OFFSCREEN

pytestmark = OFFSCREEN
REASON = "The library in caf\udce9 <b>can't</b> be opened."


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The app can't be built."""

    def run(*_: object) -> int:
        raise KnownError(REASON)

    monkeypatch.setattr(app, "run", run)


@pytest.mark.usefixtures("broken", "qapp")
def test_a_start_that_fails_says_why_on_the_screen_without_a_console(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[str] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.extend((box.text(), box.textFormat().name))
        box.accept()

    monkeypatch.setattr(crash, "has_screen", lambda: True)
    monkeypatch.setattr(sys, "stderr", None)
    QTimer.singleShot(0, look)
    assert app.main() == 2
    assert seen == ["The library in caf\\xe9 <b>can't</b> be opened.", "PlainText"]


@pytest.mark.usefixtures("broken", "qapp")
def test_nothing_waits_for_a_click_where_nobody_sees_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main() == 2
    assert "can't" in capsys.readouterr().err


def test_a_bug_is_shown_without_a_console(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    monkeypatch.setattr(sys, "stderr", None)
    CrashReport(window).on_exception(ZeroDivisionError, ZeroDivisionError("a bug"), None)
    box = window.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    assert "a bug" in box.detailedText()
    assert str(log_file()) in box.detailedText()
    box.close()
