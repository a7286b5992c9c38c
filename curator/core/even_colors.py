"""The one map of scores to colours: equal steps of a score look like equal steps, no end is a wanted one."""

import numpy as np
from numpy.typing import NDArray

# Position 0..255, then red, green, blue: the corners of the cividis map; straight lines between them stay
# within 2/255 of it. Nuñez, Anderton & Renslow, "Optimizing colormaps with consideration for color vision
# deficiency", PLOS ONE 13(7): e0199239, 2018, published free of all copyright (CC0).
_CIVIDIS = np.array(
    [
        (0, 0, 34, 78),
        (17, 0, 46, 108),
        (22, 0, 49, 113),
        (28, 18, 53, 112),
        (35, 32, 58, 111),
        (53, 56, 71, 108),
        (92, 94, 98, 110),
        (125, 122, 122, 120),
        (152, 147, 142, 120),
        (181, 176, 165, 113),
        (203, 199, 183, 103),
        (234, 233, 211, 78),
        (246, 247, 222, 62),
        (251, 253, 227, 52),
        (255, 254, 232, 56),
    ],
    dtype=np.float64,
)
TABLE: NDArray[np.uint8] = (
    np.stack(
        [np.interp(np.arange(256), _CIVIDIS[:, 0], _CIVIDIS[:, channel]) for channel in (1, 2, 3)], axis=1
    )
    .round()
    .astype(np.uint8)
)
"""[256, 3] red, green, blue for the scores 0..2: dark blue is low, yellow is high, neither is wanted."""


def place_in_table(score: float) -> int:
    """Where a score of 0..2 (clamped) is in TABLE."""
    return round(min(max(score / 2, 0.0), 1.0) * 255)


def css_color(score: float) -> str:
    """The score's colour as `#rrggbb`."""
    red, green, blue = TABLE[place_in_table(score)].tolist()
    return f"#{red:02x}{green:02x}{blue:02x}"
