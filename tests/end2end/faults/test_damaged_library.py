"""A program that was killed, then damage to what it left: it starts, and says what it could not keep."""

import os
import random
import re
import shutil
import struct
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from curator.app import build
from curator.core.errors import LibraryError
from curator.core.settings import Options
from curator.store.backups import Halt, make_backup
from curator.store.library import Library
from tests.end2end.faults.forms import forms, tell
from tests.helpers.hands import OFFSCREEN
from tests.helpers.killed_library import fill, give_stars, mark_and_end, stars
from tests.helpers.process import rows, run_curator

PICTURES, MARKS, BEFORE = 120, 60, 5
"""In the library, marked by the program that was killed, and marked when the backup was made."""
READ = ("folders", "images", "places", "ratings", "scores", "marks", "generations", "generation_texts")
Damage = Callable[[Path, random.Random], None]


# The log


def flip(path: Path, chance: random.Random, count: int = 1, low: int = 0, high: int | None = None) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(count):
        data[chance.randrange(low, high or len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def overwrite(path: Path, chance: random.Random, what: Callable[[int], bytes]) -> None:
    data = bytearray(path.read_bytes())
    length = chance.randrange(1, min(20_000, len(data)))
    at = chance.randrange(0, len(data) - length + 1)
    data[at : at + length] = what(length)
    path.write_bytes(data)


def log_of(folder: Path) -> Path:
    return folder / "library.db-wal"


def cut(path: Path, chance: random.Random) -> None:
    os.truncate(path, chance.randrange(path.stat().st_size))


def salted(folder: Path, chance: random.Random) -> None:
    """One frame's salts are another log's."""
    data = bytearray(log_of(folder).read_bytes())
    frame = chance.randrange((len(data) - 32) // 4120)
    data[32 + frame * 4120 + 8 : 32 + frame * 4120 + 16] = chance.randbytes(8)
    log_of(folder).write_bytes(data)


def headed(folder: Path, chance: random.Random) -> None:
    """The log's own header: salts, sizes, sums."""
    flip(log_of(folder), chance, 1, 0, 32)


def foreign(folder: Path, chance: random.Random) -> None:
    """The whole log of another library of Curator's, which is sound."""
    shutil.copy(log_of(folder.parent / "other"), log_of(folder))


def all_garbage(folder: Path, chance: random.Random) -> None:
    log_of(folder).write_bytes(chance.randbytes(chance.randrange(1, 90_000)))


def log_and_index(folder: Path, chance: random.Random) -> None:
    cut(log_of(folder), chance)
    (folder / "library.db-shm").unlink()


LOG_DAMAGE: dict[str, Damage] = {
    "a bit": lambda folder, chance: flip(log_of(folder), chance),
    "bits": lambda folder, chance: flip(log_of(folder), chance, 40),
    "cut": lambda folder, chance: cut(log_of(folder), chance),
    "zeros": lambda folder, chance: overwrite(log_of(folder), chance, bytes),
    "garbage": lambda folder, chance: overwrite(log_of(folder), chance, chance.randbytes),
    "all garbage": all_garbage,
    "salts": salted,
    "header": headed,
    "foreign": foreign,
    "gone": lambda folder, chance: log_of(folder).unlink(),
    "index": lambda folder, chance: overwrite(folder / "library.db-shm", chance, chance.randbytes),
    "log and index": log_and_index,
}
"""Every kind, in turn."""


@forms(short=12, full=300, minutes=5)
def test_a_damaged_log_loses_nothing_in_silence(size: int, tmp_path: Path) -> None:
    left = killed(tmp_path, "once", "halfway", "other")
    chance, told, slowest = random.Random(11), Counter[str](), 0.0
    for number in range(size):
        kind = list(LOG_DAMAGE)[number % len(LOG_DAMAGE)]
        folder = tmp_path / "case"
        shutil.copytree(left[number // len(LOG_DAMAGE) % 2], folder)
        LOG_DAMAGE[kind](folder, chance)
        begun = time.perf_counter()
        told[start(folder, kind)] += 1
        slowest = max(slowest, time.perf_counter() - begun)
        shutil.rmtree(folder)
    tell(11, "starts on a damaged log", size=size, slowest_seconds=round(slowest, 2), **told)
    assert told["lost in silence"] == told["not started"] == told["damaged"] == told["told again"] == 0
    assert told["whole"] + told["lost and told"] + told["set aside and told"] + told["unseen"] == size
    # Where log and index are both gone or cut, nobody can know what was in them
    assert told["unseen"] <= size / len(LOG_DAMAGE)


def start(folder: Path, kind: str) -> str:
    """What came of it; a second start has nothing more to say."""
    try:
        library = Library(folder)
    except LibraryError:
        return "not started"
    kept, notices = stars(library), library.notices
    sound = library.read("PRAGMA integrity_check") == [("ok",)]
    library.close()
    again = Library(folder)
    repeated = again.notices
    again.close()
    if not sound:
        return "damaged"
    if repeated:
        return "told again"
    if any("kept as library-damaged-" in notice for notice in notices):
        return "set aside and told"
    if kept == MARKS:
        return "whole"
    if notices:
        return "lost and told"
    return "unseen" if kind == "log and index" else "lost in silence"


def killed(place: Path, *names: str) -> list[Path]:
    folders = [place / name for name in names]
    fill(folders[0], PICTURES)
    for folder in folders[1:]:
        shutil.copytree(folders[0], folder)
    mark_and_end(MARKS, *folders)
    return folders


# The database


def page_of(folder: Path, table: str) -> int:
    """Where the table's first page begins."""
    ((page,),) = rows(folder, f"SELECT rootpage FROM sqlite_master WHERE name = '{table}'")
    return 4096 * (int(page) - 1)


def database_of(folder: Path) -> Path:
    return folder / "library.db"


def all_noise(folder: Path, chance: random.Random) -> None:
    database_of(folder).write_bytes(chance.randbytes(50_000))


def diary(folder: Path, chance: random.Random) -> None:
    database_of(folder).write_text("Dear diary,\n" * chance.randrange(1, 900))


def zero_pages(folder: Path, chance: random.Random) -> None:
    """Of tables: a page nobody uses would be no damage."""
    for table in chance.sample(("images", "ratings", "scores", "generations", "marks"), 2):
        patch(folder, page_of(folder, table), bytes(4096))


def garbage_page(folder: Path, chance: random.Random) -> None:
    patch(folder, page_of(folder, chance.choice(("images", "ratings", "scores"))), chance.randbytes(4096))


def patch(folder: Path, at: int, data: bytes) -> None:
    with database_of(folder).open("r+b") as file:
        file.seek(at)
        file.write(data)


def schema(folder: Path, chance: random.Random) -> None:
    """Letters of the definitions of its tables, which SQLite keeps as text."""
    data = database_of(folder).read_bytes()
    found = [match.start() for match in re.finditer(b"CREATE TABLE", data)]
    for at in chance.sample(found, 3):
        patch(folder, at + chance.randrange(60), chance.randbytes(1))


def step_names(folder: Path, chance: random.Random) -> None:
    """What tells which version made the tables."""
    name = chance.choice((b"first_tables", b"what_rated", b"extras"))
    patch(folder, database_of(folder).read_bytes().index(name) + chance.randrange(6), b"\x07")


def overlong(folder: Path, chance: random.Random) -> None:
    """A page tells of more than it can hold."""
    patch(folder, page_of(folder, "images") + 3, struct.pack(">H", chance.randrange(30_000, 60_000)))


DATABASE_DAMAGE: dict[str, Damage] = {
    "header": lambda folder, chance: patch(folder, chance.randrange(0, 16), chance.randbytes(4)),
    "first page": lambda folder, chance: patch(folder, 0, bytes(4096)),
    "zeroed pages": zero_pages,
    "garbage page": garbage_page,
    "cut": lambda folder, chance: os.truncate(database_of(folder), chance.randrange(1, 200_000)),
    "all garbage": all_noise,
    "schema": schema,
    "step names": step_names,
    "counts": overlong,
    "empty": lambda folder, chance: os.truncate(database_of(folder), 0),
    "text": diary,
}


@forms(short=11, full=50, minutes=3)
def test_a_damaged_database_is_set_aside_and_its_backup_put_back(size: int, tmp_path: Path) -> None:
    before = backed_up(tmp_path / "before")
    chance, came, slowest = random.Random(12), Counter[str](), 0.0
    for number in range(size):
        kind = list(DATABASE_DAMAGE)[number % len(DATABASE_DAMAGE)]
        folder = tmp_path / "case"
        shutil.copytree(before, folder)
        DATABASE_DAMAGE[kind](folder, chance)
        left = database_of(folder).read_bytes()
        begun = time.perf_counter()
        came[f"{kind}: {mended(folder, left)}"] += 1
        slowest = max(slowest, time.perf_counter() - begun)
        shutil.rmtree(folder)
    tell(11, "starts on a damaged database", size=size, slowest_seconds=round(slowest, 2), came=dict(came))
    # A letter of a definition may be one that means nothing, such as a space's
    harmless = {"schema: as it was"}
    assert {what for what in came if not what.endswith(": put back")} <= harmless
    assert sum(count for what, count in came.items() if what.endswith(": put back")) >= 0.9 * size


def mended(folder: Path, left: bytes) -> str:
    """What came of a start on the damage, which `left` has, byte for byte."""
    try:
        library = Library(folder)
    except LibraryError as error:
        return f"not started: {error}"
    try:
        notices, kept = library.notices, stars(library)
        for table in READ:
            library.read(f"SELECT * FROM {table}")
        Library(folder).close()
    finally:
        library.close()
    again = Library(folder)
    again.close()
    if again.notices:
        return "told again"
    aside = list(folder.glob("library-damaged-*.db"))
    if not notices and not aside:
        return "as it was" if kept == MARKS else "lost in silence"
    if len(aside) != 1 or aside[0].read_bytes() != left or aside[0].name not in notices[0]:
        return "not kept"
    return "put back" if kept == BEFORE and "The backup of" in notices[0] else f"{kept} marks, {notices}"


def backed_up(folder: Path) -> Path:
    """A library, closed as it should be, that has more marks than its backup."""
    fill(folder, PICTURES)
    with closing(Library(folder)) as library:
        give_stars(library, BEFORE)
        make_backup(folder, Halt())
        give_stars(library, MARKS)
    return folder


# As the user sees it


def test_a_command_tells_of_it_on_stderr_and_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    fill(folder, 3)
    (folder / "library.db").write_text("Dear diary")
    told = run_curator("list", "--library", folder)
    (aside,) = folder.glob("library-damaged-*.db")
    assert told.returncode == 0
    assert aside.name in told.stderr
    assert "a new library has begun" in told.stderr
    assert aside.read_text() == "Dear diary"
    with closing(Library(folder)) as library:
        assert library.notices == ()


@OFFSCREEN
def test_the_window_tells_of_it(qtbot: QtBot, undressed: QApplication, tmp_path: Path) -> None:
    folder = backed_up(tmp_path / "library")
    patch(folder, 0, bytes(100))
    desktop = build(Options(library=folder, rater="pixels"))
    qtbot.addWidget(desktop.window)
    try:
        desktop.start()
        notices = desktop.window.pane.notices
        qtbot.waitUntil(lambda: "library-damaged-" in str(notices.text.toPlainText()), timeout=10_000)
        assert "The backup of" in str(notices.text.toPlainText())
        qtbot.waitUntil(lambda: len(desktop.session.columns) == PICTURES, timeout=10_000)
    finally:
        desktop.stop()
