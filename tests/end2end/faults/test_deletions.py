"""Row 8: pictures deleted before and while they are rated leave without a word, and the others are rated."""

import os
import random
import shutil
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image

from curator.core.records import Rating
from curator.pipeline import desk
from curator.rating.rubrics import rules_for
from tests.end2end.faults.forms import forms, tell
from tests.end2end.faults.live import Live, live
from tests.helpers.odd_raters import OddRater
from tests.helpers.pictures import picture_bytes
from tests.helpers.process import rows
from tests.helpers.waiting import wait_until

SECONDS = 60.0


@dataclass
class UnhurriedRater(OddRater):
    """Begins when it is let, and takes its time with each picture."""

    seconds: float = 0.003
    begin: threading.Event = field(default_factory=threading.Event)
    """Set once it may rate."""
    began: threading.Event = field(default_factory=threading.Event)
    """Set once it was handed pictures."""

    def rate(self, pictures: Sequence[Image.Image], dimensions: Sequence[str] | None = None) -> list[Rating]:
        self.began.set()
        self.begin.wait(SECONDS)
        time.sleep(self.seconds * len(pictures))
        return super().rate(pictures, dimensions)


@pytest.fixture
def rater(monkeypatch: pytest.MonkeyPatch) -> UnhurriedRater:
    unhurried = UnhurriedRater()
    monkeypatch.setattr(desk, "rater_for", lambda _: (unhurried, rules_for("pixels", None)))
    return unhurried


def write(path: Path, seed: int) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(picture_bytes(seed, (16, 16)))
    os.utime(path, (time.time() - 3600,) * 2)
    return path


@dataclass
class Deletions:
    """Pictures of which many go: a quarter before any is rated, a folder at once, the rest meanwhile."""

    before: list[Path]
    folder: Path
    meanwhile: list[Path]
    anew: list[Path]
    """Deleted and at once written again, half of them as other pictures."""
    kept: list[Path]
    gone: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, root: Path, deleted: int) -> "Deletions":
        share, chance = deleted // 4, random.Random(8)
        folder = root / "whole"
        inside = [write(folder / f"{seed}.png", seed) for seed in range(share)]
        loose = [write(root / f"{seed}.png", seed) for seed in range(share, 5 * share)]
        chance.shuffle(loose)
        parts = [loose[start : start + share] for start in range(0, len(loose), share)]
        before, meanwhile, anew, kept = parts
        all_gone = {str(path) for path in (*before, *inside, *meanwhile)}
        return cls(before, folder, meanwhile, anew, kept, all_gone)

    @property
    def there(self) -> set[str]:
        return {str(path) for path in (*self.anew, *self.kept)}

    def delete_before(self) -> None:
        for path in self.before:
            path.unlink()

    def delete_meanwhile(self, pause: float, replace: bool = False) -> None:
        """One by one while the rater works, the folder in the middle.

        `replace`: what is written anew is there all the time. Where nobody watches, a file that was looked
        for while it was away is gone for good.
        """
        middle = len(self.meanwhile) // 2
        for at, (path, again) in enumerate(zip(self.meanwhile, self.anew, strict=True)):
            path.unlink()
            seed = 10_000 + at if at % 2 else int(again.stem)
            if replace:
                write(again.with_suffix(".part"), seed).replace(again)
            else:
                again.unlink()
                write(again, seed)
            if at == middle:
                shutil.rmtree(self.folder)
            time.sleep(pause)


def outcome(running: Live, deletions: Deletions) -> dict[str, int]:
    """What is not as it should be, and how much of it."""
    listed = "select path, gone_at is not null from images"
    gone = {path for path, away in rows(running.library, listed) if away}
    known = {path for path, _ in rows(running.library, listed)}
    return {
        "waiting": running.service.progress().waiting,
        "troubles": len(running.troubles),
        "failures": len(running.service.failures()),
        "failures_noted": rows(running.library, "select count(*) from failures")[0][0],
        "deleted_not_shown_as_gone": len((deletions.gone & known) - gone),
        "others_not_rated": len(deletions.there - running.shown()),
        "others_shown_as_gone": len(deletions.there & gone),
    }


def drained(running: Live, deletions: Deletions) -> bool:
    """Nothing is left to rate, and what is gone is shown so; of what was read last that is heard of later."""
    return running.service.idle() and not any(outcome(running, deletions).values())


@forms(24, 504, minutes=4)
def test_deleted_pictures_leave_a_watched_queue(
    tmp_path: Path, size: int, rater: UnhurriedRater, request: pytest.FixtureRequest
) -> None:
    root = tmp_path / "outputs"
    root.mkdir()
    deletions = Deletions.of(root, 4 * size // 3)
    with live(tmp_path / "library", [root]) as running:
        # Read, and in the hands of the rater, while all others wait to be read
        assert rater.began.wait(SECONDS)
        everything = deletions.gone | deletions.there
        assert wait_until(lambda: running.listed() == everything, SECONDS, 0.05)
        deletions.delete_before()
        rater.begin.set()
        deletions.delete_meanwhile(0.0 if size < 100 else 0.01)
        seconds = running.seconds_until(lambda: drained(running, deletions), SECONDS)
        figures = outcome(running, deletions)
    tell(8, "deleted in a watched folder", deleted=len(deletions.gone), seconds=round(seconds, 2), **figures)
    assert len(deletions.gone) == size
    assert not any(figures.values())
    assert seconds < SECONDS


@forms(24, 504, minutes=4)
def test_deleted_pictures_leave_a_queue_nobody_watches(
    tmp_path: Path, size: int, rater: UnhurriedRater, request: pytest.FixtureRequest
) -> None:
    root = tmp_path / "outputs"
    root.mkdir()
    deletions = Deletions.of(root, 4 * size // 3)
    with live(tmp_path / "library", [], watch=False) as running:
        running.service.rate_files([root])
        assert rater.began.wait(SECONDS)
        deletions.delete_before()
        # Before any is rated: of what goes later nobody can know here
        deletions.delete_meanwhile(0.0, replace=True)
        rater.begin.set()
        seconds = running.seconds_until(lambda: drained(running, deletions), SECONDS)
        figures = outcome(running, deletions)
    tell(8, "deleted, rated once", deleted=len(deletions.gone), seconds=round(seconds, 2), **figures)
    assert not any(figures.values())
