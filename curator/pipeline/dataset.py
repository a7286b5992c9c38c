"""A Hugging Face dataset, rated row by row: read ahead, rate, keep each score, write the dataset at the end.

Its pictures are never all in memory. What is rated is on the disk before the next batch begins, so a run that
is stopped or killed goes on where it was when the same command comes again.
"""

import hashlib
import logging
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from curator.core.errors import KnownError, RaterLostError
from curator.core.paths import cache_folder
from curator.core.settings import Options
from curator.images.decode import rater_picture
from curator.pipeline.dataset_columns import check_columns, with_scores
from curator.pipeline.dataset_files import with_files
from curator.pipeline.dataset_journal import Belonging, Journal, Scores
from curator.pipeline.dataset_rows import Read, rated_rows
from curator.pipeline.dataset_source import Source, chosen_rows, image_column, open_source
from curator.pipeline.dataset_target import check_push, check_target, push, save
from curator.rating.choose import rater_for
from curator.rating.rater import Rater

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be rated, and where it goes: exactly one of `to` and `push_to` is given."""

    name: str
    """A folder, a parquet file, or a dataset of the Hub."""
    split: str = "train"
    subset: str | None = None
    image_column: str = "image"
    indices: str = ":"
    """See `chosen_rows`."""
    dimension_columns: bool = False
    to: Path | None = None
    push_to: str | None = None
    private: bool = False
    """Whether a repository that the push makes is private."""


class Watcher(Protocol):
    """Who is told what happens, in the thread that rates."""

    def stage(self, what: str, total: int | None = None) -> None:
        """Something begins that has so many steps, or an unknown number."""
        ...

    def done(self, steps: int) -> None:
        """So many steps of it are done."""
        ...

    def failed(self, row: int, reason: str) -> None:
        """A row has no scores, or its file could not be written along."""
        ...

    def note(self, message: str) -> None:
        """One sentence for the user."""
        ...


@dataclass(slots=True)
class Outcome:
    """What one run did."""

    rater: str
    dimensions: tuple[str, ...]
    """In the order of the lists in the column `rater`."""
    rows: int
    """Of the split."""
    resumed: int
    """Rows that an earlier run had rated."""
    rated: int = 0
    failed: int = 0
    seconds: float = 0.0
    """Of rating, without what comes before and after."""

    def summary(self) -> str:
        """One line."""
        parts = [f"{self.rated} rated", f"{self.resumed} resumed", f"{self.failed} failed"]
        if self.rated and self.seconds > 0:
            parts.append(f"{self.rated / self.seconds:.1f} images/s")
        return ", ".join([*parts, f"rater: {self.rater}"])


def rate_dataset(options: Options, request: Request, watcher: Watcher) -> Outcome:
    """Rate the chosen rows and write the dataset. Raises KnownError; what was rated until then is kept."""
    rater, _ = rater_for(options)
    if request.to is not None:
        check_target(request.to, request.name)
    if request.push_to is not None:
        check_push(request.push_to)
    watcher.stage("Opening the dataset")
    source = open_source(request.name, request.split, request.subset)
    chosen = chosen_rows(request.indices, len(source.rows))
    read = _reader(source, request.image_column)
    check_columns(source, request.image_column, rater.dimensions, request.dimension_columns)
    watcher.stage("Loading the rater")
    with closing(rater):
        belonging = _belonging(source, request.image_column, rater)
        scores = Scores(len(chosen), rater.dimensions)
        with closing(Journal(_journal_path(request), belonging, scores)) as journal:
            if journal.set_aside is not None:
                watcher.note(_started_anew(journal))
            outcome = Outcome(
                rater.description, rater.dimensions, len(chosen), int((chosen & scores.rated).sum())
            )
            failed = _rate(np.flatnonzero(chosen & ~scores.rated), read, rater, journal, watcher, outcome)
            scores.rated &= chosen
            outcome.failed = _write(source, request, chosen, scores, failed, watcher)
            journal.remove()
    return outcome


def _belonging(source: Source, column: str, rater: Rater) -> Belonging:
    """Loads the rater, which tells its identity only then."""
    identity = rater.load()
    fingerprint = str(source.rows._fingerprint)
    return Belonging(fingerprint, len(source.rows), source.split, column, identity, rater.dimensions)


def _reader(source: Source, column: str) -> Read:
    cells = image_column(source, column)
    return lambda row: rater_picture(source.picture(cells[row][column]))


def _journal_path(request: Request) -> Path:
    """Beside the target; for a push, in the cache folder, by split and column and whatever its target."""
    if request.to is not None:
        target = request.to.absolute()
        return target.with_name(f"{target.name}.unfinished.jsonl")
    name = str(Path(request.name).absolute()) if Path(request.name).exists() else request.name
    parts = (name, request.subset or "", request.split, request.image_column)
    digest = hashlib.sha256("\n".join(parts).encode(errors="surrogateescape")).hexdigest()
    return cache_folder() / "datasets" / f"{digest[:16]}.unfinished.jsonl"


def _started_anew(journal: Journal) -> str:
    return (
        f"{journal.path} belonged to another dataset, column or rater: rating starts anew, and what was "
        f"there is now in {journal.set_aside}."
    )


def _rate(
    rows: NDArray[np.intp], read: Read, rater: Rater, journal: Journal, watcher: Watcher, outcome: Outcome
) -> set[int]:
    """Rate the rows, each batch into the journal; returns those without scores."""
    watcher.stage("Rating", len(rows))
    failed: set[int] = set()
    began = time.monotonic()
    with _kept_when_lost(), closing(rated_rows(rows.tolist(), read, rater)) as batches:
        for batch in batches:
            done = {row: told for row, told in batch if not isinstance(told, Exception)}
            journal.add(done)
            outcome.rated += len(done)
            outcome.seconds = time.monotonic() - began
            for row, told in batch:
                if isinstance(told, Exception):
                    watcher.failed(row, _reason(told))
                    failed.add(row)
            watcher.done(len(batch))
    return failed


@contextmanager
def _kept_when_lost() -> Iterator[None]:
    try:
        yield
    except RaterLostError as error:
        raise RaterLostError(f"{error} What is rated is kept, and the same command goes on.") from error


def _reason(error: Exception) -> str:
    if isinstance(error, KnownError):
        return str(error)
    log.info("a row could not be rated", exc_info=error)
    return f"Curator met an error of its own: {type(error).__name__}: {error}"


def _write(
    source: Source,
    request: Request,
    chosen: NDArray[np.bool_],
    scores: Scores,
    failed: set[int],
    watcher: Watcher,
) -> int:
    """Write the dataset to its target; returns how many rows failed at all."""
    watcher.stage("Writing the dataset")
    rows, unread = with_files(source.rows, source, request.image_column, scores.rated)
    for row, reason in unread:
        if row not in failed:
            watcher.failed(row, reason)
            failed.add(row)
    rows = with_scores(rows, source, chosen, scores, request.dimension_columns)
    if request.to is not None:
        save(rows, source, request.to)
    elif request.push_to is not None:
        push(rows, source, request.push_to, request.private)
    return len(failed)
