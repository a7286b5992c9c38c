"""Tables of other programs, as they really come: encodings, delimiters, decimal commas, gaps, damage."""

import json
import math
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.core.errors import KnownError
from curator.core.records import RaterIdentity
from curator.export import import_formats, import_table
from curator.export.import_numbers import NumberColumn, spelled_number
from curator.export.import_table import Imported, read_table_in
from curator.export.write import write_table
from tests.helpers.columns import Row, columns_of

FORMATS = (".csv", ".tsv", ".json", ".jsonl", ".parquet", ".xlsx")


def written(folder: Path, text: str, encoding: str = "utf-8", suffix: str = ".csv") -> Path:
    path = folder / f"scores{suffix}"
    path.write_bytes(text.encode(encoding))
    return path


def numbers(read: Imported) -> dict[str, list[float | None]]:
    return {
        name: [None if math.isnan(value) else value for value in values.tolist()]
        for name, values in read.numbers.items()
    }


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_was_exported_is_read_as_it_was(tmp_path: Path, suffix: str) -> None:
    from curator.export.table import frame

    rows = columns_of(
        Row(
            "/art/=a.png",
            rated_at=1.0,
            scores={"clarity": 0.7},
            stars=3,
            label="=1+1",
            levels={"richness": 2},
        ),
        Row("/art/b\udcff,\n.png", flag="pick", bytes=7),
    )
    table = frame(rows, RaterIdentity("pixels", "1", "abc"))
    table["path"] = table["name"]  # one that begins like a formula
    path = tmp_path / f"scores{suffix}"
    write_table(table, path)
    read = read_table_in(path)
    assert list(read.paths) == ["=a.png", "b\\xff,\n.png"]
    assert read.path_column == "path"
    assert numbers(read)["clarity"] == [0.7, None]
    assert numbers(read)["bytes"] == [1000, 7]
    assert numbers(read)["stars"] == [3, None]
    assert list(read.texts["stars"]) == ["3", ""]
    assert (list(read.texts["flag"]), list(read.texts["label"])) == (["", "pick"], ["=1+1", ""])
    assert {"name", "folder", "rater", "prompt", "richness"} <= set(read.left_out)
    assert not {"flag", "label", "stars"} & set(read.left_out)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = [["Größe", "file name", "score"], ["1", "café, x.png", "0.5"], ["2", "b.png", "1"]]
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    read = read_table_in(written(tmp_path, text, encoding))
    assert list(read.paths) == ["café, x.png", "b.png"]
    assert (read.path_column, numbers(read)) == ("file name", {"Größe": [1, 2], "score": [0.5, 1]})


def test_excel_s_line_that_names_the_delimiter(tmp_path: Path) -> None:
    read = read_table_in(written(tmp_path, "sep=;\npath;a,b\nx.png;1,5\n"))
    assert numbers(read) == {"a,b": [1.5]}


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("score,Path", "Path"),
        ("name,score,FILE-NAME", "FILE-NAME"),
        ("Image Path,path2,score", "Image Path"),
        ("image,file,score", "file"),
        ("SourceFile,score", "SourceFile"),
    ],
)
def test_the_path_column_is_found_by_its_name(tmp_path: Path, header: str, column: str) -> None:
    assert read_table_in(written(tmp_path, f"{header}\n1,2,3\n")).path_column == column


def test_the_path_column_may_be_named(tmp_path: Path) -> None:
    path = written(tmp_path, "path,what,score\na,b,1\n")
    assert list(read_table_in(path, "WHAT").paths) == ["b"]
    with pytest.raises(KnownError, match=r"no column 'none'\. Its columns: path, what, score\."):
        read_table_in(path, "none")
    with pytest.raises(KnownError, match=r"named path, file or image\..*: id, score\."):
        read_table_in(written(tmp_path, "id,score\n1,2\n"))


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        *(("1", 1), (" -0.5 ", -0.5), ("+3", 3), ("1e-3", 0.001), (".5", 0.5), ("5.", 5), ("'-1", -1)),
        *(("0,75", 0.75), ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("1,234,567", 1234567)),
        *(("1.234.567", 1234567), ("1\u00a0234,5", 1234.5), ("1 234", 1234), ("1'234.5", 1234.5)),
        ("\u22122,5", -2.5),
        *((each, math.inf) for each in ("x", "1 2", "1-2", "1e", "12%", "0x10", "1,2,3.4.5", "2026-11-01")),
    ],
)
def test_how_numbers_are_spelled(cell: str, number: float) -> None:
    assert spelled_number(cell.strip()) == number
    column = NumberColumn()
    column.add([cell])
    (value,) = column.values(False)
    assert value == number if math.isfinite(number) else math.isnan(value)
    assert (column.known, column.odd) == ((1, 0) if math.isfinite(number) else (0, 1))


@pytest.mark.parametrize("cell", ["", " ", "NaN", "nan", "NA", "n/a", "null", "None", "-", None, math.nan])
def test_blanks_are_neither_numbers_nor_odd(cell: str | None) -> None:
    column = NumberColumn()
    column.add([cell])
    assert (column.known, column.odd) == (0, 0)
    assert math.isnan(column.values(True)[0])


@pytest.mark.parametrize("cell", ["inf", "-Infinity", "1_000", math.inf, 10**400, b"1", [1], "\u0661x"])
def test_what_is_no_number_counts_as_odd(cell: object) -> None:
    column = NumberColumn()
    column.add([cell])
    assert (column.known, column.odd) == (0, 1)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_float_comes_back(value: float) -> None:
    column = NumberColumn()
    column.add([repr(value), value])
    assert column.values(True).tolist() == [value, value]


@pytest.mark.parametrize(
    ("cells", "delimiter", "values"),
    [
        (["1,234", "12,345", "7"], ",", [1234, 12345, 7]),
        (["1,234", "0,5", "7"], ",", [1.234, 0.5, 7]),
        (["1,234", "12,345", "7"], ";", [1.234, 12.345, 7]),
    ],
)
def test_a_column_tells_what_its_commas_are(
    tmp_path: Path, cells: Sequence[str], delimiter: str, values: Sequence[float]
) -> None:
    lines = [f'a.png{delimiter}"{cell}"' for cell in cells]
    read = read_table_in(written(tmp_path, "\n".join([f"path{delimiter}x", *lines])))
    assert numbers(read) == {"x": list(values)}


def test_a_column_is_what_most_of_its_cells_are(tmp_path: Path) -> None:
    text = "path,score,kind,half,empty\na,1,x,1,\nb,error,2,x,\nc,,y,,\nd,3,,,\n"
    read = read_table_in(written(tmp_path, text))
    assert numbers(read) == {"score": [1, None, None, 3]}
    assert read.odd == {"score": 1}
    assert read.left_out == ("kind", "half", "empty")


def test_odd_shapes(tmp_path: Path) -> None:
    text = '\n\n,path,score,score,\n0,a.png,1,2,3,4,5\n\n1,b.png\n2,"c\nd.png",5,6,7\n'
    read = read_table_in(written(tmp_path, text))
    assert list(read.paths) == ["a.png", "b.png", "c\nd.png"]
    assert numbers(read) == {"score": [1, None, 5], "score_2": [2, None, 6]}


def test_types_of_typed_formats(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    data: dict[str, Any] = {
        "path": ["a", None],
        "b": [True, False],
        "i": [2**60, None],
        "d": [Decimal("1.5"), None],
        "l": [[1], [2]],
        "t": pd.to_datetime(["2026-01-01", "2026-01-02"]),
    }
    pd.DataFrame(data).to_parquet(path)
    read = read_table_in(path)
    assert numbers(read) == {"b": [1, 0], "i": [2**60, None], "d": [1.5, None]}
    assert (list(read.paths), read.left_out) == (["a", ""], ("l", "t"))
    path = tmp_path / "a.jsonl"
    path.write_text('{"path": "a"}\n\n{"file": 3, "x": 2, "path": "b"}\n', encoding="utf-8")
    assert numbers(read_table_in(path)) == {"file": [None, 3], "x": [None, 2]}


def test_xlsx_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in ([], ["path", "n", None], ["a.png", 1.5, "x"], [7, "2,5", None]):
        sheet.append(row)
    book.save(path)
    read = read_table_in(path)
    assert (list(read.paths), numbers(read)) == (["a.png", "7"], {"n": [1.5, 2.5]})


@pytest.mark.parametrize(
    ("suffix", "data", "told"),
    [
        (".csv", b"", "named path"),
        (".csv", b'path,x\n"' + b"a" * 200_000, "damaged or no such table"),
        (".csv", b"\xff\xfep\x00a\x00t\x00h\x00,\x00x\x00\n\x00\xd8", "damaged or no such table"),
        (".json", b"{}", "no list of rows"),
        (".json", b"[1", "damaged or no such table"),
        (".json", b"[" * 100_000, "damaged or no such table"),
        (".jsonl", b'{"path": 1}\n[1]\n', "no JSON object"),
        (".parquet", b"PAR1" + b"x" * 99, "damaged or no such table"),
        (".xlsx", b"PK\x03\x04broken", "damaged or no such table"),
        (".xls", b"", "no table. Choose one of .csv"),
    ],
)
def test_damage_is_told_in_one_sentence(tmp_path: Path, suffix: str, data: bytes, told: str) -> None:
    path = tmp_path / f"scores{suffix}"
    path.write_bytes(data)
    with pytest.raises(KnownError, match=told) as caught:
        read_table_in(path)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_workbook_that_lacks_its_parts(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as zipped:
        zipped.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(KnownError, match="damaged or no such table"):
        read_table_in(path)


def test_a_workbook_whose_rows_are_damaged(tmp_path: Path) -> None:
    whole, path = tmp_path / "whole.xlsx", tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    for _ in range(3):
        book.worksheets[0].append(["path", 1])
    book.save(whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as zipped:
        for name in source.namelist():
            data = source.read(name)
            zipped.writestr(name, data.replace(b'<row r="3"', b'<row r="x"') if "sheet1" in name else data)
    with pytest.raises(KnownError, match="damaged or no such table"):
        read_table_in(path)


def test_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "path,x\n" + "a,1\n" * 10)
    monkeypatch.setattr(import_table, "MOST_CELLS", 20)
    assert len(read_table_in(path).paths) == 10
    monkeypatch.setattr(import_table, "MOST_CELLS", 19)
    with pytest.raises(KnownError, match=r"more than 9 rows of 2 columns\."):
        read_table_in(path)
    monkeypatch.setattr(import_table, "MOST_COLUMNS", 1)
    with pytest.raises(KnownError, match="more than 1 columns"):
        read_table_in(path)
    monkeypatch.setattr(import_formats, "MOST_BYTES", 10)
    with pytest.raises(KnownError, match="Split it"):
        read_table_in(path)
    with pytest.raises(KnownError, match="can't be read"):
        read_table_in(tmp_path / "none.csv")


def test_a_small_file_that_unpacks_to_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("xl/worksheets/sheet1.xml", bytes(1_000_000))
    monkeypatch.setattr(import_formats, "MOST_BYTES", 100_000)
    with pytest.raises(KnownError, match="unpacks to more"):
        read_table_in(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_with_entities_is_refused(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.xlsx"
    text = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><sst>&a;</sst>'
    with zipfile.ZipFile(path, "w") as zipped:
        zipped.writestr("xl/sharedStrings.xml", text.encode(encoding))
    with pytest.raises(KnownError, match="trusted"):
        read_table_in(path)


def test_stopping(tmp_path: Path) -> None:
    path = written(tmp_path, json.dumps([{"path": "a", "x": 1}]), suffix=".json")
    with pytest.raises(KnownError, match="stopped; nothing was changed"):
        read_table_in(path, stopped=lambda: True)


def test_workbooks_keep_what_xml_would_change(tmp_path: Path) -> None:
    names = ["a\rb.png", "_x0041_.png", "_x005F_.png", "a\r\nb.png"]
    write_table(pd.DataFrame({"path": names, "x": [1, 2, 3, 4]}), tmp_path / "t.xlsx")
    assert list(read_table_in(tmp_path / "t.xlsx").paths) == names


def test_a_line_without_an_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_formats, "LONGEST_LINE", 1000)
    (tmp_path / "t.csv").write_text("name,x\n" + "a" * 2000 + ",1\n", encoding="utf-8")
    with pytest.raises(KnownError, match="a line of more than 1,000 characters"):
        read_table_in(tmp_path / "t.csv")
