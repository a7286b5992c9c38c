"""The library's rows as numpy columns: what the gallery sorts, `list` prints and `export` writes."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from curator.core.texts import Texts

Strings = NDArray[np.object_]
Mask = NDArray[np.bool_]
FLAGS = {-1: "reject", 0: "", 1: "pick"}
SEPARATOR = "\n"
"""Between names that are kept as one string."""
DIGEST = np.dtype("V32")
"""A SHA-256 as it is; all zeros is "not read yet"."""


@dataclass(frozen=True, slots=True)
class Coded:
    """N strings of which few are distinct: a folder's path is held once, not once for each of its files."""

    codes: NDArray[np.int32]
    """[N] places in `names`."""
    names: tuple[str, ...]
    """Distinct; some may be in no row any more."""

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, position: int) -> str:
        return self.names[int(self.codes[position])]

    def take(self, positions: NDArray[Any]) -> "Coded":
        return Coded(self.codes[positions], self.names)

    def texts(self) -> Strings:
        """[N] the strings themselves."""
        return strings(self.names)[self.codes]

    def where(self, test: Callable[[str], bool]) -> Mask:
        """[N] whether each row passes; each distinct string is tested once."""
        if len(self.codes) < len(self.names):
            used, codes = np.unique(self.codes, return_inverse=True)
            return Coded(codes.astype(np.int32), tuple(map(self.names.__getitem__, used))).where(test)
        return self.each(map(test, self.names), np.bool_)

    def each(self, values: Any, dtype: Any) -> NDArray[Any]:
        """[N] of one value for each of `names`."""
        return np.fromiter(values, dtype, len(self.names))[self.codes] if self.names else np.empty(0, dtype)


@dataclass(frozen=True, slots=True)
class Columns:
    """N files and D dimensions, one position per file in every array.

    Strings are object arrays of `str` or coded; undecodable bytes of paths are surrogate escapes.
    """

    dimensions: tuple[str, ...]
    """The D dimension keys, e.g. `color brightness`, in the order of the first axis of the score arrays."""
    ids: NDArray[np.int64]
    """[N], unique."""
    folders: Coded
    """[N] the folder each file lies in."""
    names: Strings
    """[N] file names."""
    contents: NDArray[np.void]
    """[N] DIGEST of the file's bytes, see `content`."""
    formats: Coded
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
    uncertainty: NDArray[np.float32]
    """[N] 0 (sure) to 1 (each level equally likely), see `uncertainty_of`; NaN where not known."""
    stars: NDArray[np.int8]
    """[N] 0..5, 0 is unrated."""
    flags: NDArray[np.int8]
    """[N] -1 rejected, 0 none, 1 picked."""
    labels: Coded
    levels: NDArray[np.int8]
    """[D, N] the human's own level of each dimension, 0, 1 or 2, or -1 where they gave none."""
    collections: Coded
    """[N] names of the collections that the picture is in, joined by SEPARATOR."""
    written: NDArray[np.int64]
    """[N] number of what the generator wrote into the file, 0 while not read yet."""
    generators: Coded
    models: Coded
    samplers: Coded
    loras: Coded
    """[N] names joined by SEPARATOR."""
    fingerprints: NDArray[np.uint64]
    """[N] perceptual hash, near for pictures that look alike; 0 while not known."""
    failures: Coded
    """[N] the reason why the file could not be rated, "" otherwise."""
    extra_names: tuple[str, ...] = ()
    """The E names of numbers that came from imported tables."""
    extras: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 0)))
    """[E, N] those numbers, NaN where absent."""
    probabilities: NDArray[np.float32] | None = None
    """[D, 3, N], NaN where absent; None where nobody asked for them."""
    texts: Texts = field(default_factory=Texts)
    """Where prompts are looked up: they are too much to hold."""

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, positions: NDArray[Any]) -> "Columns":
        """The rows at the positions (or under a boolean mask), in that order."""
        return self.mapped(lambda values: values[..., positions])

    def mapped(self, change: Callable[[NDArray[Any]], NDArray[Any]]) -> "Columns":
        """Every array through the same change of its last axis."""
        return replace(self, **{name: _mapped(getattr(self, name), change) for name in column_names()})

    def content(self, position: int) -> str:
        """SHA-256 of the file's bytes in hex, "" while the file was not read yet."""
        digest = self.contents[position].tobytes()
        return digest.hex() if any(digest) else ""

    def path(self, position: int) -> Path:
        return Path(self.folders[position], self.names[position])

    @property
    def paths(self) -> Strings:
        """[N], put together anew each time."""
        return strings([os.path.join(*both) for both in zip(self.folders.texts(), self.names, strict=True)])  # noqa: PTH118 - a Path for each costs six times as much


_OF_ALL = ("dimensions", "extra_names", "texts")


def column_names() -> list[str]:
    """The fields of Columns with one value per file."""
    return [each.name for each in fields(Columns) if each.name not in _OF_ALL]


def strings(values: Sequence[str]) -> Strings:
    """An object array of the strings (numpy's own string arrays would cut surrogate escapes)."""
    array = np.empty(len(values), dtype=object)
    array[:] = list(values)
    return array


def coded(values: Sequence[str]) -> Coded:
    """The strings with each distinct one held once."""
    numbers: dict[str, int] = {}
    codes = [numbers.setdefault(value, len(numbers)) for value in values]
    return Coded(np.array(codes, np.int32), tuple(numbers))


def digests(contents: Sequence[str]) -> NDArray[np.void]:
    """SHA-256 in hex, or "", as DIGEST."""
    return np.frombuffer(b"".join(bytes.fromhex(content or "00" * 32) for content in contents), DIGEST)


def uncertainty_of(probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
    """[D, 3, N] -> [N], 0 (sure) to 1 (each level equally likely); NaN where no dimension has probabilities.

    The mean, over the dimensions that have probabilities p0, p1, p2, of Shannon's entropy divided by its
    greatest value: -sum(p * ln p) / ln 3, where 0 * ln 0 is 0.
    """
    logs = np.log(np.where(probabilities > 0, probabilities, 1))
    entropy = -np.sum(probabilities * logs, axis=1) / np.log(3)
    known = ~np.isnan(entropy)
    counts = known.sum(axis=0)
    total = np.where(known, entropy, 0).sum(axis=0, dtype=np.float64)
    mean = np.where(counts > 0, np.clip(total / np.maximum(counts, 1), 0, 1), np.nan)
    return mean.astype(np.float32)


def empty_columns(dimensions: Sequence[str], extra_names: Sequence[str] = ()) -> Columns:
    """No rows."""
    return Columns(
        tuple(dimensions), extra_names=tuple(extra_names), **unknown(dimensions, 0, len(extra_names))
    )


def unknown(dimensions: Sequence[str], count: int, extras: int = 0) -> dict[str, Any]:
    """Each column of so many rows of which nothing is known, all with the same id; for `Columns(**...)`."""
    d = len(dimensions)
    nothing = Coded(np.zeros(count, np.int32), ("",))
    numbers: dict[str, Any] = {"ids": np.int64, "widths": np.int32, "heights": np.int32, "bytes": np.int64}
    numbers |= {"modified": np.float64, "stars": np.int8, "flags": np.int8, "contents": DIGEST}
    numbers |= {"written": np.int64, "fingerprints": np.uint64}
    texts = ("folders", "formats", "labels", "collections", "failures")
    return {
        **{name: np.zeros(count, kind) for name, kind in numbers.items()},
        **dict.fromkeys((*texts, "generators", "models", "samplers", "loras"), nothing),
        "names": strings([""] * count),
        "rated_at": np.full(count, np.nan),
        "scores": np.full((d, count), np.nan, np.float32),
        "predictions": np.full((d, count), -1, np.int8),
        "uncertainty": np.full(count, np.nan, np.float32),
        "levels": np.full((d, count), -1, np.int8),
        "extras": np.full((extras, count), np.nan),
    }


def _mapped(column: Any, change: Callable[[NDArray[Any]], NDArray[Any]]) -> Any:
    if column is None:
        return None
    return Coded(change(column.codes), column.names) if isinstance(column, Coded) else change(column)
