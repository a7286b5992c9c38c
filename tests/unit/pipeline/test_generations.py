"""The background reader on real files: all of them, the new ones first, at once stopped, never stuck."""

import os
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from curator.core.errors import LibraryError
from curator.core.generation import READER_VERSION, Generation
from curator.core.records import FileFacts, FolderState
from curator.images.generation.read import read_generation
from curator.pipeline import generations as reader_module
from curator.pipeline.events import Changed, Event, Events, FolderChanged
from curator.pipeline.generations import GenerationReader
from curator.store import gallery, generations
from curator.store.library import Library
from tests.helpers.generated import write_texts
from tests.helpers.listed import Listed, list_file
from tests.helpers.pictures import write_png
from tests.helpers.waiting import wait_until

READ = "curator.pipeline.generations.read_generation"
BLOCK = "a castle\nNegative prompt: people\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: {}, Model: dream"


class Ear:
    def __init__(self, events: Events) -> None:
        self.told: list[tuple[int, ...]] = []
        self.bugs: list[str] = []
        events.subscribe(self._hear)

    def report(self, message: str, error: BaseException) -> None:
        self.bugs.append(message)

    def ids(self) -> list[int]:
        return sorted(image_id for ids in self.told for image_id in ids)

    def _hear(self, event: Event) -> None:
        if isinstance(event, Changed) and threading.current_thread().name == "generations":
            self.told.append(event.image_ids)


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
def reader(library: Library, events: Events, ear: Ear) -> Iterator[GenerationReader]:
    made = GenerationReader(library, events, lambda action: action(), ear.report)
    yield made
    made.close(5)


def generated(library: Library, folder: Path, count: int, first: int = 0) -> list[Listed]:
    """PNGs with a seed each."""
    names = [(seed, folder / f"{seed:04}.png") for seed in range(first, first + count)]
    return [list_file(library, write_texts(path, {"parameters": BLOCK.format(seed)})) for seed, path in names]


def read(library: Library) -> dict[int, Generation]:
    """By image id."""
    rows = gallery.columns(library, None, ())
    known = generations.generations(library, rows.written)
    return {
        int(image_id): known[number]
        for image_id, number in zip(rows.ids, rows.written.tolist(), strict=True)
        if number
    }


def test_everything_is_read_once_per_content(
    library: Library, reader: GenerationReader, ear: Ear, tmp_path: Path
) -> None:
    pictures = generated(library, tmp_path, 5)
    (tmp_path / "copy.png").write_bytes(pictures[0].path.read_bytes())
    copy = list_file(library, tmp_path / "copy.png")
    plain = list_file(library, write_png(tmp_path / "plain.png", seed=9))
    assert reader.idle()
    reader.start()
    everybody = sorted([*(picture.id for picture in pictures), copy.id, plain.id])
    assert wait_until(lambda: ear.ids() == everybody)
    known = read(library)
    assert [known[picture.id].seed for picture in pictures] == [0, 1, 2, 3, 4]
    assert known[copy.id] == known[pictures[0].id]
    assert (known[copy.id].prompt, known[copy.id].model) == ("a castle", "dream")
    assert known[plain.id] == Generation()
    assert ear.bugs == []


def test_what_comes_later_is_read_and_told(
    library: Library, reader: GenerationReader, events: Events, ear: Ear, tmp_path: Path
) -> None:
    reader.start()
    (picture,) = generated(library, tmp_path, 1)
    events.publish(Changed((picture.id,)))
    assert not reader.idle() or read(library)
    assert wait_until(reader.idle)
    assert ear.told == [(picture.id,)]
    events.publish(Changed((picture.id,)))
    assert wait_until(reader.idle)
    assert ear.told == [(picture.id,)]


def test_an_older_readers_rows_are_read_again(
    library: Library, reader: GenerationReader, ear: Ear, tmp_path: Path
) -> None:
    (picture,) = generated(library, tmp_path, 1)
    generations.put_many(library, {picture.content: Generation(prompt="old")}, READER_VERSION - 1)
    reader.start()
    assert wait_until(lambda: ear.ids() == [picture.id])
    assert read(library)[picture.id].prompt == "a castle"


def test_a_file_that_is_away_is_read_from_its_copy_or_once_it_is_back(
    library: Library, reader: GenerationReader, events: Events, ear: Ear, tmp_path: Path
) -> None:
    there, away = generated(library, tmp_path, 2)
    (tmp_path / "copy.png").write_bytes(there.path.read_bytes())
    copy = list_file(library, tmp_path / "copy.png")
    copy.path.unlink()
    hidden = away.path.rename(tmp_path / "elsewhere")
    reader.start()
    assert wait_until(lambda: ear.ids() == sorted((there.id, copy.id)))
    hidden.rename(away.path)
    events.publish(FolderChanged(tmp_path, FolderState.WATCHING))
    assert wait_until(lambda: away.id in ear.ids())
    assert read(library)[away.id].seed == 1
    assert ear.bugs == []


def test_a_file_that_was_written_over_tells_nothing_of_the_content_it_had(
    library: Library, reader: GenerationReader, events: Events, ear: Ear, tmp_path: Path
) -> None:
    changed, last = generated(library, tmp_path, 2)
    write_texts(changed.path, {"parameters": BLOCK.format(123456)})
    reader.start()
    assert wait_until(lambda: last.id in ear.ids())
    assert changed.id not in read(library)


def test_a_bug_with_one_file_is_told_and_the_others_are_read(
    library: Library, reader: GenerationReader, ear: Ear, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, broken, last = generated(library, tmp_path, 3)

    def fails(path: Path) -> Generation:
        if path == broken.path:
            raise RuntimeError("a bug")
        return read_generation(path)

    monkeypatch.setattr(READ, fails)
    reader.start()
    assert wait_until(lambda: ear.ids() == [first.id, last.id])
    assert ear.bugs == [
        "0001.png: Curator met an error of its own while reading metadata: RuntimeError: a bug"
    ]


class Gate:
    """Holds the reader back at each file."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.open = threading.Event()
        self.asked: list[str] = []

        def held(path: Path) -> Generation:
            self.asked.append(path.name)
            self.open.wait(5)
            return read_generation(path)

        monkeypatch.setattr(READ, held)


def test_it_stops_after_the_file_in_work(
    library: Library, reader: GenerationReader, ear: Ear, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    generated(library, tmp_path, 3)
    reader.start()
    assert wait_until(lambda: gate.asked)
    closing = threading.Thread(target=reader.close, args=(5,))
    closing.start()
    gate.open.set()
    closing.join(5)
    assert len(gate.asked) == 1
    assert read(library) == {}
    assert ear.bugs == []


def test_new_pictures_need_not_wait_for_the_rest_of_the_library(
    library: Library,
    reader: GenerationReader,
    events: Events,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader_module, "MOST_TOGETHER", 2)
    gate = Gate(monkeypatch)
    oldest, *_ = generated(library, tmp_path, 6)
    os.utime(oldest.path, (1_000_000_000, 1_000_000_000))
    list_file(library, oldest.path)
    reader.start()
    assert wait_until(lambda: gate.asked)
    (new,) = generated(library, tmp_path, 1, first=50)
    events.publish(Changed((new.id, oldest.id)))
    assert not reader.idle()
    gate.open.set()
    assert wait_until(lambda: len(read(library)) == 7)
    assert gate.asked[2:4] == ["0050.png", "0000.png"]
    assert wait_until(reader.idle)
    assert len(gate.asked) == 7


def test_its_own_news_are_none(
    library: Library,
    reader: GenerationReader,
    events: Events,
    ear: Ear,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks: list[object] = []
    reals = {name: getattr(generations, name) for name in ("missing", "missing_after")}

    def counted(name: str, *given: Any) -> Any:
        looks.append(given)
        return reals[name](*given)

    for name in reals:
        monkeypatch.setattr(generations, name, partial(counted, name))
    monkeypatch.setattr(reader_module, "GATHER_SECONDS", 0)
    generated(library, tmp_path, 3)
    reader.start()
    assert wait_until(lambda: len(ear.ids()) == 3)
    assert reader.idle()
    (later,) = generated(library, tmp_path, 1, first=9)
    events.publish(Changed((later.id,)))
    assert wait_until(lambda: later.id in ear.ids())
    assert wait_until(reader.idle)
    assert len(looks) == 2


def test_much_is_kept_and_told_together(
    library: Library, reader: GenerationReader, ear: Ear, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_module, "MOST_TOGETHER", 4)
    generated(library, tmp_path, 9)
    reader.start()
    assert wait_until(lambda: len(ear.ids()) == 9)
    assert sorted(map(len, ear.told)) == [1, 4, 4]


def test_a_library_that_fails_is_told_once(
    events: Events, ear: Ear, library: Library, tmp_path: Path
) -> None:
    generated(library, tmp_path, 1)

    def refuse(action: Callable[[], list[int]]) -> list[int]:
        raise RuntimeError("no room")

    reader = GenerationReader(library, events, refuse, ear.report)
    reader.start()
    assert wait_until(lambda: ear.bugs)
    reader.close(5)
    assert len(ear.bugs) == 1
    assert reader.idle()
    assert np.all(gallery.columns(library, None, ()).written == 0)


def test_a_library_that_is_busy_is_tried_again(
    reader: GenerationReader, ear: Ear, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (picture,) = generated(library, tmp_path, 1)
    faults = [LibraryError("The library is locked.", passing=True)]
    real = generations.missing_after

    def busy(*given: Any) -> Any:
        if faults:
            raise faults.pop()
        return real(*given)

    monkeypatch.setattr(generations, "missing_after", busy)
    monkeypatch.setattr(reader_module, "RETRY_SECONDS", 0.01)
    reader.start()
    assert wait_until(lambda: ear.ids() == [picture.id])
    assert ear.bugs == []


def test_a_file_that_was_away_is_read_when_it_is_told_of(
    library: Library, reader: GenerationReader, events: Events, ear: Ear, tmp_path: Path
) -> None:
    (picture,) = generated(library, tmp_path, 1)
    hidden = picture.path.rename(tmp_path / "elsewhere")
    reader.start()
    events.publish(Changed((picture.id,)))
    assert wait_until(reader.idle)
    hidden.rename(picture.path)
    events.publish(Changed((picture.id,)))
    assert wait_until(lambda: ear.ids() == [picture.id])


def test_files_are_the_facts_they_were_listed_with(library: Library, tmp_path: Path) -> None:
    (picture,) = generated(library, tmp_path, 1)
    status = picture.path.stat()
    files = generations.missing(library, READER_VERSION)[picture.content]
    assert files == [FileFacts(picture.path, status.st_size, status.st_mtime_ns)]
