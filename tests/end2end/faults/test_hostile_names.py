"""Files with hostile names: each is its own everywhere, and what is done to one is done to that very file."""

import csv
import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from curator.cli import cli
from curator.core.name_text import name_of
from curator.export.text import plain_again
from tests.end2end.faults.forms import forms, is_full, tell
from tests.helpers.hostile import NAMES
from tests.helpers.pictures import picture_bytes
from tests.helpers.process import rows, run_curator

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes any bytes for a name")
TABLES = (".csv", ".tsv", ".json", ".jsonl", ".parquet", ".xlsx")
LABELS = ("red", "yellow", "green", "blue", "purple", "none")

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(request: pytest.FixtureRequest) -> Run:
    """A command to its end, in the full form as a process: its status, output and errors."""

    def in_process(*arguments: str | Path) -> tuple[int, str, str]:
        told = CliRunner().invoke(cli, [str(argument) for argument in arguments])
        return told.exit_code, told.stdout, told.stderr

    def as_process(*arguments: str | Path) -> tuple[int, str, str]:
        told = run_curator(*arguments)
        return told.returncode, told.stdout, told.stderr

    return as_process if is_full(request) else in_process


def write_files(folder: Path, count: int) -> dict[str, Path]:
    """So many pictures, each of its own content, and one each in a hostile folder and in a deep one."""
    folder.mkdir()
    odd = folder / os.fsdecode(b"dots. \xff\n=1. ")
    deep = folder.joinpath(*["d" * 200] * ((3900 - len(str(folder))) // 201))
    odd.mkdir()
    deep.mkdir(parents=True)
    paths = [folder / os.fsdecode(name) for name in NAMES[:count]]
    paths += [odd / "in.png", deep / "in.png"]
    for seed, path in enumerate(paths):
        # No two of the same size, which tells later whose number came back
        path.write_bytes(picture_bytes(seed, (32, 32)).ljust(4000 + seed, b"\0"))
    return {str(path): path for path in paths}


def stored(library: Path) -> list[str]:
    return [
        os.fsdecode(path) for (path,) in rows(library, "SELECT path FROM images JOIN ratings USING (content)")
    ]


def read_table(path: Path) -> list[Mapping[str, object]]:
    """As another program reads it, the apostrophe before a formula taken out."""
    if path.suffix in (".csv", ".tsv"):
        with path.open(encoding="utf-8", newline="") as file:
            found = list(csv.DictReader(file, delimiter="\t" if path.suffix == ".tsv" else ","))
        return [{key: plain_again(value) for key, value in each.items()} for each in found]
    if path.suffix == ".json":
        return list(json.loads(path.read_text(encoding="utf-8")))
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    if path.suffix == ".parquet":
        return list(pq.read_table(path).to_pylist())
    header, *lines = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    names = [str(name) for name in header]
    return [dict(zip(names, map(_plain_cell, line), strict=True)) for line in lines]


def _plain_cell(cell: object) -> object:
    """The two escapes of workbooks that a library leaves to its caller."""
    return cell.replace("_x000D_", "\r").replace("_x005F_", "_") if isinstance(cell, str) else cell


class Sheet(HTMLParser):
    """The names on a contact sheet, and the pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.pictures: list[str] = []
        self._in_name = False

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self._in_name = tag == "bdi"
        if tag == "img":
            self.pictures.append(dict(attrs)["src"] or "")

    def handle_data(self, data: str) -> None:
        if self._in_name:
            self.names.append(data)
            self._in_name = False


def marks_for(number: int) -> tuple[str, ...]:
    """Marks that no other of ninety numbers has."""
    flag = ("--pick", "--reject", "--unflag")[number // 30]
    return "--stars", str(1 + number % 5), "--label", LABELS[number // 5 % 6], flag


def given(library: Path) -> dict[str, tuple[int, str, str]]:
    query = (
        "SELECT i.path, ifnull(m.stars, 0), ifnull(m.flag, ''), ifnull(m.label, '') FROM images i"
        " LEFT JOIN marks m USING (content)"
    )
    return {os.fsdecode(path): (stars, flag, label) for path, stars, flag, label in rows(library, query)}


@forms(10, len(NAMES), minutes=20)
def test_commands_and_tables_keep_every_byte(
    size: int, request: pytest.FixtureRequest, run: Run, tmp_path: Path
) -> None:
    begin = time.monotonic()
    paths = write_files(tmp_path / "out", size)
    library = tmp_path / "library"
    # Hidden files are left out of folders, and taken where they are named
    hidden = [path for path in paths.values() if path.name.startswith(".")]
    status, _, errors = run("rate", "--rater", "pixels", "--library", library, tmp_path / "out", *hidden)
    assert (status, sorted(stored(library))) == (0, sorted(paths)), errors

    lost = _lost_in_lists(run, library, paths)
    lost |= {suffix: _lost_in_table(run, library, paths, tmp_path / f"t{suffix}") for suffix in TABLES}
    lost["html"] = _lost_in_sheet(run, library, paths, tmp_path / "sheet.html")
    for suffix in TABLES:
        lost[f"import{suffix}"] = _lost_in_import(run, library, paths, tmp_path / f"t{suffix}")
    lost["marks"] = _lost_marks(run, library, paths)
    if is_full(request):  # a file that is no picture is waited for, as one that may still be written
        lost["stderr"] = _lost_failures(run, tmp_path / "bad", size)
    seconds = round(time.monotonic() - begin, 1)
    tell(16, "names through commands and tables", files=len(paths), lost=lost, seconds=seconds)
    assert not any(lost.values())


def _lost_failures(run: Run, folder: Path, count: int) -> int:
    """Files that can't be rated and are not told, each in a line of its own."""
    folder.mkdir()
    paths = [folder / os.fsdecode(name) for name in NAMES[:count]]
    for path in paths:
        path.write_bytes(b"no picture")
    status, _, errors = run("rate", "--quiet", "--rater", "pixels", "--library", f"{folder}.library", *paths)
    assert status == 1, errors
    told = {name_of(line.rpartition(".png: ")[0]) for line in errors.splitlines() if ".png: " in line}
    return len(told ^ {str(path).removesuffix(".png") for path in paths})


def _lost_in_lists(run: Run, library: Path, paths: Mapping[str, Path]) -> dict[str, int]:
    _, listed, _ = run("list", "--library", library)
    _, told, _ = run("list", "--json", "--library", library)
    lines = [line.split("  ")[-1] if "  " not in line else line for line in listed.splitlines()[1:]]
    shown = {name_of(line[line.index(os.sep) :]) for line in lines}
    return {
        "list": len(set(paths) ^ shown),
        "list --json": len(set(paths) ^ {name_of(each["path"]) for each in json.loads(told)}),
    }


def _lost_in_table(run: Run, library: Path, paths: Mapping[str, Path], out: Path) -> int:
    """How many names are not in it, or not theirs; the number column is for `_lost_in_import`."""
    status, _, errors = run("export", "--library", library, out)
    assert status == 0, errors
    table = read_table(out)
    found = {name_of(str(each["path"])) for each in table}
    parts = {name_of(f"{each['folder']}{os.sep}{each['name']}") for each in table}
    return len(set(paths) ^ found) + len(set(paths) ^ parts) + abs(len(table) - len(paths))


def _lost_in_sheet(run: Run, library: Path, paths: Mapping[str, Path], out: Path) -> int:
    assert run("export", "--library", library, out)[0] == 0
    sheet = Sheet()
    sheet.feed(out.read_text(encoding="utf-8"))
    names = sorted(path.name for path in paths.values())
    assert len(set(sheet.pictures)) == len(paths)
    return sum(one != other for one, other in zip(names, sorted(map(name_of, sheet.names)), strict=True))


def _lost_in_import(run: Run, library: Path, paths: Mapping[str, Path], table: Path) -> int:
    """Each file's size as the table has it comes back by the table's paths: to that file, or it is lost."""
    prefix = f"{table.suffix[1:]}_"
    status, _, errors = run("import", table, "--columns", "bytes", "--prefix", prefix, "--library", library)
    assert status == 0, errors
    query = (
        "SELECT i.path, x.value FROM images i LEFT JOIN extras x"
        f" ON x.content = i.content AND x.name = '{prefix}bytes'"
    )
    told = {os.fsdecode(path): value for path, value in rows(library, query)}
    return sum(told.get(path) != file.stat().st_size for path, file in paths.items())


def _lost_marks(run: Run, library: Path, paths: Mapping[str, Path]) -> int:
    """Each file is marked by its path, then all are looked at."""
    for number, path in enumerate(paths.values()):
        status, _, errors = run("mark", *marks_for(number), "--library", library, "--", path)
        assert status == 0, errors
    found, lost = given(library), 0
    for number, known in enumerate(paths):
        _, stars, _, label, flag = marks_for(number)
        wanted = (int(stars), {"--unflag": ""}.get(flag, flag[2:]), {"none": ""}.get(label, label))
        lost += found[known] != wanted
    return lost
