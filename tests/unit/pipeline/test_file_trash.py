"""The system's trash by its specification, in a home of the test's own, and the way back out of it."""

from pathlib import Path

import pytest

from curator.pipeline import file_trash
from curator.pipeline.file_carry import FileReport, carry_out
from curator.pipeline.file_plan import FilePair, plan_trash
from curator.pipeline.file_undo import bring_back
from tests.unit.pipeline.test_file_plan import touch


def trashed(paths: list[Path]) -> FileReport:
    return carry_out(plan_trash(paths), lambda *_: None, lambda: False)


def undone(report: FileReport) -> FileReport:
    return bring_back(report, lambda *_: None, lambda: False)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_files_go_to_the_trash_with_their_sidecars_and_come_back(tmp_path: Path, trash: Path) -> None:
    paths = touch(tmp_path / "a", "x.png", "ü 100%.png", "\udcff.png")
    touch(tmp_path / "a", "x.png.xmp")
    stamps = [path.stat().st_mtime_ns for path in paths]
    report = trashed(paths)
    assert report.failed == ()
    assert names(tmp_path / "a") == []
    assert names(trash / "files") == ["x.png", "x.png.xmp", "ü 100%.png", "\udcff.png"]
    assert [pair.target.parent for pair in report.done] == [trash / "files"] * 3
    back = undone(report)
    assert back.failed == ()
    assert names(tmp_path / "a") == ["x.png", "x.png.xmp", "ü 100%.png", "\udcff.png"]
    assert [path.stat().st_mtime_ns for path in paths] == stamps
    assert names(trash / "files") == names(trash / "info") == []


def test_a_link_comes_back_as_it_was(tmp_path: Path, trash: Path) -> None:
    (real,) = touch(tmp_path / "elsewhere", "real.png")
    link = tmp_path / "a" / "link.png"
    link.parent.mkdir()
    link.symlink_to("../elsewhere/real.png")
    assert undone(trashed([link])).failed == ()
    assert link.samefile(real)
    assert names(trash / "files") == names(trash / "info") == []


def test_of_two_with_one_name_each_comes_back_to_its_folder(tmp_path: Path, trash: Path) -> None:
    a, b = touch(tmp_path / "a", "x.png")[0], touch(tmp_path / "b", "x.png")[0]
    b.write_text("the other")
    earlier = trashed([a])
    report = trashed([b])
    assert names(trash / "files") == ["x 1.png", "x.png"]
    assert undone(report).failed == ()
    assert undone(earlier).failed == ()
    assert (a.read_text(), b.read_text()) == ("x.png", "the other")


def test_a_file_in_the_trash_that_came_from_elsewhere_is_no_other_s(tmp_path: Path, trash: Path) -> None:
    a, b = touch(tmp_path / "a", "x.png", "y.png")
    (lies,) = (pair.target for pair in trashed([a]).done)
    facts = lies.stat()
    sent = {b: (facts.st_dev, facts.st_ino)}
    assert file_trash.located([FilePair(b, b)], sent)[0].target == b


def test_what_can_not_come_back_is_told_and_nothing_is_overwritten(tmp_path: Path, trash: Path) -> None:
    paths = touch(tmp_path / "a", "x.png", "y.png", "z.png")
    report = trashed(paths)
    paths[0].write_text("a new one")
    (trash / "files" / "y.png").unlink()
    back = undone(report)
    assert back.failed == (
        (paths[0], "x.png is there already, and nothing is overwritten."),
        (paths[1], "It is no longer in the trash."),
    )
    assert [pair.source for pair in back.done] == [paths[2]]
    assert paths[0].read_text() == "a new one"
    assert names(trash / "files") == ["x.png"], "it can still be had from there"


def test_a_folder_that_went_meanwhile_is_made_again(tmp_path: Path, trash: Path) -> None:
    paths = touch(tmp_path / "a", "x.png")
    report = trashed(paths)
    (tmp_path / "a").rmdir()
    assert undone(report).failed == ()
    assert paths[0].read_text() == "x.png"


def test_where_the_system_does_not_tell_the_place_it_says_how_by_hand(
    tmp_path: Path, trash: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_trash, "CAN_BRING_BACK", False)
    paths = touch(tmp_path / "a", "x.png")
    report = trashed(paths)
    assert report.done[0].target == paths[0]
    (failed,) = undone(report).failed
    assert failed[1] == (
        "It can't be brought back from here; open the system's trash and put it back from there."
    )


def test_missing_files_and_drives_without_a_trash_are_told(
    tmp_path: Path, trash: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = touch(tmp_path / "a", "x.png", "y.png")
    plan = plan_trash([a, b])
    a.unlink()
    report = carry_out(plan, lambda *_: None, lambda: False)
    assert report.failed == ((a, "It is no longer there."),)
    assert names(trash / "files") == ["y.png"]
    # Only a mount point that can't be told gives this; there is none to be had in a test
    import send2trash

    def no_trash(path: Path) -> None:
        raise OSError(f"Couldn't find mount point for {path}")

    monkeypatch.setattr(send2trash, "send2trash", no_trash)
    touch(tmp_path / "a", "x.png")
    assert trashed([a]).failed == ((a, "Its drive has no trash."),)
    assert a.exists()
