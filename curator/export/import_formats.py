"""The rows of tables that other programs wrote, one after another, whatever the file's format."""

import codecs
import csv
import itertools
import json
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from curator.core.errors import KnownError
from curator.export.text import readable

Rows = Iterator[Sequence[object]]
MOST_BYTES = 2 * 2**30
"""Of a file; a table of scores has some hundred bytes a picture."""
MOST_JSON = 256 * 2**20
"""Of a JSON array, which is read at once."""
LONGEST_LINE = 16 * 2**20
"""Characters; a table of a thousand columns has some ten thousand."""
ONE_TIME = 1 << 20
_DELIMITERS = ",;\t|"
_IN_WORKBOOK = re.compile("_x([0-9A-Fa-f]{4})_")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Opened:
    """`rows` can be gone through once, while the file is open; each is as long as the header, or not."""

    header: Sequence[str]
    rows: Rows
    delimiter: str = ""
    """Between cells of a text file."""


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """The table in a CSV, TSV, JSON, JSONL, Parquet or XLSX file, as its suffix tells.

    Raises KnownError, also while its rows are gone through, where it can't be read or is none.
    """
    read = _READERS.get(path.suffix.lower())
    if read is None:
        raise KnownError(f"{_shown(path)} is no table. Choose one of {', '.join(_READERS)}.")
    try:
        if path.stat().st_size > MOST_BYTES:
            raise KnownError(f"{_shown(path)} is larger than 2 GB. Split it and import the parts.")
        with read(path) as table:
            yield table
    except OSError as error:
        raise KnownError(
            f"{_shown(path)} can't be read ({error.strerror or error}). Check its name and permissions."
        ) from error
    except (UnicodeError, csv.Error, ValueError, RecursionError) as error:
        raise KnownError(f"{_shown(path)} is damaged or no such table ({_reason(error)}).") from error


@contextmanager
def _separated(path: Path) -> Iterator[Opened]:
    encoding = _encoding(path)
    # cp1252 takes whatever is no UTF-8; it leaves five bytes without a meaning
    errors = "replace" if encoding == "cp1252" else "strict"
    with path.open(encoding=encoding, errors=errors, newline="") as file:
        told = file.readline(ONE_TIME)
        delimiter = told.strip()[4:] if told.lower().startswith("sep=") and len(told.strip()) == 5 else ""
        if not delimiter:
            file.seek(0)
            delimiter = _delimiter(file.read(ONE_TIME // 16), path)
            file.seek(0)
        rows = csv.reader(_lines(file), delimiter=delimiter)
        header = next((row for row in rows if any(row)), [])
        yield Opened(header, (row for row in rows if row), delimiter)


def _encoding(path: Path) -> str:
    """By its byte order mark, else UTF-16 where every other byte is 0, UTF-8 where it is that, or cp1252."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        block = file.read(ONE_TIME)
        for mark, name in _MARKS:
            if block.startswith(mark):
                return name
        if block[:2].count(0) == 1 and block[2:4].count(0) == 1:
            return "utf-16-be" if block[0] == 0 else "utf-16-le"
        try:
            while block:
                decoder.decode(block)
                block = file.read(ONE_TIME)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _delimiter(start: str, path: Path) -> str:
    """The one that makes the most cells of the first line."""
    lines = start.splitlines(keepends=True)
    usual = "\t" if path.suffix.lower() == ".tsv" else ","
    cells: dict[str, int] = {each: _first_row(lines, each) for each in (usual, *_DELIMITERS)}
    return max(cells, key=cells.__getitem__)


def _first_row(lines: Sequence[str], delimiter: str) -> int:
    try:
        return next((len(row) for row in csv.reader(lines, delimiter=delimiter) if any(row)), 0)
    except csv.Error:
        return 0


@contextmanager
def _jsonl(path: Path) -> Iterator[Opened]:
    names: dict[str, None] = {}
    with path.open(encoding=_encoding(path)) as file:
        for record in map(_record, _lines(file)):
            names |= dict.fromkeys(record)
        file.seek(0)
        yield Opened(tuple(names), _in_order(names, map(_record, filter(str.strip, _lines(file)))))


def _lines(file: TextIO) -> Iterator[str]:
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise ValueError(f"a line of more than {LONGEST_LINE:,} characters")
        yield line


@contextmanager
def _json(path: Path) -> Iterator[Opened]:
    if path.stat().st_size > MOST_JSON:
        raise KnownError(f"{_shown(path)} is too large for JSON. Write it as JSON lines or CSV.")
    told = json.loads(path.read_text(encoding=_encoding(path)))
    if not isinstance(told, list) or not all(isinstance(record, dict) for record in told):
        raise KnownError(f"{_shown(path)} is no list of rows. Choose a JSON array of objects.")
    names = dict.fromkeys(itertools.chain.from_iterable(told))
    yield Opened(tuple(names), _in_order(names, iter(told)))


def _record(line: str) -> dict[str, Any]:
    record = json.loads(line) if line.strip() else {}
    if not isinstance(record, dict):
        raise ValueError("a line that is no JSON object")
    return record


def _in_order(names: dict[str, None], records: Iterator[dict[str, Any]]) -> Rows:
    return ([record.get(name) for name in names] for record in records)


@contextmanager
def _parquet(path: Path) -> Iterator[Opened]:
    import pyarrow
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            names = [str(name) for name in file.schema_arrow.names]
            batches = file.iter_batches(batch_size=10_000)
            yield Opened(
                names,
                itertools.chain.from_iterable(
                    zip(*(column.to_pylist() for column in batch.columns), strict=True) for batch in batches
                ),
            )
    except (pyarrow.ArrowException, NotImplementedError) as error:
        raise ValueError(str(error)) from error


@contextmanager
def _xlsx(path: Path) -> Iterator[Opened]:
    """The first sheet; of a formula the value that its program calculated last."""
    from openpyxl import load_workbook

    try:
        _check_zipped(path)
        with warnings.catch_warnings():
            # What of a workbook's looks openpyxl does not know
            warnings.simplefilter("ignore")
            book = load_workbook(path, read_only=True, data_only=True)
    except (KnownError, OSError):
        raise
    except Exception as error:  # a damaged workbook ends in any of a dozen ways
        raise ValueError(str(error) or type(error).__name__) from error
    try:
        rows = _sheet(book.worksheets[0]) if book.worksheets else iter(())
        header = next((row for row in rows if any(cell is not None for cell in row)), ())
        yield Opened(["" if cell is None else str(cell) for cell in header], rows)
    finally:
        book.close()


def _check_zipped(path: Path) -> None:
    """Raises KnownError for what unpacks to too much, and for XML with a document type: no workbook has one,
    and entities can only be declared there."""
    with zipfile.ZipFile(path) as zipped:
        if sum(member.file_size for member in zipped.infolist()) > MOST_BYTES:
            raise KnownError(f"{_shown(path)} unpacks to more than 2 GB. Split it and import the parts.")
        for member in zipped.infolist():
            with zipped.open(member) as part:
                if b"<!DOCTYPE" in part.read(4096).replace(b"\0", b""):
                    raise KnownError(f"{_shown(path)} is no workbook that can be trusted. Save it as CSV.")


def _sheet(sheet: Any) -> Rows:
    """Its rows; they are read from the file one after another, and so is its damage."""
    try:
        for row in sheet.iter_rows(values_only=True):
            yield [_cell_text(cell) if isinstance(cell, str) else cell for cell in row]
    except (KnownError, OSError):
        raise
    except Exception as error:
        raise ValueError(str(error) or type(error).__name__) from error


def _cell_text(text: str) -> str:
    """Workbooks write `_x000D_` for a character that XML would change; openpyxl leaves it so."""
    return _IN_WORKBOOK.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


_READERS: dict[str, Callable[[Path], Any]] = {
    ".csv": _separated,
    ".tsv": _separated,
    ".txt": _separated,
    ".json": _json,
    ".jsonl": _jsonl,
    ".parquet": _parquet,
    ".xlsx": _xlsx,
}
SUFFIXES = tuple(_READERS)


def _shown(path: Path) -> str:
    return readable(str(path))


def _reason(error: Exception) -> str:
    """In one line, short."""
    text = " ".join(str(error).split()) or type(error).__name__
    return readable(text if len(text) <= 160 else f"{text[:157]}...")
