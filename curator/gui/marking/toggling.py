"""A label or a level given a second time is taken back, as other programs do it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from curator.core.live import LiveColumns
from curator.core.marks import MarkChange


def toggled(change: MarkChange, live: LiveColumns, image_ids: Sequence[int]) -> MarkChange:
    """The change for these pictures; stars and flags are set, however often."""
    columns = live.columns
    found = (live.position_of(image_id) for image_id in image_ids)
    at = np.array([position for position in found if position is not None], np.intp)
    if not len(at):
        return change
    if change.label and all(columns.labels[int(one)] == change.label for one in at):
        return replace(change, label="")
    levels = []
    for key, level in change.levels:
        own = columns.levels[columns.dimensions.index(key), at] if key in columns.dimensions else at[:0]
        same = len(own) > 0 and level is not None and bool((own == level).all())
        levels.append((key, None if same else level))
    return replace(change, levels=tuple(levels))
