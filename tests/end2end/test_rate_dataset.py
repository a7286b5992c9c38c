"""`curator rate-dataset` on real datasets: what it writes, what it says, and what a kill does not cost."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from curator.cli import cli
from curator.core.paths import default_rules
from curator.core.records import Rating
from curator.core.rules import Rubric, column_name, read_rules
from curator.images.decode import read_picture
from curator.pipeline.dataset_source import library
from curator.rating.pixels import PixelRater
from curator.rating.qwen import QwenRater
from curator.rating.rater import Rater
from tests.helpers.dataset_files import BROKEN, dataset, saved, various, written
from tests.helpers.pictures import picture_bytes
from tests.helpers.process import ROOT, curator_process, interrupt, run_curator
from tests.helpers.push_server import push_server
from tests.helpers.tiny_checkpoint import write_tiny_checkpoint
from tests.helpers.waiting import wait_until

RUBRIC = read_rules(default_rules())
RULES = """Dimension,Score,Option,Description
Clarity (clarity),-1,Soft,Edges are soft.
,1,Sharp,Edges are sharp.
Mood (mood),0,Calm,Little happens.
,1,Wild,Much happens.
"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["rate-dataset", *map(str, arguments)])


def as_files(folder: Path, rater: Rater, files: Mapping[str, bytes]) -> list[Rating]:
    """What the rater says of the same pictures as files."""
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return rater.rate([read_picture(folder / name).picture for name in files])


def cell(rating: Rating, rubric: Rubric = RUBRIC) -> dict[str, list[Any]]:
    """As the column `rater` has it."""
    told = [rating.scores.get(key) for key in rubric.keys]
    return {
        "scores": [None if score is None else score.score for score in told],
        "preds": [None if score is None else score.prediction for score in told],
    }


# --- what is written --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["rated", "rated.parquet"])
def test_pictures_in_the_dataset_are_rated_as_files_are(tmp_path: Path, name: str) -> None:
    files, target = various(), tmp_path / name
    cells = [*files.values(), None, BROKEN, b"", files["a.png"]]
    source = saved(tmp_path / "source", cells, label=list("abcdefgh"))
    told = run(source, "--rater", "pixels", "--to", target, "--dimension-columns")
    assert (told.exit_code, told.stdout) == (1, ""), told.output
    *failures, place, summary = told.stderr.splitlines()
    assert failures == [
        "row 4: The row has no picture.",
        "row 5: The file is damaged or cut short.",
        "row 6: The file is empty.",
    ]
    assert place.startswith(f"8 rows in {target}; scores and preds of: background, clarity, ")
    assert summary.startswith("5 rated, 0 resumed, 3 failed, ")
    assert "images/s, rater: pixel measures" in summary
    rows, ratings = written(target), as_files(tmp_path / "files", PixelRater(RUBRIC), files)
    expected = [cell(rating) for rating in ratings]
    assert rows["rater"][:] == [*expected, None, None, None, expected[0]]
    assert len({json.dumps(each) for each in expected}) == 4
    for at, key in enumerate(RUBRIC.keys):
        scores = [each["scores"][at] for each in expected]
        assert rows[column_name(key)][:] == [*scores, None, None, None, scores[0]]
    assert rows["label"][:] == list("abcdefgh")
    assert [each and each["bytes"] for each in rows["image"][:]] == cells
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["files", "source", name])


@pytest.mark.parametrize("name", ["rated", "rated.parquet"])
def test_pictures_beside_the_dataset_are_rated_and_embedded(tmp_path: Path, name: str) -> None:
    ratings = as_files(tmp_path / "files", PixelRater(RUBRIC), various())
    told = run(tmp_path / "files", "--rater", "pixels", "--to", tmp_path / name)
    assert told.exit_code == 0, told.output
    rows = written(tmp_path / name)
    assert [each["bytes"] for each in rows["image"][:]] == list(various().values())
    assert rows["rater"][:] == [cell(rating) for rating in ratings]


def test_files_that_are_gone_are_told_once_and_cost_no_other_row(tmp_path: Path) -> None:
    (rating,) = as_files(tmp_path, PixelRater(RUBRIC), {"a.png": picture_bytes(1)})
    paths = [str(tmp_path / name) for name in ("a.png", "gone.png", "left out.png")]
    dataset(paths).to_parquet(str(tmp_path / "source.parquet"), batch_size=3)
    told = run(tmp_path / "source.parquet", "--indices", ":2", "--rater", "pixels", "--to", tmp_path / "out")
    assert told.exit_code == 1
    assert told.stderr.splitlines()[:2] == [
        "row 1: The file is not there any more.",
        "row 2: Its file is not there or no picture, so the written dataset has only its name.",
    ]
    assert "1 rated, 0 resumed, 2 failed, " in told.stderr.splitlines()[3]
    rows = written(tmp_path / "out")
    assert rows["rater"][:] == [cell(rating), None, None]
    assert [(each["bytes"], each["path"]) for each in rows["image"][:]] == [
        (picture_bytes(1), "a.png"),
        (b"", "gone.png"),
        (b"", "left out.png"),
    ]


def test_paths_in_a_table_are_rated_and_stay_paths(tmp_path: Path) -> None:
    ratings = as_files(tmp_path / "files", PixelRater(RUBRIC), various())
    (tmp_path / "table").mkdir()
    paths = [f"../files/{name}" for name in [*various(), "gone.png"]]
    (tmp_path / "table" / "rows.csv").write_text("\n".join(["photo", *paths]), encoding="utf-8")
    told = run(
        tmp_path / "table", "--image-column", "photo", "--rater", "pixels", "--to", tmp_path / "o.parquet"
    )
    assert told.exit_code == 1
    assert told.stderr.startswith("row 4: The file is not there any more.\n5 rows in ")
    rows = written(tmp_path / "o.parquet")
    assert rows["photo"][:] == paths
    assert rows["rater"][:] == [*(cell(rating) for rating in ratings), None]


def test_only_the_rows_of_the_indices_are_rated(tmp_path: Path) -> None:
    had = {"scores": [0.25] * 11, "preds": [0] * 11}
    files = list(various().values())
    source = saved(tmp_path / "source", [*files, BROKEN], rater=[had, had, None, had, had])
    told = run(source, "--indices", "1:3,-1", "--rater", "pixels", "--to", tmp_path / "out", "--quiet")
    assert (told.exit_code, told.stderr) == (1, "row 4: The file is damaged or cut short.\n")
    rows = written(tmp_path / "out")["rater"][:]
    ratings = as_files(tmp_path / "files", PixelRater(RUBRIC), various())
    assert rows == [had, cell(ratings[1]), cell(ratings[2]), had, None]


def test_one_split_is_rated_and_the_others_are_kept(tmp_path: Path) -> None:
    rows = dataset([picture_bytes(1), picture_bytes(2)])
    library().DatasetDict({"train": rows, "test": rows.select([1])}).save_to_disk(str(tmp_path / "both"))
    arguments = (tmp_path / "both", "--split", "test", "--rater", "pixels", "--to")
    assert run(*arguments, tmp_path / "out").exit_code == 0
    found = written(tmp_path / "out")
    assert {name: len(part) for name, part in found.items()} == {"train": 2, "test": 1}
    assert [name for name, part in found.items() if "rater" in part.column_names] == ["test"]
    assert run(*arguments, tmp_path / "out.parquet").exit_code == 0
    assert len(written(tmp_path / "out.parquet")) == 1


def test_the_model_s_scores_are_those_of_the_same_files(tmp_path: Path) -> None:
    model, rules = write_tiny_checkpoint(tmp_path / "model"), tmp_path / "rules.csv"
    rules.write_text(RULES, encoding="utf-8")
    rubric = read_rules(rules)
    cells = [*various().values(), BROKEN]
    told = run(
        *(saved(tmp_path / "source", cells), "--to", tmp_path / "out", "--rules", rules),
        *("--rater", "qwen", "--model", model, "--processor", model, "--dtype", "float32"),
    )
    assert told.exit_code == 1, told.output
    assert "4 rated, 0 resumed, 1 failed, " in told.stderr
    assert "rater: qwen on cpu, float32" in told.stderr
    assert "scores and preds of: clarity, mood\n" in told.stderr
    rater = QwenRater(rubric, str(model), str(model), "cpu", dtype="float32")
    rater.load()
    try:
        expected = [cell(rating, rubric) for rating in as_files(tmp_path / "files", rater, various())]
    finally:
        rater.close()
    rows = written(tmp_path / "out")["rater"][:]
    assert rows[4] is None
    for row, wanted in zip(rows, expected, strict=False):
        assert row["scores"] == pytest.approx(wanted["scores"], abs=1e-5)
        assert row["preds"] == wanted["preds"]
    assert len({round(row["scores"][0], 4) for row in rows[:4]}) == 4


# --- what is refused --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "Name one target: --to DIR, --to FILE.parquet or --push-to REPO. See `curator rate-dataset"),
        (("--to", "out", "--push-to", "me/rated"), "Name one target"),
        (("--to", "out", "--private"), "--private belongs to --push-to"),
        (("--push-to", "me/rated"), "run 'hf auth login' first"),
        (("--push-to", "a/b/c"), "'a/b/c' can't be a dataset's name"),
        (("--to", "there"), "there exists already and is not written over"),
        (("--to", "out", "--split", "test"), "has no split 'test'; choose one with --split: train"),
        (("--to", "out", "--image-column", "photo"), "There is no column 'photo'"),
        (("--to", "out", "--indices", "7"), "There is no row 7 among the 1 rows"),
        (("--to", "out", "--rules", "nowhere.csv"), "nowhere.csv"),
        (("--to", "out", "--rater", "qwen", "--model", "nobody/nothing"), "nobody/nothing"),
    ],
)
def test_wrong_use_is_one_line_and_status_2(
    arguments: tuple[str, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    saved(tmp_path / "source", [picture_bytes(1)])
    (tmp_path / "there").mkdir()
    result = run("source", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr
    assert result.stderr.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["source", "there"]


def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    code = "import sys; sys.modules['datasets'] = None; from curator.cli import main; main()"
    command = [sys.executable, "-c", code, "rate-dataset"]
    for arguments in ([str(tmp_path)], [str(tmp_path), "--to", str(tmp_path / "out")]):
        done = subprocess.run([*command, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (
            "curator: Rating datasets needs one more package: pip install 'aesthetic-curator[datasets]'\n"
        )
    done = subprocess.run([*command[:3], "--help"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, "rate-dataset" in done.stdout) == (0, True)


# --- what is not lost -------------------------------------------------------------------------------------


ROWS = 240


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some seconds of work."""
    return saved(tmp_path_factory.mktemp("many") / "source", [picture_bytes(seed) for seed in range(ROWS)])


def lines(journal: Path) -> list[dict[str, Any]]:
    """The whole lines but the first."""
    if not journal.exists():
        return []
    return [
        json.loads(line) for line in journal.read_bytes().splitlines(keepends=True)[1:] if line[-1:] == b"\n"
    ]


def test_a_killed_run_goes_on_where_it_was(many: Path, tmp_path: Path) -> None:
    target, journal = tmp_path / "out.parquet", tmp_path / "out.parquet.unfinished.jsonl"
    command = ("rate-dataset", many, "--rater", "pixels", "--to", target)
    with curator_process(tmp_path / "log", *command) as process:
        assert wait_until(lambda: len(lines(journal)) >= 20, 60)
        process.kill()
        process.wait(10)
    before = lines(journal)
    assert 20 <= len(before) < ROWS
    assert not target.exists()
    told = run_curator(*command)
    assert told.returncode == 0, told.stderr
    assert f"{ROWS - len(before)} rated, {len(before)} resumed, 0 failed, " in told.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log", "out.parquet"]
    rater = PixelRater(RUBRIC)
    found = written(target)["rater"]
    for seed in (0, before[-1]["row"], before[-1]["row"] + 1, ROWS - 1):
        (rating,) = as_files(tmp_path / "files", rater, {"a.png": picture_bytes(seed)})
        assert found[seed] == cell(rating)
    assert None not in found[:]


def test_rows_of_another_rater_are_set_aside(many: Path, tmp_path: Path) -> None:
    target, journal = tmp_path / "out", tmp_path / "out.unfinished.jsonl"
    journal.write_text('{"curator": 1, "dataset": "another"}\n{"row": 0, "scores": [1], "preds": [1]}\n')
    kept = journal.read_bytes()
    told = run(many, "--rater", "pixels", "--to", target, "--indices", "0:4")
    assert told.exit_code == 0
    aside = tmp_path / "out.unfinished.jsonl.before"
    assert told.stderr.startswith(
        f"{journal} belonged to another dataset, column or rater: rating starts anew, and what was there is "
        f"now in {aside}.\n"
    )
    assert "4 rated, 0 resumed" in told.stderr
    assert aside.read_bytes() == kept
    assert not journal.exists()


@pytest.mark.parametrize("how", ["Ctrl+C", "SIGTERM"])
def test_a_stopped_run_says_that_it_goes_on(many: Path, tmp_path: Path, how: str) -> None:
    if how == "SIGTERM" and sys.platform == "win32":
        pytest.skip("Windows has no SIGTERM to send")
    target, journal = tmp_path / "out", tmp_path / "out.unfinished.jsonl"
    with curator_process(
        tmp_path / "log", "rate-dataset", many, "--rater", "pixels", "--to", target
    ) as process:
        assert wait_until(lambda: len(lines(journal)) >= 4, 60)
        interrupt(process) if how == "Ctrl+C" else process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 130
    assert (tmp_path / "log").read_text() == "Stopped. What is rated is kept; the same command goes on.\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log", journal.name]
    assert journal.read_bytes().endswith(b"\n")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits")
def test_a_disk_that_is_too_full_for_the_dataset_costs_no_scores(many: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.parquet"
    command = [sys.executable, "-m", "curator", "rate-dataset", many, "--rater", "pixels", "--to", target]
    size = sum(path.stat().st_size for path in many.glob("*.arrow"))
    limit = f"import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({size // 2},) * 2); "
    code = limit + "os.execv(sys.argv[1], sys.argv[1:])"
    arguments = [*map(str, command), "--indices", "0:8"]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert f"{target} can't be written (File too large); the scores are kept" in done.stderr
    assert done.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["out.parquet.unfinished.jsonl"]
    told = run(many, "--rater", "pixels", "--to", target, "--indices", "2:4", "--dimension-columns")
    assert "0 rated, 2 resumed, 0 failed, rater: " in told.stderr
    for name in ("rater", "clarity"):
        column = written(target)[name][:]
        assert [row for row, value in enumerate(column) if value is not None] == [2, 3]


# --- what leaves the machine ------------------------------------------------------------------------------


@pytest.fixture
def online(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For processes that may ask the network, and keep nothing outside of the test's folder."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    monkeypatch.setenv("HF_HUB_DISABLE_XET", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    monkeypatch.setenv("CURATOR_CACHE", str(tmp_path / "cache"))


@pytest.mark.usefixtures("online")
def test_rating_what_is_here_asks_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset([picture_bytes(1)]).to_parquet(str(tmp_path / "source.parquet"))
    with push_server() as hub:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "HF_ENDPOINT"):
            monkeypatch.setenv(name, hub.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        told = run_curator(
            "rate-dataset", tmp_path / "source.parquet", "--rater", "pixels", "--to", tmp_path / "out"
        )
        assert told.returncode == 0, told.stderr
        assert hub.asked == []


@pytest.mark.usefixtures("online")
def test_a_push_sends_the_rated_split(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = various()
    ratings = as_files(tmp_path / "files", PixelRater(RUBRIC), files)
    shutil.copytree(tmp_path / "files", tmp_path / "source" / "test")
    source = (tmp_path / "source", "--split", "test")
    command = ("rate-dataset", *source, "--rater", "pixels", "--push-to", "me/rated")
    monkeypatch.setenv("HF_TOKEN", "hf_of_a_test")
    with push_server() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        hub.refuse_commits = True
        refused = run_curator(*command, "--private")
        assert refused.returncode == 2
        assert refused.stderr.startswith("curator: me/rated could not be pushed (")
        assert refused.stderr.endswith("the scores are kept, and the same command tries again.\n")
        assert hub.files == {}
        assert [(repo["name"], repo["visibility"]) for repo in hub.made] == [("rated", "private")]
        hub.refuse_commits = False
        done = run_curator(*command)
        assert done.returncode == 0, done.stderr
    assert "4 rows in me/rated; " in done.stderr
    assert "0 rated, 4 resumed, 0 failed, " in done.stderr
    assert not [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    (name,) = [name for name in hub.files if name.endswith(".parquet")]
    assert name.startswith("data/test-")
    (tmp_path / "pushed.parquet").write_bytes(hub.files[name])
    rows = written(tmp_path / "pushed.parquet")
    assert rows["rater"][:] == [cell(rating) for rating in ratings]
    assert [each["bytes"] for each in rows["image"][:]] == list(files.values())


def test_the_help_says_what_comes_out() -> None:
    told = " ".join(run("--help").stdout.split())
    for sentence in (
        "goes on where it was when the same command comes again",
        "Nothing is sent anywhere without --push-to",
        "It also gets the other splits if NAME_OR_DIR is a folder that save_to_disk made of a DatasetDict",
    ):
        assert sentence in told
