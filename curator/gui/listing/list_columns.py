"""What the list can show of a picture: a column for each fact, and its texts for the rows in view."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from curator.core.columns import FLAGS, SEPARATOR, Coded, Columns
from curator.gui.parts.dimension_text import title
from curator.gui.parts.names import shown_file, shown_name
from curator.gui.parts.texts import bytes_text, date_text
from curator.gui.parts.theme import GRID

Positions = NDArray[np.intp]
Texts = Callable[[Columns, Positions], list[str]]
LEFT, RIGHT, CENTER = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter
FAILED = "failed"
"""How the state of a picture begins that could not be rated."""
_YEAR_9999 = 253_370_764_800.0
"""From here on local time may be in a year that has no date text."""


class Kind(Enum):
    """How a column's texts are drawn."""

    PICTURE = "picture"
    """The thumbnail; its texts are empty."""
    NAME = "name"
    """Shortened in the middle, for both ends tell files apart; the place that says that rating failed."""
    PATH = "path"
    TEXT = "text"
    SCORE = "score"
    STARS = "stars"
    """`1` to `5`, drawn as so many stars."""
    FLAG = "flag"
    """One of `FLAGS`, drawn as a sign."""
    STATE = "state"


@dataclass(frozen=True, slots=True)
class ListColumn:
    """`texts` gives one text a position, ready to draw and to copy; "" where the fact is absent."""

    key: str
    """Stays the same from one version to the next; dimensions begin with `score:`, imported numbers with
    `extra:`."""
    title: str
    width: int
    """As at first, in pixels; a picture's is that of its row."""
    texts: Texts
    sort: str | None = None
    """A key of `core.sorting`, or None where the gallery can't be sorted by it."""
    kind: Kind = Kind.TEXT
    align: Qt.AlignmentFlag = LEFT
    shown: bool = False
    """At first; a dimension is shown once something was rated on it."""


def list_columns(dimensions: Sequence[str], extra_names: Sequence[str] = ()) -> tuple[ListColumn, ...]:
    """Every column, in the order of a first start; `extra_names` are those of imported numbers."""
    return (
        ListColumn("picture", "Picture", 4 * GRID, _blank, kind=Kind.PICTURE, align=CENTER, shown=True),
        ListColumn("name", "Name", 30 * GRID, _names, "name", Kind.NAME, shown=True),
        ListColumn("folder", "Folder", 30 * GRID, _folders, kind=Kind.PATH),
        *(_dimension(key) for key in dimensions),
        *(_extra(name) for name in extra_names),
        ListColumn("stars", "Stars", 11 * GRID, _stars, "stars", Kind.STARS, shown=True),
        ListColumn("flag", "Flag", 7 * GRID, _flags, kind=Kind.FLAG, align=CENTER, shown=True),
        ListColumn("label", "Label", 12 * GRID, _labels),
        ListColumn("shape", "Width × height", 14 * GRID, _shapes, align=RIGHT),
        ListColumn("format", "Format", 9 * GRID, _formats),
        ListColumn("size", "Size", 10 * GRID, _sizes, "size", align=RIGHT),
        ListColumn("date", "Date", 18 * GRID, _dates, "date", shown=True),
        ListColumn("rated_at", "Rated at", 18 * GRID, _rated_at),
        ListColumn("state", "State", 24 * GRID, _states, kind=Kind.STATE),
        ListColumn("uncertainty", "Uncertainty", 12 * GRID, _uncertainty, "uncertainty", align=RIGHT),
        ListColumn("collections", "Collections", 20 * GRID, _collections),
        ListColumn("generator", "Generator", 14 * GRID, _generators),
        ListColumn("model", "Model", 24 * GRID, _models),
        ListColumn("loras", "LoRAs", 24 * GRID, _loras),
        ListColumn("sampler", "Sampler", 16 * GRID, _samplers),
    )


def score_column(dimension: str) -> str:
    """The key of a dimension's column."""
    return f"score:{dimension}"


def _dimension(key: str) -> ListColumn:
    def scores(columns: Columns, positions: Positions) -> list[str]:
        if key not in columns.dimensions:
            return _blank(columns, positions)
        return decimals(columns.scores[columns.dimensions.index(key)][positions])

    width = GRID * min(max(len(key) + 1, 12), 20)
    return ListColumn(score_column(key), title(key), width, scores, key, Kind.SCORE, RIGHT)


def _extra(name: str) -> ListColumn:
    def texts(columns: Columns, positions: Positions) -> list[str]:
        if name not in columns.extra_names:
            return _blank(columns, positions)
        values = columns.extras[columns.extra_names.index(name)][positions]
        return ["" if value != value else f"{value:.6g}" for value in values.tolist()]

    width = GRID * min(max(len(name) + 1, 12), 20)
    return ListColumn(f"extra:{name}", shown_name(name), width, texts, name, Kind.TEXT, RIGHT, shown=True)


def decimals(values: NDArray[np.floating]) -> list[str]:
    """Each with two decimals, "" for NaN; each different number is written once."""
    known = ~np.isnan(values)
    hundredths = np.rint(values[known].astype(np.float64) * 100).astype(np.int64)
    different, which = np.unique(hundredths, return_inverse=True)
    written = np.array([f"{value / 100:.2f}" for value in different.tolist()], object)
    texts = np.full(len(values), "", object)
    texts[known] = written[which] if len(written) else ""
    return list(texts)


def dates(seconds: NDArray[np.float64]) -> list[str]:
    """`date_text` of each, "" for NaN. Thirty times as fast where the date is an ordinary one."""
    ordinary = (seconds >= 0) & (seconds < _YEAR_9999)
    times = np.where(ordinary, np.floor(seconds), 0).astype("datetime64[s]")
    local = np.datetime_as_string(times, unit="m", timezone="local").astype("U16")
    local.view("U1").reshape(len(seconds), 16)[:, 10] = " "
    texts = local.tolist()
    for at in np.flatnonzero(~ordinary).tolist():
        texts[at] = "" if np.isnan(seconds[at]) else date_text(float(seconds[at]))
    return list(texts)


def _blank(columns: Columns, positions: Positions) -> list[str]:
    return [""] * len(positions)


def _names(columns: Columns, positions: Positions) -> list[str]:
    return [shown_file(name) for name in columns.names[positions]]


def _coded(values: Coded, positions: Positions, write: Callable[[str], str] = shown_name) -> list[str]:
    """Each different text is written once, and those of other rows not at all."""
    different, which = np.unique(values.codes[positions], return_inverse=True)
    written = np.array([write(values.names[code]) for code in different.tolist()], object)
    return list(written[which])


def _folders(columns: Columns, positions: Positions) -> list[str]:
    return _coded(columns.folders, positions)


def _labels(columns: Columns, positions: Positions) -> list[str]:
    return _coded(columns.labels, positions)


def _collections(columns: Columns, positions: Positions) -> list[str]:
    return _coded(columns.collections, positions, _one_line)


def _generators(columns: Columns, positions: Positions) -> list[str]:
    return _coded(columns.generators, positions)


def _models(columns: Columns, positions: Positions) -> list[str]:
    return _coded(columns.models, positions)


def _loras(columns: Columns, positions: Positions) -> list[str]:
    return _coded(columns.loras, positions, _one_line)


def _samplers(columns: Columns, positions: Positions) -> list[str]:
    return _coded(columns.samplers, positions)


def _one_line(names: str) -> str:
    return shown_name(names.replace(SEPARATOR, ", "))


def _formats(columns: Columns, positions: Positions) -> list[str]:
    return _coded(columns.formats, positions)


def _stars(columns: Columns, positions: Positions) -> list[str]:
    return [str(stars) if stars else "" for stars in columns.stars[positions].tolist()]


def _flags(columns: Columns, positions: Positions) -> list[str]:
    return [FLAGS[flag] for flag in columns.flags[positions].tolist()]


def _shapes(columns: Columns, positions: Positions) -> list[str]:
    both = zip(columns.widths[positions].tolist(), columns.heights[positions].tolist(), strict=True)
    return [f"{width} × {height}" if width else "" for width, height in both]


def _sizes(columns: Columns, positions: Positions) -> list[str]:
    return [bytes_text(count) for count in columns.bytes[positions].tolist()]


def _dates(columns: Columns, positions: Positions) -> list[str]:
    return dates(columns.modified[positions])


def _rated_at(columns: Columns, positions: Positions) -> list[str]:
    return dates(columns.rated_at[positions])


def _states(columns: Columns, positions: Positions) -> list[str]:
    failures = _coded(columns.failures, positions, _failure)
    rated = ~np.isnan(columns.rated_at[positions])
    calm = np.where(rated, "rated", "waiting").tolist()
    return [failure or state for failure, state in zip(failures, calm, strict=True)]


def _failure(reason: str) -> str:
    return f"{FAILED}: {shown_name(reason)}" if reason else ""


def _uncertainty(columns: Columns, positions: Positions) -> list[str]:
    return decimals(columns.uncertainty[positions])
