"""The values that travel between rooms and threads. All are frozen; none knows Qt, SQL or torch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from curator.core.generation import Generation

LEVELS = ("low", "middle", "high")
"""Words for the predictions 0, 1 and 2. None of them is the wanted one: the artist says which is."""


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """One dimension of one picture.

    `score` is the expected value, 0..2; `prediction` the likeliest level, 0, 1 or 2; `probabilities` of the
    three levels sum to 1, or are None where the rater measures instead of predicting.
    """

    score: float
    prediction: int
    probabilities: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """What one rater said of one picture; a dimension it can't tell is absent."""

    scores: Mapping[str, DimensionScore]


@dataclass(frozen=True, slots=True)
class RaterIdentity:
    """Scores of different identities never mix: another model, version or rubric is another rater."""

    name: str
    """`qwen` or `pixels`."""
    version: str
    """What produced the numbers: model and commit, or the version of the measures."""
    rules: str
    """Short hash of the rubric, see `Rubric.digest`."""


@dataclass(frozen=True, slots=True)
class CheckedPair:
    """Two built-in pictures, of which a rater that works scores one higher on a dimension."""

    dimension: str
    higher: str
    """What that picture is, in a word: sharp."""
    lower: str
    """The other: blurred."""
    scores: tuple[float, float]
    """Of the two, in this order, 0..2."""

    @property
    def right(self) -> bool:
        """Whether the rater orders them the right way round."""
        return self.scores[0] > self.scores[1]


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """What a rater says of the built-in pairs after its first load; kept with it."""

    pairs: tuple[CheckedPair, ...]

    @property
    def wrong(self) -> tuple[CheckedPair, ...]:
        """Those the wrong way round: wrong weights, a wrong rubric or a broken device."""
        return tuple(pair for pair in self.pairs if not pair.right)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file as the file system tells it; equal facts mean that the content need not be read again."""

    path: Path
    bytes: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What opening the file told. `content` is the SHA-256 of its bytes in hex, the picture's identity."""

    content: str
    format: str
    """Pillow's name: PNG, JPEG, WEBP ..."""
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Folder:
    """A watched root."""

    id: int
    path: Path


class FolderState(Enum):
    """What a watched folder is doing."""

    SCANNING = "scanning"
    WATCHING = "watching"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be rated, with one readable reason."""

    image_id: int
    path: Path
    stage: str
    """`read` or `rate`."""
    reason: str
    failed_at: float
    """Seconds since the epoch, UTC."""


@dataclass(frozen=True, slots=True)
class ImageDetails:
    """All the library knows of one file, for the inspector."""

    id: int
    path: Path
    content: str | None
    format: str | None
    width: int | None
    height: int | None
    bytes: int
    modified: float
    rated_at: float | None
    failure: str | None
    stars: int
    flag: str
    label: str
    levels: Mapping[str, int] = field(default_factory=dict)
    """The human's own, by dimension."""
    collections: tuple[str, ...] = ()
    scores: Mapping[str, DimensionScore] = field(default_factory=dict)
    generation: Generation | None = None
    """What the generator wrote; None while the file was not read for that."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Pictures that belong together, under a name."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class FetchProgress:
    """How far the model's files are. `checking` counts from 0 again: each file is read once more."""

    stage: str
    """`fetching` or `checking`."""
    file: str
    """Name of the file in work."""
    done: int
    """Bytes, with those that were here before."""
    total: int
    per_second: float
    """Bytes, over the last ten seconds or so; 0 while nothing moves."""
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class SavedView:
    """What the gallery showed, kept under a name. Plain values, for the library knows no window and no query.

    `id` is 0 while it is not in the library.
    """

    name: str
    where: str = ""
    """In the query language."""
    ranges: tuple[tuple[str, float, float], ...] = ()
    """Dimension, lowest and highest score, 0..2."""
    folder: str = ""
    """An absolute folder, undecodable bytes as surrogate escapes; empty is everywhere."""
    stars: int = 0
    """At least so many, 0..5."""
    flags: tuple[str, ...] = ()
    """Any of `pick`, `none`, `reject`; empty is any flag."""
    states: tuple[str, ...] = ()
    """Any of `rated`, `waiting`, `failed`; empty is any state."""
    sort: str = "-date"
    group: str = ""
    fold: str = ""
    """Which duplicates are shown as one, see `core.folding`."""
    columns: str = ""
    """How the list has its columns, as the window tells it; empty leaves them as they are."""
    facets: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Fields of what the generator wrote, with the values of which a picture has any."""
    id: int = 0
