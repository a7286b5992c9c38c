"""Going through real files in the viewer with real keys."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from curator.gui.viewer.about import About
from curator.gui.viewer.order import Order
from curator.gui.viewer.viewing import Viewing
from curator.images.decode import open_upright
from tests.helpers.hands import NONE, OFFSCREEN, click, key
from tests.helpers.pictures import write_png, write_truncated_png

pytestmark = OFFSCREEN
Key = Qt.Key
Open = Callable[..., Viewing]


class Library:
    """Ten pictures in the order 0 to 9, of 60 x 40 and 40 x 60; decoding can be held back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.open = threading.Event()
        self.open.set()
        self.asked: list[int] = []
        for image_id in range(10):
            write_png(self.path(image_id), size=self.size(image_id), seed=image_id)

    def path(self, image_id: int) -> Path:
        return self.folder / f"fog {image_id}.png"

    def size(self, image_id: int) -> tuple[int, int]:
        return (40, 60) if image_id % 2 else (60, 40)

    def load(self, image_id: int) -> Image.Image:
        self.asked.append(image_id)
        self.open.wait(5)
        return open_upright(self.path(image_id))

    def name(self, image_id: int) -> str:
        return self.path(image_id).name

    def thumbnail(self, image_id: int) -> QImage:
        image = QImage(6, 4, QImage.Format.Format_RGB32)
        image.fill(0xFF00FF)
        return image

    def about(self) -> About:
        return About(self.name, self.size, self.thumbnail)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path)


@pytest.fixture
def open_viewing(qtbot: QtBot, library: Library) -> Iterator[Open]:
    """`open_viewing(library.about())`: 400 x 300, at home, with the order 0 to 9."""
    made: list[Viewing] = []

    def opened(about: About | None = None) -> Viewing:
        viewing = Viewing(QLineEdit(), library.load, about or library.about())
        made.append(viewing)
        qtbot.addWidget(viewing.pages)
        viewing.pages.resize(400, 300)
        viewing.pages.show()
        qtbot.waitExposed(viewing.pages)
        viewing.pages.activateWindow()
        viewing.set_order(np.arange(10))
        return viewing

    yield opened
    for viewing in made:
        viewing.close()


@pytest.fixture
def viewing(open_viewing: Open) -> Viewing:
    return open_viewing()


@pytest.fixture
def currents(viewing: Viewing) -> list[int]:
    """Every picture that the viewer told of."""
    told: list[int] = []
    viewing.current_changed.connect(told.append)
    return told


def settle(viewing: Viewing, qtbot: QtBot, *image_ids: int) -> None:
    qtbot.waitUntil(lambda: all(viewing._loader.is_settled(image_id) for image_id in image_ids))


def middle(viewing: Viewing) -> str:
    canvas = viewing.viewer.canvas
    return canvas.grab().toImage().pixelColor(canvas.rect().center() + QPoint(3, 3)).name()


def expected_middle(library: Library, image_id: int) -> str:
    picture = open_upright(library.path(image_id))
    red, green, blue = picture.getpixel((picture.width // 2, picture.height // 2))  # type: ignore[misc]
    return f"#{red:02x}{green:02x}{blue:02x}"


def test_a_picture_takes_the_gallerys_place_and_the_keys(
    viewing: Viewing, library: Library, currents: list[int], qtbot: QtBot
) -> None:
    viewing.view(3)
    assert viewing.is_open
    qtbot.waitUntil(viewing.viewer.hasFocus)
    settle(viewing, qtbot, 3)
    assert currents == [3]
    assert middle(viewing) == expected_middle(library, 3)
    line = viewing.viewer.line
    assert (line.name.text(), line.place.text()) == ("fog 3.png", "4 of 10")
    assert line.zoom.text().startswith("Fit · ")
    assert viewing.viewer.accessibleName() == "Picture fog 3.png"
    assert viewing.viewer.accessibleDescription() == f"4 of 10, {line.zoom.text()}"


def test_a_picture_that_is_not_in_the_gallery_is_not_shown(viewing: Viewing) -> None:
    viewing.view(77)
    viewing.start_slideshow(77)
    viewing.start_slideshow(-1)
    assert not viewing.is_open
    assert not viewing.slideshow.is_running


def test_keys_travel(viewing: Viewing, currents: list[int]) -> None:
    viewing.view(4)
    for pressed in (Key.Key_Right, Key.Key_PageDown, Key.Key_Space, Key.Key_Left, Key.Key_PageUp):
        key(viewing.viewer, pressed)
    for pressed in (Key.Key_Backspace, Key.Key_Home, Key.Key_End):
        key(viewing.viewer, pressed)
    assert currents == [4, 5, 6, 7, 6, 5, 4, 0, 9]


def test_travel_follows_the_gallerys_order_and_ends_with_it(viewing: Viewing, currents: list[int]) -> None:
    viewing.set_order(np.array([5, 2, 9]))
    viewing.view(2)
    key(viewing.viewer, Key.Key_Right)
    key(viewing.viewer, Key.Key_Right)
    assert viewing.viewer.line.flashed.text() == "This is the last picture"
    assert viewing.viewer.line.flashed.isVisible()
    key(viewing.viewer, Key.Key_Left)
    key(viewing.viewer, Key.Key_Left)
    key(viewing.viewer, Key.Key_Left)
    assert currents == [2, 9, 2, 5]
    assert viewing.viewer.line.place.text() == "1 of 3"


def test_the_next_ones_are_decoded_ahead_in_the_direction_of_travel(
    viewing: Viewing, library: Library, qtbot: QtBot
) -> None:
    viewing.view(4)
    settle(viewing, qtbot, 4, 5, 6, 7, 3)
    assert viewing._loader.picture(2) is None
    key(viewing.viewer, Key.Key_Left)
    settle(viewing, qtbot, 3, 2, 1, 0)
    assert viewing._loader.picture(8) is None
    assert middle(viewing) == expected_middle(library, 3)


def test_a_picture_decoded_ahead_is_painted_with_the_next_frame(
    viewing: Viewing, library: Library, qtbot: QtBot
) -> None:
    viewing.view(4)
    settle(viewing, qtbot, 4, 5)
    key(viewing.viewer, Key.Key_Right)
    assert middle(viewing) == expected_middle(library, 5)


def test_the_thumbnail_stands_there_until_the_picture_comes(
    viewing: Viewing, library: Library, qtbot: QtBot
) -> None:
    library.open.clear()
    viewing.view(2)
    assert middle(viewing) == "#ff00ff"
    library.open.set()
    settle(viewing, qtbot, 2)
    assert middle(viewing) == expected_middle(library, 2)


def test_a_chosen_zoom_is_kept_and_fit_stays_fit(viewing: Viewing, qtbot: QtBot) -> None:
    canvas, shown = viewing.viewer.canvas, viewing.viewer.line.zoom
    viewing.view(2)
    settle(viewing, qtbot, 2, 3, 4)
    fit = canvas.scale()
    key(viewing.viewer, Key.Key_Right)
    assert canvas.zoom.is_fit
    assert canvas.scale() != fit
    key(viewing.viewer, Key.Key_Z)
    assert shown.text() == "100%"
    key(viewing.viewer, Key.Key_Right)
    assert shown.text() == "100%"
    QTest.keyClicks(viewing.viewer, "+")
    assert shown.text() == "141%"
    key(viewing.viewer, Key.Key_Minus)
    key(viewing.viewer, Key.Key_F)
    assert shown.text().startswith("Fit")
    key(viewing.viewer, Key.Key_Z)
    key(viewing.viewer, Key.Key_Escape)
    viewing.view(2)
    assert canvas.zoom.is_fit


def test_back_to_the_gallery(viewing: Viewing, qtbot: QtBot) -> None:
    for pressed in (Key.Key_Escape, Key.Key_Return, Key.Key_Enter):
        viewing.view(4)
        settle(viewing, qtbot, 4)
        key(viewing.viewer, Key.Key_Right)
        with qtbot.waitSignal(viewing.left) as left:
            key(viewing.viewer, pressed)
        assert left.args == [5]
        assert not viewing.is_open
        assert viewing.current_id() == -1
        assert viewing._loader.picture(4) is None
    viewing.leave()


def test_a_key_held_down_opens_once(viewing: Viewing) -> None:
    viewing.view(4)
    for pressed in (Key.Key_Return, Key.Key_Escape, Key.Key_S):
        held = QKeyEvent(QEvent.Type.KeyPress, pressed, NONE, "", True)
        QApplication.sendEvent(viewing.viewer, held)
    assert viewing.is_open
    assert not viewing.slideshow.is_running
    QApplication.sendEvent(viewing.viewer, QKeyEvent(QEvent.Type.KeyPress, Key.Key_Right, NONE, "", True))
    assert viewing.current_id() == 5


def test_other_keys_are_left_to_the_window(viewing: Viewing) -> None:
    viewing.view(4)
    for pressed in (Key.Key_0, Key.Key_1, Key.Key_5, Key.Key_X, Key.Key_P):
        event = QKeyEvent(QEvent.Type.KeyPress, pressed, NONE)
        viewing.viewer.keyPressEvent(event)
        assert not event.isAccepted()
    key(viewing.viewer, Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert viewing.current_id() == 4


def test_the_mouse_finds_its_way_back_and_on(viewing: Viewing, qtbot: QtBot) -> None:
    viewing.view(4)
    QTest.mouseClick(viewing.viewer.canvas, Qt.MouseButton.ForwardButton)
    QTest.mouseClick(viewing.viewer.canvas, Qt.MouseButton.ForwardButton)
    QTest.mouseClick(viewing.viewer.canvas, Qt.MouseButton.BackButton)
    with qtbot.waitSignal(viewing.left) as left:
        click(viewing.viewer.line.back)
    assert left.args == [5]


def test_a_file_that_can_not_be_shown_says_why_and_the_next_one_comes(
    viewing: Viewing, library: Library, qtbot: QtBot
) -> None:
    write_truncated_png(library.path(4), size=(512, 512))
    library.path(5).unlink()
    viewing.view(4)
    settle(viewing, qtbot, 4)
    assert viewing.viewer.canvas._shown.reason == "The file is cut short: only part of it was written."
    key(viewing.viewer, Key.Key_Right)
    settle(viewing, qtbot, 5, 6)
    assert viewing.viewer.canvas._shown.reason == "The file is not there any more."
    key(viewing.viewer, Key.Key_Right)
    assert middle(viewing) == expected_middle(library, 6)


def test_a_file_deleted_while_it_is_seen_says_so(viewing: Viewing, library: Library, qtbot: QtBot) -> None:
    viewing.view(4)
    settle(viewing, qtbot, 4)
    library.path(4).unlink()
    viewing.pictures_changed([4])
    assert middle(viewing) != "#ff00ff", "the picture stays until it is known that it is gone"
    settle(viewing, qtbot, 4)
    assert viewing.viewer.canvas._shown.reason == "The file is not there any more."


def test_changed_content_shows_up(viewing: Viewing, library: Library, qtbot: QtBot) -> None:
    viewing.view(4)
    settle(viewing, qtbot, 4)
    write_png(library.path(4), size=(60, 40), seed=88)
    viewing.pictures_changed([4])
    settle(viewing, qtbot, 4)
    assert middle(viewing) == expected_middle(library, 4)


def test_another_order_leaves_the_picture_and_says_its_new_place(
    viewing: Viewing, currents: list[int]
) -> None:
    viewing.view(4)
    viewing.set_order(np.arange(10)[::-1].copy())
    assert currents == [4]
    assert viewing.viewer.line.place.text() == "6 of 10"
    key(viewing.viewer, Key.Key_Right)
    assert currents == [4, 3]


def test_one_that_left_hands_over_to_the_next(viewing: Viewing, currents: list[int], qtbot: QtBot) -> None:
    viewing.view(4)
    viewing.set_order(np.array([0, 1, 2, 3, 6, 7]))
    assert currents == [4, 6]
    viewing.set_order(np.array([2, 0, 1]))
    assert currents == [4, 6, 2]
    with qtbot.waitSignal(viewing.left) as left:
        viewing.set_order(np.empty(0, np.int64))
    assert left.args == [-1]
    assert not viewing.is_open


def test_who_hands_over_to_whom() -> None:
    before = Order(np.array([3, 1, 4, 5, 9, 2]))
    assert before.heir(4, Order(np.array([9, 5, 3]))) == 5
    assert before.heir(9, Order(np.array([3, 4]))) == 4
    assert before.heir(4, Order(np.array([70, 71]))) == 70
    assert before.heir(4, Order(np.empty(0, np.int64))) == -1


def test_full_screen_is_asked_for_and_given_back(viewing: Viewing) -> None:
    wanted: list[bool] = []
    viewing.full_screen_wanted.connect(wanted.append)
    viewing.full_screen_wanted.connect(
        lambda on: viewing.pages.showFullScreen() if on else viewing.pages.showNormal()
    )
    viewing.view(4)
    key(viewing.viewer, Key.Key_F11)
    key(viewing.viewer, Key.Key_F11)
    assert wanted == [True, False]
    key(viewing.viewer, Key.Key_F11)
    key(viewing.viewer, Key.Key_Escape)
    assert wanted == [True, False, True, False]
    viewing.pages.showFullScreen()
    viewing.view(4)
    key(viewing.viewer, Key.Key_Escape)
    assert wanted == [True, False, True, False], "it was full screen before"


def test_names_from_outside_are_drawn_as_they_are(open_viewing: Open, library: Library) -> None:
    viewing = open_viewing(About(lambda image_id: "<b>cod\u202egnp.exe\udcff"))
    viewing.view(1)
    assert viewing.viewer.line.name.text() == "<b>cod\\u202egnp.exe\\xff"
    assert viewing.viewer.line.zoom.text() == "", "its size is not known yet"


def test_the_slideshow_goes_on_by_itself_to_the_end(
    viewing: Viewing, library: Library, currents: list[int], qtbot: QtBot
) -> None:
    viewing.view(7)
    viewing.slideshow.seconds = 0
    key(viewing.viewer, Key.Key_S)
    qtbot.waitUntil(lambda: not viewing.slideshow.is_running)
    assert currents == [7, 8, 9]
    assert middle(viewing) == expected_middle(library, 9)


def test_the_slideshow_begins_anew_where_it_should(
    viewing: Viewing, currents: list[int], qtbot: QtBot
) -> None:
    viewing.set_order(np.array([3, 4]))
    viewing.slideshow.seconds = 0
    viewing.start_slideshow(4, loops=True)
    qtbot.waitUntil(lambda: len(currents) > 4)
    assert currents[:5] == [4, 3, 4, 3, 4]


def test_the_slideshow_waits_for_the_next_picture(
    viewing: Viewing, library: Library, currents: list[int], qtbot: QtBot
) -> None:
    viewing.set_order(np.array([3, 4, 5]))
    viewing.view(3)
    settle(viewing, qtbot, 3, 4, 5)
    library.open.clear()
    viewing.pictures_changed([4])
    viewing.slideshow.seconds = 0
    key(viewing.viewer, Key.Key_S)
    qtbot.wait(60)
    assert currents == [3]
    library.open.set()
    qtbot.waitUntil(lambda: currents == [3, 4, 5])


def test_the_slideshow_does_not_wait_for_one_that_left(
    viewing: Viewing, library: Library, qtbot: QtBot
) -> None:
    told: list[bool] = []
    viewing.slideshow.ran.connect(told.append)
    viewing.slideshow.seconds = 0
    viewing.view(8)
    settle(viewing, qtbot, 7, 8, 9)
    library.open.clear()
    viewing.pictures_changed([9])
    viewing._toggle_slideshow()
    qtbot.wait(30)
    assert told == [True]
    viewing.set_order(np.arange(9))
    assert told == [True, False]
    library.open.set()


def test_nothing_but_the_picture_is_seen_in_a_slideshow(viewing: Viewing) -> None:
    viewer = viewing.viewer
    viewing.view(4)
    assert viewer.line.isVisible()
    assert viewer.canvas.height() < viewer.height()
    key(viewer, Key.Key_S)
    assert viewing.slideshow.is_running
    assert not viewer.line.isVisible()
    assert viewer.canvas.size() == viewer.size()
    assert viewer.cursor().shape() == Qt.CursorShape.BlankCursor
    QTest.keyClicks(viewer, "]]]")
    assert viewer.line.flashed.text() == "6 s for each picture"
    assert viewer.line.isVisible()
    assert not viewer.line.name.isVisible()
    key(viewer, Key.Key_S)
    assert viewer.line.name.isVisible()
    assert viewer.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_travelling_by_hand_ends_the_slideshow(viewing: Viewing) -> None:
    for pressed in (Key.Key_Right, Key.Key_Home, Key.Key_Backspace, Key.Key_Escape):
        viewing.start_slideshow(4)
        assert viewing.slideshow.is_running
        key(viewing.viewer, Key.Key_Plus)
        assert viewing.slideshow.is_running
        key(viewing.viewer, pressed)
        assert not viewing.slideshow.is_running


def test_close_ends_the_threads(viewing: Viewing) -> None:
    threads = [thread for thread in threading.enumerate() if thread.name.startswith("pictures-")]
    assert len(threads) == 2
    viewing.view(0)
    viewing.close()
    viewing.close()
    assert not any(thread.is_alive() for thread in threads)
