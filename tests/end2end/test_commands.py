"""The commands on real files: what they print, write and return."""

import csv
import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from curator.cli import cli
from curator.core.paths import default_rules
from curator.core.records import DimensionScore, RaterIdentity, Rating
from curator.core.rules import read_rules
from curator.store import ratings
from curator.store.library import Library
from tests.helpers.pictures import picture, write_png, write_truncated_png
from tests.helpers.process import ROOT, curator_process, interrupt, rows, run_curator
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
    everything = out.read_text(encoding="utf-8").splitlines()[0]
    assert run("export", out, "--columns", "all,name").exit_code == 0
    assert out.read_text(encoding="utf-8").splitlines()[0] == everything
    assert "emotion_p0,emotion_p1,emotion_p2" in out.read_text(encoding="utf-8").splitlines()[0]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("rate", "nowhere"), "nowhere does not exist"),
        (("rate", ""), "an empty name"),
        (("rate",), "Missing argument 'PATH...'. See `curator rate --help`."),
        (("rate", ".", "--rater", "eyes"), "'eyes' is not one of"),
        (("rate", ".", "--rules", "nowhere.csv"), "nowhere.csv"),
        (("watch",), "There is no folder to watch"),
        (("watch", "nowhere"), "nowhere is not a folder"),
        (("rate", "n" * 300), "can't be read (File name too long)"),
        (("watch", "n" * 300), "can't be read (File name too long)"),
        (("n" * 300,), "can't be read (File name too long)"),
        (("rate", ".", "--model", ""), "is empty; give a folder or a Hub repository"),
        (("rat", "."), "rat is neither a folder nor a command"),
        (("list", "--colour"), "No such option"),
        (("list", "--where", "clarity<"), "Nothing to compare clarity with at character 9: expected a value"),
        (("list", "--where", "prompt<fog"), "'prompt' has no order"),
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


def test_options_may_stand_before_a_command_of_a_group(tmp_path: Path) -> None:
    folder = tmp_path / "nowhere"
    plain = run("model", "status", "--model", folder)
    assert f"There is no folder {folder}" in plain.stdout
    for arguments in (
        ("--model", folder, "model", "status"),
        ("model", "--model", folder, "status"),
        ("--quiet", "model", f"--model={folder}", "status"),
    ):
        told = run(*arguments)
        assert (told.exit_code, told.stdout) == (0, plain.stdout)
    assert "Usage: " in run("--quiet", "model", "--help").stdout
    assert run("--quiet", "model").exit_code == 2


def test_the_scores_of_the_rater_named_are_shown(rated: Path) -> None:
    library = Library(Path(os.environ["CURATOR_LIBRARY"]))
    try:
        (row,) = library.read("SELECT id, content FROM images WHERE name = 'img1.png'")
        digest = read_rules(default_rules()).digest
        pixels = ratings.current_rater(library)
        assert pixels is not None
        qwen = ratings.use_rater(library, RaterIdentity("qwen", "1", digest), ["clarity"])
        rating = Rating({"clarity": DimensionScore(1.25, 1, None)})
        ratings.record_ratings(library, qwen, [(row[0], row[1], rating)], 1.0)
        ratings.use_rater(library, pixels.identity, pixels.dimensions)
    finally:
        library.close()
    by_qwen = json.loads(run("list", "--json", "--rater", "qwen", "--where", "rated:yes").stdout)
    assert [(row["name"], row["rater"], row["clarity"]) for row in by_qwen] == [("img1.png", "qwen", 1.25)]
    for rater in ("auto", "pixels"):
        listed = json.loads(run("list", "--json", "--rater", rater, "--where", "rated:yes").stdout)
        assert [row["rater"] for row in listed] == ["pixels"] * 3


def test_a_rater_without_scores_is_asked_for(rated: Path) -> None:
    told = run("list", "--rater", "qwen")
    assert (told.exit_code, told.stdout, told.stderr.count("\n")) == (2, "", 1)
    assert "`curator rate --rater qwen PATH`" in told.stderr


def test_own_rules_give_own_dimensions(pictures: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.csv"
    rules.write_text(RULES, encoding="utf-8")
    assert run("rate", pictures / "img1.png", "--rules", rules).exit_code == 0
    told = run("list", "--rules", rules, "--where", "clarity>=0 not mood>=0", "--json")
    assert [row["name"] for row in json.loads(told.stdout)] == ["img1.png"]
    assert told.stderr == ""
    other = run("list", "--json")
    assert [(row["name"], row["rated_at"]) for row in json.loads(other.stdout)] == [("img1.png", None)]
    assert other.stderr == (
        f"Nothing is rated by the rules {default_rules()} yet; name those used before with --rules.\n"
    )
    assert run("rate", pictures / "img1.png").exit_code == 0
    for arguments in ((), ("--rules", rules)):
        again = run("list", "--where", "clarity>=0", *arguments)
        assert (again.stderr, again.stdout.count("\n")) == ("", 2)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no names that are not Unicode")
def test_names_that_are_no_text(tmp_path: Path) -> None:
    write_png(tmp_path / os.fsdecode(b"b\xff\n=.png"), seed=1)
    (tmp_path / os.fsdecode(b"c\xfe\x1b.png")).write_bytes(b"no picture")
    told = run("rate", tmp_path, "--rater", "pixels")
    assert told.exit_code == 1
    assert told.stderr.startswith(f"{tmp_path}/c\\xfe\\x1b.png: ")
    assert f"{tmp_path}/b\\xff\\x0a=.png\n" in run("list").stdout
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
    assert {"curator", "library", "rules", "formats", "model", "gpu", "log", "packages", "screen"} <= subjects
    assert {"room", "backups", "sqlite"} <= subjects
    assert "AVIF, BMP, GIF, JPEG, PNG, TIFF, WEBP" in told.stdout
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").touch()
    lacks = run("doctor", "--library", tmp_path / "file", "--rules", tmp_path / "nowhere.csv")
    assert lacks.exit_code == 2
    assert sum(line.startswith("LACKS") for line in lacks.stdout.splitlines()) == 2


def test_model_status_says_what_to_do_for_both() -> None:
    told = run("model", "status", "--model", "nobody/nothing", "--processor", "some/other").stdout
    assert "nobody/nothing is not ready on this machine" in told
    assert "some/other is not ready on this machine" in told
    assert told.count("run 'curator model get'") == 2


def test_doctor_finds_damage_within_a_library_that_opens(rated: Path) -> None:
    assert "ok     library" in run("doctor").stdout
    database = Path(os.environ["CURATOR_LIBRARY"]) / "library.db"
    with closing(sqlite3.connect(database)) as connection:
        sql = "SELECT rootpage FROM sqlite_master WHERE name = 'scores'"
        (page,) = connection.execute(sql).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with database.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    told = run("doctor")
    assert told.exit_code == 2
    (line,) = [line for line in told.stdout.splitlines() if line.startswith("LACKS")]
    assert f"{database} is damaged (" in line
    assert "start Curator, which sets it aside and puts the newest backup back" in line
    assert list(database.parent.glob("library-damaged-*")) == []


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


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.skipif(sys.platform == "win32", reason="there is no sh")
def test_a_closed_output_is_no_traceback(rated: Path) -> None:
    command = f'exec "{sys.executable}" -m curator list --limit 1 >&-'
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_full_disk_under_the_output_is_one_line(rated: Path) -> None:
    for arguments in (["list"], ["list", "--json"], ["model", "status"]):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [sys.executable, "-m", "curator", *arguments],
                cwd=ROOT,
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
        assert done.returncode == 2
        assert done.stderr == (
            "curator: The output can't be written (No space left on device). Choose another place.\n"
        )


def test_oddities_of_pictures_that_are_rated_stay_unsaid(tmp_path: Path) -> None:
    picture(seed=1).save(
        tmp_path / "odd.jpg", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x05\x01\x0f\0\x02\0\0\xff\xff"
    )
    with pytest.warns(UserWarning, match="Corrupt EXIF data"), Image.open(tmp_path / "odd.jpg") as opened:
        opened.getexif()
    done = run_curator("rate", tmp_path, "--library", tmp_path / "library", "--rater", "pixels")
    assert done.returncode == 0
    assert done.stderr.startswith("1 rated, ")
    assert done.stderr.count("\n") == 1


def test_a_picture_that_may_not_be_read_does_not_keep_others_from_being_rated(
    pictures: Path, tmp_path: Path, unprivileged: list[str]
) -> None:
    unread, good, closed = pictures / "img1.png", pictures / "img2.png", tmp_path / "closed"
    closed.mkdir()
    write_png(closed / "a.png", seed=5)
    unread.chmod(0)
    closed.chmod(0o600)
    rating = [*unprivileged, sys.executable, "-m", "curator", "rate", "--rater", "pixels"]
    try:
        told = subprocess.run(
            [*rating, unread, good], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
        )
        refused = subprocess.run(
            [*rating, closed / "a.png", good],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    finally:
        unread.chmod(0o600)
        closed.chmod(0o700)
    failure, summary = told.stderr.splitlines()
    assert (told.returncode, told.stdout) == (1, "")
    assert failure.startswith(f"{unread}: ")
    assert summary.startswith("1 rated, 0 rated before, 1 failed, ")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert f"{closed / 'a.png'} can't be read (Permission denied)." in refused.stderr


def test_a_file_that_is_no_picture_by_its_name_is_told_and_the_others_are_rated(pictures: Path) -> None:
    notes = pictures / "notes.txt"
    notes.write_text("no picture", encoding="utf-8")
    told = run("rate", notes, pictures / "img1.png", "--rater", "pixels")
    failure, summary = told.stderr.splitlines()
    assert told.exit_code == 1
    assert failure == (
        f"{notes}: The file is not a picture that Curator reads (AVIF, BMP, GIF, JPEG, PNG, TIFF, WEBP)."
    )
    assert summary.startswith("1 rated, 0 rated before, 1 failed, ")
    assert [row["name"] for row in json.loads(run("list", "--json").stdout)] == ["img1.png"]
    missing = run("rate", pictures / "img2.png", pictures / "nowhere.png")
    assert missing.exit_code == 2
    assert "0 rated before" not in missing.stderr


def test_of_a_wrong_list_no_folder_is_watched(pictures: Path, tmp_path: Path) -> None:
    assert run("watch", pictures, tmp_path / "nowhere").exit_code == 2
    assert run("watch").stderr.startswith("curator: There is no folder to watch")


@pytest.mark.parametrize("library", ["file.txt", "file.txt/below/library"])
def test_a_library_that_is_a_file_is_refused(tmp_path: Path, library: str) -> None:
    (tmp_path / "file.txt").touch()
    told = run("list", "--library", tmp_path / library)
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr == f"curator: {tmp_path / 'file.txt'} is a file; name a folder for the library.\n"


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
