"""The exported columns: names, order and types that other programs rely on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from curator.core.columns import FLAGS, SEPARATOR, Coded, Columns
from curator.core.errors import KnownError
from curator.core.generation import Generation
from curator.core.name_text import name_text
from curator.core.records import RaterIdentity
from curator.core.rules import column_name
from curator.export.text import readable

if TYPE_CHECKING:
    import pandas as pd

DECIMALS = 6
"""Scores are float32, which has about seven digits; more would be noise."""
GENERATOR = {
    "generator": "string",
    "prompt": "string",
    "negative_prompt": "string",
    "model": "string",
    "loras": "string",
    "seed": "UInt64",
    "steps": "Int64",
    "sampler": "string",
    "cfg": "Float64",
}
"""What the generator wrote, with types."""
EARLIEST, LATEST = -62_135_596_800.0, 253_402_300_799.0
"""The years 1 to 9999, beyond which a broken file system's date is no date of ISO 8601."""

Make = Callable[[], "pd.Series[Any]"]
Written = Callable[[NDArray[np.int64]], Mapping[int, Generation]]
"""What generators wrote, by the numbers of `Columns.written`."""


def frame(
    columns: Columns,
    rater: RaterIdentity | None,
    all_columns: bool = False,
    only: Sequence[str] | None = None,
    written: Written | None = None,
) -> "pd.DataFrame":
    """One row per row of `columns`, in its order, with the columns of `column_names`, or those of `only`.

    `rater` is the one whose scores `columns` holds; `written` is asked once, where a column needs it, and
    without it prompts, seeds and the like are absent. Dates are texts, ISO 8601 in UTC with milliseconds;
    numbers have pandas' nullable types; whatever is unknown or absent is NA. Texts are valid Unicode, see
    `text.readable`, and names such as `name_text` makes of them.
    Raises KnownError where `only` names a column that does not exist.
    """
    import pandas as pd

    makers = _makers(columns, rater) | _written_makers(columns, written)
    every = column_names(columns.dimensions, all_columns or only is not None, columns.extra_names)
    names = every if only is None else _chosen(only, every)
    return pd.DataFrame({name: makers[name]() for name in names}, index=pd.RangeIndex(len(columns)))


def column_names(
    dimensions: Sequence[str], all_columns: bool = False, extra_names: Sequence[str] = ()
) -> tuple[str, ...]:
    """The contract's columns in the contract's order, then those of imported tables; with `all_columns` the
    three probabilities as well."""
    parts = ("", "_pred", "_p0", "_p1", "_p2") if all_columns else ("", "_pred")
    keys = [column_name(dimension) for dimension in dimensions]
    return (
        *("path", "folder", "name", "format", "width", "height", "bytes", "modified"),
        *("rater", "rules", "rated_at"),
        *(key + part for key in keys for part in parts),
        *("stars", "flag", "label"),
        *(f"{key}_mine" for key in keys),
        *GENERATOR,
        *extra_names,
    )


def _chosen(only: Sequence[str], every: Sequence[str]) -> list[str]:
    """The columns named, each once; `all` stands for every one of them."""
    known = {name.casefold(): name for name in every}
    chosen: list[str] = []
    for name in only:
        key = column_name(name.strip()).casefold()
        if key == "all":
            chosen += known.values()
        elif key in known:
            chosen.append(known[key])
        else:
            raise KnownError(
                f"There is no column {name.strip()!r}. Choose among {', '.join(known.values())}."
            )
    return list(dict.fromkeys(chosen))


def _makers(columns: Columns, rater: RaterIdentity | None) -> dict[str, Make]:
    """How each column is made; only those asked for are."""
    count, rated = len(columns), ~np.isnan(columns.rated_at)
    makers: dict[str, Make] = {
        "path": lambda: _texts(map(name_text, columns.paths)),
        "folder": lambda: _texts(map(name_text, columns.folders.texts())),
        "name": lambda: _texts(map(name_text, columns.names)),
        "format": lambda: _texts(columns.formats.texts()),
        "width": lambda: _integers(columns.widths, columns.widths > 0, "Int32"),
        "height": lambda: _integers(columns.heights, columns.heights > 0, "Int32"),
        "bytes": lambda: _integers(columns.bytes, np.full(count, True), "Int64"),
        "modified": lambda: _dates(columns.modified),
        "rater": lambda: _texts(np.where(rated, rater.name if rater else "", "").astype(object)),
        "rules": lambda: _texts(np.where(rated, rater.rules if rater else "", "").astype(object)),
        "rated_at": lambda: _dates(columns.rated_at),
        "stars": lambda: _integers(columns.stars, columns.stars > 0, "Int8"),
        "flag": lambda: _texts([FLAGS[flag] for flag in columns.flags.tolist()]),
        "label": lambda: _texts(columns.labels.texts()),
    }
    for at, dimension in enumerate(columns.dimensions):
        makers |= _dimension_makers(column_name(dimension), at, columns)
    for number, name in enumerate(columns.extra_names):
        makers[name] = partial(_series, columns.extras[number], "Float64")
    return makers


def _written_makers(columns: Columns, written: Written | None) -> dict[str, Make]:
    @cache
    def known() -> list[Generation]:
        found = written(columns.written) if written is not None else {}
        return [found.get(number, Generation()) for number in columns.written.tolist()]

    def told(name: str) -> "pd.Series[Any]":
        values = [getattr(each, name) for each in known()]
        return _texts(values) if GENERATOR[name] == "string" else _series(values, GENERATOR[name])

    coded = {"generator": columns.generators, "model": columns.models, "sampler": columns.samplers}
    makers: dict[str, Make] = {name: partial(told, name) for name in GENERATOR}
    makers |= {name: partial(lambda column: _texts(column.texts()), column) for name, column in coded.items()}
    loras = [name.replace(SEPARATOR, ", ") for name in columns.loras.names]
    return makers | {"loras": lambda: _texts(Coded(columns.loras.codes, tuple(loras)).texts())}


def _dimension_makers(key: str, at: int, columns: Columns) -> dict[str, Make]:
    predictions = columns.predictions[at]
    return {
        key: lambda: _decimals(columns.scores[at]),
        f"{key}_pred": lambda: _integers(predictions, predictions >= 0, "Int8"),
        f"{key}_p0": lambda: _decimals(_probability(columns, at, 0)),
        f"{key}_p1": lambda: _decimals(_probability(columns, at, 1)),
        f"{key}_p2": lambda: _decimals(_probability(columns, at, 2)),
        f"{key}_mine": lambda: _integers(columns.levels[at], columns.levels[at] >= 0, "Int8"),
    }


def _probability(columns: Columns, dimension: int, level: int) -> NDArray[np.float32]:
    if columns.probabilities is None:
        raise ValueError("the columns were read without their probabilities")
    values: NDArray[np.float32] = columns.probabilities[dimension, level]
    return values


def _texts(values: Iterable[str]) -> "pd.Series[Any]":
    return _series([readable(value) or None for value in values], "string")


def _integers(values: NDArray[Any], known: NDArray[np.bool_], kind: str) -> "pd.Series[Any]":
    return _series(values, kind).where(known)


def _decimals(values: NDArray[np.float32]) -> "pd.Series[Any]":
    return _series(np.round(values.astype(np.float64), DECIMALS), "Float64")


def _dates(seconds: NDArray[np.float64]) -> "pd.Series[Any]":
    known = ~np.isnan(seconds)
    clipped = np.clip(np.where(known, seconds, 0), EARLIEST, LATEST)
    times = np.round(clipped * 1000).astype("datetime64[ms]")
    texts = np.datetime_as_string(times, unit="ms", timezone="UTC").astype(object)
    return _texts(np.where(known, texts, ""))


def _series(values: Sequence[Any] | NDArray[Any], kind: str) -> "pd.Series[Any]":
    import pandas as pd

    return pd.Series(values, dtype=pd.api.types.pandas_dtype(kind))
