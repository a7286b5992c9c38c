"""The columns that a rated dataset gets: the model card's `rater`, and one per dimension if wanted."""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curator.core.errors import KnownError
from curator.core.rules import column_name
from curator.pipeline.dataset_journal import Scores
from curator.pipeline.dataset_source import Source, library

RATER = "rater"
TYPES = {"scores": pa.list_(pa.float64()), "preds": pa.list_(pa.int64())}
"""Of the struct in the column `rater`; both lists are in the dimensions' order."""


def check_columns(source: Source, column: str, dimensions: tuple[str, ...], apart: bool) -> None:
    """Raises KnownError where a column to write is there already and holds something else than scores."""
    written = [RATER, *(map(column_name, dimensions) if apart else ())]
    if column in written:
        raise KnownError(f"The pictures' column {column!r} would be written over; rename it in the dataset.")
    for name in set(written) & set(source.rows.column_names):
        _old(source, name)


def with_scores(rows: Any, source: Source, chosen: NDArray[np.bool_], scores: Scores, apart: bool) -> Any:
    """The rows with the column `rater`, and with `apart` one more of each dimension, by column_name.

    Rows that are not chosen keep the value they had, or null; chosen ones without scores get null. Columns
    that were there stay where they were.
    """
    datasets = library()
    number, whole = datasets.Value("float64"), datasets.Value("int64")
    feature = {"scores": datasets.List(number), "preds": datasets.List(whole)}
    new = [(RATER, _rater_column(scores), feature)]
    for at, key in enumerate(scores.dimensions if apart else ()):
        values = np.where(scores.rated, scores.values[:, at], np.nan)
        new.append((column_name(key), pa.array(values, from_pandas=True), number))
    order = list(rows.column_names)
    for name, values, feature in new:
        if name in order:
            values = _merged(values, _old(source, name), chosen)
            rows = rows.remove_columns([name])
        rows = rows.add_column(name, values, feature=feature)
    return rows.select_columns([*order, *(name for name, _, _ in new if name not in order)])


def _rater_column(scores: Scores) -> Any:
    """[row] null where a row has no scores; null in its lists where the rater can't tell a dimension."""
    ends = np.cumsum(np.where(scores.rated, len(scores.dimensions), 0))
    offsets = pa.array(np.concatenate([[0], ends]), pa.int32())
    values, levels = scores.values[scores.rated].ravel(), scores.predictions[scores.rated].ravel()
    lists = [
        pa.ListArray.from_arrays(offsets, pa.array(told, kind.value_type, mask=levels < 0))
        for told, kind in zip((values, levels.astype(np.int64)), TYPES.values(), strict=True)
    ]
    return pa.StructArray.from_arrays(lists, list(TYPES), mask=pa.array(~scores.rated))


def _old(source: Source, name: str) -> Any:
    """The column as it is, in the type that is written. Raises KnownError where it has another meaning."""
    values = source.rows.data.column(name).combine_chunks()
    problem: Exception | None = None
    try:
        if name == RATER:
            parts = [values.field(part).cast(kind) for part, kind in TYPES.items()]
            return pa.StructArray.from_arrays(parts, list(TYPES), mask=values.is_null())
        if pa.types.is_floating(values.type):
            return values.cast(pa.float64())
    except (pa.ArrowException, KeyError, AttributeError) as error:
        problem = error
    raise KnownError(
        f"The dataset's column {name!r} holds something else than scores; rename it in the dataset first."
    ) from problem


def _merged(new: Any, old: Any, chosen: NDArray[np.bool_]) -> Any:
    """The new values of the chosen rows, the old ones of the others."""
    rows = np.arange(len(chosen))
    return pa.concat_arrays([new, old]).take(pa.array(np.where(chosen, rows, rows + len(chosen))))
