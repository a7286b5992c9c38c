"""The rows rated so far, in memory and in a file beside the target, so that a killed run goes on.

The file has one JSON object per line: first what the scores belong to, then one line per rated row. Lines are
only ever added; the last one may be torn.
"""

import contextlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from curator.core.errors import KnownError
from curator.core.records import RaterIdentity, Rating

VERSION = 1
NONSENSE = (ValueError, KeyError, TypeError, IndexError, OverflowError)


@dataclass(frozen=True, slots=True)
class Belonging:
    """What scores belong to: those of another dataset, column or rater are never mixed in."""

    dataset: str
    """Its fingerprint, as the library computes it."""
    rows: int
    split: str
    column: str
    rater: RaterIdentity
    dimensions: tuple[str, ...]
    """In the order of the scores of a line."""

    def line(self) -> dict[str, Any]:
        """As the first line of a journal has it."""
        return {"curator": VERSION, **asdict(self), "dimensions": list(self.dimensions)}


class Scores:
    """The scores of all rows: 9 bytes per row and dimension."""

    def __init__(self, rows: int, dimensions: tuple[str, ...]) -> None:
        self.dimensions = dimensions
        self.values: NDArray[np.float64] = np.full((rows, len(dimensions)), np.nan)
        """[row, dimension] 0..2; NaN where the rater can't tell."""
        self.predictions: NDArray[np.int8] = np.full((rows, len(dimensions)), -1, np.int8)
        """[row, dimension] 0, 1 or 2; -1 where the rater can't tell."""
        self.rated: NDArray[np.bool_] = np.zeros(rows, np.bool_)
        """[row] whether it has scores."""

    def put(self, row: int, rating: Rating) -> None:
        """What the rater said of a row's picture."""
        told = [rating.scores.get(key) for key in self.dimensions]
        self.values[row] = [np.nan if score is None else score.score for score in told]
        self.predictions[row] = [-1 if score is None else score.prediction for score in told]
        self.rated[row] = True

    def line(self, row: int) -> dict[str, Any]:
        """A row as a journal has it."""
        values, predictions = self.values[row].tolist(), self.predictions[row].tolist()
        return {
            "row": int(row),
            "scores": [
                None if level < 0 else value for value, level in zip(values, predictions, strict=True)
            ],
            "preds": [None if level < 0 else level for level in predictions],
        }

    def take(self, line: dict[str, Any]) -> None:
        """Take a row over from a journal. Raises one of NONSENSE where the line is none of its."""
        row = line["row"]
        if not 0 <= row < len(self.rated):
            raise ValueError(row)
        values = [np.nan if value is None else float(value) for value in line["scores"]]
        levels = [-1 if level is None else level for level in line["preds"]]
        if not len(values) == len(levels) == len(self.dimensions):
            raise ValueError(line)
        self.values[row], self.predictions[row], self.rated[row] = values, levels, True


class Journal:
    """One process at a time. Raises KnownError where the file can't be written, or another one has it."""

    def __init__(self, path: Path, belonging: Belonging, scores: Scores) -> None:
        """Takes over into `scores` what an unfinished run left there, as far as it belongs to this one."""
        self.path = path
        self.set_aside: Path | None = None
        """Where the rows of an unfinished run went that belong to something else."""
        self._scores = scores
        self._lock = FileLock(f"{path}.lock", timeout=0)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
            try:
                self._file = self._opened(belonging)
            except BaseException:
                self._lock.release()
                raise
        except Timeout as error:
            raise KnownError(f"Another run is at it: {path} is in use. Wait for it, or stop it.") from error
        except OSError as error:
            raise self._unwritten(error) from error

    def add(self, rated: Mapping[int, Rating]) -> None:
        """Keep these rows; once this returns, killing the process loses none of them."""
        for row, rating in rated.items():
            self._scores.put(row, rating)
        try:
            self._file.writelines(_encoded(self._scores.line(row)) for row in rated)
            self._file.flush()
        except OSError as error:
            raise self._unwritten(error) from error

    def remove(self) -> None:
        """All is done and written: the file goes."""
        self._file.close()
        self.path.unlink(missing_ok=True)
        self.close()

    def close(self) -> None:
        """The file stays, for a run that goes on."""
        with contextlib.suppress(OSError):  # what a full disk didn't take was told when it was added
            self._file.close()
        self._lock.release()
        with contextlib.suppress(OSError):
            Path(self._lock.lock_file).unlink()

    def _opened(self, belonging: Belonging) -> IO[bytes]:
        end = self._taken_over(belonging) if self.path.exists() else 0
        if end is None:
            self.set_aside = self.path.with_name(f"{self.path.name}.before")
            self.path.replace(self.set_aside)
        file = self.path.open("ab")
        file.truncate(end or 0)
        if not end:
            file.write(_encoded(belonging.line()))
            file.flush()
        return file

    def _taken_over(self, belonging: Belonging) -> int | None:
        """Where the last whole line ends; 0 without a whole first one, None where they belong to others."""
        head = _encoded(belonging.line())
        with self.path.open("rb") as file:
            first = file.readline()
            if first != head:
                return 0 if head.startswith(first) else None
            end = len(first)
            for line in file:
                if line.endswith(b"\n"):
                    self._take(line)
                    end += len(line)
            return end

    def _take(self, line: bytes) -> None:
        """A line that a failing disk garbled costs its row, which is rated again."""
        try:
            self._scores.take(json.loads(line))
        except NONSENSE:
            return

    def _unwritten(self, error: OSError) -> KnownError:
        advice = "Choose another place or make room; the same command goes on."
        return KnownError(f"{self.path} can't be written ({error.strerror or error}). {advice}")


def _encoded(line: dict[str, Any]) -> bytes:
    return json.dumps(line, allow_nan=False).encode("ascii") + b"\n"
