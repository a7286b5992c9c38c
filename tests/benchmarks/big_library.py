"""A library of any size on the disk, as years of output leave it: tables and thumbnails, not the files."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from curator.core.settings import Options
from curator.images.paint import demo_pictures
from curator.images.thumbnails import make_thumbnail
from curator.store import packed, ratings
from curator.store.library import Library
from tests.benchmarks.measure import write_generator_pngs
from tests.helpers.process import run_curator
from tests.helpers.tiny_checkpoint import write_tiny_checkpoint

FIRST_DAY = 1_640_000_000
"""Seconds since the epoch: the oldest file's."""
A_DAY = 400
"""Files a folder and day."""
SHAPES = ((1024, 1024), (832, 1216), (1216, 832), (896, 1152), (768, 1344))
DRAWN = 200
"""Different pictures among the thumbnails."""


def model_options(folder: Path) -> Options:
    """The rater of such a library: a model of random weights, which is loaded when a picture waits for it."""
    model = str(folder / "model")
    return Options(library=folder, rater="qwen", model=model, processor=model, device="cpu")


def make_library(folder: Path, count: int, thumbnails: int) -> None:
    """`count` files, of which the newest `thumbnails` have one in the cache. A thousandth failed, the others
    are rated by the model of `model_options`; one in ten has stars or a flag."""
    write_tiny_checkpoint(folder / "model", scale=16)
    _rate_one(folder)
    library = Library(folder)
    known = ratings.current_rater(library)
    if known is None:
        raise RuntimeError("the model is not the library's rater")
    rater, keys = known.id, known.dimensions
    with library.transaction() as connection:
        for table in ("scores", "ratings", "places", "images"):
            connection.execute(f"DELETE FROM {table}")
        for table, marks in _TABLES.items():
            values = ", ".join("?" * marks)
            connection.executemany(f"INSERT INTO {table} VALUES ({values})", _ROWS[table](count, rater, keys))
        connection.execute("UPDATE ratings SET packed = NULL")
        packed.pack_missing(connection, rater, keys)
    jpegs = [make_thumbnail(picture.resize((256, 256))) for _, picture in demo_pictures(DRAWN, seed=3)]
    for number in range(count - thumbnails, count):
        library.thumbnails.put(content(number), jpegs[number % DRAWN])
    library.close()


def _rate_one(folder: Path) -> None:
    """So that the library knows the model as its rater."""
    write_generator_pngs(folder / "first", 1)
    model = folder / "model"
    options = ("--library", folder, "--rater", "qwen", "--model", model, "--processor", model)
    run_curator("rate", folder / "first", *options, "--device", "cpu", timeout=600)


def content(number: int) -> str:
    """SHA-256 of the file with that number."""
    return hashlib.sha256(b"picture %d" % number).hexdigest()


def _images(count: int, rater: int, keys: tuple[str, ...]) -> Iterator[tuple[object, ...]]:
    random = np.random.default_rng(3)
    sizes = random.integers(800_000, 2_400_000, count)
    for number in range(count):
        folder = str(Path("/pictures/outputs", f"{number // A_DAY:05}"))
        name = f"{number % A_DAY:05}-{(number * 2654435761) % 2**32}.png"
        width, height = SHAPES[number % len(SHAPES)]
        seconds = FIRST_DAY + number // A_DAY * 86_400 + number % A_DAY * 40
        yield (
            *(number + 1, str(Path(folder, name)), folder, name, content(number)),
            *("PNG", width, height, int(sizes[number]), seconds * 10**9, float(seconds), None),
        )


def _ratings(count: int, rater: int, keys: tuple[str, ...]) -> Iterator[tuple[object, ...]]:
    for number in range(count):
        if number % 1000:
            yield number + 1, content(number), rater, float(FIRST_DAY + number), "benchmark", b""


def _scores(count: int, rater: int, keys: tuple[str, ...]) -> Iterator[tuple[object, ...]]:
    """Shares of the three levels as a model gives them: mostly sure, some torn."""
    random = np.random.default_rng(4)
    leaning = random.uniform(0.4, 4, (len(keys), 3))
    for number in range(count):
        if number % 1000 == 0:
            continue
        for at, key in enumerate(keys):
            shares = random.dirichlet(leaning[at])
            score = float(shares[1] + 2 * shares[2])
            yield number + 1, key, min(score, 2.0), int(shares.argmax()), *shares.tolist()


def _failures(count: int, rater: int, keys: tuple[str, ...]) -> Iterator[tuple[object, ...]]:
    for number in range(0, count, 1000):
        yield number + 1, None, "read", "The file is damaged or cut short.", float(FIRST_DAY + number)


def _marks(count: int, rater: int, keys: tuple[str, ...]) -> Iterator[tuple[object, ...]]:
    for number in range(5, count, 10):
        yield content(number), number // 10 % 6, ("", "pick", "reject")[number // 10 % 3], "", None


_TABLES = {"images": 12, "ratings": 6, "scores": 7, "failures": 5, "marks": 5}
_ROWS = {
    "images": _images,
    "ratings": _ratings,
    "scores": _scores,
    "failures": _failures,
    "marks": _marks,
}
