"""What a tile shows of a picture, and how it is said in words: for the rows in view, all at once."""

import math
from enum import Enum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from curator.core.columns import Columns
from curator.core.records import LEVELS
from curator.gui.parts.names import shown_file, shown_name

UNDECIDED = 0.75
"""`Columns.uncertainty` above which a tile says that the rater is undecided.

As if in each dimension the likeliest level had two chances in three and the other two shared the third: of
three such answers one is another level than the score suggests. A rater that knows nothing at all reaches 1,
and one that wavers between two neighbours everywhere, which is the usual doubt, ln 2 / ln 3 = 0.63.
"""
UNDECIDED_MEANS = "Undecided (the sign ?): in most dimensions the rater finds other levels nearly as likely"
"""For who does not know the sign yet."""
_FLAG_WORDS = {-1: "rejected", 1: "picked"}


class PictureState(Enum):
    """What the rater has done with a picture."""

    WAITING = "waiting"
    RATED = "rated"
    FAILED = "failed"


class Picture(NamedTuple):
    """What a tile shows of one row."""

    image_id: int
    name: str
    """Ready to draw, see `shown_name`."""
    state: PictureState
    score: float
    """Of the badge dimension, 0..2; NaN where absent or where no badge is shown."""
    width: int
    """Pixels, 0 while unknown."""
    height: int
    stars: int
    """0..5, 0 is none."""
    flag: int
    """-1 rejected, 0 none, 1 picked."""
    own: int
    """The human's own level of the badge dimension, 0..2; -1 for none."""
    label: str
    """Colour label, "" is none."""
    uncertain: bool
    """Whether the rater is undecided, see UNDECIDED."""
    content: str
    """SHA-256 in hex, "" while the file was not read yet."""
    hidden: int = 0
    """Duplicates that it stands for."""


def pictures_at(
    columns: Columns, positions: NDArray[np.intp], dimension: int, hidden: NDArray[np.intp]
) -> list[Picture]:
    """Of these positions, in this order, which stand for so many duplicates each; `dimension` is the place of
    the badge dimension, -1 for none."""
    scores = columns.scores[dimension, positions].tolist() if dimension >= 0 else [math.nan] * len(positions)
    own = columns.levels[dimension, positions].tolist() if dimension >= 0 else [-1] * len(positions)
    return list(
        map(
            Picture,
            columns.ids[positions].tolist(),
            map(shown_file, columns.names[positions].tolist()),
            _states(columns, positions),
            scores,
            columns.widths[positions].tolist(),
            columns.heights[positions].tolist(),
            columns.stars[positions].tolist(),
            columns.flags[positions].tolist(),
            own,
            columns.labels.take(positions).texts().tolist(),
            (columns.uncertainty[positions] > UNDECIDED).tolist(),
            map(columns.content, positions.tolist()),
            hidden.tolist(),
        )
    )


def _states(columns: Columns, positions: NDArray[np.intp]) -> list[PictureState]:
    rated = (~np.isnan(columns.rated_at[positions])).tolist()
    reasons = map(columns.failures.names.__getitem__, columns.failures.codes[positions].tolist())
    return [
        PictureState.FAILED if reason else PictureState.RATED if known else PictureState.WAITING
        for reason, known in zip(reasons, rated, strict=True)
    ]


def marks_said(picture: Picture) -> list[str]:
    """`3 stars`, `picked`, `label red`, `my level low`, `the rater is undecided`, as far as they hold."""
    stars = f"{picture.stars} star{'s' if picture.stars > 1 else ''}" if picture.stars else ""
    label = f"label {shown_name(picture.label)}" if picture.label else ""
    own = f"my level {LEVELS[picture.own]}" if picture.own >= 0 else ""
    undecided = "the rater is undecided" if picture.uncertain else ""
    hidden = f"stands for {picture.hidden:,} more" if picture.hidden else ""
    words = (stars, _FLAG_WORDS.get(picture.flag, ""), label, own, undecided, hidden)
    return [word for word in words if word]


def rating_said(columns: Columns, at: int, dimension: int) -> list[str]:
    """Score and level of a dimension, or why there is none; nothing for a rated picture without badge."""
    reason = columns.failures[at]
    if reason:
        return [f"failed: {shown_name(reason)}"]
    if math.isnan(columns.rated_at[at]):
        return ["waiting to be rated"]
    if dimension < 0:
        return []
    key, score = columns.dimensions[dimension], float(columns.scores[dimension, at])
    if math.isnan(score):
        return [f"{key} not rated"]
    level = int(columns.predictions[dimension, at])
    return [f"{key} {score:.2f}"] if level < 0 else [f"{key} {score:.2f}", LEVELS[level]]
