"""The slideshow's clock: its pace, its patience and its end."""

import pytest
from pytestqt.qtbot import QtBot

from curator.gui.viewer.slideshow import Slideshow


class Show:
    """Pictures 0 to 3, of which some are still decoded."""

    def __init__(self) -> None:
        self.at = 0
        self.awaited: set[int] = set()
        self.slideshow = Slideshow(self.following, self.awaited.__contains__)
        self.slideshow.seconds = 0
        self.slideshow.advanced.connect(self.advance)

    def following(self) -> int:
        return self.at + 1 if self.at < 3 else -1

    def advance(self) -> None:
        self.at += 1


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    return Show()


def test_it_ends_with_the_last_picture(show: Show, qtbot: QtBot) -> None:
    told: list[bool] = []
    show.slideshow.ran.connect(told.append)
    show.slideshow.start()
    show.slideshow.start()
    qtbot.waitUntil(lambda: not show.slideshow.is_running)
    assert show.at == 3
    assert told == [True, False]


def test_it_waits_for_what_is_not_decoded(show: Show, qtbot: QtBot) -> None:
    show.awaited.add(2)
    show.slideshow.start()
    qtbot.waitUntil(lambda: show.at == 1)
    qtbot.wait(30)
    show.slideshow.look()
    assert show.at == 1
    show.awaited.clear()
    show.slideshow.look()
    assert show.at == 2
    show.slideshow.stop()


def test_looking_does_not_hurry_it(show: Show) -> None:
    show.slideshow.seconds = 3
    show.slideshow.start()
    show.slideshow.look()
    assert show.at == 0
    show.slideshow.stop()


def test_a_picture_that_came_late_has_its_whole_time(show: Show, qtbot: QtBot) -> None:
    show.slideshow.seconds = 4
    show.slideshow.start()
    qtbot.waitUntil(lambda: show.slideshow._timer.remainingTime() < 3500)
    left = show.slideshow._timer.remainingTime()
    show.slideshow.rest()
    again = show.slideshow._timer.remainingTime()
    show.slideshow.stop()
    assert again > left + 100


def test_the_pace_has_bounds(show: Show) -> None:
    show.slideshow.change_pace(4)
    assert show.slideshow.seconds == 4
    show.slideshow.change_pace(90)
    assert show.slideshow.seconds == 30
    show.slideshow.change_pace(-90)
    assert show.slideshow.seconds == 1
    assert not show.slideshow.is_running


def test_stopped_it_stays(show: Show, qtbot: QtBot) -> None:
    show.slideshow.rest()
    show.slideshow.start()
    show.slideshow.stop()
    qtbot.wait(30)
    assert show.at == 0
