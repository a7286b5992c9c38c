"""Libraries as a killed program leaves them: what was acknowledged stands in the log beside the database.

    python -m tests.helpers.killed_library MARKS FOLDER ...

gives so many pictures stars in a library of each folder, one transaction each, and ends without closing it.
In a folder that is called `halfway` the log is copied into the database halfway, and goes on behind that.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from curator.core.generation import Generation
from curator.core.marks import Marks
from curator.core.records import DimensionScore, FileFacts, PictureFacts, RaterIdentity, Rating
from curator.store import files, generations, marks, ratings
from curator.store.library import Library
from tests.helpers.process import ROOT


def content(number: int) -> str:
    return f"{number:064x}"


def fill(folder: Path, count: int) -> None:
    """A library of so many pictures, rated, with prompts and a folder; closed as it should be."""
    library = Library(folder)
    library._writer.execute("PRAGMA synchronous = OFF")
    rater = ratings.use_rater(library, RaterIdentity("a rater", "1", "rules"), ("clarity", "depth"))
    facts = [FileFacts(Path(f"/pictures/{number:05}.png"), 1000, number + 1) for number in range(count)]
    ids = files.note_files(library, facts, 1.0)
    for number, fact in enumerate(facts):
        files.note_content(library, fact, PictureFacts(content(number), "PNG", 64, 64), 1.0)
    scores = {key: DimensionScore(1.5, 2, (0.0, 0.5, 0.5)) for key in ("clarity", "depth")}
    records = [(image_id, content(number), Rating(scores)) for number, image_id in enumerate(ids)]
    ratings.record_ratings(library, rater, records, 2.0)
    told = {content(n): Generation(prompt=f"a street in the rain, number {n}") for n in range(count)}
    generations.put_many(library, told, reader=1)
    library.close()


def mark_and_end(count: int, *folders: Path) -> None:
    """In another process, which never closes the libraries."""
    command = [sys.executable, "-m", "tests.helpers.killed_library", str(count), *map(str, folders)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=60)


def give_stars(library: Library, count: int, halfway: bool = False) -> None:
    for number in range(count):
        marks.replace_marks(library, {content(number): Marks(stars=3)}, time.time())
        if halfway and number == count // 2:
            with library.snapshot() as connection:
                # The reader keeps the log from being begun anew
                connection.execute("SELECT count(*) FROM marks").fetchone()
                library._writer.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
                marks.replace_marks(library, {content(number): Marks(stars=4)}, time.time())


def stars(library: Library) -> int:
    """How many pictures have any."""
    return int(library.read("SELECT count(*) FROM marks WHERE stars > 0")[0][0])


if __name__ == "__main__":
    libraries = [Library(Path(name)) for name in sys.argv[2:]]
    for library in libraries:
        give_stars(library, int(sys.argv[1]), halfway=library.folder.name == "halfway")
    os._exit(0)
