"""`curator import`: scores of another program join the pictures, and go on into lists and exports."""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from curator.cli import cli
from tests.helpers.pictures import write_png


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture
def rated(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(3):
        write_png(folder / f"{number}.png", seed=number)
    assert run("rate", folder, "--rater", "pixels").exit_code == 0
    return folder


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_scores_sort_filter_and_export(rated: Path, tmp_path: Path) -> None:
    table = write(rated / "scores.csv", "filename;laion;note", "0.png;5,5;x", "2.png;-1;y", "1.png;;z")
    told = run("import", table)
    assert (told.exit_code, told.stdout) == (0, "")
    assert told.stderr == "laion for 2 pictures; left out, for they are no numbers: note\n"
    listed = run("list", "--where", "laion<9", "--sort", "laion")
    assert [Path(line.split()[-1]).name for line in listed.stdout.splitlines()[1:]] == ["2.png", "0.png"]
    out = tmp_path / "out.csv"
    assert run("export", out, "--sort", "-laion", "--columns", "name,laion").exit_code == 0
    with out.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file))[1:] == [["0.png", "5.5"], ["2.png", "-1.0"], ["1.png", ""]]
    bad = run("list", "--where", "laionn<9")
    assert bad.exit_code == 2
    assert "uncertainty" in bad.stderr
    assert ", laion\n" in bad.stderr


def test_rows_without_a_picture_are_named_and_give_status_1(rated: Path) -> None:
    table = write(rated / "a.tsv", "name\tmine\tstars", "0.png\t1\t4", "none\u202e.png\t2\t5", "\t3\t5")
    told = run("import", table, "--prefix", "other ")
    assert (told.exit_code, told.stdout) == (1, "")
    first, second, summary = told.stderr.splitlines()
    assert first.startswith("none\\u202e.png: No picture of the library")
    assert second.startswith("(a row without a name): ")
    assert summary == "other_mine, other_stars for 1 picture; 2 of 3 rows match none"
    quiet = run("import", "--quiet", table)
    assert (quiet.exit_code, len(quiet.stderr.splitlines())) == (1, 2)


def test_ratings_become_the_human_s_own(rated: Path) -> None:
    table = write(rated / "a.csv", "path,stars,flag,x", "0.png,4,pick,1", "1.png,9,,oh", "2.png,,,2")
    told = run("--as-marks", "import", table)
    assert told.exit_code == 0
    odd = "1 in x, 1 among the ratings"
    summary = f"x and own ratings (stars, flag) for 2 pictures; cells that can't be read: {odd}\n"
    assert told.stderr == summary
    listed = run("list", "--where", "stars:4 flag:pick x=1")
    assert len(listed.stdout.splitlines()) == 2


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("a.csv",), "named path, file or image"),
        (("a.csv", "--path-column", "who", "--columns", "none"), "no column of numbers 'none'"),
        (("a.csv", "--path-column", "where"), "no column 'where'"),
        (("none.csv",), "can't be read"),
        (("a.doc",), "no table"),
    ],
)
def test_what_can_not_be_imported_is_told_in_a_line(
    rated: Path, arguments: tuple[str, ...], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(rated)
    write(rated / "a.csv", "who,x", "0.png,1")
    result = run("import", *arguments)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert told in result.stderr


def test_without_a_library_it_says_how_to_make_one(tmp_path: Path) -> None:
    table = write(tmp_path / "a.csv", "path,x", "a,1")
    told = run("import", table)
    assert told.exit_code == 2
    assert "`curator rate PATH` makes one" in told.stderr
