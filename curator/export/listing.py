"""The rows as lines of plain text, aligned, for a terminal or a pipe."""

from collections.abc import Iterator

import numpy as np

from curator.core.columns import Columns
from curator.core.rules import column_name
from curator.export.text import name_line

NOT_RATED = "-"


def lines(columns: Columns) -> Iterator[str]:
    """A header, then one line per row, in order: the scores, stars, flag and path.

    Dimensions that no row has a score of are left out, likewise stars and flags where there are none. The
    path comes last, so that a long one moves nothing.
    """
    shown = [_scores(columns, at) for at in range(len(columns.dimensions)) if _any_score(columns, at)]
    if columns.stars.any():
        shown.append(["stars", *(str(stars or NOT_RATED) for stars in columns.stars.tolist())])
    if columns.flags.any():
        flags = {-1: "reject", 0: NOT_RATED, 1: "pick"}
        shown.append(["flag", *(flags[flag] for flag in columns.flags.tolist())])
    widths = [max(map(len, cells)) for cells in shown]
    paths = ["path", *map(name_line, columns.paths)]
    for row, path in enumerate(paths):
        yield "  ".join(
            [*(cells[row].rjust(width) for cells, width in zip(shown, widths, strict=True)), path]
        )


def score_pairs(columns: Columns, position: int) -> str:
    """One row's scores as `clarity=1.20 richness=0.45`."""
    pairs = zip(columns.dimensions, columns.scores[:, position].tolist(), strict=True)
    return " ".join(f"{column_name(key)}={score:.2f}" for key, score in pairs if not np.isnan(score))


def _any_score(columns: Columns, at: int) -> bool:
    return not bool(np.isnan(columns.scores[at]).all())


def _scores(columns: Columns, at: int) -> list[str]:
    scores = columns.scores[at].tolist()
    return [
        column_name(columns.dimensions[at]),
        *(NOT_RATED if np.isnan(score) else f"{score:.2f}" for score in scores),
    ]
