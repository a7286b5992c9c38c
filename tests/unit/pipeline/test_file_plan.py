"""Which file gets which name: numbers for taken ones, exchanged names, sidecars that go along."""

import sys
from pathlib import Path

import pytest

from curator.core.errors import KnownError
from curator.pipeline.file_plan import FileKind, FilePlan, groups, plan_rename, plan_to, plan_trash


def touch(folder: Path, *names: str) -> list[Path]:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_bytes(name.encode("utf-8", "surrogateescape"))
    return [folder / name for name in names]


def targets(plan: FilePlan) -> list[str]:
    return [pair.target.name for pair in plan.pairs]


def test_a_taken_name_gets_a_number_whatever_its_case(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    paths = touch(here, "fog.png", "rain.png")
    touch(there, "FOG.png", "fog (2).png")
    plan = plan_to(FileKind.COPY, paths, there)
    assert targets(plan) == ["fog (3).png", "rain.png"]
    assert plan.numbered == 1


def test_names_of_one_plan_are_not_alike_either(tmp_path: Path) -> None:
    a, b = touch(tmp_path / "a", "x.png")[0], touch(tmp_path / "b", "X.PNG")[0]
    assert targets(plan_to(FileKind.MOVE, [a, b, a], tmp_path / "new")) == ["x.png", "X (2).PNG"]
    paths = touch(tmp_path / "c", *(f"{number}.png" for number in range(200)))
    plan = plan_rename(paths, ["same.png"] * 200)
    assert targets(plan) == ["same.png", *(f"same ({number}).png" for number in range(2, 201))]


def test_a_file_that_has_its_name_already_is_left_out(tmp_path: Path) -> None:
    paths = touch(tmp_path, "1.png", "2.png")
    plan = plan_rename(paths, ["1.png", "1.png"])
    assert targets(plan) == ["1 (2).png"]
    assert plan.unchanged == 1
    assert plan_to(FileKind.MOVE, paths, tmp_path).pairs == ()
    # A copy beside the original is wanted
    assert plan_to(FileKind.COPY, paths[:1], tmp_path, ["1.png"]).unchanged == 1


def test_names_can_be_exchanged_and_passed_on(tmp_path: Path) -> None:
    a, b, c, d, e = touch(tmp_path, "a.png", "b.png", "c.png", "d.png", "e.png")
    plan = plan_rename([a, b, c, d, e], ["b.png", "c.png", "a.png", "e.png", "f.png"])
    assert plan.numbered == 0
    ordered = groups(plan)
    assert [[pair.source.name for pair in group] for group in ordered] == [
        ["a.png", "c.png", "b.png"],
        ["e.png"],
        ["d.png"],
    ]


def test_sidecars_go_along_unless_another_picture_may_own_them(tmp_path: Path) -> None:
    png, jpg = touch(tmp_path / "a", "fog.png", "fog.jpg")
    touch(tmp_path / "a", "fog.png.xmp", "fog.xmp")
    plan = plan_to(FileKind.MOVE, [png], tmp_path / "new")
    assert [pair.target.name for pair in plan.pairs[0].along] == ["fog.png.xmp"]
    jpg.unlink()
    plan = plan_rename([png], ["mist.png"])
    assert [(pair.source.name, pair.target.name) for pair in plan.pairs[0].along] == [
        ("fog.png.xmp", "mist.png.xmp"),
        ("fog.xmp", "mist.xmp"),
    ]
    assert [pair.source.name for pair in plan_trash([png]).pairs[0].along] == ["fog.png.xmp", "fog.xmp"]


def test_a_name_whose_sidecar_would_meet_another_gets_a_number_too(tmp_path: Path) -> None:
    (png,) = touch(tmp_path / "a", "fog.png")
    touch(tmp_path / "a", "fog.PNG.XMP")
    touch(tmp_path / "b", "fog.png.xmp")
    (pair,) = plan_to(FileKind.COPY, [png], tmp_path / "b").pairs
    assert pair.target.name == "fog (2).png"
    assert [each.target.name for each in pair.along] == ["fog (2).png.XMP"]


def test_a_number_fits_into_the_longest_name(tmp_path: Path) -> None:
    long = "n" * 251 + ".png"
    paths = [*touch(tmp_path / "a", long), *touch(tmp_path / "b", long)]
    first, second = targets(plan_to(FileKind.COPY, paths, tmp_path / "new"))
    assert first == long
    assert second.endswith("n (2).png")
    assert len(second) == 251, "there is room for a sidecar"


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are Unicode there")
def test_names_that_are_no_text_stay_what_they_are(tmp_path: Path) -> None:
    paths = touch(tmp_path / "a", "\udcff.png", "\udcfe.png")
    assert targets(plan_to(FileKind.MOVE, paths, tmp_path / "new")) == ["\udcff.png", "\udcfe.png"]


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    (file,) = touch(tmp_path / "a", "fog.png")
    with pytest.raises(KnownError, match=r"fog\.png can't be read"):
        plan_to(FileKind.COPY, [file], file)
