"""Pictures that look alike get numbers that are near, others get far ones."""

import io

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from curator.core.similar import USUAL
from curator.images.fingerprint import fingerprint
from curator.images.paint import demo_pictures
from curator.images.thumbnails import make_thumbnail
from tests.helpers.pictures import picture

SIDE = 512


@pytest.fixture(scope="module")
def pictures() -> list[Image.Image]:
    return [one.resize((SIDE, SIDE)) for _, one in demo_pictures(12, seed=3)]


def of(image: Image.Image) -> int:
    return fingerprint(make_thumbnail(image))


def apart(one: int, other: int) -> int:
    return (one ^ other).bit_count()


def saved(image: Image.Image, format: str, **options: int) -> Image.Image:
    sink = io.BytesIO()
    image.save(sink, format, **options)
    return Image.open(io.BytesIO(sink.getvalue())).convert("RGB")


def grainy(image: Image.Image) -> Image.Image:
    grain = np.random.default_rng(1).normal(0, 6, (image.height, image.width, 3))
    return Image.fromarray(np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8))


def test_what_looks_the_same_is_near(pictures: list[Image.Image]) -> None:
    for one in pictures:
        others = {
            "format": saved(one, "JPEG", quality=60),
            "size": one.resize((300, 300)),
            "larger": one.resize((900, 900)),
            "greys": one.convert("L").convert("RGB"),
            "grain": grainy(one),
        }
        distances = {name: apart(of(one), of(other)) for name, other in others.items()}
        assert max(distances.values()) <= USUAL, distances
    brighter = [ImageEnhance.Brightness(one).enhance(1.1) for one in pictures]
    assert np.median([apart(of(one), of(other)) for one, other in zip(pictures, brighter, strict=True)]) <= 2


def test_what_looks_different_is_far(pictures: list[Image.Image]) -> None:
    numbers = [of(one) for one in pictures]
    distances = [apart(one, other) for at, one in enumerate(numbers) for other in numbers[:at]]
    assert np.median(distances) > 24
    assert min(distances) > USUAL


def test_a_mirrored_or_turned_picture_is_another(pictures: list[Image.Image]) -> None:
    for way in (Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90):
        assert np.median([apart(of(one), of(one.transpose(way))) for one in pictures]) > USUAL


def test_the_same_bytes_give_the_same_number_of_64_bits() -> None:
    thumbnail = make_thumbnail(picture(3, (256, 192)))
    assert fingerprint(thumbnail) == fingerprint(thumbnail)
    assert 1 < fingerprint(thumbnail) < 2**64


@pytest.mark.parametrize("grey", [0, 1, 128, 255])
def test_a_flat_picture_has_a_number_that_noise_does_not_change(grey: int) -> None:
    flat = Image.new("RGB", (256, 256), (grey, grey, grey))
    assert of(flat) > 0
    noise = np.random.default_rng(2).integers(-1, 2, (256, 256, 3))
    noisy = Image.fromarray(np.clip(np.asarray(flat, np.int16) + noise, 0, 255).astype(np.uint8))
    assert of(noisy) == of(flat)


@pytest.mark.parametrize("size", [(1, 1), (1, 256), (256, 3), (20, 30)])
def test_tiny_and_thin_pictures_have_one_too(size: tuple[int, int]) -> None:
    assert of(picture(1, size)) > 0


def test_what_is_no_jpeg_is_refused() -> None:
    with pytest.raises(OSError, match="cannot identify"):
        fingerprint(b"no picture")
    with pytest.raises(OSError):
        fingerprint(make_thumbnail(picture(1, (256, 256)))[:300])
