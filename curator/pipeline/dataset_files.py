"""The pictures of a dataset that lie in files of their own: made ready to be written into the dataset."""

import hashlib
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curator.core.errors import PictureError
from curator.images.decode import is_picture
from curator.pipeline.dataset_source import Source, library

Unread = list[tuple[int, str]]
"""Rows and why their files can't be written into the dataset."""


def with_files(rows: Any, source: Source, column: str, rated: NDArray[np.bool_]) -> tuple[Any, Unread]:
    """The split, so that the library can embed all files that it names; and the rows where there is none.

    Such a row keeps the file's name and gets no bytes: it must not cost all others, and nothing but pictures
    is ever embedded. `rated`: [row] those whose file in the column `column` was read as a picture.
    """
    order, unread = rows.column_names, Unread()
    for name, feature in rows.features.items():
        if isinstance(feature, library().Image):
            known = rated if name == column else np.zeros_like(rated)
            values, lacks = _mended(rows.data.column(name), source, known)
            unread += lacks
            if values is not None:
                # The library would hash all of the column's bytes for it
                mark = hashlib.sha256(f"{rows._fingerprint}\n{name}".encode()).hexdigest()[:16]
                # Added first: without any column the library would not know how many rows there are
                new = f"{name} with files"
                rows = rows.add_column(new, values, feature=feature, new_fingerprint=mark)
                rows = rows.remove_columns([name]).rename_column(new, name)
    return rows.select_columns(order), unread


def _mended(column: Any, source: Source, rated: NDArray[np.bool_]) -> tuple[Any, Unread]:
    """The chunked column, or None where all of it is fine."""
    before = column.chunks
    chunks, unread, start = [], Unread(), 0
    for chunk in before:
        values: dict[int, dict[str, Any]] = {}
        for row in _bare(chunk):
            path = chunk.field("path")[row].as_py()
            data, found, why = _file(path, source, bool(rated[start + row]))
            if why:
                unread.append((start + row, why))
            if (data, found) != (None, path):
                values[row] = {"bytes": data, "path": found}
        chunks.append(_replaced(chunk, values))
        start += len(chunk)
    same = all(new is old for new, old in zip(chunks, before, strict=True))
    return (None if same else pa.chunked_array(chunks)), unread


def _replaced(chunk: Any, values: dict[int, dict[str, Any]]) -> Any:
    """The chunk with other values in some rows; the same object, and no copy of its bytes, where in none."""
    if not values:
        return chunk
    places = np.arange(len(chunk))
    places[list(values)] = len(chunk) + np.arange(len(values))
    return pa.concat_arrays([chunk, pa.array(list(values.values()), chunk.type)]).take(pa.array(places))


def _bare(chunk: Any) -> list[int]:
    """The rows with a path and without bytes."""
    data, path = (chunk.field(part).is_valid().to_numpy(False) for part in ("bytes", "path"))
    rows: list[int] = np.flatnonzero(chunk.is_valid().to_numpy(False) & path & ~data).tolist()
    return rows


def _file(path: str, source: Source, rated: bool) -> tuple[bytes | None, str, str]:
    """What the row's bytes and path become, and why its file can't be embedded."""
    try:
        place = source.place(path)
    except PictureError as error:
        return b"", path, str(error)
    if not rated and not is_picture(place):
        return b"", path, "Its file is not there or no picture, so the written dataset has only its name."
    return None, str(place), ""
