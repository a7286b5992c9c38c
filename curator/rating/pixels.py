"""The rater that needs no model: four published measures of the pixels, mapped to 0..2.

It measures, it does not understand: a sharp picture of nothing is clear to it. Every map below is straight
between stated ends and says where they come from; a score is therefore a place on a scale, not an opinion.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from curator.core.errors import RaterError
from curator.core.records import DimensionScore, RaterIdentity, Rating
from curator.core.rules import Rubric
from curator.rating.rater import Tell, tell_nobody

Measure = Callable[[Image.Image], float]
VERSION = "pixels-1"
"""Changes with any change of a number that this module gives."""
LIGHTNESS_ENDS = (0.0, 100.0)
"""The whole scale of CIELAB lightness: black is 0, L* 50, the middle of the scale, is 1, white is 2."""
SHARPNESS_ENDS = (1.0, 3.0)
"""log10 of the variance of the Laplacian: 10 is 0, 1,000 is 2. The middle, 100, is the border that practice
draws between blurred and sharp pictures of about this size. Seven pictures made by Stable Diffusion and Flux
had 74 to 788, median 191; a Gaussian blur of one pixel took two of them from 339 and 788 to 16 and 25."""
EDGE_STEP = 0.02
"""A pixel is on an edge where the grey level changes by more than a fiftieth of its range per pixel: chosen
by eye among 0.015 to 0.1 as what orders those seven pictures from plain to full."""
EDGE_ENDS = (0.0, 0.4)
"""Share of pixels on an edge. The seven pictures had 0.12 to 0.54, median 0.23, so 0.2 is the middle."""
CONTRAST_ENDS = (0.0, 0.4)
"""RMS contrast: 0 is one grey. The seven pictures had 0.15 to 0.29, median 0.20, so 0.2 is the middle. All
grey levels equally often give 0.289 (1 / sqrt 12); half black and half white is 0.5, beyond the end."""


class PixelRater:
    """Follows `rater.Rater`. Quick (milliseconds a picture), the same numbers every time, no state."""

    name = "pixels"
    description = "pixel measures (no model)"
    device = ""
    batch_size = 4

    def __init__(self, rubric: Rubric) -> None:
        self._rules = rubric.digest
        self.dimensions = rubric.keys
        self.rated_dimensions = tuple(key for key in rubric.keys if key in MEASURES)

    def load(self, tell: Tell = tell_nobody) -> RaterIdentity:
        """Nothing to load. Raises RaterError where the rubric has no dimension that pixels can tell."""
        if not self.rated_dimensions:
            told = ", ".join(sorted(MEASURES))
            raise RaterError(f"Pixels can tell {told}, none of which these rules have; choose --rater qwen.")
        return RaterIdentity(self.name, VERSION, self._rules)

    def rate(self, pictures: Sequence[Image.Image], dimensions: Sequence[str] | None = None) -> list[Rating]:
        """One rating per picture, in order; pictures are 512x512 RGB. Probabilities are absent."""
        wanted = self.rated_dimensions if dimensions is None else dimensions
        return [Rating({key: _level(MEASURES[key](picture)) for key in wanted}) for picture in pictures]

    def close(self) -> None:
        """Nothing to give back."""

    def abandon(self) -> None:
        """Nothing to give back."""


def lightness(picture: Image.Image) -> float:
    """Mean CIELAB lightness L*, 0..100.

    sRGB to linear light by IEC 61966-2-1, its luminance weights, L* by CIE 15 with D65's Y = 1 as white.
    """
    rgb = np.asarray(picture)
    y = _LINEAR[0][rgb[..., 0]] + _LINEAR[1][rgb[..., 1]] + _LINEAR[2][rgb[..., 2]]
    lightnesses = np.where(y > 216 / 24389, 116 * np.cbrt(y) - 16, y * np.float32(24389 / 27))
    return float(lightnesses.mean(dtype=np.float64))


def sharpness(picture: Image.Image) -> float:
    """Variance of the Laplacian of the grey levels (0..255), 0..about 10^6.

    Pech-Pacheco et al., Diatom autofocusing in brightfield microscopy, ICPR 2000, with the four-neighbour
    kernel. Grey levels are Pillow's (ITU-R BT.601 weights).
    """
    grey = np.asarray(picture.convert("L")).astype(np.int16)
    inner = grey[1:-1, 1:-1]
    laplacian = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:] - 4 * inner
    return float(laplacian.var(dtype=np.float64))


def edge_density(picture: Image.Image) -> float:
    """Share of pixels that lie on an edge, 0..1, a known measure of how much there is to see.

    Rosenholtz, Li and Nakano, Measuring visual clutter, Journal of Vision 2007. Edges are
    Sobel gradients over EDGE_STEP, taken at half the size so that fine grain counts for little.
    """
    grey = np.asarray(picture.convert("L").reduce(2)).astype(np.int16)
    across = grey[:, 2:] - grey[:, :-2]
    along = grey[2:] - grey[:-2]
    gx = (across[:-2] + 2 * across[1:-1] + across[2:]).astype(np.float32)
    gy = (along[:, :-2] + 2 * along[:, 1:-1] + along[:, 2:]).astype(np.float32)
    # The Sobel kernel weighs to 8 times the change per pixel.
    step = np.float32(8 * 255 * EDGE_STEP)
    return float(np.count_nonzero(gx * gx + gy * gy > step * step) / gx.size)


def contrast(picture: Image.Image) -> float:
    """RMS contrast: the standard deviation of the grey levels scaled to 0..1, so 0..0.5.

    Peli, Contrast in complex images, Journal of the Optical Society of America A 7, 1990.
    """
    counts = np.asarray(picture.convert("L").histogram(), dtype=np.float64)
    levels = np.arange(256) / 255
    mean = (counts @ levels) / counts.sum()
    return float(np.sqrt((counts @ (levels - mean) ** 2) / counts.sum()))


def _sharpness_decades(picture: Image.Image) -> float:
    """log10, with 1 added so that a flat picture has a logarithm."""
    return float(np.log10(1 + sharpness(picture)))


def _between(measure: Measure, ends: tuple[float, float]) -> Measure:
    """The measure, mapped straight so that `ends` become 0 and 2; beyond them it stays 0 or 2."""
    low, high = ends
    return lambda picture: min(max(2 * (measure(picture) - low) / (high - low), 0.0), 2.0)


def _level(score: float) -> DimensionScore:
    """The nearest level is the prediction: below 0.5 it is 0, from 1.5 on it is 2."""
    return DimensionScore(score, 0 if score < 0.5 else 1 if score < 1.5 else 2)


def _linear_tables() -> NDArray[np.float32]:
    """[3, 256] what each 8-bit value of R, G and B adds to the relative luminance Y, 0..1."""
    encoded = np.arange(256) / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    weights = np.array([[0.2126], [0.7152], [0.0722]])
    return (weights * linear).astype(np.float32)


_LINEAR = _linear_tables()
MEASURES: dict[str, Measure] = {
    "color brightness": _between(lightness, LIGHTNESS_ENDS),
    "clarity": _between(_sharpness_decades, SHARPNESS_ENDS),
    "richness": _between(edge_density, EDGE_ENDS),
    "lighting distinction": _between(contrast, CONTRAST_ENDS),
}
"""Dimension -> the score, 0..2. The others can't be told from pixels."""
