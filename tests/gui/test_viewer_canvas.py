"""What the canvas really paints, and what wheel and mouse do to it."""

import os
import subprocess
import sys

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPalette, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from curator.gui.viewer.canvas import PictureCanvas, Shown
from curator.gui.viewer.pyramid import build
from curator.gui.viewer.zoom import Zoom
from tests.helpers.hands import LEFT, NONE, OFFSCREEN, drag

pytestmark = OFFSCREEN
GROUND = QColor(50, 50, 50)
SOURCE = np.random.default_rng(5).integers(0, 256, (600, 800, 3), np.uint8)


@pytest.fixture
def canvas(qtbot: QtBot) -> PictureCanvas:
    """400 x 300 with a picture of 800 x 600."""
    canvas = PictureCanvas()
    qtbot.addWidget(canvas)
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Dark, GROUND)
    canvas.setPalette(palette)
    canvas.resize(400, 300)
    canvas.show_picture(Shown(build(Image.fromarray(SOURCE))))
    canvas.show()
    qtbot.waitExposed(canvas)
    return canvas


def seen(canvas: PictureCanvas) -> NDArray[np.uint8]:
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()


def wheel(canvas: PictureCanvas, at: QPoint, angle: int) -> None:
    event = QWheelEvent(
        QPointF(at),
        QPointF(canvas.mapToGlobal(at)),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        NONE,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def plain(width: int, height: int, color: str) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(color))
    return image


def test_one_to_one_shows_the_very_pixels_in_the_middle(canvas: PictureCanvas) -> None:
    canvas.toggle()
    assert canvas.scale() == 1.0
    assert np.array_equal(seen(canvas), SOURCE[150:450, 200:600])


def test_fit_shows_all_of_it(canvas: PictureCanvas) -> None:
    assert canvas.scale() == 0.5
    halves = SOURCE.astype(float).reshape(300, 2, 400, 2, 3).mean(axis=(1, 3))
    assert np.abs(seen(canvas) - halves).max() <= 1


def test_the_ground_is_the_neutral_dark(canvas: PictureCanvas) -> None:
    palette = canvas.palette()
    palette.setColor(QPalette.ColorRole.Dark, QColor(60, 50, 40))
    canvas.setPalette(palette)
    canvas.resize(500, 300)
    frame = seen(canvas)
    assert {tuple(pixel) for pixel in frame[:, [0, 49, 450, 499]].reshape(-1, 3).tolist()} == {(51, 51, 51)}
    assert frame[:, 50:450].std() > 20


def test_a_part_painted_alone_fits_what_is_around_it(canvas: PictureCanvas) -> None:
    canvas.set_zoom(Zoom(0.77, 0.4, 0.6))
    whole = seen(canvas)
    part = canvas.grab(canvas.rect().adjusted(113, 71, -101, -97)).toImage()
    part = part.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(part.constBits(), np.uint8).reshape(part.height(), part.bytesPerLine())
    pixels = rows[:, : part.width() * 3].reshape(part.height(), part.width(), 3)
    cut = whole[71 : 71 + part.height(), 113 : 113 + part.width()]
    assert np.abs(pixels.astype(int) - cut).max() <= 2


def test_the_wheel_zooms_at_the_pointer(canvas: PictureCanvas, qtbot: QtBot) -> None:
    with qtbot.waitSignal(canvas.zoomed):
        wheel(canvas, QPoint(100, 75), 120 * 3)
    assert canvas.scale() == 1.0
    assert np.array_equal(seen(canvas), SOURCE[75:375, 100:500])
    wheel(canvas, QPoint(100, 75), -120 * 9)
    assert canvas.zoom == Zoom()


def test_dragging_moves_the_picture_with_the_hand(canvas: PictureCanvas) -> None:
    canvas.toggle()
    drag(canvas, QPoint(300, 200), QPoint(250, 180))
    assert np.array_equal(seen(canvas), SOURCE[170:470, 250:650])
    assert canvas.cursor().shape() == Qt.CursorShape.ArrowCursor
    drag(canvas, QPoint(10, 10), QPoint(390, 290))
    drag(canvas, QPoint(10, 10), QPoint(390, 290))
    assert np.array_equal(seen(canvas), SOURCE[:300, :400])


def test_dragging_a_fitted_picture_does_nothing(canvas: PictureCanvas) -> None:
    drag(canvas, QPoint(300, 200), QPoint(250, 180))
    assert canvas.zoom == Zoom()


def test_a_double_click_goes_to_pixels_there_and_back(canvas: PictureCanvas) -> None:
    QTest.mouseDClick(canvas, LEFT, NONE, QPoint(100, 75))
    assert np.array_equal(seen(canvas), SOURCE[75:375, 100:500])
    QTest.mouseDClick(canvas, LEFT, NONE, QPoint(5, 5))
    assert canvas.zoom.is_fit


def test_steps_and_fit(canvas: PictureCanvas) -> None:
    canvas.step(1)
    assert canvas.scale() == pytest.approx(0.5**0.5)
    canvas.step(-1)
    assert canvas.zoom.is_fit
    canvas.step(3)
    canvas.fit()
    assert canvas.zoom.is_fit


def test_a_thumbnail_stands_in_for_the_same_part(canvas: PictureCanvas) -> None:
    canvas.toggle()
    thumbnail = plain(80, 60, "#102030")
    for x in range(40):
        for y in range(60):
            thumbnail.setPixelColor(x, y, QColor("#c0d0e0"))
    canvas.show_picture(Shown(stand_in=thumbnail, size=(800, 600)))
    frame = seen(canvas)
    assert frame[150, 190].tolist() == [0xC0, 0xD0, 0xE0]
    assert frame[150, 210].tolist() == [0x10, 0x20, 0x30]
    canvas.show_picture(Shown(build(Image.fromarray(SOURCE)), size=(800, 600)))
    assert np.array_equal(seen(canvas), SOURCE[150:450, 200:600])


def test_a_thumbnail_of_a_picture_of_unknown_size_is_shown_whole(canvas: PictureCanvas) -> None:
    canvas.toggle()
    canvas.show_picture(Shown(stand_in=plain(80, 60, "#102030")))
    assert canvas.scale() == 0
    assert (seen(canvas) == (0x10, 0x20, 0x30)).all()
    wheel(canvas, QPoint(5, 5), 120)
    canvas.step(1)
    canvas.show_picture(Shown(build(Image.fromarray(SOURCE))))
    assert canvas.scale() == 1.0


def test_a_reason_stands_in_the_place_of_a_picture(canvas: PictureCanvas) -> None:
    canvas.show_picture(Shown(reason="The file is not there any more.", size=(800, 600)))
    frame = seen(canvas)
    assert (frame[:100] == 50).all()
    assert frame[130:170].max() > 200
    canvas.show_picture(Shown())
    assert (seen(canvas) == 50).all()


def test_in_step_the_zoom_is_told_relative_to_fit(canvas: PictureCanvas, qtbot: QtBot) -> None:
    other = PictureCanvas(in_step=True)
    qtbot.addWidget(other)
    other.resize(400, 300)
    other.show_picture(Shown(build(Image.fromarray(SOURCE))))
    other.toggle()
    assert other.zoom.scale == pytest.approx(2)
    assert other.scale() == 1.0
    other.show_picture(Shown(build(Image.fromarray(SOURCE[::2, ::2].copy()))))
    assert other.scale() == 2.0


DOUBLE = """
import sys
import numpy as np
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from curator.gui.viewer.pyramid import build
from curator.gui.viewer.canvas import PictureCanvas, Shown
from tests.gui.test_viewer_canvas import SOURCE, seen
app = QApplication([])
canvas = PictureCanvas()
canvas.resize(200, 150)
canvas.show_picture(Shown(build(Image.fromarray(SOURCE))))
canvas.show()
assert canvas.devicePixelRatioF() == 2, canvas.devicePixelRatioF()
assert canvas.scale() == 0.5
QTest.mouseDClick(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(50, 40))
frame = seen(canvas)
assert frame.shape == (300, 400, 3), frame.shape
assert np.array_equal(frame, SOURCE[80:380, 100:500])
print("the very pixels")
"""


def test_at_twice_the_density_one_to_one_is_a_pixel_of_the_screen() -> None:
    """In a process of its own: the density is the application's."""
    environment = {"QT_SCALE_FACTOR": "2", "QT_QPA_PLATFORM": "offscreen"}
    ran = subprocess.run(
        [sys.executable, "-c", DOUBLE],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.stdout.strip() == "the very pixels", ran.stderr
