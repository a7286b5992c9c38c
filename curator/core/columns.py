"""The library's rows as numpy columns: what the gallery sorts, `list` prints and `export` writes."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Strings = NDArray[np.object_]
FLAGS = {-1: "reject", 0: "", 1: "pick"}


@dataclass(frozen=True, slots=True)
class Columns:
    """N files and D dimensions, one position per file in every array. Arrays are never changed in place.

    Strings are object arrays of `str`; paths keep undecodable bytes as surrogate escapes (`os.fsdecode`).
    """

    dimensions: tuple[str, ...]
    """The D dimension keys, e.g. `color brightness`, in the order of the first axis of the score arrays."""
    ids: NDArray[np.int64]
    """[N], unique, ascending."""
    paths: Strings
    folders: Strings
    """[N] the folder each file lies in."""
    names: Strings
    contents: Strings
    """[N] SHA-256 hex, "" while the file was not read yet."""
    formats: Strings
    """[N] Pillow's format name, "" while unknown."""
    widths: NDArray[np.int32]
    """[N] pixels, 0 while unknown."""
    heights: NDArray[np.int32]
    bytes: NDArray[np.int64]
    modified: NDArray[np.float64]
    """[N] seconds since the epoch, UTC."""
    rated_at: NDArray[np.float64]
    """[N] seconds since the epoch, UTC; NaN while not rated by the current rater."""
    scores: NDArray[np.float32]
    """[D, N] expected values 0..2, NaN where absent."""
    predictions: NDArray[np.int8]
    """[D, N] 0, 1, 2, or -1 where absent."""
    probabilities: NDArray[np.float32]
    """[D, 3, N], NaN where absent."""
    stars: NDArray[np.int8]
    """[N] 0..5, 0 is unrated."""
    flags: NDArray[np.int8]
    """[N] -1 rejected, 0 none, 1 picked."""
    labels: Strings
    failures: Strings
    """[N] the reason why the file could not be rated, "" otherwise."""

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, positions: NDArray[Any]) -> "Columns":
        """The rows at the positions (or under a boolean mask), in that order."""
        return self._replaced({name: getattr(self, name)[..., positions] for name in self._arrays()})

    def merged(self, changed: "Columns", gone: Sequence[int] = ()) -> "Columns":
        """These rows with `changed` added or replaced by id and the ids in `gone` left out."""
        if changed.dimensions != self.dimensions:
            raise ValueError("columns of different dimensions can't be merged")
        kept = np.flatnonzero(~np.isin(self.ids, np.concatenate([changed.ids, np.asarray(gone, np.int64)])))
        order = np.argsort(np.concatenate([self.ids[kept], changed.ids]), kind="stable")
        arrays = {}
        for name in self._arrays():
            both = np.concatenate([getattr(self, name)[..., kept], getattr(changed, name)], axis=-1)
            arrays[name] = both[..., order]
        return self._replaced(arrays)

    @staticmethod
    def _arrays() -> list[str]:
        return [f.name for f in fields(Columns) if f.name != "dimensions"]

    def _replaced(self, arrays: dict[str, Any]) -> "Columns":
        return replace(self, **arrays)

    def index_of(self, image_id: int) -> int | None:
        """Position of an id, or None; ids are ascending, so this is a binary search."""
        at = int(np.searchsorted(self.ids, image_id))
        return at if at < len(self.ids) and self.ids[at] == image_id else None

    def path(self, position: int) -> Path:
        return Path(str(self.paths[position]))


def strings(values: Sequence[str]) -> Strings:
    """An object array of the strings (numpy's own string arrays would cut surrogate escapes)."""
    array = np.empty(len(values), dtype=object)
    array[:] = list(values)
    return array


def empty_columns(dimensions: Sequence[str]) -> Columns:
    """No rows."""
    d, none = len(dimensions), strings([])
    return Columns(
        dimensions=tuple(dimensions),
        ids=np.empty(0, np.int64),
        paths=none,
        folders=none,
        names=none,
        contents=none,
        formats=none,
        widths=np.empty(0, np.int32),
        heights=np.empty(0, np.int32),
        bytes=np.empty(0, np.int64),
        modified=np.empty(0, np.float64),
        rated_at=np.empty(0, np.float64),
        scores=np.empty((d, 0), np.float32),
        predictions=np.empty((d, 0), np.int8),
        probabilities=np.empty((d, 3, 0), np.float32),
        stars=np.empty(0, np.int8),
        flags=np.empty(0, np.int8),
        labels=none,
        failures=none,
    )
