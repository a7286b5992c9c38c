import pytest
from pytestqt.qtbot import QtBot

from curator.gui.progress_strip import ProgressStrip, progress_text
from curator.pipeline.events import Progress, RaterState
from tests.helpers.hands import OFFSCREEN, click

pytestmark = OFFSCREEN
WORK = Progress(6120, 0, 4190, 3, 7.4, 545.0, False, "fog-<b>.png")
IDLE = Progress(0, 0, 0, 0, 0.0, None, False, "")


@pytest.fixture
def strip(qtbot: QtBot) -> ProgressStrip:
    strip = ProgressStrip()
    qtbot.addWidget(strip)
    strip.resize(1200, 32)
    strip.show()
    qtbot.waitExposed(strip)
    return strip


@pytest.mark.parametrize(
    ("progress", "text"),
    [
        (WORK, "6,120 rated · 4,190 waiting · 7.4/s · 9 min left"),
        (Progress(1, 0, 2, 0, 0.0, None, False, ""), "1 rated · 2 waiting"),
        (Progress(1, 0, 2, 0, 3.0, 9000.0, False, ""), "1 rated · 2 waiting · 3.0/s · 2 h 30 min left"),
        (Progress(5, 0, 9, 0, 0.0, None, True, ""), "Paused · 5 rated · 9 waiting"),
        (Progress(5, 0, 0, 0, 0.0, None, True, ""), "Paused"),
        (Progress(48, 0, 0, 0, 0.0, None, False, ""), "Up to date"),
        (IDLE, "Up to date"),
    ],
)
def test_figures_are_told_in_words(progress: Progress, text: str) -> None:
    assert progress_text(progress) == text


def test_the_bar_shows_what_is_done_of_the_run(strip: ProgressStrip) -> None:
    strip.set_progress(WORK)
    assert (strip.bar.value(), strip.bar.maximum()) == (6123, 10313)
    assert strip.bar.isVisible()
    assert strip.current.text() == "fog-<b>.png"
    assert "&lt;b&gt;" in strip.current.toolTip()
    strip.set_progress(IDLE)
    assert not strip.bar.isVisible()


def test_the_button_pauses_and_resumes(qtbot: QtBot, strip: ProgressStrip) -> None:
    with qtbot.waitSignal(strip.pause_requested) as told:
        click(strip.pause_button)
    assert told.args == [True]
    strip.set_progress(Progress(1, 0, 1, 0, 0.0, None, True, ""))
    assert strip.pause_button.accessibleName() == "Resume rating"
    with qtbot.waitSignal(strip.pause_requested) as told:
        click(strip.pause_button)
    assert told.args == [False]


def test_failures_lead_to_their_list(qtbot: QtBot, strip: ProgressStrip) -> None:
    assert not strip.failed_button.isVisible()
    strip.set_failures(3)
    assert strip.failed_button.text() == "3 failed"
    with qtbot.waitSignal(strip.failures_requested):
        click(strip.failed_button)
    strip.set_failures(0)
    assert not strip.failed_button.isVisible()


def test_the_rater_says_what_it_is_and_what_it_does(strip: ProgressStrip) -> None:
    strip.set_rater(RaterState.LOADING, "qwen on cuda")
    assert strip.rater.text() == "Loading qwen on cuda …"
    strip.set_rater(RaterState.READY, "pixel measures")
    assert strip.rater.text() == "pixel measures"
    calm = strip.rater.grab().toImage()
    strip.set_rater(RaterState.FAILED, "pixel measures")
    assert strip.rater.grab().toImage() != calm


def test_a_rater_that_failed_is_not_up_to_date(strip: ProgressStrip) -> None:
    strip.set_rater(RaterState.FAILED, "There is no model here.")
    strip.set_progress(IDLE)
    assert strip.text.text() == "Not rating"
    strip.set_progress(WORK)
    assert strip.text.text() == "Not rating · 4,190 waiting"
    strip.set_rater(RaterState.READY, "pixel measures")
    strip.set_progress(IDLE)
    assert strip.text.text() == "Up to date"
