"""Fingerprints fill in by themselves: quietly, in batches, and again where they could not be made."""

import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from curator.core.errors import LibraryError
from curator.core.records import FolderState
from curator.images.fingerprint import fingerprint
from curator.images.thumbnails import make_thumbnail
from curator.pipeline import fingerprints as module
from curator.pipeline.events import Changed, Event, Events, Fingerprinting, FolderChanged
from curator.pipeline.fingerprints import Fingerprinter
from curator.pipeline.quiet import NICENESS
from curator.store import fingerprints, gallery
from curator.store.library import Library
from tests.helpers.listed import list_file, list_pictures
from tests.helpers.pictures import picture, write_png
from tests.helpers.waiting import wait_until


class Ear:
    """Remembers what was told and published."""

    def __init__(self, events: Events) -> None:
        self.told: list[Fingerprinting] = []
        self.bugs: list[BaseException] = []
        self.changed: list[tuple[int, ...]] = []
        events.subscribe(self._hear)

    def report(self, message: str, error: BaseException) -> None:
        self.bugs.append(error)

    def ids(self) -> list[int]:
        return sorted(image_id for batch in self.changed for image_id in batch)

    def _hear(self, event: Event) -> None:
        if isinstance(event, Changed) and threading.current_thread().name == "fingerprints":
            self.changed.append(event.image_ids)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GATHER_SECONDS", 0.02)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(tmp_path / "library")
    yield opened
    opened.close()


@pytest.fixture
def events() -> Events:
    return Events()


@pytest.fixture
def ear(events: Events) -> Ear:
    return Ear(events)


@pytest.fixture
def maker(library: Library, events: Events, ear: Ear) -> Iterator[Fingerprinter]:
    made = Fingerprinter(library, events, ear.told.append, ear.report)
    yield made
    made.close(5)


def known(library: Library) -> list[int]:
    return [int(number) for number in gallery.columns(library, None, ()).fingerprints]


def test_all_that_is_missing_is_made_and_told_at_once(
    library: Library, maker: Fingerprinter, ear: Ear, tmp_path: Path
) -> None:
    pictures = list_pictures(library, tmp_path, 6)
    copy = list_file(library, write_png(tmp_path / "copy.png", seed=3, size=(64, 48)))
    unread = list_file(library, write_png(tmp_path / "unread.png", seed=99), read=False)
    cached = make_thumbnail(picture(77, (200, 100)))
    library.thumbnails.put(pictures[2].content, cached)
    maker.start()
    assert wait_until(lambda: ear.told)
    assert ear.told == [Fingerprinting(6, 6)]
    assert len(ear.changed) == 1
    assert ear.ids() == [*(each.id for each in pictures), copy.id]
    wanted = [fingerprint(make_thumbnail(picture(seed, (64, 48)))) for seed in range(6)]
    wanted[2] = fingerprint(cached)
    assert known(library) == [*wanted, wanted[3], 0]
    assert unread.id not in ear.ids()
    assert ear.bugs == []


def test_pictures_get_theirs_as_they_come(
    library: Library, maker: Fingerprinter, events: Events, ear: Ear, tmp_path: Path
) -> None:
    maker.start()
    first = list_file(library, write_png(tmp_path / "a.png", seed=1))
    events.publish(Changed((first.id,)))
    assert wait_until(lambda: ear.changed == [(first.id,)])
    more = [list_file(library, write_png(tmp_path / f"{seed}.png", seed=seed)) for seed in range(2, 7)]
    for each in more:
        events.publish(Changed((each.id,)))
    assert wait_until(lambda: ear.ids() == [first.id, *(each.id for each in more)])
    assert fingerprints.missing(library) == []


def test_what_it_tells_itself_is_not_looked_at(
    library: Library, maker: Fingerprinter, ear: Ear, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[object] = []

    def missing(library: Library, ids: Iterable[int] | None) -> list[tuple[int, str]]:
        looks.append(ids)
        return found(library, ids)

    found = fingerprints.missing
    monkeypatch.setattr(fingerprints, "missing", missing)
    list_pictures(library, tmp_path, 2)
    maker.start()
    assert wait_until(lambda: ear.told)
    assert not wait_until(lambda: len(looks) > 1, timeout=0.2)


def test_what_takes_long_is_told_in_parts(
    library: Library, maker: Fingerprinter, ear: Ear, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TOGETHER_SECONDS", 0.0)
    pictures = list_pictures(library, tmp_path, 5)
    maker.start()
    assert wait_until(lambda: len(ear.told) == 5)
    assert ear.told == [Fingerprinting(done, 5) for done in range(1, 6)]
    assert ear.ids() == [each.id for each in pictures]


def test_stop_keeps_what_was_made_and_start_goes_on(
    library: Library, maker: Fingerprinter, ear: Ear, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures = list_pictures(library, tmp_path, 5)
    monkeypatch.setattr(module, "fingerprint", stopping(maker.stop, after=2))
    maker.start()
    assert wait_until(lambda: ear.told)
    maker.close(5)
    assert ear.told == [Fingerprinting(2, 5)]
    assert len(ear.ids()) == 2
    monkeypatch.setattr(module, "fingerprint", fingerprint)
    maker.start()
    maker.start()
    assert wait_until(lambda: len(ear.told) == 2)
    assert ear.told[-1] == Fingerprinting(3, 3)
    assert ear.ids() == [each.id for each in pictures]


def stopping(stop: Callable[[], None], after: int) -> Callable[[bytes], int]:
    seen: list[bytes] = []

    def made(jpeg: bytes) -> int:
        seen.append(jpeg)
        if len(seen) == after:
            stop()
        return fingerprint(jpeg)

    return made


def test_what_can_not_be_read_waits_for_its_folder(
    library: Library, maker: Fingerprinter, events: Events, ear: Ear, tmp_path: Path
) -> None:
    pictures = list_pictures(library, tmp_path, 3)
    away = pictures[1].path.rename(tmp_path / "away")
    maker.start()
    assert wait_until(lambda: ear.told)
    assert ear.ids() == [pictures[0].id, pictures[2].id]
    away.rename(pictures[1].path)
    events.publish(Changed((pictures[1].id,)))
    fresh = list_file(library, write_png(tmp_path / "fresh.png", seed=50))
    events.publish(Changed((fresh.id,)))
    assert wait_until(lambda: fresh.id in ear.ids())
    assert pictures[1].id not in ear.ids()
    events.publish(FolderChanged(tmp_path, FolderState.OFFLINE))
    events.publish(FolderChanged(tmp_path, FolderState.WATCHING))
    assert wait_until(lambda: pictures[1].id in ear.ids())
    assert ear.bugs == []


def test_a_file_that_was_written_over_gets_none_of_the_new_content(
    library: Library, maker: Fingerprinter, ear: Ear, tmp_path: Path
) -> None:
    old, other = list_pictures(library, tmp_path, 2)
    write_png(old.path, seed=40, size=(90, 90))
    maker.start()
    assert wait_until(lambda: ear.told)
    assert ear.ids() == [other.id]


def test_it_gives_way_to_all_others(
    library: Library, maker: Fingerprinter, ear: Ear, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform != "linux":
        pytest.skip("threads tell their priority only there")
    seen: list[int] = []

    def made(jpeg: bytes) -> int:
        seen.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        return fingerprint(jpeg)

    monkeypatch.setattr(module, "fingerprint", made)
    list_pictures(library, tmp_path, 1)
    maker.start()
    assert wait_until(lambda: ear.told)
    assert seen == [NICENESS]


@pytest.mark.parametrize("passing", [True, False])
def test_a_library_that_can_not_be_written_is_tried_again_or_told(
    library: Library,
    maker: Fingerprinter,
    ear: Ear,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    passing: bool,
) -> None:
    monkeypatch.setattr(module, "RETRY_SECONDS", 0.02)
    fault, tries = LibraryError("The disk is full.", passing=passing), []

    def put_many(library: Library, made: dict[str, int]) -> list[int]:
        tries.append(made)
        if len(tries) == 1:
            raise fault
        return kept(library, made)

    kept = fingerprints.put_many
    monkeypatch.setattr(fingerprints, "put_many", put_many)
    pictures = list_pictures(library, tmp_path, 2)
    maker.start()
    if passing:
        assert wait_until(lambda: ear.ids() == [each.id for each in pictures])
        assert ear.bugs == []
    else:
        assert wait_until(lambda: ear.bugs == [fault])
        assert ear.ids() == []


def test_closing_the_library_under_it_is_no_bug(
    library: Library, maker: Fingerprinter, ear: Ear, tmp_path: Path
) -> None:
    list_pictures(library, tmp_path, 4)
    maker.start()
    maker.stop()
    library.close()
    maker.close(5)
    assert ear.bugs == []
