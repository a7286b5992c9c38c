"""True colours: what a file says its colours mean is shown in sRGB, compared with the published matrices."""

import io
import struct
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from curator.images.decode import open_upright, rater_picture, read_picture
from curator.images.profiles import conversion_of
from tests.helpers import icc
from tests.helpers.pictures import picture

Array = NDArray[np.float64]
Decode = Callable[[Array], Array]

LEVELS = np.array([0, 1, 20, 90, 128, 200, 254, 255], np.uint8)
CUBE = np.stack(np.meshgrid(LEVELS, LEVELS, LEVELS), axis=-1).reshape(16, 32, 3)
RAMP = np.arange(256, dtype=np.uint8)[None]
P3, ADOBE, SRGB = icc.DISPLAY_P3, icc.ADOBE_RGB, icc.SRGB


def power(gamma: float) -> Decode:
    return lambda values: values**gamma


SPACES = [
    pytest.param(P3, None, icc.srgb_decoded, id="Display P3"),
    pytest.param(ADOBE, icc.ADOBE_GAMMA, power(icc.ADOBE_GAMMA), id="Adobe RGB (1998)"),
    pytest.param(SRGB, 1.80078125, power(1.80078125), id="gamma 1.8"),
    pytest.param(P3, 1.0, power(1.0), id="linear light"),
]


def viewed(path: Path) -> Array:
    return np.asarray(open_upright(path), np.float64)


def thumbnail(path: Path) -> Array:
    opened = Image.open(io.BytesIO(read_picture(path).thumbnail), formats=["JPEG"])
    return np.asarray(opened.convert("RGB"), np.float64)


def patches(colours: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The [16, channels] colours as flat squares of 128 pixels, four in a row. In a thumbnail's JPEG what is
    in the middle of one has nothing to do with its neighbours.
    """
    return colours.reshape(4, 4, -1).repeat(128, axis=0).repeat(128, axis=1)


def middles(shown: Array) -> Array:
    """[16, 3]: what is seen in the middle of each square."""
    step = shown.shape[0] // 4
    return shown[step // 2 :: step, step // 2 :: step].reshape(16, 3)


@pytest.mark.parametrize(("primaries", "gamma", "decode"), SPACES)
@pytest.mark.parametrize("format", ["PNG", "TIFF", "WEBP"])
def test_the_viewer_shows_the_colours_of_the_profile(
    tmp_path: Path, primaries: icc.Primaries, gamma: float | None, decode: Decode, format: str
) -> None:
    profile = icc.matrix_profile(primaries, gamma)
    Image.fromarray(CUBE).save(tmp_path / "a", format, icc_profile=profile, lossless=True)
    assert np.abs(viewed(tmp_path / "a") - icc.expected(CUBE, primaries, decode)).max() < 1


@pytest.mark.parametrize(("primaries", "gamma", "decode"), SPACES)
def test_the_thumbnail_shows_the_colours_of_the_profile(
    tmp_path: Path, primaries: icc.Primaries, gamma: float | None, decode: Decode
) -> None:
    colours = np.random.default_rng(4).integers(0, 256, (16, 3), np.uint8)
    Image.fromarray(patches(colours)).save(
        tmp_path / "a.png", icc_profile=icc.matrix_profile(primaries, gamma)
    )
    assert np.abs(middles(thumbnail(tmp_path / "a.png")) - icc.expected(colours, primaries, decode)).max() < 2


def test_a_photo_of_display_p3_shows_its_colours(tmp_path: Path) -> None:
    colours = np.random.default_rng(5).integers(0, 256, (16, 3), np.uint8)
    Image.fromarray(patches(colours)).save(
        tmp_path / "a.jpg", quality=100, subsampling=0, icc_profile=icc.matrix_profile(P3)
    )
    wanted = icc.expected(colours, P3, icc.srgb_decoded)
    assert np.abs(middles(viewed(tmp_path / "a.jpg")) - wanted).max() < 2


@pytest.mark.parametrize("gamma", [1.0, 1.80078125, 2.19921875])
@pytest.mark.parametrize("mode", ["L", "LA", "I;16"])
def test_greys_follow_their_profile(tmp_path: Path, gamma: float, mode: str) -> None:
    image = Image.fromarray(RAMP if mode != "I;16" else RAMP.astype(np.uint16) * 257)
    image.convert(mode).save(tmp_path / "a.png", icc_profile=icc.grey_profile(gamma))
    wanted = 255 * icc.srgb_encoded((RAMP / 255) ** gamma)
    assert np.abs(viewed(tmp_path / "a.png") - wanted[..., None]).max() < 1


def test_dark_greys_of_sixteen_bits_keep_their_steps(tmp_path: Path) -> None:
    """In linear light all that lies between black and a dark grey is less than one step of eight bits."""
    ramp = np.arange(0, 2000, 10, dtype=np.uint16)[None]
    Image.fromarray(ramp).save(tmp_path / "a.png", icc_profile=icc.grey_profile(1.0))
    wanted = 255 * icc.srgb_encoded(ramp / 65535)
    assert np.abs(viewed(tmp_path / "a.png") - wanted[..., None]).max() < 1
    assert thumbnail(tmp_path / "a.png").max() > 40


def test_greys_with_a_profile_for_rgb_are_equal_parts_of_it(tmp_path: Path) -> None:
    Image.fromarray(RAMP).save(tmp_path / "a.png", icc_profile=icc.matrix_profile(P3, 1.0))
    wanted = 255 * icc.srgb_encoded(RAMP / 255)
    assert np.abs(viewed(tmp_path / "a.png") - wanted[..., None]).max() < 1


@pytest.mark.parametrize("format", ["TIFF", "JPEG"])
def test_inks_are_shown_as_printed(tmp_path: Path, format: str) -> None:
    corners = np.array([[c, m, y, k] for c in (0, 255) for m in (0, 255) for y in (0, 255) for k in (0, 255)])
    inks = corners.astype(np.uint8)
    image = Image.frombytes("CMYK", (512, 512), patches(inks).tobytes())
    image.save(tmp_path / "a", format, icc_profile=icc.cmyk_profile(), quality=100)
    wanted = icc.lab_srgb(icc.ink_lab(inks / 255))
    assert np.abs(middles(viewed(tmp_path / "a")) - wanted).max() < 2
    assert np.abs(middles(thumbnail(tmp_path / "a")) - wanted).max() < 2


def test_half_an_ink_is_half_way_in_lab(tmp_path: Path) -> None:
    ramp = np.zeros((1, 256, 4), np.uint8)
    ramp[..., 3] = RAMP
    image = Image.frombytes("CMYK", (256, 1), ramp.tobytes())
    image.save(tmp_path / "a.tif", icc_profile=icc.cmyk_profile())
    lab = np.zeros((1, 256, 3))
    lab[..., 0] = 100 - RAMP / 2.55
    assert np.abs(viewed(tmp_path / "a.tif") - icc.lab_srgb(lab)).max() < 2


def test_printed_black_is_the_screen_s_black(tmp_path: Path) -> None:
    image = Image.new("CMYK", (2, 1))
    image.putpixel((1, 0), (255, 255, 255, 255))
    image.save(tmp_path / "a.tif", icc_profile=icc.cmyk_profile(black=0.03))
    white, black = viewed(tmp_path / "a.tif")[0]
    assert white.min() == 255
    assert black.max() <= 2


def png(path: Path, image: Image.Image, chunks: dict[bytes, list[int]], profile: bytes | None = None) -> Path:
    info = PngInfo()
    for name, values in chunks.items():
        info.add(name, bytes(values) if name == b"sRGB" else struct.pack(f">{len(values)}I", *values))
    image.save(path, "PNG", pnginfo=info, icc_profile=profile)
    return path


ADOBE_CHRM = [31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000]
SRGB_CHRM = [31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000]


@pytest.mark.parametrize(
    ("chunks", "primaries", "decode"),
    [
        ({b"gAMA": [100_000]}, SRGB, power(1.0)),
        ({b"gAMA": [55_556], b"cHRM": SRGB_CHRM}, SRGB, power(1.8)),
        ({b"gAMA": [45_471], b"cHRM": ADOBE_CHRM}, ADOBE, power(icc.ADOBE_GAMMA)),
        ({b"cHRM": [31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000]}, P3, icc.srgb_decoded),
    ],
)
def test_a_png_tells_its_colours_by_chunks(
    tmp_path: Path, chunks: dict[bytes, list[int]], primaries: icc.Primaries, decode: Decode
) -> None:
    path = png(tmp_path / "a.png", Image.fromarray(CUBE), chunks)
    assert np.abs(viewed(path) - icc.expected(CUBE, primaries, decode)).max() < 1


@pytest.mark.parametrize(
    "chunks",
    [
        {b"gAMA": [45_455]},
        {b"gAMA": [45_455], b"cHRM": SRGB_CHRM},
        {b"sRGB": [0], b"gAMA": [100_000]},
        {b"gAMA": [0], b"cHRM": [0] * 8},
        {b"gAMA": [4_000_000_000]},
        {b"cHRM": [31270, 32900, *[30000, 30000] * 3]},
    ],
)
def test_chunks_that_say_srgb_or_nonsense_change_nothing(
    tmp_path: Path, chunks: dict[bytes, list[int]]
) -> None:
    path = png(tmp_path / "a.png", Image.fromarray(CUBE), chunks)
    assert np.array_equal(viewed(path), CUBE)


def test_a_profile_counts_before_chunks(tmp_path: Path) -> None:
    path = png(tmp_path / "a.png", Image.fromarray(CUBE), {b"gAMA": [100_000]}, icc.matrix_profile(SRGB))
    assert np.array_equal(viewed(path), CUBE)


def test_deep_greys_follow_their_gamma(tmp_path: Path) -> None:
    ramp = np.arange(0, 65536, 64, dtype=np.uint16)[None]
    path = png(tmp_path / "a.png", Image.fromarray(ramp), {b"gAMA": [100_000]})
    wanted = 255 * icc.srgb_encoded(ramp / 65535)
    assert np.abs(viewed(path) - wanted[..., None]).max() < 1


@pytest.mark.parametrize("mode", ["RGBA", "P"])
def test_colours_are_converted_before_they_are_laid_on_white(tmp_path: Path, mode: str) -> None:
    red, share = np.array([255, 40, 90]), 128 / 255
    image = Image.new("RGBA", (32, 32), (255, 40, 90, 128))
    if mode == "P":
        image = Image.new("P", (32, 32), 1)
        image.putpalette([0, 0, 0, *red.tolist()])
        image.info["transparency"] = bytes([255, 128])
    image.save(tmp_path / "a.png", icc_profile=icc.matrix_profile(P3, 1.0))
    wanted = share * icc.expected(red, P3, power(1.0)) + (1 - share) * 255
    assert np.abs(viewed(tmp_path / "a.png") - wanted).max() < 2
    assert np.abs(thumbnail(tmp_path / "a.png")[16, 16] - wanted).max() < 3


def test_transparent_greys_are_converted_before_they_are_laid_on_white(tmp_path: Path) -> None:
    Image.new("LA", (8, 8), (64, 128)).save(tmp_path / "a.png", icc_profile=icc.grey_profile(1.0))
    wanted = 255 * (float(icc.srgb_encoded(np.array(64 / 255))) * 128 / 255 + 127 / 255)
    assert np.abs(viewed(tmp_path / "a.png") - wanted).max() < 2


def test_what_hides_under_full_transparency_stays_hidden_in_a_thumbnail(tmp_path: Path) -> None:
    data = np.full((600, 600, 4), (255, 0, 0, 255), np.uint8)
    data[:, ::2] = (0, 255, 0, 0)
    Image.fromarray(data).save(tmp_path / "a.png", icc_profile=icc.matrix_profile(P3))
    shown = thumbnail(tmp_path / "a.png")[128, 128]
    assert shown[0] > 250
    assert np.abs(shown[1:] - 127).max() < 12


def test_linear_light_is_averaged_as_it_is_seen(tmp_path: Path) -> None:
    """As for pictures in sRGB, whose fine chequers look middle grey when they are shrunk."""
    chequers = np.indices((1024, 1024)).sum(axis=0) % 2 * 255
    image = Image.fromarray(chequers.astype(np.uint8)).convert("RGB")
    for name, gamma in (("linear.png", 1.0), ("curved.png", 2.19921875)):
        image.save(tmp_path / name, icc_profile=icc.matrix_profile(P3, gamma))
        assert np.abs(thumbnail(tmp_path / name) - 128).max() < 5
        assert np.abs(np.asarray(open_upright(tmp_path / name, 512), np.int16) - 128).max() < 5
    image.save(tmp_path / "a.jpg", quality=100, icc_profile=icc.matrix_profile(P3, 1.0))
    assert np.abs(np.asarray(open_upright(tmp_path / "a.jpg", 256), np.int16) - 128).max() < 5


def test_srgb_stays_as_it_is(tmp_path: Path) -> None:
    for number, profile in enumerate(
        (
            icc.matrix_profile(SRGB),
            ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
            icc.grey_profile(None),
        )
    ):
        image = Image.fromarray(RAMP if number == 2 else CUBE)
        image.save(tmp_path / "a.png", icc_profile=profile)
        assert np.array_equal(viewed(tmp_path / "a.png"), np.asarray(image.convert("RGB")))
        with Image.open(tmp_path / "a.png") as opened:
            assert conversion_of(opened) is None, "work for nothing"


LAB = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


@pytest.mark.parametrize(
    ("mode", "profile"),
    [
        ("RGB", icc.cmyk_profile()),
        ("RGB", icc.grey_profile(1.0)),
        ("RGB", LAB),
        ("CMYK", icc.matrix_profile(P3)),
        ("CMYK", icc.grey_profile(1.0)),
        ("L", icc.cmyk_profile()),
        ("RGB", b"nothing of the kind"),
        ("RGB", icc.matrix_profile(P3)[:100]),
        ("RGB", icc.matrix_profile(P3)[:200]),
        ("RGB", b"\0" * 400),
    ],
)
def test_a_profile_that_does_not_fit_is_passed_over(tmp_path: Path, mode: str, profile: bytes) -> None:
    image = picture(3).convert(mode)
    image.save(tmp_path / "plain.tif")
    image.save(tmp_path / "a.tif", icc_profile=profile)
    assert np.array_equal(viewed(tmp_path / "a.tif"), viewed(tmp_path / "plain.tif"))


def test_damaged_profiles_cost_no_picture(tmp_path: Path) -> None:
    rng = np.random.default_rng(8)
    for whole, mode, times in ((icc.matrix_profile(P3), "RGB", 60), (icc.cmyk_profile(), "CMYK", 12)):
        for _ in range(times):
            damaged = np.frombuffer(whole, np.uint8).copy()
            damaged[rng.integers(0, len(damaged), 4)] = rng.integers(0, 256, 4)
            picture(1).convert(mode).save(tmp_path / "a.tif", icc_profile=damaged.tobytes())
            assert viewed(tmp_path / "a.tif").shape == (64, 64, 3)


@pytest.mark.parametrize(
    ("mode", "profile"),
    [
        ("RGB", icc.matrix_profile(P3, 1.0)),
        ("RGBA", icc.matrix_profile(ADOBE, icc.ADOBE_GAMMA)),
        ("L", icc.grey_profile(1.0)),
        ("LA", icc.grey_profile(1.0)),
        ("I;16", icc.grey_profile(1.0)),
        ("P", icc.matrix_profile(P3)),
        ("CMYK", icc.cmyk_profile()),
    ],
)
def test_the_rater_sees_the_numbers_as_they_are(tmp_path: Path, mode: str, profile: bytes) -> None:
    image = picture(6, (90, 60))
    image = (
        Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257)
        if mode == "I;16"
        else image.convert(mode)
    )
    format = "TIFF" if mode == "CMYK" else "PNG"
    image.save(tmp_path / "plain", format)
    image.save(tmp_path / "told", format, icc_profile=profile)
    wanted = rater_picture(tmp_path / "plain").tobytes()
    assert rater_picture(tmp_path / "told").tobytes() == wanted
    assert read_picture(tmp_path / "told").picture.tobytes() == wanted
    assert not np.array_equal(viewed(tmp_path / "told"), viewed(tmp_path / "plain"))


def test_two_threads_convert_with_one_profile(tmp_path: Path) -> None:
    profile = icc.matrix_profile(P3)
    paths = [tmp_path / f"{seed}.png" for seed in range(8)]
    for seed, path in enumerate(paths):
        picture(seed, (500, 400)).save(path, icc_profile=profile)
    alone = {path: viewed(path) for path in paths}
    wrong: list[Path] = []

    def view() -> None:
        wrong.extend(path for path in paths if not np.array_equal(viewed(path), alone[path]))

    threads = [threading.Thread(target=view) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
