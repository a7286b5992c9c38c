"""A library, pictures that keep arriving, programs that are killed, and what must hold after each kill."""

import hashlib
import io
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from PIL import Image

from curator.core.part_file import part_beside
from tests.end2end.faults.busy_window import stars_of
from tests.helpers.pictures import picture_bytes
from tests.helpers.process import ROOT, ask, rows
from tests.helpers.waiting import wait_until

LOOK_SECONDS = 0.05
ARRIVE = 3
"""Pictures that wait at each start, so that there is something to rate first."""
SPAN = 2.0
"""Seconds of a life within which most kills come."""
EARLY = 0.3
MOST_PACE = 2.0
ORPHAN_SECONDS = 5.0
RATINGS = "select content, rater_id, rated_at, packed from ratings"
MARKS = "select content, stars from marks where stars > 0"
LEFT = ".curator-*.part"
Rated = dict[tuple[str, int], tuple[float, bytes]]


@dataclass(frozen=True, slots=True)
class Life:
    """One start of the program; None for the time: once the first new picture is rated."""

    doing: str
    seconds: float | None


@dataclass
class Bench:
    """All of it in one folder; `figures` is what was measured."""

    folder: Path
    aside: Path
    choose: random.Random
    tiny: Path | None = None
    """A checkpoint for the lives that rate with a model."""
    written: dict[str, Path] = field(default_factory=dict)
    """Content and first place of each picture that arrived."""
    rated: Rated = field(default_factory=dict)
    marked: set[str] = field(default_factory=set)
    """What was seen in the database, or told by a command that ended well."""
    resumed: dict[str, list[float]] = field(default_factory=lambda: {"watch": [], "window": []})
    """Seconds from each start to the first new rating."""
    thumbnail: int = 0
    """Number of the last one that was decoded."""

    def __post_init__(self) -> None:
        self.outputs, self.library = self.folder / "outputs", self.folder / "library"
        self.tables = self.folder / "tables"
        for folder in (self.outputs, self.outputs / "kept", self.outputs / "copies", self.tables):
            folder.mkdir(parents=True, exist_ok=True)
        self.aside.mkdir(parents=True, exist_ok=True)

    def arrive(self, count: int = 1) -> None:
        """As generators write: at once, or under another name first."""
        for _ in range(count):
            number = len(self.written)
            data = picture_bytes(number, (48, 40))
            path = self.outputs / f"{number:05}.png"
            if number % 2:
                waiting = path.with_suffix(".tmp")
                waiting.write_bytes(data)
                waiting.replace(path)
            else:
                path.write_bytes(data)
            self.written[hashlib.sha256(data).hexdigest()] = path

    def live(self, life: Life) -> None:
        """Start, watch what is acknowledged, kill, and look whether all of it is there."""
        self.arrive(ARRIVE)
        marking = self._to_mark() if life.doing == "mark" else {}
        began, clock = time.time(), time.monotonic()
        with killed(self._command(life, list(marking.values())), self.folder / "output") as process:
            end = clock + self._seconds(life)
            while process.poll() is None and time.monotonic() < end:
                self.look()
                if life.seconds is None and self._first_after(began) is not None:
                    break
                if self.choose.random() < 0.1:
                    self.arrive()
                time.sleep(max(0.0, min(LOOK_SECONDS, end - time.monotonic())))
            if process.poll() == 0:
                self.marked |= marking.keys()
        assert process.returncode in (0, -9, 1), self.output()
        first = self._first_after(began)
        if first is not None and life.doing in self.resumed:
            self.resumed[life.doing].append(first - began)
        assert life.seconds is not None or first is not None, f"nothing was rated: {self.output()}"
        self.check()

    def look(self) -> None:
        """What is committed now; none of what was before may be missing, nor be another rating."""
        now: Rated = {(row[0], row[1]): (row[2], row[3]) for row in rows(self.library, RATINGS)}
        lost = [key for key, value in self.rated.items() if now.get(key) != value]
        assert not lost, f"{len(lost)} ratings lost or made again, such as {lost[0]}"
        self.rated = now
        marks = dict(rows(self.library, MARKS))
        assert self.marked <= marks.keys(), "a mark is lost"
        assert all(stars == stars_of(content) for content, stars in marks.items()), "a mark is another one"
        self.marked |= marks.keys()

    def check(self) -> None:
        """After a kill, before the next start."""
        self.look()
        for name in ("library.db", "thumbnails.db"):
            if (self.library / name).exists():
                assert ask(self.library / name, "pragma integrity_check") == [("ok",)], name
        for backup in self.library.glob("backups/library-*.db"):
            assert ask(backup, "pragma quick_check") == [("ok",)], backup.name
        assert not list(self.library.glob("*damaged*")), "a sound database was set aside"
        self._check_thumbnails()
        for table in self.tables.glob("[!.]*"):
            json.loads(table.read_bytes())
        if self.choose.random() < 0.3:
            for backup in self.library.glob("backups/*"):
                backup.unlink()

    def check_files(self) -> None:
        """Each picture that arrived is somewhere, with all its bytes; sidecars are whole."""
        there = {
            hashlib.sha256(path.read_bytes()).hexdigest()
            for folder in (self.outputs, self.aside)
            for path in folder.rglob("*.png")
        }
        assert there == self.written.keys(), "pictures are lost, or are others"
        for sidecar in self.outputs.rglob("*.xmp"):
            assert sidecar.read_bytes().rstrip().endswith((b"?>", b"xmpmeta>")), sidecar

    def leftovers(self) -> list[Path]:
        """Temporary files."""
        return [path for folder in self._folders() for path in folder.glob(LEFT)]

    def write_on(self) -> None:
        """As the next file that is written into each folder."""
        for folder in self._folders():
            part_beside(folder / "any.png")

    def _folders(self) -> list[Path]:
        kept, copies = self.outputs / "kept", self.outputs / "copies"
        return [self.outputs, kept, copies, self.aside, self.tables, self.library]

    def output(self) -> str:
        return (self.folder / "output").read_text(encoding="utf-8", errors="replace")[-2000:]

    def _seconds(self, life: Life) -> float:
        """Until the kill; on a machine that is busy otherwise the same points of a life come later."""
        if life.seconds is None:
            return 60.0
        pace = statistics.median(self.resumed["watch"]) if self.resumed["watch"] else 1.0
        return life.seconds * (1.0 if life.seconds < EARLY else min(max(pace, 1.0), MOST_PACE))

    def _first_after(self, began: float) -> float | None:
        self.look()
        return min((at for at, _ in self.rated.values() if at > began), default=None)

    def _to_mark(self) -> dict[str, Path]:
        """Some pictures that get the same stars."""
        stars = self.choose.randint(1, 5)
        fit = [(content, path) for content, path in self.written.items() if stars_of(content) == stars]
        return {content: path for content, path in fit if path.exists()}

    def _command(self, life: Life, marking: list[Path]) -> list[str | Path]:
        given: list[str | Path] = ["--library", self.library]
        pixels: list[str | Path] = [*given, "--rater", "pixels"]
        if life.doing == "window":
            script = "tests.end2end.faults.busy_window"
            seed = str(self.choose.randrange(10**6))
            return ["-m", script, self.library, self.outputs, self.tables, self.aside, seed]
        if life.doing == "model" and self.tiny:
            model: list[str | Path] = ["--rater", "qwen", "--model", self.tiny, "--processor", self.tiny]
            return ["-m", "curator", "watch", self.outputs, *given, *model]
        if life.doing == "mark" and marking:
            content = hashlib.sha256(marking[0].read_bytes()).hexdigest()
            return ["-m", "curator", "mark", *marking, "--stars", str(stars_of(content)), *given]
        if life.doing == "export":
            return ["-m", "curator", "export", self.tables / f"{self.choose.randrange(5)}.json", *given]
        return ["-m", "curator", "rate" if life.doing == "rate" else "watch", self.outputs, *pixels]

    def _check_thumbnails(self) -> None:
        """Those that came since the last look."""
        database = self.library / "thumbnails.db"
        if not database.exists():
            return
        sql = f"select number, jpeg from thumbnails where number > {self.thumbnail} order by number"
        for number, jpeg in ask(database, sql):
            with Image.open(io.BytesIO(jpeg)) as picture:
                picture.load()
            self.thumbnail = number


@contextmanager
def killed(command: list[str | Path], output: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A process that is killed at the end of the block; what it started ends with it."""
    with output.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, *map(str, command)], cwd=ROOT, stdout=sink, stderr=subprocess.STDOUT
        )
    children: list[psutil.Process] = []
    try:
        yield process
        if process.poll() is None:
            children = psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        pass
    finally:
        process.kill()
        process.wait(10)
    assert wait_until(lambda: not any(map(_lives, children)), ORPHAN_SECONDS), "a child outlives the program"


def _lives(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def drawn(choose: random.Random, count: int, model: bool) -> list[Life]:
    """Which programs are killed, and when: many in their first 300 ms, many after their first rating."""
    kinds = {"watch": 50, "window": 18, "rate": 10, "mark": 9, "export": 7, "model": 6 if model else 0}
    lives = []
    for doing in choose.choices(list(kinds), list(kinds.values()), k=count):
        early, seconds = choose.random() < 0.2, choose.uniform(EARLY, SPAN)
        if doing in ("window", "model"):
            seconds *= 3  # It takes longer until they do something
        rests = doing == "watch" and choose.random() < 0.3
        lives.append(Life(doing, None if rests else choose.uniform(0, EARLY) if early else seconds))
    return lives


def other_drive(folder: Path) -> Path | None:
    """A folder on another drive than that one, for moves that are copies; None where there is none."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and memory.stat().st_dev != folder.stat().st_dev:
        return memory
    return None
