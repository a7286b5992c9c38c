"""What a file says its colours mean, and the way from there to sRGB.

A file says it by an ICC profile, a PNG also by its chunks gAMA and cHRM. Relative colorimetric with black
point compensation: a colour that a screen can show stays exactly that colour, paper white becomes the
screen's white and printed black its black. (The perceptual tables of a printer's profile would change also
what needs no change; profiles of screens and cameras have one way only, so that for them it is the same.)
"""

import io
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from curator.images.png_profile import profile_of_chunks

MOST_BYTES = 16 * 2**20
"""Larger profiles are passed over; those of printers have up to 4 MB."""
KEPT = 16
"""Conversions kept ready; making one takes 0.1 to 30 ms."""
STEEP = 32
"""A middle grey that moves by more than this of 255 has a curve far from sRGB's, as linear light has."""
GREY_MODES = ("1", "L", "LA", "I", "I;16", "I;16L", "I;16B", "I;16N", "F")
SPACES = {"GRAY": "L", "RGB": "RGB", "CMYK": "CMYK"}
"""The colour space a profile is for -> Pillow's mode that holds it."""


@dataclass(frozen=True, slots=True, eq=False)
class Conversion:
    """From one profile to sRGB. Any thread may use it."""

    mode: str
    """L, RGB or CMYK: what it takes, an alpha channel besides."""
    steep: bool
    """Whether averaging pixels before it shows another brightness than averaging them behind it."""
    way: ImageCms.ImageCmsTransform | NDArray[np.uint8]
    """For greys a table [65536]: what those of 16 bits are in sRGB."""

    def apply(self, image: Image.Image) -> Image.Image:
        """The image in sRGB: L or RGB, or RGBA where it has an alpha channel.

        It is of the mode, of the mode with A behind it, or of I;16 where that is L.
        """
        plain = image if image.mode in (self.mode, "I;16") else image.convert(self.mode)
        shown = _looked_up(plain, self.way) if isinstance(self.way, np.ndarray) else self.way.apply(plain)
        shown.info.clear()
        if image.mode in ("LA", "RGBA"):
            shown = shown.convert("RGB")
            shown.putalpha(image.getchannel("A"))
        return shown


def conversion_of(image: Image.Image) -> Conversion | None:
    """How the image's colours become sRGB; None where they are sRGB, untold, or told by a profile that is
    damaged or not for an image of this kind. Greys may carry a profile for RGB: they are equal parts of it.
    """
    profile = _profile_of(image)
    conversion = _made(profile) if profile else None
    if conversion is None:
        return None
    fits = {
        "L": image.mode in GREY_MODES,
        "RGB": image.mode not in ("CMYK", "LAB"),
        "CMYK": image.mode == "CMYK",
    }
    return conversion if fits[conversion.mode] else None


def _profile_of(image: Image.Image) -> bytes | None:
    embedded = image.info.get("icc_profile")
    if embedded:
        return embedded if isinstance(embedded, bytes) and len(embedded) <= MOST_BYTES else None
    if image.format != "PNG" or "srgb" in image.info:
        return None
    return profile_of_chunks(
        image.info.get("gamma"), image.info.get("chromaticity"), image.mode in GREY_MODES
    )


@lru_cache(KEPT)
def _made(profile: bytes) -> Conversion | None:
    """None where the profile is damaged, for another space, or as good as sRGB."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = SPACES.get(source.profile.xcolor_space.strip())
        if mode == "L":
            return _of_greys(_grey_levels(source))
        if mode is None:
            return None
        transform = _transform(source, mode)
        return _of_rgb(transform) if mode == "RGB" else Conversion(mode, False, transform)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def _of_rgb(transform: ImageCms.ImageCmsTransform) -> Conversion | None:
    """Tried on all mixtures of 17 levels."""
    levels = np.arange(0, 256, 15, dtype=np.uint8)
    before = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(1, -1, 3)
    after = np.asarray(transform.apply(Image.fromarray(before)), np.int16)
    if np.abs(after - before).max() <= 1:
        return None
    middle = np.asarray(transform.apply(Image.new("RGB", (1, 1), (128, 128, 128))), np.float64).mean()
    return Conversion("RGB", bool(abs(middle - 128) > STEEP), transform)


def _of_greys(levels: NDArray[np.uint8]) -> Conversion | None:
    if np.abs(levels[::257].astype(np.int16) - np.arange(256)).max() <= 1:
        return None
    return Conversion("L", bool(abs(int(levels[128 * 257]) - 128) > STEEP), levels)


def _grey_levels(source: ImageCms.ImageCmsProfile) -> NDArray[np.uint8]:
    """[65536], see `Conversion.way`. The library's own table for greys is up to 10 of 255 off."""
    ramp = np.arange(65536, dtype=np.uint16)
    exact = ImageCms.Flags.NOOPTIMIZE
    narrow = _transform(source, "L", exact).apply(Image.fromarray(ramp[None, :256].astype(np.uint8)))
    wide = _transform(source, "I;16", exact).apply(Image.fromarray(ramp[None]))
    few: NDArray[np.uint8] = np.asarray(narrow)[0, :, 1]
    all_levels: NDArray[np.uint8] = np.asarray(wide)[0, :, 1]
    if np.abs(few.astype(np.int16) - all_levels[::257]).max() <= 1:
        return all_levels
    # A Pillow that takes 16 bits for 8
    return np.interp(ramp, ramp[:256] * 257, few).round().astype(np.uint8)


def _looked_up(image: Image.Image, greys: NDArray[np.uint8]) -> Image.Image:
    if image.mode == "I;16":
        return Image.fromarray(greys[np.asarray(image)])
    return image.point(greys[::257].tolist())


def _transform(
    source: ImageCms.ImageCmsProfile, mode: str, flags: ImageCms.Flags = ImageCms.Flags.NONE
) -> ImageCms.ImageCmsTransform:
    return ImageCms.ImageCmsTransform(
        source,
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")),
        mode,
        "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=flags | ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
