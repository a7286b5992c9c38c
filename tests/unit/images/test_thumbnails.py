"""Thumbnails: small, true to shape and colour, without what the file carries."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from curator.images.decode import open_upright, read_picture
from curator.images.thumbnails import make_thumbnail, size_for
from tests.helpers.pictures import picture


def opened(jpeg: bytes) -> Image.Image:
    return Image.open(io.BytesIO(jpeg), formats=["JPEG"])


@pytest.mark.parametrize(
    ("size", "wanted"),
    [((1024, 512), (256, 128)), ((300, 900), (85, 256)), ((64, 40), (64, 40)), ((4000, 3), (256, 1))],
)
def test_the_longest_side_is_at_most_256(size: tuple[int, int], wanted: tuple[int, int]) -> None:
    assert opened(make_thumbnail(picture(0, size))).size == wanted


def test_a_larger_one_for_large_cells() -> None:
    assert opened(make_thumbnail(picture(0, (1024, 512)), 512)).size == (512, 256)
    assert opened(make_thumbnail(picture(0, (300, 100)), 512)).size == (300, 100)


def test_it_looks_like_its_picture() -> None:
    image = picture(4, (800, 800))
    shown = np.asarray(opened(make_thumbnail(image)), np.int16)
    assert np.abs(shown - np.asarray(image.resize((256, 256)), np.int16)).mean() < 8


def test_metadata_stays_out(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "a prompt nobody should find in a thumbnail"
    picture().save(tmp_path / "a.jpg", exif=exif, comment=b"secret")
    thumbnail = read_picture(tmp_path / "a.jpg").thumbnail
    assert b"prompt" not in thumbnail
    assert b"secret" not in thumbnail


def swapped_profile() -> bytes:
    """An sRGB profile whose red and green primaries are exchanged."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = data.index(b"rXYZ", 128), data.index(b"gXYZ", 128)
    data[red : red + 4], data[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(data)


def test_an_embedded_profile_is_honoured_for_the_eyes_only(tmp_path: Path) -> None:
    Image.new("RGB", (64, 64), (255, 0, 0)).save(tmp_path / "a.png", icc_profile=swapped_profile())
    decoded = read_picture(tmp_path / "a.png")
    assert decoded.picture.getpixel((0, 0)) == (255, 0, 0)
    for shown in (opened(decoded.thumbnail), open_upright(tmp_path / "a.png")):
        red, green, _ = np.asarray(shown)[32, 32].astype(int)
        assert green > 200
        assert red < 60


@pytest.mark.parametrize(
    ("box", "size"), [((1, 1), 256), ((256, 170), 256), ((170, 257), 512), ((512, 512), 512), ((900, 4), 512)]
)
def test_a_box_gets_the_size_that_fills_it(box: tuple[int, int], size: int) -> None:
    assert size_for(*box) == size
