"""The pipeline with its real threads, files, database and pixel rater, and a rater made to fail."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from curator.core.errors import KnownError, LibraryError, RaterError, RaterLostError
from curator.core.records import DimensionScore, FolderState, RaterIdentity, Rating
from curator.core.settings import Options
from curator.images import decode
from curator.pipeline import context as context_module
from curator.pipeline import desk as desk_module
from curator.pipeline import others
from curator.pipeline.events import Changed, Event, Failed, Gone, Rated, RaterChanged, RaterState, Trouble
from curator.pipeline.service import Service
from curator.rating.rater import Tell, tell_nobody
from curator.rating.rubrics import rules_for
from curator.store import ratings
from tests.helpers.pictures import picture_bytes, write_png, write_truncated_png
from tests.helpers.waiting import wait_until


@dataclass
class FaultyRater:
    """Fails the pictures whose first pixel is pure red, every way a rater can fail; rates all else 1.0."""

    error: Exception = field(default_factory=lambda: RaterError("The picture gave no numbers."))
    load_error: Exception | None = None
    name: str = "faulty"
    description: str = "a rater that fails on red"
    few: bool = False
    """Whether it gives a rating too few."""
    hold: Callable[[], object] | None = None
    """What each batch waits for."""
    seen: list[tuple[int, ...]] = field(default_factory=list)
    """The first pixels it was shown."""
    dimensions: tuple[str, ...] = ("clarity",)
    rated_dimensions: tuple[str, ...] = ("clarity",)
    batch_size: int = 4
    closed: bool = False
    abandoned: bool = False
    device: str = ""

    def load(self, tell: Tell = tell_nobody) -> RaterIdentity:
        if self.load_error is not None:
            raise self.load_error
        return RaterIdentity(self.name, "1", "rules")

    def rate(self, pictures: Sequence[Image.Image], dimensions: Sequence[str] | None = None) -> list[Rating]:
        if self.hold is not None:
            self.hold()
        first = [tuple(np.asarray(picture)[0, 0].tolist()) for picture in pictures]
        self.seen += first
        if (255, 0, 0) in first:
            raise self.error
        told = [Rating({"clarity": DimensionScore(1.0, 1, (0.0, 1.0, 0.0))}) for _ in pictures]
        return told[1:] if self.few else told

    def close(self) -> None:
        self.closed = True

    def abandon(self) -> None:
        self.abandoned = True


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    return folder


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    running = Service(Options(library=tmp_path / "library", rater="pixels"))
    yield running
    running.stop()


def listen(service: Service) -> list[Event]:
    heard: list[Event] = []
    service.events.subscribe(heard.append)
    return heard


def with_rater(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, rater: FaultyRater) -> Service:
    rules = rules_for("pixels", None)
    monkeypatch.setattr(desk_module, "rater_for", lambda _: (rater, rules))
    return Service(Options(library=tmp_path / "library"))


def write_red(path: Path) -> None:
    Image.new("RGB", (40, 40), "red").save(path)


def test_files_given_once_are_rated_and_stored(service: Service, pictures: Path) -> None:
    for seed in range(5):
        write_png(pictures / f"{seed}.png", seed=seed)
    heard = listen(service)
    service.start(watch=False)
    assert service.rate_files([pictures]) == 5
    assert wait_until(service.idle, 30)
    assert sum(isinstance(event, Rated) for event in heard) == 5
    rows = service.columns()
    assert (rows.rated_at > 0).all()
    assert service.progress().done == 5
    first = service.details(int(rows.ids[0]))
    assert first is not None
    assert set(first.scores) == set(service.rated_dimensions)
    assert service.thumbnail(first.id) is not None


def test_rating_again_skips_what_is_rated(service: Service, pictures: Path) -> None:
    write_png(pictures / "a.png", seed=1)
    (pictures / "copy.png").write_bytes((pictures / "a.png").read_bytes())
    service.start(watch=False)
    service.rate_files([pictures])
    assert wait_until(service.idle, 30)
    service.rate_files([pictures])
    assert wait_until(service.idle, 30)
    told = service.progress()
    assert (told.done, told.skipped) == (0, 2)
    assert (service.columns().rated_at > 0).all(), "a copy shares the rating of its content"


def test_a_renamed_folder_is_known_again_without_decoding_its_pictures(
    service: Service, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (pictures / "night").mkdir()
    for seed in range(5):
        write_png(pictures / "night" / f"{seed}.png", seed=seed)
    service.start(watch=False)
    service.rate_files([pictures])
    assert wait_until(service.idle, 30)
    moved = (pictures / "night").rename(pictures / "last night")
    decoded: list[str] = []
    real = decode._decoded

    def counted(source: decode.Bytes, content: str, side: int) -> decode.Decoded:
        decoded.append(content)
        return real(source, content, side)

    monkeypatch.setattr(decode, "_decoded", counted)
    write_png(moved / "new.png", seed=9)
    service.rate_files([pictures])
    assert wait_until(service.idle, 30)
    assert len(decoded) == 1, "the new one alone"
    rows = service.columns()
    here = [at for at in range(len(rows)) if rows.path(at).parent == moved]
    assert len(here) == 6
    assert (rows.rated_at[here] > 0).all()
    assert (rows.widths[here] > 0).all()
    assert (service.progress().done, service.progress().skipped) == (1, 5)


def test_a_damaged_file_is_listed_and_its_neighbours_are_rated(service: Service, pictures: Path) -> None:
    write_truncated_png(pictures / "cut.png")
    write_png(pictures / "good.png", seed=1)
    service.start(watch=False)
    service.rate_files([pictures])
    assert wait_until(service.idle, 30)
    (failure,) = service.failures()
    assert failure.path.name == "cut.png"
    assert failure.stage == "read"
    assert failure.reason
    assert service.progress().done == 1

    write_png(pictures / "cut.png", seed=2)
    assert service.retry() == 1
    assert wait_until(service.idle, 30)
    assert service.failures() == []
    assert (service.columns().rated_at > 0).all()


def test_watched_folders_are_rated_live_and_deleted_files_leave(service: Service, pictures: Path) -> None:
    write_png(pictures / "there.png", seed=1)
    service.start()
    folder = service.add_folder(pictures)
    assert wait_until(lambda: bool((service.columns().rated_at > 0).sum() == 1), 30)
    write_png(pictures / "new.png", seed=2)
    assert wait_until(lambda: bool((service.columns().rated_at > 0).sum() == 2), 30)
    (pictures / "there.png").unlink()
    assert wait_until(lambda: list(service.columns().names) == ["new.png"], 30)
    service.remove_folder(folder.id)
    assert len(service.columns()) == 0


def test_a_picture_put_back_while_its_deletion_waits_for_the_library_stays(
    service: Service, pictures: Path
) -> None:
    for seed, name in enumerate(("a.png", "b.png", "c.png")):
        write_png(pictures / name, seed=seed)
    service.start(watch=False)
    service.rate_files([pictures])
    assert wait_until(service.idle)
    heard, ids = listen(service), dict(zip(service.columns().names, service.columns().ids, strict=True))
    back, away = pictures / "a.png", pictures / "b.png"
    data = back.read_bytes()
    back.unlink()
    away.unlink()
    forgetting = threading.Thread(target=lambda: service._context.forget([back, away]))
    with service.library.transaction():
        forgetting.start()
        forgetting.join(0.05)
        back.write_bytes(data)
    forgetting.join(10)
    assert [event.image_ids for event in heard if isinstance(event, Gone)] == [(int(ids["b.png"]),)]
    assert set(service.columns().names) == set(ids) - {"b.png"}


def test_pause_holds_and_resume_goes_on(service: Service, pictures: Path) -> None:
    service.pause()
    service.start(watch=False)
    write_png(pictures / "a.png", seed=1)
    service.rate_files([pictures])
    assert wait_until(lambda: bool((service.columns().heights > 0).any()), 30)
    assert not wait_until(lambda: service.progress().done, 0.5)
    assert service.progress().paused
    service.resume()
    assert wait_until(service.idle, 30)
    assert service.progress().done == 1


def test_one_picture_that_fails_in_the_rater_fails_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pictures: Path
) -> None:
    rater = FaultyRater()
    service = with_rater(monkeypatch, tmp_path, rater)
    heard = listen(service)
    write_red(pictures / "red.png")
    for seed in range(6):
        write_png(pictures / f"{seed}.png", seed=seed)
    service.start(watch=False)
    service.rate_files([pictures])
    assert wait_until(service.idle, 30)
    assert [failure.path.name for failure in service.failures()] == ["red.png"]
    assert [event.reason for event in heard if isinstance(event, Failed)] == ["The picture gave no numbers."]
    assert service.progress().done == 6
    service.stop()
    assert rater.closed


def test_a_bug_in_the_rater_is_reported_and_rating_goes_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pictures: Path
) -> None:
    service = with_rater(monkeypatch, tmp_path, FaultyRater(error=ZeroDivisionError("oops")))
    heard = listen(service)
    write_red(pictures / "red.png")
    write_png(pictures / "good.png", seed=1)
    service.start(watch=False)
    service.rate_files([pictures])
    assert wait_until(service.idle, 30)
    reports = [event.report for event in heard if isinstance(event, Trouble)]
    assert len(reports) == 1
    assert "ZeroDivisionError" in reports[0]
    assert service.progress().done == 1
    service.stop()


def test_a_rater_that_cannot_load_says_so_and_files_are_still_listed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pictures: Path
) -> None:
    rater = FaultyRater(load_error=RaterError("There is no model here."))
    service = with_rater(monkeypatch, tmp_path, rater)
    write_png(pictures / "a.png", seed=1)
    service.start(watch=False)
    service.rate_files([pictures])
    assert wait_until(service.idle, 30)
    assert service.rater_state == RaterChanged(RaterState.FAILED, "There is no model here.")
    assert len(service.columns()) == 1
    service.stop()


def test_paths_that_are_not_there_are_refused_in_one_sentence(service: Service, tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="does not exist"):
        service.rate_files([tmp_path / "nowhere"])
    with pytest.raises(KnownError, match="not a folder"):
        service.add_folder(tmp_path / "nowhere")


def test_another_rater_rates_anew_and_keeps_the_first_ones_scores(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pictures: Path
) -> None:
    write_png(pictures / "a.png", seed=1)
    first = Service(Options(library=tmp_path / "library", rater="pixels"))
    first.start()
    first.add_folder(pictures)
    assert wait_until(lambda: bool((first.columns().rated_at > 0).sum() == 1), 30)
    first.stop()
    second = with_rater(monkeypatch, tmp_path, FaultyRater())
    second.start()
    assert wait_until(second.idle, 30)
    assert wait_until(lambda: bool((second.columns().rated_at > 0).sum() == 1), 30)
    clarity = second.rubric.keys.index("clarity")
    assert second.columns().scores[clarity, 0] == 1.0
    with second.library.transaction() as connection:
        assert connection.execute("select count(*) from ratings").fetchone()[0] == 2
    second.stop()


def write_many(folder: Path) -> None:
    """More than what is free in the pages of a new database."""
    for seed in range(200):
        write_png(folder / f"{seed}.png", seed=seed, size=(16, 16))


def test_a_full_disk_costs_time_but_no_rating(
    monkeypatch: pytest.MonkeyPatch, service: Service, pictures: Path
) -> None:
    monkeypatch.setattr(context_module, "RETRY_SECONDS", 0.05)
    heard = listen(service)
    write_many(pictures)
    service.start(watch=False)
    assert wait_until(service.idle, 30)
    service.pause()
    service.rate_files([pictures])
    with service.library.transaction() as connection:
        connection.execute("PRAGMA max_page_count = 1")  # none beyond those there are
    service.resume()
    assert wait_until(lambda: any(isinstance(event, Trouble) for event in heard), 30)
    with service.library.transaction() as connection:
        connection.execute("PRAGMA max_page_count = 1000000")
    assert wait_until(service.idle, 30)
    assert (service.columns().rated_at > 0).all()
    assert service.failures() == []
    troubles = [event for event in heard if isinstance(event, Trouble)]
    assert all("the disk is full; make room" in trouble.message for trouble in troubles)
    assert not any(trouble.report for trouble in troubles), "nobody's bug"


def test_a_full_disk_does_not_hold_up_the_end(service: Service, pictures: Path) -> None:
    heard = listen(service)
    write_many(pictures)
    service.start(watch=False)
    assert wait_until(service.idle, 30)
    service.pause()
    service.rate_files([pictures])
    with service.library.transaction() as connection:
        connection.execute("PRAGMA max_page_count = 1")
    service.resume()
    assert wait_until(lambda: any(isinstance(event, Trouble) for event in heard), 30)
    started = time.monotonic()
    service.stop()
    assert time.monotonic() - started < 5
    assert {event.report for event in heard if isinstance(event, Trouble)} == {""}, "nobody's bug"


def test_files_of_a_folder_that_went_offline_are_rated_when_it_is_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pictures: Path
) -> None:
    gate = threading.Event()
    service = with_rater(monkeypatch, tmp_path, FaultyRater(hold=lambda: gate.wait(30), batch_size=1))
    for seed in range(40):
        write_png(pictures / f"{seed}.png", seed=seed)
    service.start()
    service.add_folder(pictures)
    assert wait_until(lambda: len(service.columns()) == 40, 30)
    pictures.rename(tmp_path / "away")
    assert wait_until(lambda: service.folders()[0][1] is FolderState.OFFLINE, 30)
    gate.set()
    assert wait_until(lambda: service.progress().waiting == 0, 30)
    assert len(service.columns()) == 40, "nothing was deleted"
    (tmp_path / "away").rename(pictures)
    assert wait_until(lambda: bool((service.columns().rated_at > 0).all()), 30)
    assert len(service.columns()) == 40
    service.stop()


def test_removing_a_folder_takes_its_files_out_of_the_queue(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pictures: Path
) -> None:
    gate = threading.Event()
    service = with_rater(monkeypatch, tmp_path, FaultyRater(hold=lambda: gate.wait(30), batch_size=1))
    for seed in range(40):
        write_png(pictures / f"{seed}.png", seed=seed)
    service.start()
    folder = service.add_folder(pictures)
    assert wait_until(lambda: service.progress().waiting == 40, 30)
    service.remove_folder(folder.id)
    gate.set()
    assert wait_until(service.idle, 30)
    assert len(service.columns()) == 0
    assert service.progress().done < 40
    service.add_folder(pictures)
    assert wait_until(
        lambda: bool(len(service.columns()) == 40 and (service.columns().rated_at > 0).all()), 30
    )
    service.stop()


def test_a_rater_that_gives_too_few_ratings_is_stopped_and_its_pictures_wait(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pictures: Path
) -> None:
    service = with_rater(monkeypatch, tmp_path, FaultyRater(few=True))
    heard = listen(service)
    for seed in range(3):
        write_png(pictures / f"{seed}.png", seed=seed)
    service.start(watch=False)
    service.rate_files([pictures])
    assert wait_until(service.idle, 30)
    assert service.rater_state.state is RaterState.STOPPED
    assert "the rater gave 0 ratings for 1 pictures" in service.rater_state.detail
    assert service.failures() == []
    assert service.progress().waiting == 3
    assert sum(isinstance(event, Trouble) for event in heard) == 1, "a bug, so it is reported, once"
    service.stop()


def test_the_newest_picture_goes_before_those_read_already(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pictures: Path
) -> None:
    allowed = threading.Semaphore(0)
    rater = FaultyRater(hold=lambda: allowed.acquire(timeout=30), batch_size=1)
    service = with_rater(monkeypatch, tmp_path, rater)
    for seed in range(30):
        path = write_png(pictures / f"{seed}.png", seed=seed)
        os.utime(path, (1_700_000_000 + seed,) * 2)
    service.start(watch=False)
    service.rate_files([pictures])
    assert wait_until(lambda: int((service.columns().heights > 0).sum()) >= 9, 30)
    newest = write_png(pictures / "newest.png", seed=99)
    pixel = tuple(np.asarray(Image.open(newest))[0, 0].tolist())
    service.rate_files([newest])
    allowed.release(4)  # one in work, and room for what the readers choose next
    assert wait_until(lambda: bool((service.columns().heights > 0)[-1]), 30)
    allowed.release(100)
    assert wait_until(service.idle, 30)
    assert rater.seen.index(pixel) <= 5, "eight others were read before it"
    service.stop()


def test_equal_pictures_are_rated_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pictures: Path
) -> None:
    gate = threading.Event()
    rater = FaultyRater(hold=lambda: gate.wait(30), batch_size=8)
    service = with_rater(monkeypatch, tmp_path, rater)
    for number in range(12):
        write_png(pictures / f"{number}.png", seed=1)
    service.start(watch=False)
    for _ in range(3):
        service.rate_files([pictures])
    gate.set()
    assert wait_until(service.idle, 30)
    assert len(rater.seen) == 1
    assert (service.columns().rated_at > 0).all()
    told = service.progress()
    assert (told.done, told.skipped, told.failed) == (1, 11, 0)
    service.stop()


def test_another_program_on_the_same_library_hides_no_file(service: Service, pictures: Path) -> None:
    service.start()
    assert wait_until(service.idle, 30)
    other = Service(Options(library=service.library.folder, rater="pixels"))
    heard = listen(service)
    write_png(pictures / "a.png", seed=1)
    other.rate_files([pictures])  # listed, not rated: it was never started
    other.stop()
    service.add_folder(pictures)
    assert wait_until(lambda: bool((service.columns().rated_at > 0).sum() == 1), 30)
    assert any(isinstance(event, Rated) for event in heard)


def test_a_library_that_is_damaged_stops_rating_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, service: Service, pictures: Path
) -> None:
    def fail(*_: object) -> None:
        raise LibraryError("The library is damaged; put back a copy of it.")

    write_png(pictures / "a.png", seed=1)
    service.start(watch=False)
    assert wait_until(lambda: service.rater_state.state is RaterState.READY, 30)
    monkeypatch.setattr(ratings, "record_ratings", fail)
    service.rate_files([pictures])
    assert wait_until(service.idle, 30), "nobody may wait for ever"
    assert service.rater_state.state is RaterState.FAILED
    assert "is damaged; put back a copy of it." in service.rater_state.detail


def test_stopping_does_not_wait_for_a_rater_that_loads(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    loading, ended = threading.Event(), threading.Event()

    @dataclass
    class SlowRater(FaultyRater):
        def load(self, tell: Tell = tell_nobody) -> RaterIdentity:
            loading.set()
            assert ended.wait(30)
            raise RaterLostError("The rater was stopped.")

        def abandon(self) -> None:
            ended.set()

    rater = SlowRater()
    service = with_rater(monkeypatch, tmp_path, rater)
    service.start()
    assert loading.wait(30)
    started = time.monotonic()
    service.stop()
    assert time.monotonic() - started < 3
    assert rater.closed


def test_missing_paths_do_not_keep_the_others_from_being_rated(service: Service, pictures: Path) -> None:
    a, b = (write_png(pictures / f"{name}.png", seed=seed) for seed, name in enumerate("ab"))
    service.start(watch=False)
    with pytest.raises(KnownError, match="does not exist"):
        service.rate_files([a, pictures / "missing.png", b])
    assert wait_until(service.idle, 30)
    assert service.progress().done == 2


def test_a_file_that_was_away_for_a_moment_is_rated(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pictures: Path
) -> None:
    gate = threading.Event()
    service = with_rater(monkeypatch, tmp_path, FaultyRater(hold=lambda: gate.wait(30), batch_size=1))
    day = pictures / "day"
    day.mkdir()
    for seed in range(40):
        write_png(day / f"{seed}.png", seed=seed)
    service.start()
    service.add_folder(pictures)
    assert wait_until(lambda: service.progress().waiting == 40, 30)
    day.rename(tmp_path / "aside")
    gate.set()
    time.sleep(0.12)  # shorter than what counts as gone
    (tmp_path / "aside").rename(day)
    assert wait_until(lambda: int((service.columns().rated_at > 0).sum()) == 40, 30)
    service.stop()


def test_files_that_are_still_written_do_not_keep_others_waiting(service: Service, pictures: Path) -> None:
    for seed in range(60):
        write_png(pictures / f"{seed}.png", seed=seed, size=(16, 16))
    growing = [write_png(pictures / f"growing-{number}.png", seed=number) for number in range(3)]
    stop = threading.Event()

    def write() -> None:
        while not stop.wait(0.001):
            for path in growing:
                with path.open("ab") as file:
                    file.write(b"x")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        service.start(watch=False)
        service.rate_files([pictures])
        assert wait_until(lambda: int((service.columns().rated_at > 0).sum()) >= 60, 20)
    finally:
        stop.set()
        writer.join(5)
    assert wait_until(service.idle, 30)
    assert service.progress().failed == 0


def test_a_folder_removed_during_its_first_scan_stays_away(service: Service, pictures: Path) -> None:
    picture = picture_bytes(seed=1, size=(8, 8))
    for number in range(3000):
        (pictures / f"{number}.png").write_bytes(picture)
    os.utime(pictures)
    service.start()
    folder = service.add_folder(pictures)
    assert wait_until(lambda: len(service.columns()) > 0, 30)
    service.remove_folder(folder.id)
    assert not wait_until(lambda: len(service.columns()) > 0, 1.5)


def test_what_another_program_rates_elsewhere_is_told(
    monkeypatch: pytest.MonkeyPatch, service: Service, pictures: Path
) -> None:
    monkeypatch.setattr(others, "SECONDS", 0.1)
    heard = listen(service)
    service.start()
    assert wait_until(service.idle, 30)
    write_png(pictures / "a.png", seed=1)
    other = Service(Options(library=service.library.folder, rater="pixels"))
    other.start(watch=False)
    other.rate_files([pictures])
    assert wait_until(other.idle, 30)
    other.stop()
    assert wait_until(lambda: any(isinstance(event, Changed) and 1 in event.image_ids for event in heard), 30)
