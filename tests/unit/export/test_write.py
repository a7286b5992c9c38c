"""Tables in files: six formats read back, formulas kept as text, all or nothing."""

import csv
import gc
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from curator.core.errors import KnownError
from curator.core.records import RaterIdentity
from curator.export import write
from curator.export.table import frame
from curator.export.text import plain_again
from curator.export.write import check_suffix, records, write_table
from tests.helpers.columns import Row, columns_of

SUFFIXES = (".csv", ".tsv", ".json", ".jsonl", ".parquet", ".xlsx")
RATER = RaterIdentity("pixels", "1", "abc")
TABLE = frame(
    columns_of(
        Row(
            '/art/n\u00efght, "two"\nlines.png', rated_at=5.0, scores={"clarity": 0.7}, stars=3, label="=1+1"
        ),
        Row("/art/b\udcff.png", label="-cmd"),
    ),
    RATER,
)
NAMES = ['n\u00efght, "two"\nlines.png', "b\\xff.png"]


def read_back(path: Path) -> list[dict[str, Any]]:
    match path.suffix:
        case ".csv" | ".tsv":
            with path.open(encoding="utf-8", newline="") as file:
                return list(csv.DictReader(file, delimiter="," if path.suffix == ".csv" else "\t"))
        case ".json":
            return list(json.loads(path.read_bytes()))
        case ".jsonl":
            return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        case ".parquet":
            return list(records(pd.read_parquet(path)))
        case _:
            header, *rows = openpyxl.load_workbook(path)["scores"].iter_rows(values_only=True)
            return [dict(zip(map(str, header), row, strict=True)) for row in rows]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_reads_back_the_same(tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"scores{suffix}"
    write_table(TABLE, out)
    rows = read_back(out)
    assert list(rows[0]) == list(TABLE.columns)
    assert [row["name"] for row in rows] == NAMES
    nothing = "" if suffix in (".csv", ".tsv") else None
    clarity, stars = ("0.7", "3") if suffix in (".csv", ".tsv") else (0.7, 3)
    assert [(row["clarity"], row["stars"], row["seed"]) for row in rows] == [
        (clarity, stars, nothing),
        (nothing, nothing, nothing),
    ]
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_no_rows_are_a_table_too(tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"scores{suffix.upper()}"
    write_table(TABLE.iloc[:0], out)
    renamed = out.rename(tmp_path / f"lower{suffix}")
    assert read_back(renamed) == []


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n1", "\n=1"),
        *("\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM(A1)"),
        *("\ufeff=1", " =1", "\u00a0@x", " \ufeff \uff1d1", "\u3000-1"),
    ],
)
@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
def test_text_is_no_formula(tmp_path: Path, suffix: str, text: str) -> None:
    out = tmp_path / f"scores{suffix}"
    table = pd.DataFrame({"label": pd.array([text, "a=b", None], dtype="string"), "n": [-1, 0, 1]})
    write_table(table, out)
    first, *others = read_back(out)
    assert first["label"].startswith(f"'{text[0]}")
    assert plain_again(first["label"]) == text
    assert first["n"] == "-1"
    assert others == [{"label": "a=b", "n": "0"}, {"label": "", "n": "1"}]


def test_xlsx_types_texts_as_texts(tmp_path: Path) -> None:
    out = tmp_path / "scores.xlsx"
    write_table(pd.DataFrame({"label": ["=1+1", "bell\x07\ufffe", "-2"], "n": [-1, 0, 1]}), out)
    cells = [(row[0].value, row[0].data_type, row[1].value) for row in openpyxl.load_workbook(out)["scores"]][
        1:
    ]
    assert cells == [("=1+1", "s", -1), ("bell\\x07\\ufffe", "s", 0), ("-2", "s", 1)]


def test_xlsx_keeps_every_digit_of_a_seed(tmp_path: Path) -> None:
    seeds = pd.Series([2**64 - 1, 10**15 - 1], dtype="UInt64")
    write_table(pd.DataFrame({"seed": seeds}), tmp_path / "seeds.xlsx")
    _, *rows = openpyxl.load_workbook(tmp_path / "seeds.xlsx")["scores"]
    assert [row[0].value for row in rows] == ["18446744073709551615", 999_999_999_999_999]


def test_xlsx_refuses_more_rows_than_a_sheet_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "XLSX_ROWS", 2)
    with pytest.raises(KnownError, match="Parquet"):
        write_table(TABLE, tmp_path / "scores.xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "told"), [("scores.txt", "'.txt'"), ("scores", "without a suffix")])
def test_another_suffix_is_refused_with_the_choices(tmp_path: Path, name: str, told: str) -> None:
    with pytest.raises(KnownError, match=f"{told}.*\\.csv, .*\\.xlsx"):
        write_table(TABLE, tmp_path / name)
    with pytest.raises(KnownError):
        check_suffix(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match=r"scores\.csv can't be written \(No such file"):
        write_table(TABLE, tmp_path / "nowhere" / "scores.csv")


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file.txt").touch()
    with pytest.raises(KnownError, match=r"scores\.csv can't be written \(Not a directory"):
        write_table(TABLE, tmp_path / "file.txt" / "scores.csv")


def test_a_folder_of_that_name_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "scores.csv" / "inside").mkdir(parents=True)
    with pytest.raises(KnownError, match="no file that can be replaced"):
        write_table(TABLE, tmp_path / "scores.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["scores.csv"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_full_disk_keeps_the_old_table(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / f"scores{suffix}"
    out.write_text("old", encoding="utf-8")
    opened = Path.open

    def full(path: Path, mode: str = "r", **options: Any) -> Any:
        if path.suffix != ".part":
            return opened(path, mode, **options)
        path.touch()
        return opened(Path("/dev/full"), "wb")

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(KnownError, match="No space left"):
        write_table(TABLE, out)
    monkeypatch.undo()
    assert out.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


@pytest.mark.skipif(sys.platform == "win32", reason="links and modes are different there")
def test_links_stay_links_and_new_files_get_the_usual_mode(tmp_path: Path) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "scores.csv")
    write_table(TABLE, link)
    assert link.is_symlink()
    umask = os.umask(0)
    os.umask(umask)
    assert (tmp_path / "scores.csv").stat().st_mode & 0o777 == 0o666 & ~umask


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes among its files")
def test_a_pipe_is_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "scores.csv")
    with pytest.raises(KnownError, match="no file that can be replaced"):
        write_table(frame(columns_of(Row()), None), tmp_path / "scores.csv")
    assert (tmp_path / "scores.csv").is_fifo()
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_stopped_export_leaves_the_old_table(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    out = tmp_path / f"scores{suffix}"
    out.write_bytes(b"old")
    with pytest.raises(KnownError, match="stopped"):
        write_table(TABLE, out, stopped=lambda: True)
    gc.collect()
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [(out.name, b"old")]
