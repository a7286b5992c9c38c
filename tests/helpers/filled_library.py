"""A library of files that are there, rated as if the pixel measures had seen each of them."""

import hashlib
import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image

from curator.store.library import Library
from tests.helpers.process import run_curator


def fill_library(library: Path, paths: Sequence[Path]) -> None:
    """Of PNGs with contents of their own, in a few seconds for 100,000: the first is really rated, the others
    get its scores."""
    done = run_curator("rate", paths[0], "--library", library, "--rater", "pixels")
    if done.returncode:
        raise RuntimeError(done.stderr)
    opened = Library(library)
    try:
        with opened.transaction() as connection:
            connection.executemany(_IMAGE, _images(paths[1:]))
            _copy_rating(connection)
    finally:
        opened.close()


_IMAGE = (
    "INSERT INTO images (path, folder, name, content, format, width, height, bytes, modified_ns, found_at)"
    " VALUES (?, ?, ?, ?, 'PNG', ?, ?, ?, ?, ?)"
)


def _images(paths: Sequence[Path]) -> Iterator[tuple[object, ...]]:
    with Image.open(paths[0]) as first:
        size = first.size
    now = time.time()
    for path in paths:
        facts, content = path.stat(), hashlib.sha256(path.read_bytes()).hexdigest()
        place = (str(path), str(path.parent), path.name, content)
        yield (*place, *size, facts.st_size, facts.st_mtime_ns, now)


def _copy_rating(connection: sqlite3.Connection) -> None:
    for statement in (
        "INSERT INTO ratings (content, rater_id, rated_at, program, packed)"
        " SELECT i.content, r.rater_id, r.rated_at, r.program, r.packed FROM images i, ratings r"
        " WHERE r.id = 1 AND i.id > 1",
        "INSERT INTO scores SELECT r.id, s.dimension, s.score, s.prediction, s.p0, s.p1, s.p2"
        " FROM ratings r, scores s WHERE r.id > 1 AND s.rating_id = 1",
        "INSERT INTO places SELECT content, path, found_at FROM images WHERE id > 1",
    ):
        connection.execute(statement)
