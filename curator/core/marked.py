"""Rows as they are once a person has rated them, before the library has it."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from curator.core.columns import FLAGS, Columns, coded
from curator.core.marks import MarkChange

_FLAG_NUMBERS = {word: number for number, word in FLAGS.items()}


def sharing(columns: Columns, positions: NDArray[np.intp]) -> NDArray[np.intp]:
    """The positions, and those of all other rows of equal content, ascending.

    Contents are told apart by 64 bits of their SHA-256: the library, which is asked next, compares all.
    """
    keys = np.ascontiguousarray(columns.contents).view(np.uint64).reshape(-1, 4)[:, 0]
    wanted = keys[positions]
    same = np.isin(keys, wanted[wanted != 0])
    same[positions] = True
    return np.flatnonzero(same)


def marked(columns: Columns, change: MarkChange) -> Columns:
    """All rows with the change applied."""
    count = len(columns)
    levels = columns.levels.copy()
    for key, level in change.levels:
        if key in columns.dimensions:
            levels[columns.dimensions.index(key)] = -1 if level is None else level
    stars, flag, label = change.stars, change.flag, change.label
    return replace(
        columns,
        stars=columns.stars if stars is None else np.full(count, stars, np.int8),
        flags=columns.flags if flag is None else np.full(count, _FLAG_NUMBERS[flag], np.int8),
        labels=columns.labels if label is None else coded([label] * count),
        levels=levels,
    )
