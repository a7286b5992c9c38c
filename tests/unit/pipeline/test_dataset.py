"""The parts of rating a dataset: finding it, its rows, the journal, the columns, the target."""

import glob
import json
import sys
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from curator.core.errors import KnownError, PictureError, RaterError, RaterLostError
from curator.core.records import DimensionScore, RaterIdentity, Rating
from curator.pipeline.dataset import Outcome
from curator.pipeline.dataset_columns import check_columns, with_scores
from curator.pipeline.dataset_files import with_files
from curator.pipeline.dataset_journal import Belonging, Journal, Scores
from curator.pipeline.dataset_rows import AHEAD, Told, rated_rows
from curator.pipeline.dataset_source import Source, chosen_rows, image_column, library, open_source
from curator.pipeline.dataset_target import check_push, check_target, save
from curator.rating.rater import Tell, tell_nobody
from tests.helpers.dataset_files import dataset, saved, various, written
from tests.helpers.pictures import picture_bytes, write_png
from tests.helpers.waiting import wait_until

HERE = Path.cwd()
KEYS = ("clarity", "mood")
BELONGING = Belonging("f00d", 10, "train", "image", RaterIdentity("pixels", "pixels-1", "abc"), KEYS)


def rating(clarity: float) -> Rating:
    return Rating({"clarity": DimensionScore(clarity, round(clarity))})


def source_of(rows: object, folder: Path = HERE, inside: tuple[Path, ...] = ()) -> Source:
    return Source(rows, "train", {}, folder, inside)


# --- which rows -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("indices", "rows"),
    [
        (":", list(range(10))),
        ("2:5", [2, 3, 4]),
        ("8:", [8, 9]),
        (":2,-1", [0, 1, 9]),
        ("-3:-1", [7, 8]),
        ("7, 3:4 ,7", [3, 7]),
        ("5:99", [5, 6, 7, 8, 9]),
    ],
)
def test_indices_are_python_s_slices(indices: str, rows: list[int]) -> None:
    assert np.flatnonzero(chosen_rows(indices, 10)).tolist() == rows


@pytest.mark.parametrize(
    ("indices", "told"),
    [
        ("", "names no rows"),
        ("a:b", "'a:b' names no rows"),
        ("1:2:3", "names no rows"),
        ("1,,2", "names no rows"),
        ("-", "names no rows"),
        ("10", "no row 10 among the 10 rows"),
        ("-11", "no row -11"),
        ("5:5", "names none of the 10 rows"),
    ],
)
def test_other_indices_are_refused(indices: str, told: str) -> None:
    with pytest.raises(KnownError, match=told):
        chosen_rows(indices, 10)


# --- finding the dataset ----------------------------------------------------------------------------------


def test_what_save_to_disk_made_is_opened(tmp_path: Path) -> None:
    rows = dataset([picture_bytes(1), picture_bytes(2)])
    rows.save_to_disk(str(tmp_path / "one"))
    both = library().DatasetDict({"train": rows, "test": rows.select([1])})
    both.save_to_disk(str(tmp_path / "two"))
    one = open_source(str(tmp_path / "one"), "train")
    assert (len(one.rows), one.split, dict(one.saved)) == (2, "train", {})
    two = open_source(str(tmp_path / "two"), "test")
    assert (len(two.rows), two.split, set(two.saved)) == (1, "test", {"train", "test"})
    with pytest.raises(KnownError, match="no split 'valid'; choose one with --split: train, test"):
        open_source(str(tmp_path / "two"), "valid")


def test_a_dataset_saved_alone_is_its_only_split(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    dataset([picture_bytes(1)]).to_parquet(str(data / "test.parquet"))
    library().load_dataset(str(data))["test"].save_to_disk(str(tmp_path / "alone"))
    assert open_source(str(tmp_path / "alone"), "train").split == "test"
    with pytest.raises(KnownError, match="--split: test"):
        open_source(str(tmp_path / "alone"), "valid")


def test_folders_of_files_are_opened(tmp_path: Path) -> None:
    pictures, parquet, csv = (tmp_path / name for name in ("pictures", "parquet", "csv"))
    for folder in (pictures / "test", parquet, csv):
        folder.mkdir(parents=True)
    write_png(pictures / "test" / "a.png")
    dataset([picture_bytes(1)] * 3).to_parquet(str(parquet / "data.parquet"))
    (csv / "table.csv").write_text("image\na.png\nb.png\n", encoding="utf-8")
    assert len(open_source(str(pictures), "test").rows) == 1
    assert len(open_source(str(parquet), "train").rows) == 3
    assert len(open_source(str(csv), "train").rows) == 2


def test_a_parquet_file_may_have_any_name(tmp_path: Path) -> None:
    path = tmp_path / "we[i]rd *.parquet"
    dataset([picture_bytes(1)]).to_parquet(str(path))
    assert glob.has_magic(path.name)
    assert len(open_source(str(path), "train").rows) == 1


def test_the_same_dataset_has_the_same_fingerprint_again(tmp_path: Path) -> None:
    saved(tmp_path / "saved", [picture_bytes(1)])
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    write_png(pictures / "a.png")
    for name in (tmp_path / "saved", pictures):
        prints = {open_source(str(name), "train").rows._fingerprint for _ in range(2)}
        assert len(prints) == 1
    write_png(pictures / "b.png")
    assert open_source(str(pictures), "train").rows._fingerprint not in prints


def test_what_is_no_dataset_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "odd [1]").mkdir()
    write_png(tmp_path / "odd [1]" / "a.png")
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "state.json").write_text("{}")
    (tmp_path / "notes.txt").write_text("no dataset")
    (tmp_path / "bad.parquet").write_text("no dataset")
    dataset([picture_bytes(1)]).select([]).to_parquet(str(tmp_path / "none.parquet"))
    for name, told in (
        ("empty", "holds no dataset: it needs"),
        ("odd [1]", r"a name with any of \[\]\*\? can't be looked into"),
        ("damaged", "can't be read as a dataset"),
        ("notes.txt", "is no dataset: name a folder, a .parquet file"),
        ("bad.parquet", "can't be read as a dataset"),
        ("none.parquet", "corresponds to no data"),
        ("a/b/c", "does not exist"),
    ):
        with pytest.raises(KnownError, match=told):
            open_source(str(tmp_path / name), "train")
    with pytest.raises(KnownError, match=r"neither a file or folder|can't be reached"):
        open_source("nobody/nothing", "train")


def test_a_column_without_pictures_is_refused_and_the_others_are_named() -> None:
    source = source_of(dataset([picture_bytes(1)], label=[3], tags=[["a"]]))
    for column in ("picture", "label", "tags"):
        with pytest.raises(KnownError, match="--image-column: image, label, tags"):
            image_column(source, column)
    assert image_column(source, "image")[0]["image"]["bytes"] == picture_bytes(1)


def test_cells_are_read_whatever_format_the_dataset_was_saved_with(tmp_path: Path) -> None:
    dataset([picture_bytes(1)], label=[3]).with_format("numpy", columns=["label"]).save_to_disk(
        str(tmp_path / "a")
    )
    source = open_source(str(tmp_path / "a"), "train")
    assert source.rows.format["type"] == "numpy"
    assert image_column(source, "image")[0]["image"]["bytes"] == picture_bytes(1)
    new = with_scores(source.rows, source, np.array([True]), scores_of({0: 1.0}, 1), apart=False)
    save(new, source, tmp_path / "out.parquet")
    assert written(tmp_path / "out.parquet")["label"][:] == [3]


def test_a_cell_is_bytes_or_a_path(tmp_path: Path) -> None:
    path = write_png(tmp_path / "a.png")
    source = source_of(None, folder=tmp_path)
    assert source.picture({"bytes": b"x", "path": "a.png"}) == b"x"
    assert source.picture(b"x") == b"x"
    for value in ({"bytes": None, "path": "a.png"}, "a.png", str(path)):
        assert source.picture(value) == path
    assert source.picture("b.png") == Path("b.png").absolute()
    for nothing in (None, "", {"bytes": None, "path": None}):
        with pytest.raises(PictureError, match="has no picture"):
            source.picture(nothing)
    with pytest.raises(PictureError, match="address on the network"):
        source.picture("https://example.org/a.png")


def test_a_dataset_of_others_names_no_files_of_this_machine(tmp_path: Path) -> None:
    own, cache = tmp_path / "own", tmp_path / "cache"
    for folder in (own, cache):
        folder.mkdir()
        write_png(folder / "a.png")
    source = source_of(None, inside=(cache.resolve(),))
    assert source.picture(str(cache / "a.png")) == cache / "a.png"
    for path in (own / "a.png", cache / ".." / "own" / "a.png"):
        with pytest.raises(PictureError, match="outside of the dataset"):
            source.picture(str(path))


# --- rating rows ------------------------------------------------------------------------------------------


class Counting:
    """A rater of grey pictures: clarity is the grey level / 100. It refuses 13 and dies of 66."""

    name, description, device = "counting", "counting", ""
    dimensions: tuple[str, ...] = KEYS
    rated_dimensions: tuple[str, ...] = KEYS
    batch_size = 4

    def __init__(self) -> None:
        self.batches: list[int] = []

    def load(self, tell: Tell = tell_nobody) -> RaterIdentity:
        return RaterIdentity(self.name, "1", "rules")

    def rate(self, pictures: Sequence[Image.Image], dimensions: Sequence[str] | None = None) -> list[Rating]:
        levels = [picture.tobytes()[0] for picture in pictures]
        self.batches.append(len(levels))
        if 66 in levels:
            raise RaterLostError("The device is gone.")
        if 13 in levels:
            raise RaterError("This picture is too much.")
        return [rating(level / 100) for level in levels]

    def abandon(self) -> None: ...

    def close(self) -> None: ...


def grey(row: int) -> Image.Image:
    if row % 10 == 7:
        raise PictureError("The row has no picture.")
    return Image.new("L", (8, 8), row)


def told(rows: Sequence[int], rater: Counting) -> Told:
    with closing(rated_rows(rows, grey, rater)) as batches:
        return [each for batch in batches for each in batch]


def test_every_row_gets_its_own_rating_or_reason() -> None:
    rater = Counting()
    found = dict(told(range(30), rater))
    assert sorted(found) == list(range(30))
    reasons = {row: str(each) for row, each in found.items() if isinstance(each, Exception)}
    assert set(reasons) == {7, 13, 17, 27}
    assert (reasons[7], reasons[13]) == ("The row has no picture.", "This picture is too much.")
    for row, each in found.items():
        if isinstance(each, Rating):
            assert each.scores["clarity"].score == row / 100
    assert max(rater.batches) == 4
    assert rater.batches.count(1) >= 3


def test_a_rater_that_is_lost_ends_it_all() -> None:
    with pytest.raises(RaterLostError):
        told(range(60, 70), Counting())


def test_pictures_are_read_ahead_and_not_all_of_them() -> None:
    read: list[int] = []

    def reading(row: int) -> Image.Image:
        read.append(row)
        return Image.new("L", (8, 8), 0)

    with closing(rated_rows(range(1000), reading, Counting())) as batches:
        assert [row for row, _ in next(batches)] == [0, 1, 2, 3]
        assert wait_until(lambda: len(read) >= 4 + AHEAD)
        assert len(read) <= 4 + AHEAD + 1
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("curator-rows")]
    assert len(read) < 20


# --- the journal ------------------------------------------------------------------------------------------


def test_an_unfinished_run_is_taken_over(tmp_path: Path) -> None:
    path, first = tmp_path / "journal", Scores(10, KEYS)
    with closing(Journal(path, BELONGING, first)) as journal:
        journal.add({3: rating(0.1 + 0.2), 4: rating(2.0)})
        journal.add({})
    with path.open("ab") as file:
        file.write(b'{"row": 5, "scores": [1.0, nu')
    second = Scores(10, KEYS)
    with closing(Journal(path, BELONGING, second)) as journal:
        assert np.flatnonzero(second.rated).tolist() == [3, 4]
        assert second.values[3, 0] == 0.1 + 0.2
        assert np.isnan(second.values[3, 1])
        assert second.predictions[4].tolist() == [2, -1]
        journal.add({5: rating(1.0)})
    third = Scores(10, KEYS)
    with closing(Journal(path, BELONGING, third)) as journal:
        assert np.flatnonzero(third.rated).tolist() == [3, 4, 5]
        assert journal.set_aside is None
        journal.remove()
    assert list(tmp_path.iterdir()) == []


def test_rows_are_in_the_file_when_add_returns(tmp_path: Path) -> None:
    with closing(Journal(tmp_path / "journal", BELONGING, Scores(10, KEYS))) as journal:
        journal.add({3: rating(1.0)})
        lines = (tmp_path / "journal").read_text().splitlines()
        assert json.loads(lines[1]) == {"row": 3, "scores": [1.0, None], "preds": [1, None]}


@pytest.mark.parametrize("left", [0, 1, 30, -1])
def test_a_torn_first_line_is_written_again(tmp_path: Path, left: int) -> None:
    path = tmp_path / "journal"
    Journal(path, BELONGING, Scores(10, KEYS)).close()
    whole = path.read_bytes()
    path.write_bytes(whole[:left])
    with closing(Journal(path, BELONGING, Scores(10, KEYS))) as journal:
        assert journal.set_aside is None
        assert path.read_bytes() == whole


@pytest.mark.parametrize(
    "line",
    [
        b"\0" * 40,
        b"[1, 2]",
        b'{"row": 10, "scores": [1.0, null], "preds": [1, null]}',
        b'{"row": -1, "scores": [1.0, null], "preds": [1, null]}',
        b'{"row": 2, "scores": [1.0], "preds": [1]}',
        b'{"row": 2, "scores": [1.0, null], "preds": [1000, null]}',
        b'{"row": 2, "scores": ["much", null], "preds": [1, null]}',
        b'{"row": "two", "scores": [1.0, null], "preds": [1, null]}',
        b'{"row": 2}',
    ],
)
def test_a_garbled_line_costs_only_its_row(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "journal"
    with closing(Journal(path, BELONGING, Scores(10, KEYS))) as journal:
        journal.add({3: rating(1.0)})
    with path.open("ab") as file:
        file.write(line + b"\n" + b'{"row": 4, "scores": [0.5, null], "preds": [0, null]}\n')
    scores = Scores(10, KEYS)
    Journal(path, BELONGING, scores).close()
    assert np.flatnonzero(scores.rated).tolist() == [3, 4]


@pytest.mark.parametrize(
    "other",
    [
        Belonging("beef", 10, "train", "image", BELONGING.rater, KEYS),
        Belonging("f00d", 11, "train", "image", BELONGING.rater, KEYS),
        Belonging("f00d", 10, "test", "image", BELONGING.rater, KEYS),
        Belonging("f00d", 10, "train", "photo", BELONGING.rater, KEYS),
        Belonging("f00d", 10, "train", "image", RaterIdentity("qwen", "pixels-1", "abc"), KEYS),
        Belonging("f00d", 10, "train", "image", RaterIdentity("pixels", "pixels-2", "abc"), KEYS),
        Belonging("f00d", 10, "train", "image", RaterIdentity("pixels", "pixels-1", "abd"), KEYS),
    ],
)
def test_scores_of_something_else_are_set_aside_and_not_mixed_in(tmp_path: Path, other: Belonging) -> None:
    path = tmp_path / "journal"
    with closing(Journal(path, other, Scores(11, KEYS))) as journal:
        journal.add({3: rating(1.0)})
    before, scores = path.read_bytes(), Scores(10, KEYS)
    with closing(Journal(path, BELONGING, scores)) as journal:
        assert not scores.rated.any()
        assert journal.set_aside is not None
        assert journal.set_aside.read_bytes() == before
    assert len(path.read_bytes().splitlines()) == 1


def test_two_runs_do_not_write_the_same_journal(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    with closing(Journal(path, BELONGING, Scores(10, KEYS))) as journal:
        journal.add({3: rating(1.0)})
        with pytest.raises(KnownError, match="Another run"):
            Journal(path, BELONGING, Scores(10, KEYS))
        journal.add({4: rating(1.0)})
    scores = Scores(10, KEYS)
    Journal(path, BELONGING, scores).close()
    assert scores.rated.sum() == 2


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits")
def test_a_full_disk_under_the_journal_is_one_sentence_and_costs_no_earlier_row(tmp_path: Path) -> None:
    import resource

    path, soft = tmp_path / "journal", resource.getrlimit(resource.RLIMIT_FSIZE)
    with closing(Journal(path, BELONGING, Scores(10, KEYS))) as journal:
        journal.add({3: rating(1.0)})
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 9, soft[1]))
        try:
            with pytest.raises(KnownError, match=r"can't be written .*the same command goes on"):
                journal.add({4: rating(1.0)})
            journal.close()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, soft)
    scores = Scores(10, KEYS)
    Journal(path, BELONGING, scores).close()
    assert np.flatnonzero(scores.rated).tolist() == [3]


# --- columns ----------------------------------------------------------------------------------------------


def scores_of(rated: dict[int, float], rows: int = 4) -> Scores:
    scores = Scores(rows, KEYS)
    for row, clarity in rated.items():
        scores.put(row, rating(clarity))
    return scores


def test_the_column_rater_is_the_card_s() -> None:
    rows = dataset([picture_bytes(1)] * 4, label=[1, 2, 3, 4])
    new = with_scores(rows, source_of(rows), chosen_rows(":3", 4), scores_of({0: 1.25, 2: 0.5}), apart=True)
    assert new.column_names == ["image", "label", "rater", "clarity", "mood"]
    rated = {"scores": [1.25, None], "preds": [1, None]}
    assert new["rater"][:] == [rated, None, {"scores": [0.5, None], "preds": [0, None]}, None]
    assert new["clarity"][:] == [1.25, None, 0.5, None]
    assert new["mood"][:] == [None] * 4
    assert str(new.features["rater"]) == "{'scores': List(Value('float64')), 'preds': List(Value('int64'))}"
    assert new["label"][:] == [1, 2, 3, 4]


def test_rows_that_are_not_chosen_keep_what_they_had() -> None:
    had = [{"preds": [2, 2, 2], "scores": [1.5, 2.0, 1.75]}, None, {"preds": [0], "scores": [0.5]}, None]
    rows = dataset([picture_bytes(1)] * 4, rater=had, clarity=[0.1, 0.2, None, 0.4], label=[1, 2, 3, 4])
    new = with_scores(rows, source_of(rows), chosen_rows("1:3", 4), scores_of({1: 1.0}), apart=True)
    assert new.column_names == ["image", "rater", "clarity", "label", "mood"]
    assert new["rater"][0] == had[0]
    assert new["rater"][:][1:] == [{"scores": [1.0, None], "preds": [1, None]}, None, None]
    assert new["clarity"][:] == [0.1, 1.0, None, 0.4]


def test_columns_with_another_meaning_are_not_written_over() -> None:
    cells = [picture_bytes(1)]
    for others, apart in (
        ({"rater": ["Anna"]}, False),
        ({"rater": [{"scores": ["good"], "preds": [1]}]}, False),
        ({"rater": [{"scores": [1.0]}]}, False),
        ({"mood": ["calm"]}, True),
        ({"mood": [1]}, True),
    ):
        with pytest.raises(KnownError, match="something else than scores"):
            check_columns(source_of(dataset(cells, **others)), "image", KEYS, apart)
    check_columns(source_of(dataset(cells, mood=["calm"])), "image", KEYS, apart=False)
    with pytest.raises(KnownError, match="would be written over"):
        check_columns(source_of(dataset(cells, column="mood")), "mood", KEYS, apart=True)


# --- files and targets ------------------------------------------------------------------------------------


def test_files_that_are_no_pictures_are_never_embedded(tmp_path: Path) -> None:
    secret = tmp_path / "id_rsa"
    secret.write_text("a private key")
    good = write_png(tmp_path / "a.png", seed=4)
    cells = [str(good), str(secret), str(tmp_path / "gone.png"), "https://example.org/a.png", None, "a.png"]
    parts = [dataset(cells[:1]), dataset(cells[1:])]
    source = source_of(library().concatenate_datasets(parts), folder=tmp_path)
    rows, unread = with_files(source.rows, source, "image", np.array([True, *[False] * 5]))
    assert [row for row, _ in unread] == [1, 2, 3]
    for target in (tmp_path / "saved", tmp_path / "saved.parquet"):
        save(rows, source, target)
        found = written(target)["image"][:]
        assert found[0]["bytes"] == found[5]["bytes"] == good.read_bytes()
        assert [cell["bytes"] for cell in found[1:4]] == [b""] * 3
        assert Path(found[2]["path"]).name == "gone.png"
        assert found[4] is None
        assert b"a private key" not in b"".join(
            p.read_bytes() for p in tmp_path.rglob("*.[ap]*") if p != secret
        )


def test_rows_with_bytes_are_left_as_they_are() -> None:
    rows = dataset([*various().values(), None])
    same, unread = with_files(rows, source_of(rows), "image", np.zeros(5, bool))
    assert same._fingerprint == rows.select_columns(["image"])._fingerprint
    assert unread == []


def test_a_folder_gets_the_other_splits_of_a_saved_dict(tmp_path: Path) -> None:
    rows = dataset([picture_bytes(1), picture_bytes(2)])
    library().DatasetDict({"train": rows, "test": rows.select([1])}).save_to_disk(str(tmp_path / "both"))
    source = open_source(str(tmp_path / "both"), "test")
    new = with_scores(source.rows, source, np.array([True]), scores_of({0: 1.0}, 1), apart=False)
    save(new, source, tmp_path / "out")
    found = written(tmp_path / "out")
    assert {name: part.column_names for name, part in found.items()} == {
        "train": ["image"],
        "test": ["image", "rater"],
    }
    assert len(found["train"]) == 2


def test_a_target_is_whole_or_not_there(tmp_path: Path) -> None:
    rows, target = dataset([picture_bytes(1)]), tmp_path / "out"
    half = tmp_path / ".out.curator-part"
    half.mkdir()
    (half / "left.arrow").write_text("by a run that was killed")
    save(rows, source_of(rows), target)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]
    assert not (target / "left.arrow").exists()
    assert len(written(target)) == 1
    with pytest.raises(KnownError, match="has appeared meanwhile"):
        save(rows, source_of(rows), target)
    gone = dataset([str(tmp_path / "gone.png")])
    with pytest.raises(KnownError, match=r"can't be written .*the same command tries again"):
        save(gone, source_of(gone), tmp_path / "new.parquet")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_targets_that_could_not_be_written_are_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "file.parquet").touch()
    for name, told in (
        ("there", "exists already"),
        ("file.parquet", "exists already"),
        ("no/where", "There is no folder"),
        ("out.csv", "neither a .parquet file nor a folder"),
        ("there/out", "lies in the dataset itself"),
    ):
        with pytest.raises(KnownError, match=told):
            check_target(tmp_path / name, str(tmp_path / "there"))
    check_target(tmp_path / "out", str(tmp_path / "there"))


def test_pushing_needs_a_name_and_an_account() -> None:
    for repo in ("a/b/c", "", "sp ace"):
        with pytest.raises(KnownError, match="can't be a dataset's name"):
            check_push(repo)
    with pytest.raises(KnownError, match="run 'hf auth login' first"):
        check_push("me/rated")


def test_the_summary_is_one_line() -> None:
    outcome = Outcome("pixels", KEYS, 10, resumed=4, rated=5, failed=1, seconds=2.0)
    assert outcome.summary() == "5 rated, 4 resumed, 1 failed, 2.5 images/s, rater: pixels"
    assert Outcome("pixels", KEYS, 4, resumed=4).summary() == "0 rated, 4 resumed, 0 failed, rater: pixels"
