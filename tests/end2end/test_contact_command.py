"""`curator export sheet.html`: a contact sheet of real, rated pictures."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from curator.cli import cli
from tests.helpers.pictures import write_png, write_truncated_png


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture
def rated(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(2):
        write_png(folder / f"<i>{number}.png", seed=number)
    write_truncated_png(folder / "cut.png")
    assert run("rate", folder, "--rater", "pixels").exit_code == 1
    return folder


def test_a_suffix_of_html_makes_a_contact_sheet(rated: Path, tmp_path: Path) -> None:
    out = tmp_path / "sheet.html"
    told = run("export", out, "--sort", "name", "--where", "name:png")
    assert (told.exit_code, told.stdout, told.stderr) == (0, "", f"3 pictures in {out}\n")
    page = out.read_text(encoding="utf-8")
    names = ["&lt;i&gt;0.png", "&lt;i&gt;1.png", "cut.png"]
    places = [page.index(f"<bdi>{name}</bdi>") for name in names]
    assert places == sorted(places)
    assert page.count('src="data:image/jpeg;base64,/9j/') == 2
    assert page.count("<dt>Clarity</dt>") == 2
    assert "<code>name:png</code>" in page
    assert "Not rated: " in page
    assert "Emotion" not in page


def test_columns_are_its_dimensions(rated: Path, tmp_path: Path) -> None:
    out = tmp_path / "sheet.html"
    assert run("export", out, "--columns", "richness", "--where", "rated:yes").exit_code == 0
    page = out.read_text(encoding="utf-8")
    assert (page.count("<dt>Richness</dt>"), page.count("<dt>")) == (2, 2)
    told = run("export", out, "--columns", "prompt")
    assert (told.exit_code, told.stderr.count("\n")) == (2, 1)
    assert "no 'prompt'" in told.stderr


def test_no_library_gives_an_empty_page(tmp_path: Path) -> None:
    out = tmp_path / "sheet.htm"
    assert run("export", out).exit_code == 0
    assert "0 pictures" in out.read_text(encoding="utf-8")


def test_an_unknown_suffix_names_the_contact_sheet_too(tmp_path: Path) -> None:
    told = run("export", tmp_path / "a.pdf")
    assert told.exit_code == 2
    assert ".xlsx, or .html for a contact sheet" in told.stderr
