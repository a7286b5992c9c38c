"""How many pictures of the library have what each target gives."""

from collections.abc import Mapping, Sequence

import numpy as np

from curator.core.columns import FLAGS, SEPARATOR, Coded, Columns
from curator.core.marks import MOST_STARS
from curator.core.records import Collection


def counts(columns: Columns, sorted_by: str | None, collections: Sequence[Collection]) -> Mapping[str, int]:
    """By the offers' keys; about 2 ms at 100,000 pictures."""
    stars = np.bincount(columns.stars, minlength=MOST_STARS + 1)
    found = {f"stars:{number}": int(count) for number, count in enumerate(stars)}
    flags = np.bincount(columns.flags + 1, minlength=len(FLAGS))
    found |= {f"flag:{word}": int(flags[value + 1]) for value, word in FLAGS.items()}
    found |= {f"label:{name}": count for name, count in _counted(columns.labels).items() if name}
    if sorted_by in columns.dimensions:
        levels = np.bincount(columns.levels[columns.dimensions.index(sorted_by)] + 1, minlength=4)
        found |= {f"level:{sorted_by}:{level}": int(levels[level + 1]) for level in range(3)}
    members = _members(columns.collections)
    return found | {f"collection:{each.id}": members.get(each.name, 0) for each in collections}


def _counted(column: Coded) -> dict[str, int]:
    """Of each distinct string."""
    many = np.bincount(column.codes, minlength=len(column.names))
    return dict(zip(column.names, many.tolist(), strict=True))


def _members(column: Coded) -> dict[str, int]:
    """Of each name in strings of several."""
    found: dict[str, int] = {}
    for names, count in _counted(column).items():
        for name in names.split(SEPARATOR) if count else ():
            found[name] = found.get(name, 0) + count
    return found
