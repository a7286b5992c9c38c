"""The rubric: dimensions, their options and what each option means, read from a `rules.csv`.

The file has the columns Dimension, Score, Option and Description. A dimension is named on the first of its
rows, with its key in the first round brackets. Rows without text are skipped. What is read is what the model
card reads with pandas; where the card would make up a text (`nan` for an empty cell) or cut a score (1.5
to 1), the file is refused.
"""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from curator.core.errors import RulesError
from curator.core.records import LEVELS

HEADER = ("Dimension", "Score", "Option", "Description")
MOST_BYTES = 4 * 2**20
"""Of a rules file; the model reads some kilobytes for each dimension."""
UNRATED = frozenset({"unsafe type", "hands", "face", "body", "safety", "lighting aesthetic", "symmetry"})
"""Keys that may stand in a rubric and are never rated: the model card leaves these seven out."""
NOTHING = frozenset(
    {"None", "NA", "N/A", "n/a", "#N/A", "#NA", "<NA>", "NaN", "nan", "-NaN", "-nan", "NULL", "null"}
)
"""Words that pandas, and so the model card, reads as an empty cell."""
# fmt: off
RESERVED = frozenset({
    "id", "path", "folder", "name", "content", "format", "width", "height", "bytes", "modified", "rater",
    "rules", "rated_at", "failure", "stars", "flag", "label", "generator", "prompt", "negative_prompt",
    "model", "loras", "seed", "steps", "sampler", "cfg", "date", "size", "uncertainty", "intent",
    "disagreement", "random", "rated", "failed", "and", "or", "not", "negative", "lora", "all",
})
# fmt: on
"""Names of exported columns (`all` means all), sort keys and query fields, which a dimension would hide."""
_WHOLE = re.compile(r"[+-]?([0-9]+)(\.0*)?")
_DIGITS = 9
"""Of a score at most; only its sign reaches the model."""
_BRACKETS = re.compile("[(](?P<key>[^)\n]*)[)]")


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a dimension. `level` is sign(score) + 1: 0, 1 or 2, which is what the model answers."""

    score: int
    level: int
    label: str
    """As it stands in the file."""
    description: str
    """Without surrounding blanks."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """What a picture is rated on; `options` has at least one member, in the order of the file."""

    key: str
    """e.g. `color brightness`: unique in a rubric, also as a column name."""
    name: str
    """The heading before the key's bracket, e.g. `Brightness`; the key where nothing stands before it."""
    options: tuple[Option, ...]

    @property
    def words(self) -> tuple[str, str, str]:
        """One word each for the levels 0, 1, 2: the label nearest to the middle, or LEVELS' where none is."""
        low, middle, high = (self._word(level) for level in range(3))
        return low, middle, high

    def _word(self, level: int) -> str:
        options = [option for option in self.options if option.level == level]
        if not options:
            return LEVELS[level]
        return min(options, key=lambda option: abs(option.score)).label.strip()


@dataclass(frozen=True, slots=True)
class Rubric:
    """All dimensions of a rules file, sorted by key."""

    dimensions: tuple[Dimension, ...]

    @property
    def rated(self) -> tuple[Dimension, ...]:
        """The dimensions that raters are asked for, sorted by key; at least one."""
        return tuple(dimension for dimension in self.dimensions if dimension.key not in UNRATED)

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the rated dimensions."""
        return tuple(dimension.key for dimension in self.rated)

    @property
    def digest(self) -> str:
        """Twelve hex digits that change with anything a prompt depends on, and with nothing else."""
        asked = [
            [
                dimension.key,
                [[option.level, option.label, option.description] for option in dimension.options],
            ]
            for dimension in self.rated
        ]
        return hashlib.sha256(json.dumps(asked).encode("ascii")).hexdigest()[:12]

    def dimension(self, key: str) -> Dimension:
        """The dimension of that key; KeyError where there is none."""
        for dimension in self.dimensions:
            if dimension.key == key:
                return dimension
        raise KeyError(key)


def column_name(key: str) -> str:
    """The dimension's column in exported tables and in the library: blanks become underscores."""
    return key.replace(" ", "_")


def read_rules(path: Path) -> Rubric:
    """Read a rubric. Raises RulesError, which names the line of the file (from 1) where one is at fault."""
    headings: dict[str, str] = {}
    options: dict[str, list[Option]] = {}
    heading = ""
    for line, cells in _rows(path):
        heading = cells["Dimension"] if cells["Dimension"].strip() else heading
        where = f"{path}, line {line}"
        if not heading:
            raise RulesError(f"{where}: no dimension is named yet; name one in the column Dimension.")
        key = _key(heading)
        if key not in headings:
            _check_key(key, options, where)
            headings[key] = heading
        option = _option(cells, where)
        if any(option.score == other.score for other in options.get(key, [])):
            raise RulesError(
                f"{where}: {key!r} has the score {option.score} twice; give each option its own."
            )
        options.setdefault(key, []).append(option)
    rubric = Rubric(
        tuple(Dimension(key, _name(headings[key], key), tuple(options[key])) for key in sorted(options))
    )
    if not rubric.rated:
        raise RulesError(
            f"{path} has no dimension that can be rated; add one besides {', '.join(sorted(UNRATED))}."
        )
    return rubric


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The line on which each row with text begins, and its cells by column."""
    text = _text(path)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            raise RulesError(
                f"{path}, line {line}: not a row of a CSV file ({error}); mend its quotes."
            ) from error
        if not any(cell.strip() for cell in row):
            continue
        if header is None:
            header = _header(row, path)
        else:
            yield line, _cells(row, header, f"{path}, line {line}")
    if header is None:
        raise RulesError(f"{path} is empty; it needs the columns {', '.join(HEADER)} and a row per option.")


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise RulesError(
                f"The rules file {path} is larger than {MOST_BYTES // 2**20} MB; shorten its descriptions."
            )
        return data.decode("utf-8-sig")
    except FileNotFoundError as error:
        raise RulesError(
            f"There is no rules file at {path}; name another with --rules, or put one there."
        ) from error
    except OSError as error:
        raise RulesError(
            f"The rules file {path} can't be read ({error.strerror}); name another with --rules."
        ) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise RulesError(f"{path}, line {line}: not UTF-8 text; save the file as CSV in UTF-8.") from error


def _header(row: list[str], path: Path) -> list[str]:
    header = [cell.strip() for cell in row]
    missing = [name for name in HEADER if name not in header]
    if missing:
        raise RulesError(
            f"{path} lacks the column {', '.join(missing)}; its first row must name {', '.join(HEADER)}, "
            "with commas between them."
        )
    return header


def _cells(row: list[str], header: list[str], where: str) -> dict[str, str]:
    if any(cell.strip() for cell in row[len(header) :]):
        raise RulesError(f"{where}: more cells than columns; put quotes around a text with commas.")
    filled = row + [""] * len(header)
    return {name: filled[header.index(name)] for name in HEADER}


def _key(heading: str) -> str:
    bracketed = _BRACKETS.search(heading)
    return bracketed["key"] if bracketed else heading


def _name(heading: str, key: str) -> str:
    return heading.split(f"({key})")[0].strip() or key.strip()


def _check_key(key: str, known: dict[str, list[Option]], where: str) -> None:
    """Keys become columns of tables and words of queries, and no two may mean the same column there."""
    if not key.strip() or not key.isprintable() or set('"[]') & set(key):
        raise RulesError(f"{where}: {key!r} can't be a dimension's key; use letters, digits and blanks.")
    for other in known:
        if _columns(key) & _columns(other):
            raise RulesError(f"{where}: the keys {key!r} and {other!r} would share a column; rename one.")
    if _columns(key) & RESERVED:
        raise RulesError(f"{where}: {key!r} is the name of another column; choose another key.")


def _columns(key: str) -> frozenset[str]:
    """All columns that belong to a dimension, regardless of case, as SQLite has it."""
    column = column_name(key.strip()).casefold()
    return frozenset({column, *(f"{column}_{part}" for part in ("pred", "p0", "p1", "p2", "mine"))})


def _option(cells: dict[str, str], where: str) -> Option:
    score, label, description = cells["Score"].strip(), cells["Option"], cells["Description"].strip()
    if not score and not label.strip() and not description:
        raise RulesError(
            f"{where}: this row names a dimension without an option; put its first option there."
        )
    value = _score(score, where)
    for name, text in (("Option", label), ("Description", description)):
        if not text.strip():
            raise RulesError(f"{where}: the column {name} is empty; say what the score {score} stands for.")
        if text in NOTHING:
            raise RulesError(f"{where}: {text!r} counts as an empty {name}; say it in other words.")
    return Option(value, max(-1, min(value, 1)) + 1, label, description)


def _score(text: str, where: str) -> int:
    whole = _WHOLE.fullmatch(text)
    if whole is None:
        raise RulesError(f"{where}: the score {text!r} is not a whole number; write one such as -1, 0 or 2.")
    if len(whole[1]) > _DIGITS:
        raise RulesError(
            f"{where}: the score {text[:30]} has more than {_DIGITS} digits; write one such as -1, 0 or 2."
        )
    return int(text.partition(".")[0])
