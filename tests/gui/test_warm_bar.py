import pytest
from pytestqt.qtbot import QtBot

from curator.gui.warm_bar import WarmBar, warm_text
from curator.pipeline.events import WarmProgress, WarmState
from tests.helpers.hands import OFFSCREEN, click

pytestmark = OFFSCREEN
WORK = WarmProgress(WarmState.MAKING, 1204, 10310, 0, 35.2, 259.0)


@pytest.fixture
def bar(qtbot: QtBot) -> WarmBar:
    bar = WarmBar()
    qtbot.addWidget(bar)
    bar.resize(760, bar.sizeHint().height())
    return bar


@pytest.mark.parametrize(
    ("progress", "text"),
    [
        (WORK, "Making thumbnails: 1,204 of 10,310 · 35/s · 4 min left"),
        (WarmProgress(WarmState.MAKING, 0, 12), "Making thumbnails: 0 of 12"),
        (
            WarmProgress(WarmState.MAKING, 9, 12, 2, 9.94, 0.3),
            "Making thumbnails: 9 of 12 · 9.9/s · 1 s left · 2 could not be made",
        ),
        (WarmProgress(WarmState.LOOKING), "Looking which thumbnails are missing …"),
        (WarmProgress(WarmState.DONE, 10310, 10310, 3), "10,307 thumbnails made · 3 could not be made"),
        (WarmProgress(WarmState.DONE, 1, 1), "1 thumbnail made"),
        (WarmProgress(WarmState.DONE), "Every picture that was read has its thumbnail"),
        (WarmProgress(WarmState.STOPPED, 7, 1200), "Stopped: 7 of 1,200 thumbnails made"),
        (
            WarmProgress(WarmState.FULL, 4000, 9000),
            "4,000 thumbnails made; there is no room for more, so others are made when you look at them",
        ),
    ],
)
def test_progress_is_told_in_words(progress: WarmProgress, text: str) -> None:
    assert warm_text(progress) == text


def test_it_shows_how_far_it_is_and_can_be_stopped(qtbot: QtBot, bar: WarmBar) -> None:
    assert not bar.isVisible()
    bar.show_progress(WORK)
    qtbot.waitExposed(bar)
    assert bar.text.text() == warm_text(WORK)
    assert (bar.bar.value(), bar.bar.maximum()) == (1204, 10310)
    assert bar.bar.isVisible()
    assert not bar.close_button.isVisible()
    with qtbot.waitSignal(bar.stop_requested):
        click(bar.stop_button)
    bar.show_progress(WarmProgress(WarmState.STOPPED, 1204, 10310))
    assert not bar.isVisible()


def test_the_result_stays_until_it_is_dismissed(qtbot: QtBot, bar: WarmBar) -> None:
    bar.show_progress(WORK)
    bar.show_progress(WarmProgress(WarmState.DONE, 10310, 10310, 3))
    qtbot.waitExposed(bar)
    assert not bar.stop_button.isVisible()
    assert not bar.bar.isVisible()
    click(bar.close_button)
    assert not bar.isVisible()
    bar.show_progress(WORK)
    assert bar.stop_button.isVisible()


def test_it_fits_a_narrow_window(bar: WarmBar) -> None:
    bar.show_progress(WarmProgress(WarmState.MAKING, 99_999, 100_000, 12_345, 35.2, 259.0))
    assert bar.minimumSizeHint().width() < 320
    assert bar.height() < 48
