"""Sidecars and library in step, both ways, with real files, threads and a real library."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from curator.core.errors import LibraryError
from curator.core.marks import MarkChange, Marks
from curator.core.records import DimensionScore, RaterIdentity, Rating
from curator.export.sidecars.names import FORMS
from curator.export.sidecars.read import read_sidecar
from curator.export.sidecars.write import write_sidecar
from curator.pipeline import sidecar_look, sidecars
from curator.pipeline.events import Changed, Event, SidecarsRead, SidecarsState, Trouble
from curator.pipeline.sidecar_look import list_folder
from curator.pipeline.sidecar_work import SidecarSettings
from curator.pipeline.sidecars import SidecarSync
from curator.store import collections, marks, ratings
from curator.store import sidecars as store
from curator.store.library import Library
from curator.store.moved import note_gone
from tests.helpers.listed import Listed, list_file
from tests.helpers.pictures import write_png
from tests.helpers.sidecar_files import LIGHTROOM, rated
from tests.helpers.waiting import wait_until

READ, WRITE, BOTH = SidecarSettings(read=True), SidecarSettings(write=True), SidecarSettings(True, True)


class Bench:
    """A library with pictures, and the sidecars' thread on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "pictures"
        self.folder.mkdir()
        self.library = Library(folder / "library")
        self.told: list[Event] = []
        self.bugs: list[BaseException] = []
        self.rater_id: int | None = None
        self.sync = self._made()

    def _made(self) -> SidecarSync:
        return SidecarSync(
            self.library,
            self.told.append,
            lambda message, error: self.bugs.append(error),
            ("clarity", "color aesthetic"),
            lambda: self.rater_id,
        )

    def add(self, name: str, seed: int = 0) -> Listed:
        return list_file(self.library, write_png(self.folder / name, seed=seed))

    def sidecar(self, name: str, text: str) -> Path:
        """As another program saves it: a moment later than before."""
        path = self.folder / name
        before = path.stat().st_mtime_ns if path.exists() else 0
        half = path.with_suffix(".half")
        half.write_text(text, encoding="utf-8")
        now = max(half.stat().st_mtime_ns, before + 1_000_000)
        os.utime(half, ns=(now, now))
        return half.replace(path)

    def mark(self, picture: Listed, change: MarkChange) -> None:
        marks.change_marks(self.library, [picture.content], change, time.time())
        self.sync.changed(marks.image_ids(self.library, [picture.content]))

    def marks(self, picture: Listed) -> Marks:
        return marks.marks_of(self.library, [picture.content])[picture.content]

    def read(self, name: str) -> Any:
        path = self.folder / name
        return read_sidecar(path) if path.exists() else None

    def restart(self, settings: SidecarSettings) -> None:
        assert self.sync.close(5)
        self.sync = self._made()
        self.sync.start(settings)

    def of(self, kind: type) -> list[Any]:
        return [event for event in self.told if isinstance(event, kind)]

    def close(self) -> None:
        self.sync.close(5)
        self.library.close()
        assert self.bugs == []


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setattr(sidecars, "GATHER_SECONDS", 0.02)
    monkeypatch.setattr(sidecars, "LOOK_SECONDS", 0.03)
    monkeypatch.setattr(sidecars, "LOOK_SHARE", 0)
    monkeypatch.setattr(sidecars, "START_SECONDS", 0.0)
    made = Bench(tmp_path)
    yield made
    made.close()


def soon(predicate: Callable[[], object]) -> None:
    assert wait_until(predicate)


def quiet(bench: Bench, seconds: float = 0.12) -> None:
    """Long enough for several looks."""
    time.sleep(seconds)


def test_nothing_is_read_or_written_until_it_is_wanted(bench: Bench) -> None:
    first, second = bench.add("a.png"), bench.add("b.png", seed=1)
    bench.sidecar("a.png.xmp", rated(4))
    bench.sync.start()
    bench.mark(second, MarkChange(stars=2))
    quiet(bench)
    assert bench.marks(first) == Marks()
    assert bench.read("b.png.xmp") is None


def test_what_another_program_wrote_is_read_and_told(bench: Bench) -> None:
    picture = bench.add("a.png")
    bench.sidecar("a.png.xmp", rated(4, "Green"))
    bench.sync.start(READ)
    soon(lambda: bench.marks(picture) == Marks(4, "", "green"))
    soon(lambda: bench.of(SidecarsRead) == [SidecarsRead(1, ("a.png",))])
    assert Changed((picture.id,)) in bench.told
    bench.sidecar("a.png.xmp", rated(-1))
    # Rejecting says nothing of the stars that were given here
    soon(lambda: bench.marks(picture) == Marks(4, "reject", ""))
    quiet(bench)
    assert len(bench.of(SidecarsRead)) == 2, "an unchanged sidecar is not told again"


def test_a_sidecar_of_a_picture_that_is_listed_later_is_read_then(bench: Bench) -> None:
    bench.add("b.png", seed=1)
    bench.sidecar("a.png.xmp", rated(4))
    bench.sync.start(READ)
    quiet(bench)
    picture = bench.add("a.png")
    soon(lambda: bench.marks(picture) == Marks(4))


def test_two_pictures_share_what_a_sidecar_without_ending_says(bench: Bench) -> None:
    first, second = bench.add("a.png"), bench.add("a.bmp", seed=1)
    bench.sidecar("a.xmp", rated(3))
    bench.sync.start(BOTH)
    soon(lambda: bench.marks(first) == bench.marks(second) == Marks(3))
    quiet(bench)
    assert sorted(path.name for path in bench.folder.glob("*.xmp")) == ["a.xmp"], "nothing new to say"
    bench.mark(first, MarkChange(stars=5))
    soon(lambda: bench.read("a.png.xmp") is not None)
    assert bench.read("a.png.xmp").rating == 5
    assert (bench.folder / "a.xmp").read_text(encoding="utf-8") == rated(3), "the other's too, so not written"
    quiet(bench)
    assert (bench.marks(first), bench.marks(second)) == (Marks(5), Marks(3))


def test_marks_are_written_and_foreign_settings_stay(bench: Bench) -> None:
    first, second = bench.add("a.png"), bench.add("b.png", seed=1)
    bench.sidecar("a.png.xmp", LIGHTROOM)
    bench.sync.start(BOTH)
    soon(lambda: bench.marks(first) == Marks(4, "", "green"))
    bench.mark(first, MarkChange(stars=2, flag="reject", levels=(("clarity", 2),)))
    bench.mark(second, MarkChange(flag="pick"))
    soon(lambda: bench.read("a.png.xmp").rating == -1 and bench.read("b.png.xmp") is not None)
    assert bench.read("a.png.xmp").own.levels == (("clarity", 2),)
    assert "crs:Exposure2012" in (bench.folder / "a.png.xmp").read_text(encoding="utf-8")
    assert bench.read("b.png.xmp").own.flag == "pick"
    quiet(bench)
    assert len(bench.of(SidecarsRead)) == 1, "what was written here is no news"
    assert bench.marks(first) == Marks(2, "reject", "green", (("clarity", 2),))


def test_all_taken_back_is_written_too_but_nothing_new_is_made_of_nothing(bench: Bench) -> None:
    first, second = bench.add("a.png"), bench.add("b.png", seed=1)
    bench.sync.start(BOTH)
    bench.mark(first, MarkChange(stars=3, label="red"))
    soon(lambda: bench.read("a.png.xmp") is not None)
    bench.mark(first, MarkChange(stars=0, label=""))
    bench.mark(second, MarkChange(stars=0))
    soon(lambda: bench.read("a.png.xmp").rating == 0)
    assert bench.read("a.png.xmp").label is None
    quiet(bench)
    assert bench.read("b.png.xmp") is None


def test_files_of_equal_content_get_what_one_of_them_was_given_outside(bench: Bench) -> None:
    first, second = bench.add("a.png"), bench.add("copy.png")
    assert first.content == second.content
    bench.sync.start(BOTH)
    bench.mark(first, MarkChange(stars=1))
    soon(lambda: bench.read("a.png.xmp") is not None and bench.read("copy.png.xmp") is not None)
    bench.sidecar("copy.png.xmp", rated(5))
    soon(lambda: bench.marks(first) == Marks(5))
    soon(lambda: bench.read("a.png.xmp").rating == 5)
    assert bench.sync.clashes() == []


def test_changes_of_different_things_on_both_sides_meet(bench: Bench) -> None:
    picture = bench.add("a.png")
    bench.sync.start(BOTH)
    bench.mark(picture, MarkChange(stars=2))
    soon(lambda: bench.read("a.png.xmp") is not None)
    bench.restart(SidecarSettings())
    bench.sidecar("a.png.xmp", rated(2, "Blue"))
    bench.mark(picture, MarkChange(stars=4))
    bench.sync.set_settings(BOTH)
    soon(lambda: bench.marks(picture) == Marks(4, "", "blue"))
    soon(lambda: bench.read("a.png.xmp").rating == 4)
    assert bench.sync.clashes() == []


def clashing(bench: Bench, settings: SidecarSettings = BOTH, name: str = "a.png", seed: int = 0) -> Listed:
    """Marked 1 here and 5 by another program while this was not running."""
    picture = bench.add(name, seed)
    bench.mark(picture, MarkChange(stars=1, levels=(("clarity", 2),)))
    bench.sidecar(f"{name}.xmp", rated(5, "Red"))
    return picture


def test_a_clash_changes_nothing_until_the_user_decides(bench: Bench) -> None:
    picture = clashing(bench)
    bench.sync.start(BOTH)
    soon(lambda: bench.sync.clashes())
    (clash,) = bench.sync.clashes()
    assert (clash.mine, clash.theirs.stars) == (Marks(1, levels=(("clarity", 2),)), 5)
    bench.restart(BOTH)
    bench.mark(picture, MarkChange(stars=2))
    quiet(bench)
    assert [clash.mine.stars for clash in bench.sync.clashes()] == [2]
    assert bench.marks(picture).stars == 2
    assert bench.read("a.png.xmp").rating == 5
    soon(lambda: bench.sync.state.clashes == 1)


@pytest.mark.parametrize("settings", [BOTH, READ])
def test_mine_is_kept(bench: Bench, settings: SidecarSettings) -> None:
    picture = clashing(bench)
    bench.sync.start(settings)
    soon(lambda: bench.sync.clashes())
    bench.sync.settle("mine")
    soon(lambda: not bench.sync.clashes())
    soon(lambda: bench.marks(picture) == Marks(1, "", "red", (("clarity", 2),)))
    if settings.write:
        soon(lambda: bench.read("a.png.xmp").rating == 1)
    else:
        assert bench.read("a.png.xmp").rating == 5
    bench.restart(settings)
    quiet(bench)
    assert bench.sync.clashes() == []
    assert bench.marks(picture).stars == 1


def test_theirs_is_taken_and_what_was_before_is_told(bench: Bench) -> None:
    first, second = clashing(bench), clashing(bench, name="b.png", seed=1)
    bench.sync.start(BOTH)
    soon(lambda: len(bench.sync.clashes()) == 2)
    heard: list[tuple[dict[str, Marks], dict[str, Marks]]] = []
    clash = bench.sync.clashes()[0]
    bench.sync.settle("theirs", [(clash.path, clash.sidecar)], lambda *told: heard.append(told))
    soon(lambda: heard)
    before, after = Marks(1, levels=(("clarity", 2),)), Marks(5, "", "red", (("clarity", 2),))
    assert heard == [({first.content: before}, {first.content: after})]
    assert bench.marks(first) == after
    assert bench.marks(second) == before
    soon(lambda: bench.read("a.png.xmp").own is not None)
    assert bench.read("a.png.xmp").own.levels == (("clarity", 2),), "what only we know is added"
    assert [clash.path.name for clash in bench.sync.clashes()] == ["b.png"]


def test_a_clash_that_both_sides_resolve_alike_is_none(bench: Bench) -> None:
    picture = clashing(bench)
    bench.sync.start(BOTH)
    soon(lambda: bench.sync.clashes())
    bench.mark(picture, MarkChange(stars=5))
    soon(lambda: not bench.sync.clashes())
    soon(lambda: bench.marks(picture) == Marks(5, "", "red", (("clarity", 2),)))


def test_a_shared_sidecar_is_not_written_when_mine_is_kept(bench: Bench) -> None:
    first, second = bench.add("a.png"), bench.add("a.bmp", seed=1)
    bench.mark(first, MarkChange(stars=1))
    bench.sidecar("a.xmp", rated(5))
    bench.sync.start(BOTH)
    soon(lambda: bench.sync.clashes() and bench.marks(second) == Marks(5))
    bench.sync.settle("mine")
    soon(lambda: bench.read("a.png.xmp") is not None)
    assert bench.read("a.png.xmp").rating == 1
    assert (bench.folder / "a.xmp").read_text(encoding="utf-8") == rated(5)
    quiet(bench)
    assert (bench.marks(first), bench.marks(second)) == (Marks(1), Marks(5))


def test_only_writing_never_takes_and_never_overwrites_silently(bench: Bench) -> None:
    first, second = clashing(bench), bench.add("b.png", seed=1)
    bench.sidecar("b.png.xmp", rated(0, "Yellow"))
    bench.mark(second, MarkChange(stars=3))
    bench.sync.start(WRITE)
    soon(lambda: bench.read("b.png.xmp").rating == 3)
    assert bench.read("b.png.xmp").label == "Yellow"
    assert bench.marks(second) == Marks(3)
    soon(lambda: len(bench.sync.clashes()) == 1)
    assert bench.read("a.png.xmp").rating == 5
    assert bench.marks(first).stars == 1
    bench.mark(second, MarkChange(stars=4))
    soon(lambda: bench.read("b.png.xmp").rating == 4)
    assert bench.read("b.png.xmp").label == "Yellow"
    bench.sync.set_settings(BOTH)
    soon(lambda: bench.marks(second) == Marks(4, "", "yellow"))


def test_what_was_marked_while_nothing_ran_is_written_at_the_start(bench: Bench) -> None:
    picture = bench.add("a.png")
    bench.mark(picture, MarkChange(stars=3))
    bench.sync.start(WRITE)
    soon(lambda: bench.read("a.png.xmp") is not None)
    assert bench.sync.close(5)
    bench.mark(picture, MarkChange(stars=4))
    bench.restart(WRITE)
    soon(lambda: bench.read("a.png.xmp").rating == 4)


def test_another_process_s_marks_are_written(bench: Bench) -> None:
    picture = bench.add("a.png")
    bench.sync.start(WRITE)
    quiet(bench, 0.1)
    marks.change_marks(bench.library, [picture.content], MarkChange(stars=3), time.time())
    soon(lambda: bench.read("a.png.xmp") is not None)


def test_closing_writes_what_waits(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sidecars, "GATHER_SECONDS", 60.0)
    picture = bench.add("a.png")
    bench.sync.start(WRITE)
    soon(lambda: bench.sync.settings.write)
    quiet(bench, 0.1)
    bench.mark(picture, MarkChange(stars=3))
    assert bench.read("a.png.xmp") is None
    assert bench.sync.close(5)
    assert bench.read("a.png.xmp").rating == 3


def test_the_chosen_form_is_used_and_a_found_one_is_kept(bench: Bench) -> None:
    first, second = bench.add("a.png"), bench.add("b.png", seed=1)
    bench.sidecar("b.png.xmp", rated(0))
    bench.sync.start(SidecarSettings(write=True, form=FORMS[1]))
    for picture in (first, second):
        bench.mark(picture, MarkChange(stars=2))
    soon(lambda: bench.read("a.xmp") is not None and bench.read("b.png.xmp").rating == 2)
    assert sorted(path.name for path in bench.folder.glob("*.xmp")) == ["a.xmp", "b.png.xmp"]


def test_both_sidecars_of_a_picture_are_kept_in_step(bench: Bench) -> None:
    picture = bench.add("a.png")
    bench.sidecar("a.png.xmp", rated(2))
    bench.sidecar("a.xmp", rated(2))
    bench.sync.start(BOTH)
    soon(lambda: bench.marks(picture) == Marks(2))
    bench.sidecar("a.xmp", rated(4))
    soon(lambda: bench.marks(picture) == Marks(4))
    soon(lambda: bench.read("a.png.xmp").rating == 4)
    assert bench.sync.clashes() == []


def test_a_sidecar_that_another_program_makes_gets_the_marks_that_are_here(bench: Bench) -> None:
    picture = bench.add("a.png")
    bench.sync.start(BOTH)
    bench.mark(picture, MarkChange(stars=3))
    soon(lambda: bench.read("a.png.xmp") is not None)
    bench.sidecar("a.xmp", rated(0))
    soon(lambda: bench.read("a.xmp").rating == 3)
    assert bench.of(SidecarsRead) == []


def test_keywords_and_scores_are_written_on_request(bench: Bench) -> None:
    first, second = bench.add("a.png"), bench.add("b.png", seed=1)
    bench.rater_id = ratings.use_rater(bench.library, RaterIdentity("pixels", "1", "x"), ["clarity"])
    rating = Rating({"clarity": DimensionScore(1.5, 2)})
    for picture in (first, second):
        row = (picture.id, picture.content, rating)
        ratings.record_ratings(bench.library, bench.rater_id, [row], 1.0)
    poster = collections.create(bench.library, "poster")
    collections.add(bench.library, poster.id, [first.content])
    bench.sync.start(SidecarSettings(write=True, keywords=True, scores=True))
    bench.sync.changed([first.id])
    soon(lambda: bench.read("a.png.xmp") is not None)
    told = bench.read("a.png.xmp")
    assert told.keywords == ("poster",)
    assert (told.own.rater, told.own.scores) == ("pixels 1", (("clarity", 1.5),))
    assert bench.read("b.png.xmp") is None, "scores alone make no sidecar"
    collections.take_out(bench.library, poster.id, [first.content])
    bench.sync.changed([first.id])
    soon(lambda: bench.read("a.png.xmp").keywords == ())
    bench.sync.write_all()
    soon(lambda: bench.read("b.png.xmp") is not None)


def test_a_damaged_sidecar_is_told_once_and_left_alone(bench: Bench) -> None:
    picture = bench.add("a.png")
    path = bench.sidecar("a.png.xmp", "<damaged")
    bench.sync.start(BOTH)
    soon(lambda: bench.sync.state.faults)
    bench.mark(picture, MarkChange(stars=3))
    quiet(bench)
    assert path.read_text() == "<damaged"
    (fault,) = bench.sync.state.faults
    assert "a.png.xmp" in fault
    assert "damaged" in fault
    bench.sidecar("a.png.xmp", rated(3, "Red"))
    soon(lambda: bench.marks(picture) == Marks(3, "", "red"))
    soon(lambda: bench.sync.state.faults == ())


def test_what_could_not_be_written_is_written_once_the_sidecar_is_mended(bench: Bench) -> None:
    picture = bench.add("a.png")
    bench.sidecar("a.png.xmp", "<damaged")
    bench.sync.start(WRITE)
    bench.mark(picture, MarkChange(stars=3))
    soon(lambda: bench.sync.state.faults)
    quiet(bench)
    bench.sidecar("a.png.xmp", rated(0, "Red"))
    soon(lambda: bench.read("a.png.xmp").rating == 3)
    soon(lambda: bench.sync.state.faults == ())
    assert bench.read("a.png.xmp").label == "Red"


def test_a_removed_sidecar_takes_no_marks_along(bench: Bench) -> None:
    picture = bench.add("a.png")
    path = bench.sidecar("a.png.xmp", rated(3))
    bench.sync.start(READ)
    soon(lambda: bench.marks(picture) == Marks(3))
    path.unlink()
    soon(lambda: bench.sync.state.known == 0)
    assert store.stamps(bench.library) == []
    assert bench.marks(picture) == Marks(3)


@pytest.mark.parametrize("stays", [False, True])
def test_a_sidecar_that_was_moved_outside_with_its_picture_is_no_clash(bench: Bench, stays: bool) -> None:
    picture = bench.add("a.png")
    bench.sidecar("a.png.xmp", rated(3))
    if stays:
        bench.add("other.png", seed=1)
    bench.sync.start(READ)
    soon(lambda: bench.marks(picture) == Marks(3))
    bench.mark(picture, MarkChange(stars=1))
    to = bench.folder.with_name("renamed")
    to.mkdir()
    for name in ("a.png", "a.png.xmp"):
        (bench.folder / name).rename(to / name)
    quiet(bench)
    note_gone(bench.library, [picture.path], time.time())
    moved = list_file(bench.library, to / "a.png")
    soon(lambda: store.states_of(bench.library, [moved.path]))
    quiet(bench)
    assert bench.sync.clashes() == []
    assert bench.marks(moved) == Marks(1)
    assert store.states_of(bench.library, [picture.path]) == {}
    soon(lambda: bench.sync.state.known == 1)


def test_another_picture_under_the_same_name_keeps_what_its_sidecar_says(bench: Bench) -> None:
    picture = bench.add("a.png")
    bench.sync.start(BOTH)
    bench.mark(picture, MarkChange(stars=4))
    soon(lambda: bench.read("a.png.xmp") is not None)
    soon(lambda: store.stamps(bench.library))
    other = bench.add("a.png", seed=9)
    bench.mark(other, MarkChange(label="red"))
    soon(lambda: bench.read("a.png.xmp").label == "Red")
    assert bench.read("a.png.xmp").rating == 4
    assert bench.marks(other) == Marks(4, "", "red")


def test_an_unchanged_folder_is_not_listed_again_and_yet_no_change_is_missed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = bench.add("a.png")
    path = bench.sidecar("a.png.xmp", rated(1))
    listed = list[Path]()

    def counted(folder: Path) -> sidecar_look.Folder:
        listed.append(folder)
        return list_folder(folder)

    monkeypatch.setattr(sidecar_look, "list_folder", counted)
    monkeypatch.setattr(sidecar_look, "SETTLED_NS", 0)
    bench.sync.start(READ)
    soon(lambda: bench.marks(picture) == Marks(1))
    quiet(bench)
    before = len(listed)
    quiet(bench)
    assert len(listed) == before
    path.write_text(rated(2), encoding="utf-8")  # in its place: the folder's own time stays
    soon(lambda: bench.marks(picture) == Marks(2))
    bench.sidecar("a.xmp", rated(2, "Blue"))
    soon(lambda: bench.marks(picture) == Marks(2, "", "blue"))
    path.unlink()
    soon(lambda: bench.sync.state.known == 1)


def test_a_folder_that_is_away_changes_nothing(bench: Bench) -> None:
    picture = bench.add("a.png")
    bench.sidecar("a.png.xmp", rated(3))
    bench.sync.start(BOTH)
    soon(lambda: bench.marks(picture) == Marks(3))
    away = bench.folder.rename(bench.folder.with_name("away"))
    bench.mark(picture, MarkChange(stars=4))
    quiet(bench)
    assert len(store.stamps(bench.library)) == 1
    assert bench.sync.state.faults == ()
    away.rename(bench.folder)
    soon(lambda: bench.read("a.png.xmp").rating == 4)


@pytest.mark.parametrize("settings", [BOTH, WRITE])
def test_a_sidecar_written_in_the_middle_of_ours_is_read_first(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, settings: SidecarSettings
) -> None:
    monkeypatch.setattr(sidecars, "LOOK_SECONDS", 60.0)
    picture = bench.add("a.png")
    bench.sync.start(settings)
    bench.mark(picture, MarkChange(stars=3))
    soon(lambda: bench.read("a.png.xmp") is not None)
    real, met = write_sidecar, list[int]()

    def interrupted(path: Path, *rest: Any) -> Any:
        if not met:
            met.append(1)
            bench.sidecar("a.png.xmp", rated(3, "Purple"))
        return real(path, *rest)

    monkeypatch.setattr("curator.pipeline.sidecar_write.write_sidecar", interrupted)
    bench.mark(picture, MarkChange(stars=1))
    soon(lambda: bench.read("a.png.xmp").rating == 1)
    assert bench.read("a.png.xmp").label == "Purple"
    soon(lambda: bench.marks(picture) == Marks(1, "", "purple" if settings.read else ""))


def test_a_locked_library_is_told_once_and_waited_for(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = bench.add("a.png")
    bench.sidecar("a.png.xmp", rated(4))
    real, refused = marks.replace_marks, [0]

    def locked(*args: Any) -> Any:
        if refused[0] < 3:
            refused[0] += 1
            raise LibraryError("The library is locked.", passing=True)
        return real(*args)

    monkeypatch.setattr(marks, "replace_marks", locked)
    bench.sync.start(READ)
    soon(lambda: bench.marks(picture) == Marks(4))
    assert [event.message for event in bench.of(Trouble)] == [
        "The library is locked. The sidecars wait for that."
    ]


def test_a_bug_is_reported_and_the_rest_goes_on(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = bench.add("a.png")
    bench.sidecar("a.png.xmp", rated(4))
    real, failed = store.folders_of_files, list[int]()

    def broken(library: Library) -> Sequence[Path]:
        if not failed:
            failed.append(1)
            raise RuntimeError("a bug")
        return real(library)

    monkeypatch.setattr(store, "folders_of_files", broken)
    bench.sync.start(READ)
    soon(lambda: bench.marks(picture) == Marks(4))
    assert [str(error) for error in bench.bugs] == ["a bug"]
    bench.bugs.clear()


def test_an_errand_that_fails_leaves_those_behind_it(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = bench.add("a.png")
    bench.sidecar("a.png.xmp", rated(4))

    def broken(_: object) -> None:
        raise SystemExit(1)

    monkeypatch.setattr(sidecar_look.Looker, "recall", broken)
    bench.sync.start(READ)
    soon(lambda: bench.marks(picture) == Marks(4))
    assert [type(error) for error in bench.bugs] == [SystemExit] * len(bench.bugs)
    bench.bugs.clear()


def test_the_state_is_told_when_it_differs(bench: Bench) -> None:
    for number in range(3):
        bench.add(f"{number}.png", seed=number)
        bench.sidecar(f"{number}.png.xmp", rated(number))
    bench.sync.start(READ)
    soon(lambda: bench.sync.state == SidecarsState(known=3))
    quiet(bench)
    told = bench.of(SidecarsState)
    assert len(told) == len(set(told))
