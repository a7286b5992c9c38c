"""Write a table to a file, whole or not at all; the suffix chooses the format."""

import contextlib
import io
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from curator.core.errors import KnownError
from curator.core.name_text import escape
from curator.core.part_file import part_beside
from curator.export.text import not_a_formula, readable

if TYPE_CHECKING:
    import pandas as pd

XLSX_ROWS = 1_048_576
XLSX_NUMBERS_END = 10**15
"""A spreadsheet keeps fifteen digits of a number; a longer one, such as a seed, must be a text."""
LOOK_EVERY = 256
"""Rows written between two looks whether to stop."""
Stopped = Callable[[], bool]
"""Whether nobody wants the table any more."""
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_READ_OTHERWISE = re.compile("\r|_(?=x[0-9A-Fa-f]{4}_)")
"""Of a workbook's text: XML makes a line feed of CR, and `_x0041_` is an A."""


def never() -> bool:
    """For those who can't stop it."""
    return False


def write_table(table: "pd.DataFrame", out: Path, stopped: Stopped = never) -> None:
    """Write CSV, TSV, JSON, JSONL, Parquet or XLSX by the suffix of `out`, replacing a file of that name.

    The file is written beside `out` under another name and then renamed, so nobody ever sees half of it.
    CSV and TSV are UTF-8 with one header row; in them a text that a spreadsheet would calculate gets an
    apostrophe first, see `not_a_formula`. In XLSX texts are typed as texts, control characters become
    `\\xNN`, a whole number too long for a spreadsheet is a text, and a text is cut at the 32,767 characters
    of a cell.
    Raises KnownError for another suffix, where the file can't be written, and once `stopped`; nothing is left
    behind then.
    """
    writer = _writer(out)
    with replacing(out, stopped, "table") as file:
        writer(table, file, stopped)


@contextlib.contextmanager
def replacing(out: Path, stopped: Stopped, what: str) -> Iterator[IO[bytes]]:
    """A file to write, which takes the place of `out` once all is in it; after an error nothing is left.

    Raises KnownError where the file can't be written, and once `stopped`, saying that `what` was.
    """
    # The link's target is replaced, not the link
    target = Path(os.path.realpath(out))
    if target.exists() and not target.is_file():
        raise KnownError(f"{readable(str(out))} is no file that can be replaced. Choose another place.")
    temporary = part_beside(target)
    try:
        with temporary.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        look(stopped, what)
        temporary.replace(target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise KnownError(
            f"{readable(str(out))} can't be written ({reason}). Choose another place."
        ) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def check_suffix(out: Path) -> None:
    """Raises KnownError, naming the formats, where `write_table` would not know the suffix."""
    _writer(out)


def look(stopped: Stopped, what: str) -> None:
    """Raises KnownError once `stopped`."""
    if stopped():
        raise KnownError(f"Writing the {what} was stopped; nothing was changed.")


def records(table: "pd.DataFrame", stopped: Stopped = never) -> Iterator[dict[str, Any]]:
    """Each row as Python values by column, None where there is none. Raises KnownError once `stopped`."""
    names = [str(name) for name in table.columns]
    values = [table[name].astype(object).where(table[name].notna(), None).tolist() for name in table.columns]
    for at, row in enumerate(zip(*values, strict=True)):
        if at % LOOK_EVERY == 0:
            look(stopped, "table")
        yield dict(zip(names, row, strict=True))


def _writer(out: Path) -> Callable[["pd.DataFrame", IO[bytes], Stopped], None]:
    writer = _WRITERS.get(out.suffix.lower())
    if writer is None:
        told = f"The suffix {readable(out.suffix)!r}" if out.suffix else "A name without a suffix"
        choices = f"{', '.join(_WRITERS)}, or .html for a contact sheet"
        raise KnownError(f"{told} is no table format. Use one of {choices}.")
    return writer


def _csv(table: "pd.DataFrame", file: IO[bytes], stopped: Stopped) -> None:
    _separated(table, file, ",")


def _tsv(table: "pd.DataFrame", file: IO[bytes], stopped: Stopped) -> None:
    _separated(table, file, "\t")


def _separated(table: "pd.DataFrame", file: IO[bytes], separator: str) -> None:
    safe = table.copy()
    for name in safe.columns[safe.dtypes == "string"]:
        safe[name] = safe[name].map(not_a_formula, na_action="ignore")
    safe.columns = [not_a_formula(str(name)) for name in safe.columns]
    # As RFC 4180 has it, and because Python's csv quotes a CR within a text only where lines end with one
    file.write(safe.to_csv(None, sep=separator, index=False, lineterminator="\r\n").encode())


def json_array(table: "pd.DataFrame", ascii_only: bool = False, stopped: Stopped = never) -> Iterator[str]:
    """The lines of a JSON array, one object per row."""
    yield "["
    last = len(table) - 1
    for at, record in enumerate(records(table, stopped)):
        yield _object(record, ascii_only) + ("," if at < last else "")
    yield "]"


def _json(table: "pd.DataFrame", file: IO[bytes], stopped: Stopped) -> None:
    for line in json_array(table, stopped=stopped):
        file.write(line.encode() + b"\n")


def _jsonl(table: "pd.DataFrame", file: IO[bytes], stopped: Stopped) -> None:
    for record in records(table, stopped):
        file.write(_object(record).encode() + b"\n")


def _object(record: dict[str, Any], ascii_only: bool = False) -> str:
    return json.dumps(record, ensure_ascii=ascii_only, allow_nan=False)


def _parquet(table: "pd.DataFrame", file: IO[bytes], stopped: Stopped) -> None:
    table.to_parquet(file, index=False)


def _xlsx(table: "pd.DataFrame", file: IO[bytes], stopped: Stopped) -> None:
    """Row by row: the whole sheet in memory would take gigabytes at 100,000 rows."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    if len(table) >= XLSX_ROWS:
        raise KnownError(
            f"XLSX holds {XLSX_ROWS - 1:,} rows, this table has {len(table):,}. Choose CSV or Parquet."
        )
    book = Workbook(write_only=True)
    sheet = book.create_sheet("scores")
    sheet.freeze_panes = "A2"

    def cell(value: Any) -> Any:
        if isinstance(value, int) and abs(value) >= XLSX_NUMBERS_END:
            value = str(value)
        if not isinstance(value, str):
            return value
        typed = WriteOnlyCell(sheet, _workbook_text(value))
        # openpyxl takes a text that begins with = for a formula unless told otherwise
        typed.data_type = "s"
        return typed

    sheet.append([cell(str(name)) for name in table.columns])
    try:
        for record in records(table, stopped):
            sheet.append([cell(value) for value in record.values()])
    except KnownError:
        # Else openpyxl keeps its temporary file and half-open generators
        book.save(io.BytesIO())
        raise
    # Zipped in memory (a tenth of the CSV): openpyxl leaves half-open generators behind when a disk fills up
    zipped = io.BytesIO()
    book.save(zipped)
    file.write(zipped.getbuffer())


def _workbook_text(text: str) -> str:
    seen = _NOT_IN_XML.sub(lambda match: escape(match[0]), text)
    return _READ_OTHERWISE.sub(lambda match: f"_x{ord(match[0]):04X}_", seen)


_WRITERS: dict[str, Callable[["pd.DataFrame", IO[bytes], Stopped], None]] = {
    ".csv": _csv,
    ".tsv": _tsv,
    ".json": _json,
    ".jsonl": _jsonl,
    ".parquet": _parquet,
    ".xlsx": _xlsx,
}
