"""`curator mark` on real files, and what `list` and `export` then tell."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from curator.cli import cli
from tests.helpers.pictures import write_png, write_truncated_png


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in (1, 2, 3):
        write_png(folder / f"{number}.png", seed=number)
    return folder


def listed(*arguments: str) -> dict[str, dict[str, object]]:
    rows = json.loads(run("list", "--json", *arguments).stdout)
    return {row["name"]: row for row in rows}


def test_marks_are_given_listed_searched_and_taken_back(pictures: Path) -> None:
    given = run("mark", pictures / "1.png", pictures / "2.png", "--stars", "4", "--pick", "--label", "Red")
    assert (given.exit_code, given.stdout) == (0, "")
    assert given.stderr == "2 pictures marked, 2 changed by it\n"
    level = run("mark", pictures / "1.png", "--level", "clarity=high", "--level", "Color_Aesthetic=low")
    assert level.exit_code == 0
    rows = listed("--where", "stars>=4 flag:pick label:red")
    assert set(rows) == {"1.png", "2.png"}
    assert (rows["1.png"]["clarity_mine"], rows["1.png"]["color_aesthetic_mine"]) == (2, 0)
    assert rows["2.png"]["clarity_mine"] is None
    assert set(listed("--where", "clarity_mine:high")) == {"1.png"}
    assert set(listed("--where", "clarity_mine:none")) == {"2.png"}
    assert level.stderr == "1 picture marked, 1 changed by it\n"
    assert set(listed("--where", "label:*")) == {"1.png", "2.png"}
    assert listed("--where", "lora:* or collection:* or not label:r*") == {}
    run("mark", pictures, "--stars", "0", "--unflag", "--label", "none", "--level", "clarity=none")
    assert listed("--where", "stars>0 or flag:pick or label:red or clarity_mine:high") == {}
    assert set(listed("--where", "color_aesthetic_mine:low")) == {"1.png"}


def test_marks_follow_the_content_and_nothing_is_rated_by_it(pictures: Path) -> None:
    run("mark", pictures / "3.png", "--reject")
    shutil.copy2(pictures / "3.png", pictures / "copy.png")
    (pictures / "3.png").rename(pictures / "renamed.png")
    run("rate", pictures, "--rater", "pixels")
    rejected = listed("--where", "flag:reject")
    assert {"renamed.png", "copy.png"} <= set(rejected)
    assert all(row["rater"] == "pixels" for row in rejected.values() if row["name"] != "3.png")


def test_duplicates_are_folded_where_asked(pictures: Path) -> None:
    shutil.copy2(pictures / "3.png", pictures / "copy.png")
    run("mark", pictures, "--stars", "1")
    assert len(listed()) == 4
    assert set(listed("--fold", "equal", "--sort", "name")) == {"1.png", "2.png", "3.png"}
    wrong = run("list", "--fold", "near:17")
    assert (wrong.exit_code, "Unknown fold 'near:17'" in wrong.stderr) == (2, True)


def test_what_cannot_be_read_is_told_and_the_others_are_marked(pictures: Path) -> None:
    write_truncated_png(pictures / "cut.png")
    result = run("mark", pictures, "--stars", "2")
    assert result.exit_code == 1
    assert result.stderr.startswith("cut.png: The file can't be read as a picture")
    assert len(listed("--where", "stars:2")) == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "There is nothing to give."),
        (("--level", "clarity=blurry"), "'blurry' is no level of clarity."),
        (("--level", "mood=low"), "There is no dimension 'mood'."),
        (("--label", "pink"), "There is no label 'pink'."),
        (("--stars", "6"), "6 is not in the range"),
    ],
)
def test_wrong_usage_is_one_sentence_and_marks_nothing(
    pictures: Path, arguments: tuple[str, ...], message: str
) -> None:
    result = run("mark", pictures, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert listed() == {}


def test_paths_that_are_not_there_or_hold_no_picture(pictures: Path, tmp_path: Path) -> None:
    assert "does not exist" in run("mark", tmp_path / "none.png", "--stars", "1").stderr
    (tmp_path / "empty").mkdir()
    assert "There is no picture in" in run("mark", tmp_path / "empty", "--stars", "1").stderr
