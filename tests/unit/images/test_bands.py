"""Large images in bands: the same pixels as in one piece."""

import numpy as np
import pytest
from PIL import Image

from curator.images import bands, decode, memory
from curator.images.bands import shrunk_flat, squared
from curator.images.colour import flat_rgb, true_rgb
from curator.images.thumbnails import shrunk
from tests.helpers import icc

SIZES = ((400, 300), (300, 400), (200, 900), (900, 120), (700, 700), (5, 1200))


@pytest.fixture(autouse=True)
def small_bands(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (bands, memory):
        monkeypatch.setattr(module, "BAND_PIXELS", 4000)


def noise(size: tuple[int, int], mode: str) -> Image.Image:
    values = np.random.default_rng(5).integers(0, 256, (size[1], size[0], 4), np.uint8)
    if mode == "I;16":
        return Image.fromarray(values[..., 0].astype(np.uint16) * 257)
    image = Image.fromarray(values)
    return image.convert("RGB").convert(mode) if mode in ("P", "1", "CMYK", "F", "I") else image.convert(mode)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("mode", ["RGBA", "LA", "L", "P", "1", "CMYK", "I;16", "I", "F"])
def test_the_rater_s_picture(size: tuple[int, int], mode: str) -> None:
    image = noise(size, mode)
    whole = np.asarray(flat_rgb(image).resize((64, 64)), np.int16)
    found = np.asarray(squared(image, 64, flat_rgb), np.int16)
    usual = size[1] <= bands.TALL * size[0]
    assert np.abs(found - whole).max() <= (0 if usual else 20)
    assert np.abs(found - whole).mean() < 1


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "CMYK", "I;16"])
def test_the_thumbnail(size: tuple[int, int], mode: str) -> None:
    image = noise(size, mode)
    wanted = np.asarray(shrunk(flat_rgb(image), 64))
    assert np.array_equal(np.asarray(shrunk_flat(image, 64, flat_rgb)), wanted)
    assert np.array_equal(np.asarray(true_rgb(image, 64)), wanted)


def test_white_is_that_of_the_whole_picture() -> None:
    values = np.zeros((200, 300), np.float32)
    values[150:] = 1000.0
    shown = np.asarray(true_rgb(Image.fromarray(values), 100))
    assert 0 < shown.max() < 10, "1000 of 65535, also where a band has nothing but zeros"


@pytest.mark.parametrize("gamma", [1.0, 2.19921875])
def test_colours_are_converted_in_bands(gamma: float, monkeypatch: pytest.MonkeyPatch) -> None:
    image = noise((400, 300), "RGB")
    image.info["icc_profile"] = icc.matrix_profile(icc.DISPLAY_P3, gamma)
    parts = np.asarray(true_rgb(image, 64))
    monkeypatch.setattr(bands, "BAND_PIXELS", 10**9)
    assert np.array_equal(parts, np.asarray(true_rgb(image, 64)))


def test_a_picture_that_lies_is_filtered_as_if_it_stood() -> None:
    for size in ((90, 60), (300, 120), (120, 300)):
        image = noise(size, "RGB")
        for turn in decode.QUARTERS:
            wanted = np.asarray(image.transpose(turn).resize((128, 128)), np.int16)
            found = np.asarray(squared(image, 128, flat_rgb, lies=True).transpose(turn), np.int16)
            assert np.abs(found - wanted).max() <= 2
