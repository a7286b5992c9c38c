from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from curator.gui.progress_strip import ProgressStrip, progress_text
from curator.gui.rater.rater_text import percent
from curator.pipeline.events import Progress, RaterChanged, RaterState
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
        (Progress(1, 0, 2, 0, 0.3, 6.0, False, ""), "1 rated · 2 waiting · 0.3/s · 6 s left"),
        (Progress(1, 0, 2, 0, 0.05, 40.0, False, ""), "1 rated · 2 waiting · 20 s each · 40 s left"),
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


def test_failures_can_be_tried_again_at_once(qtbot: QtBot, strip: ProgressStrip) -> None:
    assert not strip.retry_button.isVisible()
    strip.set_failures(3)
    with qtbot.waitSignal(strip.retry_requested):
        click(strip.retry_button)
    strip.set_failures(0)
    assert not strip.retry_button.isVisible()


def test_a_picture_is_named_only_while_it_is_rated(strip: ProgressStrip) -> None:
    strip.set_progress(WORK)
    assert strip.current.text() == "fog-<b>.png"
    strip.set_progress(replace(WORK, paused=True))
    assert strip.current.text() == ""
    strip.set_progress(WORK)
    for state in (RaterState.RELEASED, RaterState.LOST, RaterState.STOPPED, RaterState.FAILED):
        strip.set_rater(RaterChanged(state, "qwen on cuda", "cuda"))
        assert strip.current.text() == ""
    strip.set_rater(RaterChanged(RaterState.READY, "qwen on cuda", "cuda"))
    assert strip.current.text() == "fog-<b>.png"


def test_the_rater_says_what_it_is_and_what_it_does(strip: ProgressStrip) -> None:
    strip.set_rater(RaterChanged(RaterState.LOADING, "qwen on cuda"))
    assert strip.rater.text() == "Loading qwen on cuda …"
    strip.set_rater(RaterChanged(RaterState.READY, "pixel measures"))
    assert strip.rater.text() == "pixel measures"
    calm = strip.rater.grab().toImage()
    strip.set_rater(RaterChanged(RaterState.FAILED, "pixel measures"))
    assert strip.rater.grab().toImage() != calm


def test_a_rater_that_failed_is_not_up_to_date(strip: ProgressStrip) -> None:
    strip.set_rater(RaterChanged(RaterState.FAILED, "There is no model here."))
    strip.set_progress(IDLE)
    assert strip.text.text() == "Not rating"
    strip.set_progress(WORK)
    assert strip.text.text() == "Not rating · 4,190 waiting"
    strip.set_rater(RaterChanged(RaterState.READY, "pixel measures"))
    strip.set_progress(IDLE)
    assert strip.text.text() == "Up to date"


def test_how_much_is_loaded_is_told_where_it_is_known(strip: ProgressStrip) -> None:
    strip.set_rater(RaterChanged(RaterState.LOADING, "qwen on cuda, bfloat16", "cuda", 0.4399))
    assert strip.rater.text() == "Loading qwen on cuda, bfloat16 … 43 %"
    assert strip.rater_button.text() == "Release GPU"


@pytest.mark.parametrize(
    ("fraction", "text"), [(0.0, "0 %"), (0.29, "29 %"), (0.57, "57 %"), (0.9999, "99 %"), (1.2, "100 %")]
)
def test_a_share_is_whole_only_once_all_is_there(fraction: float, text: str) -> None:
    assert percent(fraction) == text


def test_a_released_rater_says_so_and_keeps_the_count(strip: ProgressStrip) -> None:
    strip.set_progress(Progress(0, 0, 12, 0, 0.0, None, False, ""))
    strip.set_rater(RaterChanged(RaterState.READY, "qwen on cuda", "cuda"))
    calm = strip.rater.grab().toImage()
    strip.set_rater(RaterChanged(RaterState.RELEASED, "qwen on cuda", "cuda"))
    assert strip.text.text() == "GPU released · 12 waiting"
    assert strip.rater.grab().toImage() == calm, "not in the colour of failures"
    assert strip.rater_button.text() == "Rate now"
    strip.set_progress(IDLE)
    assert strip.text.text() == "GPU released"
    strip.set_rater(RaterChanged(RaterState.RELEASED, "qwen on cpu", "cpu"))
    assert strip.text.text() == "Model unloaded"
    strip.set_rater(RaterChanged(RaterState.READY, "qwen on cpu", "cpu"))
    assert strip.text.text() == "Up to date"


def test_a_lost_rater_can_be_restarted(qtbot: QtBot, strip: ProgressStrip) -> None:
    strip.set_rater(RaterChanged(RaterState.LOST, "The GPU is gone."))
    strip.set_progress(WORK)
    assert strip.text.text() == "Not rating · 4,190 waiting"
    assert strip.rater_button.text() == "Restart rater"
    with qtbot.waitSignal(strip.rater_button.restart_requested):
        click(strip.rater_button)


def test_a_download_is_told_and_leads_to_the_panel(qtbot: QtBot, strip: ProgressStrip) -> None:
    assert not strip.model_button.isVisible()
    strip.set_model("Getting the model 43 %")
    assert strip.model_button.text() == "Getting the model 43 %"
    with qtbot.waitSignal(strip.model_requested):
        click(strip.model_button)
    strip.set_model("")
    assert not strip.model_button.isVisible()


def test_the_strip_fits_a_small_window_whatever_it_tells(strip: ProgressStrip) -> None:
    strip.set_progress(WORK)
    strip.set_failures(1234)
    strip.set_rater(RaterChanged(RaterState.LOST, "The GPU is gone. " * 9))
    strip.set_model("Getting the model 43 %")
    assert strip.minimumSizeHint().width() < 1000
