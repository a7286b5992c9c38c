"""Files of a real library, moved while a real pipeline watches: each shown once, none rated twice."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from curator.core.generation import Generation
from curator.core.marks import Marks
from curator.core.name_pattern import compile_pattern
from curator.core.settings import Options
from curator.pipeline import file_place
from curator.pipeline.events import Changed, Event, Gone, Rated
from curator.pipeline.file_keeper import facts_of
from curator.pipeline.file_names import known_fields
from curator.pipeline.file_plan import FileKind
from curator.pipeline.file_work import FileDesk
from curator.pipeline.service import Service
from curator.store import generations, sidecars
from curator.store.sidecars import SidecarState
from tests.helpers.pictures import write_png, write_truncated_png
from tests.helpers.waiting import wait_until

SETTLED = 0.5
"""Longer than the watcher takes to tell of what it saw."""


@pytest.fixture
def watched(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    (folder / "kept").mkdir(parents=True)
    for seed in range(6):
        # Old enough to be whole without being watched for a while
        os.utime(write_png(folder / f"{seed}.png", seed=seed), (1_700_000_000 + seed,) * 2)
    return folder


@pytest.fixture
def service(tmp_path: Path, watched: Path) -> Iterator[Service]:
    """Six rated pictures in a watched folder."""
    running = Service(Options(library=tmp_path / "library", rater="pixels"))
    running.start()
    running.add_folder(watched)
    assert wait_until(lambda: int((running.columns().rated_at > 0).sum()) == 6, 30)
    # Only then all of it was told
    assert wait_until(running.idle, 30)
    yield running
    running.stop()


@pytest.fixture
def heard(service: Service) -> list[Event]:
    events: list[Event] = []
    service.events.subscribe(events.append)
    return events


def desk_of(service: Service) -> FileDesk:
    return FileDesk(service.library, service.events, service.columns, service._context.enqueue)


def shown(service: Service) -> dict[str, int]:
    """Id by path, from the library's folder's parent."""
    rows = service.columns()
    top = service.library.folder.parent
    return {
        str(Path(str(path)).relative_to(top)): int(image_id)
        for path, image_id in zip(rows.paths, rows.ids, strict=True)
    }


def ids(service: Service, *numbers: int) -> list[int]:
    known = shown(service)
    return [known[f"out/{number}.png"] for number in numbers]


def scores(service: Service) -> dict[str, float]:
    """Color brightness by name."""
    rows = service.columns()
    found = rows.scores[rows.dimensions.index("color brightness")].tolist()
    return dict(zip(rows.names.tolist(), found, strict=True))


def settled(service: Service, heard: list[Event]) -> None:
    """The watcher had its say, all is as it was, and nobody rated anything."""
    before = shown(service)
    assert not wait_until(lambda: shown(service) != before, SETTLED)
    assert wait_until(service.idle, 10)
    assert not [event for event in heard if isinstance(event, Rated)]
    assert (service.columns().rated_at > 0).all()


def test_a_move_within_watched_folders_changes_nothing_but_the_path(
    service: Service, watched: Path, heard: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(source: Path, target: Path) -> None:
        rename(source, target)
        time.sleep(0.3)  # The watcher tells of it before the next one is moved

    rename = file_place.rename
    monkeypatch.setattr(file_place, "rename", slowly)
    moving = ids(service, 0, 1, 2)
    done = service.progress().skipped
    report = desk_of(service).move_files(moving, watched / "kept")
    assert (len(report.done), report.failed, report.notes) == (3, (), ())
    assert [shown(service)[f"out/kept/{number}.png"] for number in range(3)] == moving
    settled(service, heard)
    assert service.progress().skipped == done, "none was even read again"
    assert not [event for event in heard if isinstance(event, Gone)]
    monkeypatch.undo()
    desk_of(service).undo_files(report)
    assert ids(service, 0, 1, 2) == moving


def test_what_is_moved_to_an_unwatched_folder_leaves_and_says_so(
    service: Service, watched: Path, tmp_path: Path, heard: list[Event]
) -> None:
    moving = ids(service, 3, 4)
    report = desk_of(service).move_files(moving, tmp_path / "poster")
    assert report.notes == ("They left the gallery, as poster is not a watched folder.",)
    assert Gone(tuple(moving)) in heard
    assert len(shown(service)) == 4
    hidden = desk_of(service).move_files(ids(service, 5), watched / ".aside")
    assert hidden.notes == ("They left the gallery, as .aside is not a watched folder.",)
    service.add_folder(tmp_path / "poster")
    assert wait_until(lambda: {"poster/3.png", "poster/4.png"} <= set(shown(service)), 10)
    assert [shown(service)[f"poster/{number}.png"] for number in (3, 4)] == moving
    settled(service, heard)


def test_undo_brings_back_what_left_the_gallery(service: Service, tmp_path: Path, heard: list[Event]) -> None:
    moving = ids(service, 5)
    desk = desk_of(service)
    report = desk.move_files(moving, tmp_path / "poster")
    assert desk.undo_files(report).undoes
    assert ids(service, 5) == moving
    again = desk.again(report)
    assert len(again.done) == 1
    assert "out/5.png" not in shown(service)


def test_pictures_are_renamed_by_pattern_and_names_exchanged(
    service: Service, watched: Path, heard: list[Event]
) -> None:
    before = ids(service, 0, 1, 2, 3, 4, 5)
    pattern = compile_pattern("{n}", known_fields(service.rubric.keys))
    report = desk_of(service).rename_files(list(reversed(before)), pattern)
    assert report.failed == ()
    now = shown(service)
    assert [now[f"out/{number}.png"] for number in (6, 5, 4, 3, 2, 1)] == before
    desk_of(service).undo_files(report)
    assert ids(service, 0, 1, 2, 3, 4, 5) == before
    settled(service, heard)


def test_what_the_generator_wrote_can_be_in_the_names(service: Service) -> None:
    rows = service.columns()
    wrote = Generation(model="sd/xl", seed=2**64 - 1, steps=30, cfg=7.5, prompt="fog: a\nstreet")
    generations.put_many(service.library, {rows.content(0): wrote}, 99)
    pattern = compile_pattern("{seed}_{steps}_{cfg}_{prompt}_{model}", known_fields(rows.dimensions))
    plan = desk_of(service).plan_names(rows.ids[:2].tolist(), pattern)
    assert [pair.target.name for pair in plan.pairs] == [
        "18446744073709551615_30_7.50_fog_ a_street_sd_xl.png",
        "none_none_none_none_none.png",
    ]


def test_the_scores_can_be_in_the_names(service: Service) -> None:
    rows = service.columns()
    pattern = compile_pattern(
        "{clarity}-{width}x{height}-{model}-{folder}-{name}", known_fields(rows.dimensions)
    )
    plan = desk_of(service).plan_names([int(rows.ids[0])], pattern)
    score = float(rows.scores[rows.dimensions.index("clarity"), 0])
    assert plan.pairs[0].target.name == f"{score:.2f}-64x64-none-out-{rows.names[0]}"
    told = desk_of(service).preview(plan, 5)
    assert (told.names[0][0], told.total, told.numbered) == (rows.names[0], 1, 0)


def test_copies_in_a_watched_folder_are_known_at_once(
    service: Service, watched: Path, heard: list[Event]
) -> None:
    desk = desk_of(service)
    report = desk.copy_files(ids(service, 0, 1), watched / "kept")
    assert len(shown(service)) == 8
    assert (service.columns().rated_at > 0).all()
    desk.undo_files(report)
    assert len(shown(service)) == 6
    assert list((watched / "kept").iterdir()) == []
    settled(service, heard)


def test_copies_and_links_elsewhere_are_no_business_of_the_gallery(
    service: Service, watched: Path, tmp_path: Path, heard: list[Event]
) -> None:
    pattern = compile_pattern("{n:3}_{name}")
    desk = desk_of(service)
    for kind in (FileKind.COPY, FileKind.SYMLINK, FileKind.HARDLINK):
        report = desk.copy_files(ids(service, 1, 0), tmp_path / kind.value, pattern, kind)
        assert report.failed == ()
        made = sorted(path.name for path in (tmp_path / kind.value).iterdir())
        assert made == ["001_1.png", "002_0.png"]
    links = desk.copy_files(ids(service, 0), watched / "kept", None, FileKind.SYMLINK)
    assert links.failed == ()
    assert len(shown(service)) == 6
    settled(service, heard)


def test_what_a_sidecar_agreed_on_goes_along_with_it(service: Service, watched: Path) -> None:
    sidecar = watched / "0.png.xmp"
    sidecar.write_text("<x/>")
    state = SidecarState(watched / "0.png", sidecar, 7, 4, Marks(stars=3), Marks(stars=3), 1.0)
    sidecars.save(service.library, [state])
    desk = desk_of(service)
    report = desk.move_files(ids(service, 0), watched / "kept")
    there = replace(state, path=watched / "kept" / "0.png", sidecar=watched / "kept" / "0.png.xmp")
    paths = [state.path, there.path]
    assert list(sidecars.states_of(service.library, paths).values()) == [there]
    desk.undo_files(report)
    assert list(sidecars.states_of(service.library, paths).values()) == [state]


def test_a_folder_behind_a_link_is_the_folder_itself(service: Service, watched: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(watched)
    moving = ids(service, 0)
    report = desk_of(service).move_files([*moving, *ids(service, 1)], tmp_path / "link" / "kept")
    assert shown(service)["out/kept/0.png"] == moving[0]
    again = desk_of(service).move_files(moving, watched / "kept")
    assert (len(report.done), again.done) == (2, ())
    assert again.notes == ("1 file is there already.",)


def test_a_picture_rated_once_stays_when_it_is_renamed(
    service: Service, tmp_path: Path, heard: list[Event]
) -> None:
    other = tmp_path / "once"
    other.mkdir()
    write_png(other / "a.png", seed=77)
    service.rate_files([other])
    assert wait_until(service.idle, 30)
    heard.clear()
    image_id = shown(service)["once/a.png"]
    desk_of(service).rename_files([image_id], compile_pattern("b"))
    assert shown(service)["once/b.png"] == image_id
    assert wait_until(service.idle, 10)
    assert heard == [Changed((image_id,))]


def test_a_missing_file_is_left_to_the_watcher_and_a_failed_one_keeps_its_reason(
    service: Service, watched: Path, heard: list[Event]
) -> None:
    service.rate_files([write_truncated_png(watched / "cut.png")])
    assert wait_until(lambda: len(service.failures()) == 1, 30)
    gone, kept = ids(service, 0, 1)
    cut = shown(service)["out/cut.png"]
    service.watched.stop()  # the file goes before anybody notices
    (watched / "0.png").unlink()
    report = desk_of(service).move_files([gone, kept, cut], watched / "kept")
    assert report.failed == ((watched / "0.png", "It is no longer there."),)
    assert shown(service)["out/0.png"] == gone, "its drive may just be away"
    assert [failure.path for failure in service.failures()] == [watched / "kept" / "cut.png"]


def test_a_stranger_under_the_planned_name_keeps_its_place(
    service: Service, watched: Path, heard: list[Event]
) -> None:
    desk = desk_of(service)
    report = desk.move_files(ids(service, 0), watched / "kept")
    service.rate_files([write_png(watched / "0.png", seed=50)])
    assert wait_until(service.idle, 30)
    heard.clear()
    stranger = ids(service, 0)
    undone = desk.undo_files(report)
    assert undone.failed == (
        (watched / "kept" / "0.png", "0.png is there already, and nothing is overwritten."),
    )
    assert "out/kept/0.png" in shown(service)
    assert ids(service, 0) == stranger
    settled(service, heard)


def test_a_file_that_takes_a_name_in_the_last_moment_is_shown_beside_the_moved_one(
    service: Service, watched: Path
) -> None:
    moving, taken = ids(service, 0), watched / "kept" / "0.png"
    before = scores(service)["0.png"]

    def take(done: int, total: int, name: str) -> None:
        """After the row was put there, before the file is."""
        if name:
            write_png(taken, seed=50)
            os.utime(taken, (1_700_000_000, 1_700_000_000))
            service.watched.found([facts for facts in [facts_of(taken)] if facts])

    report = desk_of(service).move_files(moving, watched / "kept", take)
    assert [pair.target.name for pair in report.done] == ["0 (2).png"]
    assert {"out/kept/0.png", "out/kept/0 (2).png"} <= set(shown(service))
    assert wait_until(lambda: service.idle() and bool((service.columns().rated_at > 0).all()), 10)
    assert len(shown(service)) == 7
    assert scores(service)["0 (2).png"] == before, "each has its own"
    assert scores(service)["0.png"] != before


def test_trash_and_back(service: Service, watched: Path, heard: list[Event], trash: Path) -> None:
    desk = desk_of(service)
    going = ids(service, 0, 1)
    report = desk.trash_files(going)
    assert len(shown(service)) == 4
    back = desk.undo_files(report)
    assert back.failed == ()
    assert ids(service, 0, 1) == going
    assert Changed(tuple(going)) in heard
    settled(service, heard)
    assert len(desk.again(report).done) == 2
    assert not (watched / "0.png").exists()
