"""A picture's levels, and what is painted of them."""

from itertools import count

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from curator.core.errors import PictureError
from curator.gui.parts import qimage
from curator.gui.parts.qimage import to_qimage
from curator.gui.viewer.pyramid import Pyramid, build, expected_bytes
from curator.gui.viewer.zoom import Box
from tests.helpers.pictures import picture

Pixels = NDArray[np.uint8]


@pytest.fixture(autouse=True)
def nothing_of_qt_left() -> None:
    """Nothing here could leave a timer or a thread: spare the look round for them."""


def noise(width: int, height: int, seed: int = 0) -> Image.Image:
    values = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    return Image.fromarray(values)


def pixels(image: QImage) -> Pixels:
    """[height, width, 3], RGB."""
    flat = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(flat.constBits(), np.uint8).reshape(flat.height(), flat.bytesPerLine())
    return rows[:, : flat.width() * 3].reshape(flat.height(), flat.width(), 3).copy()


def built(source: Image.Image) -> Pyramid:
    pyramid = build(source)
    assert pyramid is not None
    return pyramid


def painted(pyramid: Pyramid, box: Box, width: int, height: int, seen: QRect | None = None) -> Pixels:
    target = QImage(width, height, QImage.Format.Format_RGB32)
    target.fill(0)
    painter = QPainter(target)
    pyramid.paint(painter, box, seen or target.rect())
    painter.end()
    return pixels(target)


def test_every_pixel_arrives_in_strips() -> None:
    for size in ((1, 1), (3, 5), (700, 800), (2, 300_000), (300_001, 1)):
        source = noise(*size)
        image = to_qimage(source)
        assert image.format() == QImage.Format.Format_RGB32
        assert np.array_equal(pixels(image), np.asarray(source))


def test_grey_pictures_become_colours() -> None:
    assert pixels(to_qimage(Image.new("L", (3, 2), 90))).tolist() == [[[90] * 3] * 3] * 2


def test_too_little_memory_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qimage, "QImage", lambda *size: QImage())
    with pytest.raises(PictureError, match="not enough memory"):
        to_qimage(noise(4, 4))


def test_levels_halve_down_to_a_small_one() -> None:
    pyramid = built(noise(2500, 1001))
    assert [(level.width(), level.height()) for level in pyramid.levels] == [
        (2500, 1001),
        (1250, 501),
        (625, 251),
        (313, 126),
    ]
    assert pyramid.size == (2500, 1001)
    assert pyramid.bytes == pytest.approx(expected_bytes(2500, 1001), rel=0.01)
    assert len(built(noise(512, 30)).levels) == 1


def test_each_level_is_the_average_of_the_one_before() -> None:
    first, second = built(noise(600, 400)).levels
    blocks = pixels(first).astype(float).reshape(200, 2, 300, 2, 3).mean(axis=(1, 3))
    assert np.abs(pixels(second) - blocks).max() <= 1


def test_the_level_is_the_smallest_that_need_not_be_enlarged() -> None:
    pyramid = built(Image.new("RGB", (2048, 100)))
    scales = (8, 1, 0.51, 0.5, 0.3, 0.25, 0.01)
    assert [pyramid.level(scale).width() for scale in scales] == [2048] * 3 + [1024] * 2 + [512] * 2


def test_one_to_one_paints_the_very_pixels(qtbot: QtBot) -> None:
    source = np.asarray(noise(1000, 700))
    pyramid = built(Image.fromarray(source))
    for left, top in ((0, 0), (-517, -301), (13, 7), (-900, 90)):
        frame = painted(pyramid, Box(left, top, 1000, 700), 320, 240)
        expected = np.zeros((240, 320, 3), np.uint8)
        part = source[max(0, -top) : 240 - top, max(0, -left) : 320 - left]
        expected[max(0, top) : max(0, top) + len(part), max(0, left) : max(0, left) + part.shape[1]] = part
        assert np.array_equal(frame, expected)


def test_only_what_is_seen_is_painted(qtbot: QtBot) -> None:
    white = built(Image.new("RGB", (1000, 1000), "white"))
    frame = painted(white, Box(-10, -10, 300, 300), 200, 200, QRect(20, 30, 40, 50))
    assert frame.any(axis=2).sum() == 40 * 50
    assert frame[30:80, 20:60].all()
    assert not painted(white, Box(500, 0, 300, 300), 200, 200).any()


def test_pictures_wider_than_the_painter_reckons_are_painted_to_their_end(qtbot: QtBot) -> None:
    source = noise(70_000, 4)
    pyramid, end = built(source), np.asarray(source)[:, -100:]
    assert np.array_equal(painted(pyramid, Box(100 - 70_000, 0, 70_000, 4), 100, 4), end)
    enlarged = painted(pyramid, Box(300 - 210_000, 0, 210_000, 12), 300, 12)
    assert np.array_equal(enlarged, end.repeat(3, 0).repeat(3, 1))


def test_one_to_one_is_never_blurred(qtbot: QtBot) -> None:
    """As where a widget begins between two pixels of the device."""
    source = noise(100, 100)
    frame = painted(built(source), Box(-20.4, -30.4, 100, 100), 50, 50)
    assert np.array_equal(frame, np.asarray(source)[30:80, 20:70])


@pytest.mark.parametrize("size", [(1664, 1216), (900, 1300), (333, 200)])
def test_a_fitted_picture_has_its_colours(qtbot: QtBot, size: tuple[int, int]) -> None:
    """The average of each of the picture's 64 cells."""
    source = picture(3, size)
    frame = painted(built(source), Box(0, 0, 320, 240), 320, 240).astype(float)
    cells = np.asarray(source.resize((8, 8), Image.Resampling.NEAREST)).astype(float)
    middles = frame.reshape(8, 30, 8, 40, 3)[:, 5:25, :, 5:35].mean(axis=(1, 3))
    assert np.abs(middles - cells).max() < 3


def test_a_finer_pattern_than_the_screen_becomes_its_average(qtbot: QtBot) -> None:
    """Without the levels every other pixel would be left out and the stripes would be all black or white."""
    stripes = np.zeros((1024, 2048, 3), np.uint8)
    stripes[:, ::2] = 255
    frame = painted(built(Image.fromarray(stripes)), Box(0, 0, 256, 128), 256, 128)
    assert abs(frame.astype(float).mean() - 127.5) < 2
    assert frame.std() < 3


def test_large_pixels_are_squares(qtbot: QtBot) -> None:
    source = noise(40, 40)
    frame = painted(built(source), Box(-30, -60, 120, 120), 60, 60)
    assert np.array_equal(frame, np.asarray(source).repeat(3, 0).repeat(3, 1)[60:120, 30:90])


def test_what_nobody_wants_any_more_is_not_finished() -> None:
    asked = count()
    assert build(noise(2000, 2000), lambda: next(asked) == 2) is None
    assert next(asked) == 3
