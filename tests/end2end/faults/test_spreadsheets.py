"""Texts that a spreadsheet would calculate start a formula in no table, and all come back as they were."""

import csv
import io
import json
import sys
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from curator.cli import cli
from curator.core.marks import Marks
from curator.store import marks
from curator.store.library import Library
from tests.end2end.faults.forms import forms, tell
from tests.helpers.generated import write_texts
from tests.helpers.hostile import FORMULAS, SIGNS, as_name
from tests.helpers.process import rows

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows takes few of these signs in names")
UNSEEN = ' "\xa0\u3000\x0b\x0c\x1f\0\ufeff\u200b\u200e\u200f\u2060\xad'
NUMBERS = ("bytes", "width", "height", "seed", "steps", "cfg", "richness")
RULES = (
    'Dimension,Score,Option,Description\n"@Sum (=1+1)",1,much,a lot\n,-1,little,few\n'
    '"Rich (richness)",1,a,b\n,0,c,d\n'
)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@forms(14, len(FORMULAS), minutes=5)
def test_no_cell_starts_a_formula(size: int, tmp_path: Path) -> None:
    begin = time.monotonic()
    library, rules, texts = tmp_path / "library", tmp_path / "rules.csv", FORMULAS[:size]
    rules.write_text(RULES, encoding="utf-8")
    common = ("--library", library, "--rules", rules)
    count = _write(tmp_path / "out", texts)
    told = run("rate", "--rater", "pixels", *common, tmp_path / "out")
    assert told.exit_code == 0, told.output
    _label(library, texts)

    tables = [tmp_path / f"t{suffix}" for suffix in (".csv", ".tsv", ".xlsx", ".html")]
    for table in tables:
        assert run("export", *common, table).exit_code == 0
    found = {table.suffix: len(_formulas(table)) for table in tables}
    checked = {table.suffix: sum(1 for _ in _cells(table)) for table in tables}
    wrong = {table.suffix: _numbers_wrong(table) + abs(len(_rows(table)) - count) for table in tables[:3]}
    lost = {table.suffix: _lost(table, library, common) for table in tables[:3]}
    told_of = {
        "texts": len(texts),
        "files": count,
        "cells": checked,
        "seconds": round(time.monotonic() - begin, 1),
    }
    tell(18, "spreadsheets", formulas=found, numbers_wrong=wrong, names_lost=lost, **told_of)
    assert min(checked.values()) > 0
    assert not any((*found.values(), *wrong.values(), *lost.values()))


def _write(folder: Path, texts: Sequence[str]) -> int:
    """Each text in a file's name, in a folder's, and in all that a generator writes."""
    folder.mkdir()
    for number, text in enumerate(texts):
        told = {"prompt": text, "negativeprompt": text, "model": text, "loras": [text], "sampler": text}
        block = json.dumps({"sui_image_params": {**told, "seed": number, "steps": 20, "cfgscale": 6.5}})
        name = as_name(text)
        write_texts(folder / f"{name}.png", {"parameters": block, "pad": "x" * number})
    inner = folder / as_name(texts[0])
    inner.mkdir()
    write_texts(inner / "in.png", {"pad": "y" * 500})
    return len(list(folder.rglob("*.png")))


def _label(library: Path, texts: Sequence[str]) -> None:
    """Sidecars of other programs may bring any label."""
    contents = rows(library, "SELECT content FROM images ORDER BY id")
    opened = Library(library)
    try:
        given = {content: Marks(label=text) for (content,), text in zip(contents, texts, strict=False)}
        marks.replace_marks(opened, given, time.time())
    finally:
        opened.close()


def _rows(table: Path) -> list[dict[str, object]]:
    if table.suffix == ".xlsx":
        header, *lines = openpyxl.load_workbook(table).worksheets[0].iter_rows(values_only=True)
        return [dict(zip(map(str, header), line, strict=True)) for line in lines]
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t" if table.suffix == ".tsv" else ","))


def _cells(table: Path) -> Iterator[object]:
    """All texts that some spreadsheet may take for a cell: also where it parts cells at semicolons."""
    if table.suffix == ".html":
        yield table.read_text(encoding="utf-8")
    elif table.suffix == ".xlsx":
        for row in openpyxl.load_workbook(table).worksheets[0].iter_rows():
            yield from row
    else:
        text = table.read_bytes().decode()
        own = "\t" if table.suffix == ".tsv" else ","
        for delimiter in (own, ";"):
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
                yield from row
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=";", quoting=csv.QUOTE_NONE):
            yield from row


def _formulas(table: Path) -> list[object]:
    """Cells that start a formula."""
    if table.suffix == ".html":
        return [tag for tag in ("<table", "<td", "<th", "<form") if tag in table.read_text(encoding="utf-8")]
    if table.suffix == ".xlsx":
        with zipfile.ZipFile(table) as parts:
            inside = [name for name in parts.namelist() if "externalLink" in name or "connections" in name]
            sheet = parts.read("xl/worksheets/sheet1.xml")
        inside += [mark for mark in ("<f>", "<f ", "hyperlink") if mark.encode() in sheet]
        return [*inside, *(cell for cell in _cells(table) if cell.data_type not in "sn")]  # type: ignore[attr-defined]
    return [cell for cell in _cells(table) if _is_formula(str(cell))]


def _is_formula(cell: str) -> bool:
    seen = cell.lstrip(UNSEEN)
    return cell[:1] in ("\t", "\r", "\n") or seen.startswith((*SIGNS, "\u2212", "\ufe66"))


def _numbers_wrong(table: Path) -> int:
    """Cells of numbers that are no numbers any more."""
    wrong = 0
    for row in _rows(table):
        for name in NUMBERS:
            value = row[name]
            if table.suffix == ".xlsx":
                wrong += value is not None and not isinstance(value, int | float)
            elif value:
                wrong += not str(value).replace(".", "").isdigit()
    return wrong


def _lost(table: Path, library: Path, common: Sequence[str | Path]) -> int:
    """Files whose own size does not come back by the table's paths, and then by its names alone."""
    names = table.with_name(f"names{table.suffix}")
    assert (
        run("export", *common, "--columns", "name,bytes", "--where", "not name=in.png", names).exit_code == 0
    )
    lost = 0
    for number, each in enumerate((table, names)):
        prefix = f"{table.suffix[1:]}{number}_"
        told = run("import", each, "--columns", "bytes", "--prefix", prefix, *common)
        assert told.exit_code == 0, told.output
        column = f"SELECT value FROM extras x WHERE x.content = i.content AND x.name = '{prefix}bytes'"
        query = f"SELECT count(*) FROM images i WHERE i.bytes IS NOT ({column})"
        expected = number  # the table of names leaves out the one in a folder
        lost += abs(rows(library, query)[0][0] - expected)
    return lost
