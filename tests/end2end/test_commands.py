"""The commands on real files: what they print, write and return."""

import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from curator.cli import cli
from tests.helpers.pictures import write_png, write_truncated_png
from tests.helpers.process import ROOT, curator_process, interrupt, rows
from tests.helpers.waiting import wait_until

RULES = """Dimension,Score,Option,Description
Clarity (clarity),-1,Soft,Edges are soft.
,1,Sharp,Edges are sharp.
Mood (mood),0,Calm,Little happens.
,1,Wild,Much happens.
"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Three pictures and one that is cut off."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in (1, 2, 10):
        path = folder / f"img{number}.png"
        write_png(path, seed=number)
        os.utime(path, (1_800_000_000 + number, 1_800_000_000 + number))
    write_truncated_png(folder / "cut.png")
    return folder


@pytest.fixture
def rated(pictures: Path) -> Path:
    assert run("rate", pictures, "--rater", "pixels").exit_code == 1
    return pictures


def test_rate_tells_counts_and_failures_on_stderr(pictures: Path) -> None:
    first = run("rate", pictures, "--rater", "pixels")
    assert (first.exit_code, first.stdout) == (1, "")
    failure, summary = first.stderr.splitlines()
    assert failure.startswith(f"{pictures / 'cut.png'}: ")
    assert summary.startswith("3 rated, 0 rated before, 1 failed, ")
    assert "images/s" in summary
    assert "pixel measures" in summary
    (pictures / "cut.png").unlink()
    again = run("rate", pictures, pictures / "img1.png", "--rater", "pixels")
    assert (again.exit_code, again.stdout) == (0, "")
    assert "0 rated" in again.stderr
    assert " 0 failed" in again.stderr


def test_quiet_leaves_the_failures(pictures: Path) -> None:
    told = run("rate", pictures, "--quiet")
    assert told.exit_code == 1
    assert told.stderr.count("\n") == 1
    assert "cut.png: " in told.stderr


def test_auto_says_which_rater(pictures: Path) -> None:
    assert "rater: pixel measures" in run("rate", pictures / "img1.png").stderr


def test_list_shows_aligned_scores(rated: Path) -> None:
    told = run("list", "--sort", "name")
    assert (told.exit_code, told.stderr) == (0, "")
    header, *lines = told.stdout.splitlines()
    assert header.split() == ["clarity", "color_brightness", "lighting_distinction", "richness", "path"]
    assert [Path(line.split()[-1]).name for line in lines] == ["cut.png", "img1.png", "img2.png", "img10.png"]
    assert lines[0].split()[:4] == ["-"] * 4
    assert len({line.index(str(rated)) for line in lines}) == 1


def test_list_json_has_the_columns_of_an_export(rated: Path, tmp_path: Path) -> None:
    listed = json.loads(run("list", "--json", "--where", "rated:yes", "--limit", "2").stdout)
    assert [row["name"] for row in listed] == ["img10.png", "img2.png"]
    out = tmp_path / "scores.json"
    told = run("export", out, "--where", "rated:yes")
    assert (told.exit_code, told.stdout, told.stderr) == (0, "", f"3 rows in {out}\n")
    exported = json.loads(out.read_text(encoding="utf-8"))
    assert exported[:2] == listed
    assert listed[0]["rater"] == "pixels"
    assert 0 <= listed[0]["clarity"] <= 2
    assert listed[0]["emotion"] is None


def test_export_chooses_columns(rated: Path, tmp_path: Path) -> None:
    out = tmp_path / "scores.csv"
    assert run("export", out, "--columns", "name,clarity,emotion_p2", "--sort", "name").exit_code == 0
    with out.open(encoding="utf-8", newline="") as file:
        table = list(csv.reader(file))
    assert table[0] == ["name", "clarity", "emotion_p2"]
    assert [row[0] for row in table[1:]] == ["cut.png", "img1.png", "img2.png", "img10.png"]
    assert run("export", out, "--columns", "all").exit_code == 0
    assert "emotion_p0,emotion_p1,emotion_p2" in out.read_text(encoding="utf-8").splitlines()[0]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("rate", "nowhere"), "nowhere does not exist"),
        (("rate",), "Missing argument 'PATH...'. See `curator rate --help`."),
        (("rate", ".", "--rater", "eyes"), "'eyes' is not one of"),
        (("rate", ".", "--rules", "nowhere.csv"), "nowhere.csv"),
        (("watch",), "There is no folder to watch"),
        (("watch", "nowhere"), "nowhere is not a folder"),
        (("rat", "."), "rat is neither a folder nor a command"),
        (("list", "--colour"), "No such option"),
        (("list", "--where", "clarity<"), "Nothing to compare clarity with at character 9: expected a value"),
        (("list", "--where", "prompt:fog"), "does not record what the generator wrote"),
        (("list", "--sort", "mood"), "Unknown sort key 'mood'"),
        (("list", "--limit", "-1"), "-1"),
        (("export", "scores.txt"), "'.txt' is no table format. Use one of .csv"),
        (("export", "nowhere/scores.csv", "--quiet"), "can't be written"),
        (("export", "scores.csv", "--columns", "mood", "--quiet"), "There is no column 'mood'"),
    ],
)
def test_wrong_use_is_one_line_and_status_2(
    arguments: tuple[str, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr
    assert result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_reading_makes_no_library(tmp_path: Path) -> None:
    library = tmp_path / "library"
    told = run("list", "--json", "--library", library)
    assert (told.exit_code, json.loads(told.stdout)) == (0, [])
    assert "curator rate" in told.stderr
    assert not library.exists()


def test_options_may_stand_before_the_command(rated: Path, tmp_path: Path) -> None:
    assert run("--quiet", "--library", tmp_path / "other", "list").stdout == "path\n"
    assert len(run("--rater=pixels", "list").stdout.splitlines()) == 5


def test_another_rater_is_asked_for(rated: Path) -> None:
    told = run("list", "--rater", "qwen")
    assert told.exit_code == 2
    assert "those of the rater pixels" in told.stderr


def test_own_rules_give_own_dimensions(pictures: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.csv"
    rules.write_text(RULES, encoding="utf-8")
    assert run("rate", pictures / "img1.png", "--rules", rules).exit_code == 0
    told = run("list", "--rules", rules, "--where", "clarity>=0 not mood>=0", "--json")
    assert [row["name"] for row in json.loads(told.stdout)] == ["img1.png"]
    assert told.stderr == ""
    assert "other rules" in run("list").stderr


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no names that are not Unicode")
def test_names_that_are_no_text(tmp_path: Path) -> None:
    write_png(tmp_path / os.fsdecode(b"b\xff\n=.png"), seed=1)
    (tmp_path / os.fsdecode(b"c\xfe\x1b.png")).write_bytes(b"no picture")
    told = run("rate", tmp_path, "--rater", "pixels")
    assert told.exit_code == 1
    assert told.stderr.startswith(f"{tmp_path}/c\\xfe\\x1b.png: ")
    assert f"{tmp_path}/b\\xff\\n=.png\n" in run("list").stdout
    assert "b\\xff\n=.png" in [row["name"] for row in json.loads(run("list", "--json").stdout)]


def test_model_status_says_what_lacks() -> None:
    told = run("model", "status", "--model", "nobody/nothing")
    assert told.exit_code == 0
    assert "nobody/nothing" in told.stdout
    assert "complete:  no" in told.stdout
    assert run("model").exit_code == 2


def test_doctor_tells_what_is_here_and_what_lacks(tmp_path: Path) -> None:
    told = run("doctor", "--library", tmp_path / "library")
    assert told.exit_code == 0, told.output
    subjects = {line.split()[1] for line in told.stdout.splitlines()}
    assert {"curator", "library", "rules", "formats", "model", "gpu", "packages", "screen"} <= subjects
    assert "AVIF, BMP, GIF, JPEG, PNG, TIFF, WEBP" in told.stdout
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").touch()
    lacks = run("doctor", "--library", tmp_path / "file", "--rules", tmp_path / "nowhere.csv")
    assert lacks.exit_code == 2
    assert sum(line.startswith("LACKS") for line in lacks.stdout.splitlines()) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_without_a_screen_the_window_names_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    told = run()
    assert (told.exit_code, told.stdout) == (2, "")
    assert "curator watch" in told.stderr
    assert told.stderr.count("\n") == 1


def test_help_names_every_command_of_the_contract() -> None:
    told = run("--help")
    assert told.exit_code == 0
    for command in ("demo", "rate", "watch", "list", "export", "model", "doctor", "[FOLDER]..."):
        assert command in told.stdout
    for option in (
        "--library",
        "--rater",
        "--model",
        "--processor",
        "--rules",
        "--device",
        "--quiet",
        "--verbose",
    ):
        assert option in run("rate", "--help").stdout


def test_a_closed_pipe_is_no_traceback(rated: Path) -> None:
    command = [sys.executable, "-m", "curator", "list", "--json"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


def test_interrupted_rating_keeps_what_is_rated(tmp_path: Path) -> None:
    folder, library = tmp_path / "pictures", tmp_path / "library"
    folder.mkdir()
    for seed in range(60):
        write_png(folder / f"{seed}.png", seed=seed, size=(512, 512))
    with curator_process(
        tmp_path / "log", "rate", folder, "--library", library, "--rater", "pixels"
    ) as process:
        assert wait_until(lambda: rows(library, "select count(*) from ratings") not in ([], [(0,)]), 60)
        interrupt(process)
        assert process.wait(20) == 130
    assert "Traceback" not in (tmp_path / "log").read_text(encoding="utf-8")
    assert rows(library, "pragma integrity_check") == [("ok",)]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to send")
def test_watch_prints_a_line_for_each_picture_until_it_is_ended(pictures: Path, tmp_path: Path) -> None:
    (pictures / "cut.png").unlink()
    log = tmp_path / "log"
    arguments = ("watch", pictures, "--library", tmp_path / "library", "--rater", "pixels")
    with curator_process(log, *arguments) as process:
        assert wait_until(lambda: log.read_text(encoding="utf-8").count("clarity=") == 3, 60)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    told = log.read_text(encoding="utf-8")
    assert told.startswith(f"Watching {pictures}; Ctrl+C ends.\n")
    assert f"\n{pictures / 'img10.png'}\tclarity=" in told
    assert "Traceback" not in told
