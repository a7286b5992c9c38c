"""Columns written row by row, for tests of queries and tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

import numpy as np

from curator.core.columns import FLAGS, SEPARATOR, Columns, coded, digests, strings, uncertainty_of, unknown

DIMENSIONS = ("clarity", "color aesthetic", "richness")
NAN = float("nan")


@dataclass(frozen=True)
class Row:
    """A file as the library knows it; everything that is not given is unknown or unrated."""

    path: str = "/pictures/a.png"
    format: str = ""
    width: int = 0
    height: int = 0
    bytes: int = 1000
    modified: float = 0.0
    rated_at: float = NAN
    scores: Mapping[str, float] = field(default_factory=dict)
    probabilities: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)
    stars: int = 0
    flag: str = ""
    label: str = ""
    failure: str = ""
    levels: Mapping[str, int] = field(default_factory=dict)
    """The human's own."""
    collections: Sequence[str] = ()
    written: int = 0
    generator: str = ""
    model: str = ""
    sampler: str = ""
    loras: Sequence[str] = ()

    @property
    def name(self) -> str:
        return PurePath(self.path).name

    @property
    def folder(self) -> str:
        return str(PurePath(self.path).parent)


def columns_of(*rows: Row, dimensions: Sequence[str] = DIMENSIONS) -> Columns:
    """The rows with the ids 1, 2, 3 ...; predictions are the scores rounded."""
    scores = np.array([[row.scores.get(key, NAN) for row in rows] for key in dimensions], np.float32)
    scores = scores.reshape(len(dimensions), len(rows))
    nothing = (NAN, NAN, NAN)
    probabilities = np.array(
        [[row.probabilities.get(key, nothing) for row in rows] for key in dimensions], np.float32
    ).reshape(len(dimensions), len(rows), 3)
    probabilities = np.moveaxis(probabilities, 2, 1)
    flag_values = {name: value for value, name in FLAGS.items()}
    levels = np.array([[row.levels.get(key, -1) for row in rows] for key in dimensions], np.int8)
    given: dict[str, Any] = {
        "ids": np.arange(1, len(rows) + 1, dtype=np.int64),
        "folders": coded([row.folder for row in rows]),
        "names": strings([row.name for row in rows]),
        "contents": digests(["" for _ in rows]),
        "formats": coded([row.format for row in rows]),
        "widths": np.array([row.width for row in rows], np.int32),
        "heights": np.array([row.height for row in rows], np.int32),
        "bytes": np.array([row.bytes for row in rows], np.int64),
        "modified": np.array([row.modified for row in rows], np.float64),
        "rated_at": np.array([row.rated_at for row in rows], np.float64),
        "scores": scores,
        "predictions": np.where(np.isnan(scores), -1, np.round(np.nan_to_num(scores))).astype(np.int8),
        "uncertainty": uncertainty_of(probabilities),
        "probabilities": probabilities,
        "stars": np.array([row.stars for row in rows], np.int8),
        "flags": np.array([flag_values[row.flag] for row in rows], np.int8),
        "labels": coded([row.label for row in rows]),
        "levels": levels.reshape(len(dimensions), len(rows)),
        "collections": coded([SEPARATOR.join(row.collections) for row in rows]),
        "written": np.array([row.written for row in rows], np.int64),
        "generators": coded([row.generator for row in rows]),
        "models": coded([row.model for row in rows]),
        "samplers": coded([row.sampler for row in rows]),
        "loras": coded([SEPARATOR.join(row.loras) for row in rows]),
        "failures": coded([row.failure for row in rows]),
    }
    return Columns(tuple(dimensions), **{**unknown(dimensions, len(rows)), **given})
