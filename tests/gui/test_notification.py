"""The message at the end of a long job."""

import pytest
from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QApplication, QDialog, QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from curator.gui.notification import JobNotifier, Tray, ended_text
from curator.pipeline.events import Progress
from tests.helpers.hands import OFFSCREEN

pytestmark = OFFSCREEN
TRAY = pytest.mark.qt_log_ignore(
    "No such signal QPlatformNativeInterface::systemTrayWindowChanged", extend=True
)
"""Qt's tray of X11 says so where the platform is another."""


class Told(QObject):
    """A desktop that keeps what is there to be seen."""

    clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.seen = False

    def say(self, title: str, text: str) -> None:
        assert title == "Curator"
        self.texts.append(text)
        self.seen = True

    def hush(self) -> None:
        self.seen = False


class Job:
    """Work, told to a notifier by a clock of its own. Nobody looks, for there is no window."""

    def __init__(self, window: QWidget) -> None:
        self.now = 1000.0
        self.desktop = Told()
        self.notifier = JobNotifier(window, self.desktop, lambda: self.now)
        self.notifier.set_enabled(True)

    def goes_on(
        self,
        seconds: float,
        *,
        waiting: int,
        done: int = 0,
        failed: int = 0,
        skipped: int = 0,
        paused: bool = False,
    ) -> None:
        self.now += seconds
        self.notifier.set_progress(Progress(done, skipped, waiting, failed, 1.0, None, paused, "fog.png"))

    def runs(self, seconds: float = 90, done: int = 1204, failed: int = 0) -> None:
        """From its beginning to its end."""
        self.goes_on(0, waiting=done + failed)
        self.goes_on(seconds / 2, waiting=1, done=done - 1, failed=failed)
        self.goes_on(seconds / 2, waiting=0, done=done, failed=failed)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def job(window: QWidget) -> Job:
    assert QApplication.activeWindow() is None
    return Job(window)


def look(qtbot: QtBot, window: QWidget) -> None:
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)


def test_a_long_job_is_told_once(job: Job) -> None:
    job.runs(failed=3)
    assert job.desktop.texts == ["1,204 pictures rated, 3 failed"]
    job.goes_on(1, waiting=0, done=1204, failed=3)
    job.goes_on(1, waiting=0, done=1204, failed=3)
    assert len(job.desktop.texts) == 1
    job.runs(done=40)
    assert job.desktop.texts[1:] == ["40 pictures rated"]


def test_it_is_off_until_asked_for(job: Job) -> None:
    quiet = JobNotifier(job.notifier._window, job.desktop, lambda: job.now)
    job.notifier = quiet
    job.runs()
    assert job.desktop.texts == []
    quiet.set_enabled(True)
    job.runs()
    assert len(job.desktop.texts) == 1
    quiet.set_enabled(False)
    assert not job.desktop.seen
    job.runs()
    assert len(job.desktop.texts) == 1


@pytest.mark.parametrize(
    ("seconds", "done", "told"), [(60, 20, True), (59, 20, False), (60, 19, False), (3600, 19, False)]
)
def test_only_a_long_job_is_told(job: Job, seconds: float, done: int, told: bool) -> None:
    job.runs(seconds, done)
    assert bool(job.desktop.texts) is told


def test_many_short_runs_are_no_long_job(job: Job) -> None:
    for _ in range(30):
        job.runs(5, 30)
        job.goes_on(100, waiting=0, done=30)
    assert job.desktop.texts == []


def test_a_run_that_follows_unseen_counts_from_its_own_beginning(job: Job) -> None:
    job.goes_on(0, waiting=100)
    job.goes_on(59, waiting=50, done=50)
    job.goes_on(2, waiting=30, done=1)
    job.goes_on(30, waiting=0, done=31)
    assert job.desktop.texts == []


def test_pauses_are_no_work(job: Job) -> None:
    job.goes_on(0, waiting=100)
    job.goes_on(20, waiting=50, done=50, paused=True)
    job.goes_on(3600, waiting=50, done=50, paused=True)
    job.goes_on(3600, waiting=50, done=50)
    job.goes_on(39, waiting=0, done=100)
    assert job.desktop.texts == []
    job.goes_on(1, waiting=100)
    job.goes_on(20, waiting=50, done=50, paused=True)
    job.goes_on(3600, waiting=50, done=50)
    job.goes_on(40, waiting=0, done=100)
    assert job.desktop.texts == ["100 pictures rated"]


def test_who_looks_is_not_told(qtbot: QtBot, job: Job, window: QWidget) -> None:
    look(qtbot, window)
    job.runs()
    dialog = QDialog(window)
    look(qtbot, dialog)
    job.runs()
    assert job.desktop.texts == []
    dialog.close()
    window.hide()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is None)
    job.runs()
    assert len(job.desktop.texts) == 1


def test_the_message_goes_when_the_user_comes_back(qtbot: QtBot, job: Job, window: QWidget) -> None:
    job.runs()
    assert job.desktop.seen
    look(qtbot, window)
    assert not job.desktop.seen


def test_a_click_brings_the_window_forward(qtbot: QtBot, job: Job, window: QWidget) -> None:
    window.showMinimized()
    window.hide()
    job.runs()
    job.desktop.clicked.emit()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    assert window.isVisible()
    assert not window.isMinimized()
    assert not job.desktop.seen
    dialog = QDialog(window)
    look(qtbot, dialog)
    job.desktop.clicked.emit()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)


def test_closing_leaves_nothing(job: Job) -> None:
    job.runs()
    job.notifier.close()
    job.notifier.close()
    assert not job.desktop.seen


def test_texts_of_one_and_none() -> None:
    assert ended_text(Progress(1, 0, 0, 0, 0.0, None, False, "")) == "1 picture rated"
    assert ended_text(Progress(20, 5, 0, 1234, 0.0, None, False, "")) == "20 pictures rated, 1,234 failed"


@TRAY
def test_the_tray_has_an_icon_only_while_there_is_a_message(qtbot: QtBot, window: QWidget) -> None:
    tray = Tray(window)
    tray.show_icon("Curator", "20 pictures rated")
    first = tray.icon
    assert first is not None
    assert first.isVisible()
    assert first.toolTip() == "Curator: 20 pictures rated"
    assert not first.icon().isNull()
    with qtbot.waitSignal(tray.clicked):
        first.messageClicked.emit()
    with qtbot.waitSignal(tray.clicked):
        first.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    with qtbot.assertNotEmitted(tray.clicked):
        first.activated.emit(QSystemTrayIcon.ActivationReason.Context)
    tray.hush()
    tray.hush()
    assert tray.icon is None
    assert not first.isVisible()
    QApplication.sendPostedEvents(first, QEvent.Type.DeferredDelete)
    assert not isValid(first)


@TRAY
def test_a_tray_is_used_where_there_is_one(
    qtbot: QtBot, window: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    notifier = JobNotifier(window)
    notifier.set_enabled(True)
    tray = notifier.findChild(Tray)
    assert isinstance(tray, Tray)
    marked: list[QWidget] = []
    monkeypatch.setattr(QApplication, "alert", marked.append)
    tray.say("Curator", "20 pictures rated")
    assert marked == [window], "in the task bar, for it shows nothing on this platform"
    assert (tray.icon is not None) is QSystemTrayIcon.isSystemTrayAvailable()
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    tray.say("Curator", "20 pictures rated")
    before = tray.icon
    tray.say("Curator", "30 pictures rated")
    assert tray.icon is not before
    assert [icon.isVisible() for icon in tray.findChildren(QSystemTrayIcon)].count(True) == 1
    notifier.set_enabled(False)
    assert tray.icon is None
