"""Read a table of another scorer, or of ratings: one column names pictures, the others are numbers."""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from curator.core.errors import KnownError
from curator.export.import_formats import Opened, opened
from curator.export.import_numbers import NumberColumn
from curator.export.text import one_line, plain_again, readable
from curator.export.write import Stopped, never

MOST_CELLS = 50_000_000
"""Rows times columns; their numbers take 400 MB."""
MOST_COLUMNS = 1_000
AT_ONCE = 4_000
LONGEST_TEXT = 200
"""Characters that are kept of a label, or of a column's name."""
LONGEST_PATH = 32_768
"""More characters than any system has in a path."""
# fmt: off
PATH_NAMES = (
    "path", "file_path", "filepath", "image_path", "imagepath", "img_path", "full_path", "fullpath",
    "absolute_path", "sourcefile", "source_file", "filename", "file_name", "file", "image_file",
    "image_filename", "image_name", "image", "img", "picture", "photo", "name", "src",
)
# fmt: on
"""Columns that name the picture, the surest first; case, blanks and hyphens make no difference."""
MARKS = ("stars", "flag", "label")
MINE = "_mine"
"""How the columns of the human's own levels end."""


class PathColumnError(KnownError):
    """No column is known to name the pictures; `columns` are those that may."""

    def __init__(self, message: str, columns: Sequence[str]) -> None:
        super().__init__(message)
        self.columns = tuple(columns)


@dataclass(frozen=True, slots=True)
class Imported:
    """A table of N rows."""

    header: tuple[str, ...]
    """All its columns with a name, in their order."""
    path_column: str
    paths: Sequence[str]
    """[N] as they stand there; "" where the cell is blank."""
    numbers: Mapping[str, NDArray[np.float64]]
    """Each [N], NaN where absent, by the column's name."""
    texts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Each [N], of what may be the human's own ratings: `stars`, `flag`, `label`, `<dim>_mine`."""
    left_out: tuple[str, ...] = ()
    """Columns that are mostly text, or empty."""
    odd: Mapping[str, int] = field(default_factory=dict)
    """How many cells of a column of numbers are no numbers; they count as absent."""


def read_table_in(path: Path, path_column: str = "", stopped: Stopped = never) -> Imported:
    """Read CSV, TSV, JSON, JSONL, Parquet or XLSX, as the suffix tells.

    The column with the pictures is `path_column`, else found by its name. A column is one of numbers where
    most of its cells are. Raises PathColumnError where there is no such column, and KnownError where the file
    can't be read or is beyond what can be imported, and once `stopped`.
    """
    with opened(path) as table:
        if len(table.header) > MOST_COLUMNS:
            raise KnownError(f"{_shown(path)} has more than {MOST_COLUMNS:,} columns. Leave some out.")
        header = _header(table.header)
        at = _path_column(header, path_column, path)
        columns = {place: _Column(name) for place, name in enumerate(header) if name and place != at}
        paths: list[str] = []
        for rows in _some(table.rows):
            if stopped():
                raise KnownError("Reading the table was stopped; nothing was changed.")
            if (len(paths) + len(rows)) * len(header) > MOST_CELLS:
                most = f"{MOST_CELLS // len(header):,} rows of {len(header):,} columns"
                raise KnownError(f"{_shown(path)} has more than {most}. Split it, or leave columns out.")
            cells = list(zip(*(_as_long(row, len(header)) for row in rows), strict=True))
            paths += map(_plain_path if table.delimiter else _path_text, cells[at])
            for place, column in columns.items():
                column.add(cells[place])
    return _imported(table, header, at, paths, list(columns.values()))


class _Column:
    def __init__(self, name: str) -> None:
        self.name = name
        self.numbers = NumberColumn()
        key = column_key(name)
        self.texts: list[str] | None = [] if key in MARKS or key.endswith(MINE) else None

    def add(self, cells: Sequence[object]) -> None:
        self.numbers.add(cells)
        if self.texts is not None:
            self.texts += map(_short_text, cells)


def _imported(
    table: Opened, header: Sequence[str], at: int, paths: list[str], columns: list[_Column]
) -> Imported:
    """What is half text or more is text."""
    numeric = [each for each in columns if each.numbers.known > each.numbers.odd]
    texts = {each.name: each.texts for each in columns if each.texts is not None and any(each.texts)}
    return Imported(
        tuple(filter(None, header)),
        header[at],
        paths,
        {each.name: each.numbers.values(table.delimiter == ",") for each in numeric},
        texts,
        tuple(each.name for each in columns if each not in numeric and each.name not in texts),
        {each.name: each.numbers.odd for each in numeric if each.numbers.odd},
    )


def column_key(name: str) -> str:
    """As names of columns are compared: `Image Path` is `image_path`."""
    return re.sub(r"[\s_-]+", "_", name.strip()).casefold()


def _header(cells: Sequence[str]) -> list[str]:
    """Each name once, in one line; "" is a column without a name, such as an index."""
    names: list[str] = []
    for cell in cells:
        short = cell if len(cell) <= LONGEST_TEXT else f"{cell[:LONGEST_TEXT]}…"
        name = plain_again(" ".join(one_line(short.replace("\ufeff", "")).split()))
        number = 2
        unique = name
        while unique and unique in names:
            unique, number = f"{name}_{number}", number + 1
        names.append(unique)
    return names


def _path_column(header: Sequence[str], wanted: str, path: Path) -> int:
    keys = [column_key(name) for name in header]
    for name in (column_key(wanted),) if wanted else PATH_NAMES:
        if name in keys:
            return keys.index(name)
    choices = ", ".join(filter(None, header[:20])) or "none"
    if wanted:
        told = f"{_shown(path)} has no column {wanted!r}. Its columns: {choices}."
        raise PathColumnError(told, list(filter(None, header)))
    told = f"No column of {_shown(path)} is named path, file or image"
    told += f". Say which one names the pictures: {choices}."
    raise PathColumnError(told, list(filter(None, header)))


def _some(rows: Iterable[Sequence[object]]) -> Iterable[list[Sequence[object]]]:
    remaining = iter(rows)
    while some := list(itertools.islice(remaining, AT_ONCE)):
        yield some


def _as_long(row: Sequence[object], count: int) -> Sequence[object]:
    """A row that is cut off has blanks at its end; what stands beyond the header belongs to no column."""
    return row if len(row) == count else [*row[:count], *[None] * (count - len(row))]


def _path_text(cell: object) -> str:
    text = "" if cell is None else str(cell)
    text = text if len(text) <= LONGEST_PATH else f"{text[:LONGEST_PATH]}…"
    return text if text.strip("\r\n\t ") else ""


def _plain_path(cell: object) -> str:
    """Only tables of plain text have apostrophes before what a spreadsheet would calculate."""
    return plain_again(_path_text(cell))


def _short_text(cell: object) -> str:
    """Whole numbers without a point: a column with gaps often has 3.0 for 3."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else "" if cell != cell else str(cell)
    return "" if cell is None else plain_again(str(cell)[: 2 * LONGEST_TEXT]).strip()[:LONGEST_TEXT]


def _shown(path: Path) -> str:
    return readable(str(path))
